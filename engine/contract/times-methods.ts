import { z } from "zod";
import { method } from "./method.js";
import { ModelName } from "./model-registry.js";
import { Origin } from "./session.js";

/** How long something took, over all its occurrences. */
export const Times = z.strictObject({
  count: z.number().int(),
  meanMs: z.number(),
  /** Standard deviation ÷ mean; 0 for a single value. */
  cv: z.number(),
});
export type Times = z.infer<typeof Times>;

/** What live sessions teach of the times of models and tools, failed attempts and waiting for pools left out. */
export const timesMethods = {
  "session.times": method({
    summary: "How long models and tools took in live sessions, waiting for pools left out",
    input: z.strictObject({
      most: z
        .number()
        .int()
        .min(1)
        .max(10_000)
        .default(500)
        .describe("how many sessions to read, the newest first"),
    }),
    output: z.strictObject({
      /** By version of the registry, and by where its answers came from. */
      models: z.array(
        z.strictObject({
          name: ModelName,
          version: z.string(),
          origin: Origin,
          sessions: z.number().int(),
          /** The first and the last session that taught it. */
          from: z.iso.datetime(),
          to: z.iso.datetime(),
          /** From the request to the first token. */
          ttftMs: Times,
          /** For each token after the first; null where no answer had two. */
          tpotMs: Times.nullable(),
          /** Output tokens of an answer, mean. */
          outputTokens: z.number(),
        }),
      ),
      /** How long a call kept its worker. */
      tools: z.array(z.strictObject({ tool: z.string(), timeMs: Times })),
      /** Sessions whose events cannot be read. */
      unread: z.number().int(),
    }),
  }),
};

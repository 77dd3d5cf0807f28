import { z } from "zod";
import { count, Distribution, nonNegative, share } from "./distribution.js";
import { readDocument } from "./document.js";
import type { Problem } from "./errors.js";
import { toProblems } from "./problems.js";

/** What a registry's file may hold. */
const MAX_BYTES = 20_000_000;

/** What a model or an alias is called. */
export const ModelName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{0,79}$/,
    "a name of up to 80 lower-case letters, digits, dots and dashes",
  );

/** What a key of a model server is called: an environment variable's name. */
export const KeyName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,60}_(KEY|TOKEN)$/, "a name such as ANTHROPIC_API_KEY");

/** US dollars for a million tokens, from a day on. */
export const DatedPrice = z.strictObject({
  from: z.iso.date(),
  inputUsd: nonNegative,
  outputUsd: nonNegative,
  cacheReadUsd: nonNegative,
  cacheWriteUsd: nonNegative,
  /** A request whose prompt, cached part included, is longer than this costs `factor` times as much. */
  longPrompt: z
    .strictObject({ aboveTokens: count, factor: z.number().min(1).max(1000) })
    .optional(),
  /** Who says so. */
  source: z.string().min(1).max(500).optional(),
});

export const ModelVersion = z.strictObject({
  version: z.string().min(1).max(80),
  /** What the server is asked for. */
  modelId: z.string().min(1).max(200),
  /** An Anthropic-compatible server, or `rehearsal`: the one that Headroom starts by itself. */
  server: z.union([z.literal("rehearsal"), z.url({ protocol: /^https?$/ })]),
  /** Name of the key (see `key.state`). Unset: needs none. */
  keyName: KeyName.optional(),
  prices: z.array(DatedPrice).max(100).default([]),
  /** Of the rehearsal model; of others as measured. */
  latency: z
    .strictObject({
      ttftMs: Distribution,
      interTokenMs: Distribution,
      concurrency: z.number().int().min(1).max(1_000_000).default(1_000_000),
      /** What was measured, when. */
      source: z.string().min(1).max(500).optional(),
    })
    .optional(),
  /** From this day on a new session is warned; a pinned one goes on. */
  deprecatedFrom: z.iso.date().optional(),
});
export type ModelVersion = z.infer<typeof ModelVersion>;

const Target = z.strictObject({ model: ModelName, version: z.string().min(1).max(80) });

/** Models by name with their versions, and aliases that point at one, or at two with a share for the second. */
export const ModelRegistry = z
  .strictObject({
    schema: z.literal("headroom/models/v1"),
    models: z.record(ModelName, z.array(ModelVersion).min(1).max(100)),
    aliases: z.record(
      ModelName,
      z.strictObject({
        ...Target.shape,
        canary: z.strictObject({ ...Target.shape, share }).optional(),
      }),
    ),
  })
  .superRefine((registry, context) => {
    for (const [alias, { canary, ...own }] of Object.entries(registry.aliases)) {
      if (Object.hasOwn(registry.models, alias)) {
        context.addIssue({
          code: "custom",
          path: ["aliases", alias],
          message: "a name that no model has",
        });
      }
      for (const [at, target] of [own, canary].entries()) {
        if (target === undefined) continue;
        const { model, version } = target;
        const found = registry.models[model]?.some((one) => one.version === version) ?? false;
        if (found) continue;
        context.addIssue({
          code: "custom",
          path: ["aliases", alias, ...(at === 1 ? ["canary"] : []), "version"],
          message: "a model and a version that are in this registry",
        });
      }
    }
  });
export type ModelRegistry = z.infer<typeof ModelRegistry>;

/**
 * A registry as it may be written: besides, no version of a model is named twice, and no price begins on
 * a day on which another of its version does. Files from before stay readable with either.
 */
export const WritableRegistry = ModelRegistry.superRefine((registry, context) => {
  for (const [model, versions] of Object.entries(registry.models)) {
    for (const [at, { version, prices }] of versions.entries()) {
      const refuse = (path: (string | number)[], message: string): void =>
        context.addIssue({ code: "custom", path: ["models", model, at, ...path], message });
      if (versions.findIndex((one) => one.version === version) < at) {
        refuse(["version"], "a name that no other version of the model has");
      }
      for (const [nth, { from }] of prices.entries()) {
        if (prices.findIndex((one) => one.from === from) === nth) continue;
        refuse(["prices", nth, "from"], "a day on which no other price of the version begins");
      }
    }
  }
});

/** Reads the text of a registry that somebody wrote. Never throws. */
export function readRegistry(
  text: string,
):
  | { readonly registry: ModelRegistry; readonly problems: readonly [] }
  | { readonly registry: undefined; readonly problems: readonly Problem[] } {
  const reading = readDocument(text, MAX_BYTES);
  if ("problem" in reading) return { registry: undefined, problems: [reading.problem] };
  const parsed = WritableRegistry.safeParse(reading.document);
  return parsed.success
    ? { registry: parsed.data, problems: [] }
    : { registry: undefined, problems: toProblems(parsed.error, reading.document) };
}

import { z } from "zod";

/** What a process to be killed is told, as one JSON argument. */
export const ChildOrders = z.strictObject({
  folder: z.string(),
  sessions: z.array(
    z.strictObject({ id: z.string(), workload: z.string(), seed: z.number().int() }),
  ),
  /** The process kills itself when the session reaches its boundary of that number, from 1. */
  killAt: z.strictObject({ session: z.string(), boundary: z.number().int() }).optional(),
});
export type ChildOrders = z.infer<typeof ChildOrders>;

/**
 * What it prints, one JSON text a line. Pipes are written synchronously on Linux: a line that was
 * printed outlives the process.
 */
export const ChildLine = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("ready") }),
  z.strictObject({
    kind: z.literal("boundary"),
    session: z.string(),
    boundary: z.number().int(),
    what: z.string(),
  }),
  /** The log has promised that the event is durable. */
  z.strictObject({
    kind: z.literal("acknowledged"),
    session: z.string(),
    position: z.number().int(),
    sum: z.number(),
  }),
  z.strictObject({ kind: z.literal("broken"), session: z.string(), message: z.string() }),
  z.strictObject({ kind: z.literal("done") }),
]);
export type ChildLine = z.infer<typeof ChildLine>;

/** What the reader finds in the files. */
export const Reading = z.strictObject({
  events: z.array(
    z.strictObject({
      session: z.string(),
      position: z.number().int(),
      sum: z.number(),
      event: z.looseObject({ type: z.string() }),
    }),
  ),
  effects: z.array(
    z.strictObject({ namespace: z.string(), key: z.string(), rows: z.number().int() }),
  ),
});
export type Reading = z.infer<typeof Reading>;

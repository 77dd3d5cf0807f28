import { z } from "zod";

/** What a process to be killed is told, as one JSON argument. */
export const ChildOrders = z.strictObject({
  folder: z.string(),
  /** Socket of the recorder that tools have their effects at; unset: they keep them in their own state. */
  recorder: z.string().optional(),
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

/** An effect as it was made: how often, and with what. */
const Effect = z.strictObject({
  namespace: z.string(),
  key: z.string(),
  /** Of each time it was made. */
  results: z.array(z.string()),
});
export type Effect = z.infer<typeof Effect>;

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
  effects: z.array(Effect),
});
export type Reading = z.infer<typeof Reading>;

const effect = { folder: z.string(), namespace: z.string(), key: z.string() };

/** What the recorder is asked, one JSON text a line; answered in order, one line each. */
export const RecorderRequest = z.discriminatedUnion("op", [
  /** As a service that knows no repeats: makes the effect, however often it was made. */
  z.strictObject({ op: z.literal("append"), ...effect, result: z.string() }),
  /** As a service that goes by the key: makes the effect unless the key has one. */
  z.strictObject({ op: z.literal("appendOnce"), ...effect, result: z.string() }),
  z.strictObject({ op: z.literal("find"), ...effect }),
  /** All effects of a folder's tools. */
  z.strictObject({ op: z.literal("tally"), folder: z.string() }),
]);
export type RecorderRequest = z.infer<typeof RecorderRequest>;

export const RecorderReply = z.strictObject({
  /** Of the first effect under the key. */
  result: z.string().nullable(),
  effects: z.array(Effect),
});
export type RecorderReply = z.infer<typeof RecorderReply>;

/** What a process that damages files is told, as one JSON argument: cases `from` up to, but not, `to`. */
export const DamageOrders = z.strictObject({
  subject: z.enum([
    "session log in its file",
    "session log in its -wal",
    "tool state in its file",
    "tool state in its -wal",
  ]),
  /** Bytes cut off the end, one more in each case, or one bit turned over. */
  damage: z.enum(["cut", "flip"]),
  from: z.number().int(),
  to: z.number().int(),
  seed: z.number().int(),
});
export type DamageOrders = z.infer<typeof DamageOrders>;

/** What it prints, one JSON text a line: each case before it is tried, and in the end all of them. */
export const DamageLine = z.union([
  z.strictObject({ case: z.number().int() }),
  z.strictObject({
    cases: z.number().int(),
    unharmed: z.number().int(),
    refused: z.number().int(),
    salvagedWhole: z.number().int(),
    salvagedParts: z.number().int(),
    violations: z.array(z.string()),
  }),
]);

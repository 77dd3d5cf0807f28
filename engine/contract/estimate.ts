import { z } from "zod";
import { Architecture } from "./result.js";

/**
 * How a number of an estimate stands to what a long simulation would show: `equal` in the long run;
 * `atLeast` and `atMost` are bounds; `about` leaves something out (a note says what).
 */
export const Stands = z.enum(["equal", "atLeast", "atMost", "about"]);
export type Stands = z.infer<typeof Stands>;

export const PoolEstimate = z.strictObject({
  /** As in a result's `utilisation.pools`. */
  name: z.string(),
  /** Slots, workers or batched servers; of a scaled pool the most it may have; 1: a rate limit. */
  servers: z.number(),
  /** Servers at work on average if all that comes in were served: offered load in erlangs. */
  offered: z.number(),
  /** `offered` ÷ `servers`; from 1 on the pool cannot carry its load. */
  utilisation: z.number(),
  stands: Stands,
});
export type PoolEstimate = z.infer<typeof PoolEstimate>;

export const ArchitectureEstimate = z.strictObject({
  /** Sessions a second that come in; of closed workloads the most there can be (`atMost`). */
  arrivals: z.strictObject({ perSecond: z.number(), stands: Stands }),
  /** The fullest pool first. */
  pools: z.array(PoolEstimate),
  /** The pool that is full first; null where nothing limits. */
  bottleneck: z.string().nullable(),
  /** The load that the bottleneck carries ÷ the load it has; null where closed users adapt to it. */
  headroomFactor: z.number().nullable(),
  /** Whether every pool can carry what comes in; closed users never bring more than is carried. */
  stable: z.boolean(),
  /** Most sessions a second that can be completed. */
  mostPerSecond: z.number(),
  /** No mean latency of sessions that complete is below this: the time they take where nobody waits. */
  leastLatencyMs: z.number(),
  /** Compute, cache and tokens of one session at `mostPerSecond`; null where no session comes in. */
  leastCostUsdPerSession: z.number().nullable(),
  /** Provisioned compute and cache, of scaled pools their fewest, and the tokens. */
  leastCostUsdPer30Days: z.number(),
});
export type ArchitectureEstimate = z.infer<typeof ArchitectureEstimate>;

/** What arithmetic alone says of a scenario, without simulating it. */
export const EstimateResult = z.strictObject({
  architectures: z.partialRecord(Architecture, ArchitectureEstimate),
  /** What the numbers leave out. */
  notes: z.array(z.string()),
});
export type EstimateResult = z.infer<typeof EstimateResult>;

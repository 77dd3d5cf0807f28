import { z } from "zod";
import { PathGroup } from "./path-group.js";

/**
 * What happened over simulated time, on bins of equal width from time 0 on. Every list has one value a
 * bin, summed or averaged over the replications that are in it; all of the run is there, its warm-up
 * included. A replication of which only a part falls into a bin counts with that part.
 */

/** Counts by time bin and by time taken. The sum over a bin's rows is all that ended in it. */
export const HeatMap = z.strictObject({
  /** Rows from the quickest to the slowest that has a count, eight to every doubling (four in results kept from before). */
  lowerMs: z.array(z.number()),
  /** The last possible row has no upper edge: null. */
  upperMs: z.array(z.number().nullable()),
  /** `counts[bin][row]`. */
  counts: z.array(z.array(z.number().int())),
});
export type HeatMap = z.infer<typeof HeatMap>;

const perBin = z.array(z.number());
/** null where the bin saw nothing to average. */
const meanPerBin = z.array(z.number().nullable());

export const PoolSeries = z.strictObject({
  name: z.string(),
  /** Time-averages: servers at work, servers paid for, items waiting (none for a part of a pool). */
  busyServers: meanPerBin,
  provisionedServers: meanPerBin,
  queueLength: meanPerBin.optional(),
});
export type PoolSeries = z.infer<typeof PoolSeries>;

export const Series = z.strictObject({
  /** Width of a bin; bin `n` is from n to n + 1 widths. */
  binSeconds: z.number(),
  /** When the measured window opened, at the earliest and at the latest of the replications. */
  warmUpEndsSeconds: z.strictObject({ first: z.number(), last: z.number() }),
  /** How many replications are in here: the first ones of the run. */
  replications: z.number().int(),
  /** Simulated seconds that all replications together spent in the bin. */
  observedSeconds: perBin,
  /** Sessions that came in, completed and failed. */
  arrived: perBin,
  completed: perBin,
  failed: perBin,
  /** Steps, calls or sessions that a component failure cut off. */
  interrupted: perBin,
  /** Completed sessions a second. */
  throughputPerSecond: meanPerBin,
  pools: z.array(PoolSeries),
  /** Mean time that a session which ended in the bin had spent in each stage, by stage. */
  stagesMs: z.record(z.string(), meanPerBin),
  heatMaps: z.strictObject({
    /** Latencies of the completed sessions. */
    latency: HeatMap,
    /** Times that ended sessions spent in a stage, those that spent none there left out; by stage. */
    stages: z.record(z.string(), HeatMap),
    /** Attempts of tool calls, on a worker from start to end, cold start included; by pool. */
    tools: z.record(z.string(), HeatMap),
  }),
  /** Of completed sessions, warm-up included; results kept from before it was counted have none. */
  criticalPath: z.array(PathGroup).optional(),
});
export type Series = z.infer<typeof Series>;

import { z } from "zod";

/** Time by stage; the stages of a session add up to its latency. */
export const StageTimes = z.record(z.string(), z.number());

/** Completed sessions between two percentiles of latency, and what their critical paths are made of. */
export const PathGroup = z.strictObject({
  /** Shares of the sessions, from the quickest: 0.5 and 0.9 are the sessions between p50 and p90. */
  from: z.number(),
  to: z.number(),
  /** How many there are; a bucket of latencies on a bound is divided between both sides. */
  sessions: z.number(),
  meanLatencyMs: z.number(),
  /** Mean time on the critical path by stage: of calls side by side that of the last one back. */
  stagesMs: StageTimes,
});
export type PathGroup = z.infer<typeof PathGroup>;

import { z } from "zod";
import { PathGroup, StageTimes } from "./path-group.js";
import { Architecture, Provenance, Stage } from "./result.js";

/**
 * The sessions behind a simulation's heat map, and the spans of one of them: the same replications are
 * simulated again from the same seed, so what is found is what was counted.
 */

/** One simulated session that ended. */
export const InspectedSession = z.strictObject({
  /** Which replication, workload and session of it: what {@link SessionTrace} is asked for by. */
  replication: z.number().int(),
  workload: z.string(),
  session: z.number().int(),
  status: z.enum(["completed", "failed"]),
  /** Simulated time from the start of the run. */
  startedMs: z.number(),
  endedMs: z.number(),
  /** Start to end, without what its user thought between turns. */
  latencyMs: z.number(),
  stagesMs: StageTimes,
  brainSteps: z.number().int(),
  /** Attempts of tool calls that ran on a worker to their end. */
  toolCalls: z.number().int(),
  /** Attempts repeated, and work cut off by a failure. */
  retries: z.number().int(),
});
export type InspectedSession = z.infer<typeof InspectedSession>;

export const InspectResult = z.strictObject({
  provenance: Provenance,
  architecture: Architecture,
  /** Of all sessions in the window. */
  completed: z.number().int(),
  failed: z.number().int(),
  /** The longest ones, at most as many as were asked for, the longest first. */
  sessions: z.array(InspectedSession),
  criticalPath: z.array(PathGroup),
});
export type InspectResult = z.infer<typeof InspectResult>;

export const TraceSpan = z.strictObject({
  id: z.number().int(),
  /** `brain`, or the pool of hands; a user that thinks is `user`. */
  pool: z.string(),
  /** `think` is the user's, and in no latency. */
  stage: z.enum([...Stage.options, "think"]),
  fromMs: z.number(),
  toMs: z.number(),
  /** Spans that had to end first. */
  after: z.array(z.number().int()),
  /** Whether the session's latency would have been less, had this been shorter: all of them are its latency. */
  critical: z.boolean(),
});
export type TraceSpan = z.infer<typeof TraceSpan>;

export const SessionTrace = z.strictObject({
  provenance: Provenance,
  architecture: Architecture,
  session: InspectedSession,
  /** In the order in which they were known; times are those of {@link InspectedSession}. */
  spans: z.array(TraceSpan),
});
export type SessionTrace = z.infer<typeof SessionTrace>;

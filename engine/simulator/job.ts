import type { Architecture } from "../contract/result.js";
import type { Scenario } from "../contract/scenario.js";
import type { InspectJob } from "./inspect/job.js";

/** The scenario's run section with the caller's overrides applied. */
export interface ResolvedRun {
  readonly seed: number;
  readonly replications: number;
  /** Sessions injected in one replication over all workloads, warm-up included. */
  readonly requests: number;
  readonly warmUpShare: number;
}

/** A recorded request log. */
export interface TraceRequests {
  /** By session, from 0, ascending. */
  readonly arrivalSeconds: Float64Array;
  /** The requests of session s are those from entry s up to entry s + 1. */
  readonly firstRequest: Uint32Array;
  /** By request: its whole prompt, and its answer. */
  readonly inputTokens: Float64Array;
  readonly outputTokens: Float64Array;
  /** By request: how much of its prompt, from the start, the session had sent or been sent before. */
  readonly ownPrefixTokens: Float64Array;
  /** By request: from its answer to the session's next request. */
  readonly toolWaitMs: Float64Array;
  /**
   * Prompts in blocks of `blockTokens`, equal numbers for equal beginnings up to there; those of request r
   * are from entry r of `firstBlock` up to entry r + 1. Both arrays are empty where the log does not tell.
   */
  readonly firstBlock: Uint32Array;
  readonly blocks: Uint32Array;
  readonly blockTokens: number;
}

/** A log of sessions that have one request each and nothing in common. */
export function singleRequests(
  arrivalSeconds: Float64Array,
  inputTokens: Float64Array,
  outputTokens: Float64Array,
): TraceRequests {
  const { length } = arrivalSeconds;
  return {
    arrivalSeconds,
    firstRequest: Uint32Array.from({ length: length + 1 }, (_, at) => at),
    inputTokens,
    outputTokens,
    ownPrefixTokens: new Float64Array(length),
    toolWaitMs: new Float64Array(length),
    firstBlock: new Uint32Array(0),
    blocks: new Uint32Array(0),
    blockTokens: 0,
  };
}

/** One replication of one architecture: everything it depends on. */
export interface ReplicationJob {
  readonly scenario: Scenario;
  /** By `arrivals.trace.file`. */
  readonly traces: Readonly<Record<string, TraceRequests>>;
  readonly architecture: Architecture;
  readonly run: ResolvedRun;
  /** Which replication, from 0. */
  readonly replication: number;
  /** Whether to record what happens over simulated time. */
  readonly series?: boolean;
  /** What of single sessions is wanted; the replication then ends as soon as that is known. */
  readonly inspect?: InspectJob;
}

/** Polled every few milliseconds of work. */
export interface ReplicationControl {
  /** Share of the replication that is done, from 0 to 1. */
  onProgress(fraction: number): void;
  isCancelled(): boolean;
}

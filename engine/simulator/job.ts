import type { Architecture } from "../contract/result.js";
import type { Scenario } from "../contract/scenario.js";

/** The scenario's run section with the caller's overrides applied. */
export interface ResolvedRun {
  readonly seed: number;
  readonly replications: number;
  /** Sessions injected in one replication over all workloads, warm-up included. */
  readonly requests: number;
  readonly warmUpShare: number;
}

/** A recorded request log: arrivals from 0, ascending; one entry per request in each array. */
export interface TraceRequests {
  readonly arrivalSeconds: Float64Array;
  readonly inputTokens: Float64Array;
  readonly outputTokens: Float64Array;
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
}

/** Polled every few milliseconds of work. */
export interface ReplicationControl {
  /** Share of the replication that is done, from 0 to 1. */
  onProgress(fraction: number): void;
  isCancelled(): boolean;
}

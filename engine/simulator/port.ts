import type { ReportProgress } from "../base/progress.js";
import type { ReplicationJob, ReplicationRecord } from "./replication.js";

export interface ReplicationRunOptions {
  readonly signal: AbortSignal;
  /** Called at least every 200 ms while jobs run, and once at the end with fraction 1. */
  readonly onProgress: ReportProgress;
}

/** Runs replications somewhere: worker threads, this thread, or another machine. */
export interface ReplicationRunner {
  /** Worker threads; 0 when jobs run on the caller's own thread. */
  readonly threads: number;
  /**
   * Runs all jobs and gives their records in job order, whatever order they finish in. Rejects with
   * CancelledError within 500 ms of the signal, and with a HeadroomError when a worker dies.
   */
  run(
    jobs: readonly ReplicationJob[],
    options: ReplicationRunOptions,
  ): Promise<ReplicationRecord[]>;
  /** Ends the threads. Runs still open are cancelled. */
  close(): Promise<void>;
}

import type { Failure } from "../../engine/contract/errors.js";
import type { ReplicationJob, ReplicationRecord } from "../../engine/simulator/replication.js";

/** Given to a thread as it starts: {@link CANCEL} is written by the pool, {@link PROGRESS} by the thread. */
export interface WorkerSettings {
  readonly shared: SharedArrayBuffer;
  /** Run behind whatever else wants the processor. Linux alone has a niceness for each thread. */
  readonly yields: boolean;
}

/** Slots of the shared Int32Array. */
export const CANCEL = 0;
export const PROGRESS = 1;
export const SHARED_BYTES = 8;
/** Progress is shared as a whole number of this many parts. */
export const PROGRESS_PARTS = 1_000_000;

/** Pool to thread: one job at a time. */
export interface JobMessage {
  readonly job: ReplicationJob;
}

/** Thread to pool: what became of the job. */
export type JobReply =
  | { readonly kind: "record"; readonly record: ReplicationRecord }
  | { readonly kind: "failure"; readonly failure: Failure };

import type { ReplicationRunner } from "../../engine/simulator/port.js";
import { createInProcessRunner } from "./in-process.js";
import { ThreadPool } from "./thread-pool.js";

export interface WorkerPoolOptions {
  /** Worker threads to keep; 0 runs jobs on the caller's thread, yielding to its event loop. */
  readonly threads: number;
  /** The built `main/worker/simulation.ts`. */
  readonly entry: URL | string;
  /** Whether the threads let a window go first, where the operating system can. Default: no. */
  readonly yields?: boolean;
}

/** A {@link ReplicationRunner} over worker threads that stay warm between runs and never hold the process open. */
export function createWorkerPool({
  threads,
  entry,
  yields = false,
}: WorkerPoolOptions): ReplicationRunner {
  return threads === 0 ? createInProcessRunner() : new ThreadPool(threads, entry, yields);
}

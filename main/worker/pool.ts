import { HeadroomError } from "../../engine/contract/errors.js";
import type { ReplicationRunner } from "../../engine/simulator/port.js";

export interface WorkerPoolOptions {
  /** Worker threads to keep; 0 runs jobs on the caller's thread, yielding to its event loop. */
  readonly threads: number;
  /** The built `main/worker/simulation.ts`. */
  readonly entry: URL | string;
}

/** A {@link ReplicationRunner} over worker threads that stay warm between runs and never hold the process open. */
export function createWorkerPool(options: WorkerPoolOptions): ReplicationRunner {
  throw new HeadroomError("unavailable", `cannot start ${options.threads} workers yet`);
}

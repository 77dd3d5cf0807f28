import type { BusyMeter, Station } from "./station.js";

/** One architecture: what happens to a session between its arrival and its end. */
export interface Model {
  /** Servers whose use is measured; the queues are theirs. */
  readonly stations: readonly Station[];
  /** Uses measured beside the stations', each out of `servers`. */
  readonly meters: readonly { name: string; servers: number; meter: BusyMeter }[];
  /** A session has been let in. */
  start(row: number): void;
  handle(code: number, id: number): void;
  /** A component of the pool (−1: the brain or the coupled slots) fails or comes back. */
  componentChanges(pool: number, replica: number, failed: boolean): void;
}

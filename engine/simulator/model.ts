import type { Station } from "./station.js";

/** An integral over time of how much is in use. */
export interface Meter {
  /** {@link busyMs} counts from now on. */
  openWindow(): void;
  busyMs(): number;
  /** Since time 0. */
  totalMs(): number;
}

/** A use out of `servers`, with the queue for it where it has one. */
export interface Metered {
  readonly name: string;
  readonly servers: number;
  readonly meter: Meter;
  readonly queue?: { waitedMs(): number };
}

/** One architecture: what happens to a session between its arrival and its end. */
export interface Model {
  /** Servers whose use is measured; the queues are theirs. */
  readonly stations: readonly Station[];
  /** Uses measured beside the stations', each out of `servers`. */
  readonly meters: readonly Metered[];
  /** A session has been let in. */
  start(row: number): void;
  handle(code: number, id: number): void;
  /** A component of the pool (−1: the brain or the coupled slots; −2: an API) fails or comes back. */
  componentChanges(pool: number, replica: number, failed: boolean): void;
}

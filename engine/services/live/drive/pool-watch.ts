/** A queue of the bus and its workers, as they are now. */
export interface WatchedPool {
  readonly name: string;
  readonly servers: number;
  gauges(): { readonly waiting: number; readonly inFlight: number };
}

/** How much of its time a pool was taken, and how many waited for it, on average. */
export interface PoolUse {
  readonly name: string;
  readonly servers: number;
  /** Taken servers ÷ servers. */
  readonly utilisation: number;
  readonly waiting: number;
}

/** Means over the measured window of what the gauges of pools say, looked at every now and then. */
export class PoolWatch {
  readonly #pools: readonly WatchedPool[];
  readonly #fromMs: number;
  readonly #toMs: number;
  readonly #areas: { busyMs: number; waitingMs: number }[];
  #seenMs: number;

  /** @param fromMs Where the window begins, by the clock that {@link look} is given. */
  constructor(pools: readonly WatchedPool[], fromMs: number, toMs: number) {
    this.#pools = pools;
    this.#fromMs = fromMs;
    this.#toMs = toMs;
    this.#seenMs = fromMs;
    this.#areas = pools.map(() => ({ busyMs: 0, waitingMs: 0 }));
  }

  /** Takes what the gauges say for what they said since the last look. */
  look(nowMs: number): void {
    const untilMs = Math.min(Math.max(nowMs, this.#fromMs), this.#toMs);
    const passedMs = untilMs - this.#seenMs;
    if (passedMs <= 0) return;
    this.#seenMs = untilMs;
    for (const [at, area] of this.#areas.entries()) {
      const { inFlight = 0, waiting = 0 } = this.#pools[at]?.gauges() ?? {};
      area.busyMs += passedMs * inFlight;
      area.waitingMs += passedMs * waiting;
    }
  }

  now(): { name: string; servers: number; busy: number; waiting: number }[] {
    return this.#pools.map((pool) => {
      const { inFlight, waiting } = pool.gauges();
      return { name: pool.name, servers: pool.servers, busy: inFlight, waiting };
    });
  }

  use(): PoolUse[] {
    const lookedMs = Math.max(this.#seenMs - this.#fromMs, Number.MIN_VALUE);
    return this.#pools.map(({ name, servers }, at) => ({
      name,
      servers,
      utilisation: (this.#areas[at]?.busyMs ?? 0) / lookedMs / servers,
      waiting: (this.#areas[at]?.waitingMs ?? 0) / lookedMs,
    }));
  }
}

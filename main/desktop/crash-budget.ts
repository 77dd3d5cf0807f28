const WINDOW_MS = 60_000;
const FIRST_DELAY_MS = 100;

/** How long to wait before each restart, and when to stop trying: the fifth crash within a minute. */
export class CrashBudget {
  readonly limit = 5;
  #crashes: number[] = [];

  /** Notes a crash; returns the delay before the next start in milliseconds, or undefined to give up. */
  record(nowMs: number): number | undefined {
    this.#crashes = this.#crashes.filter((at) => nowMs - at < WINDOW_MS);
    this.#crashes.push(nowMs);
    if (this.#crashes.length >= this.limit) return undefined;
    return FIRST_DELAY_MS * 2 ** (this.#crashes.length - 1);
  }

  reset(): void {
    this.#crashes = [];
  }
}

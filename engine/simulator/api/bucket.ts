import type { Clock } from "../calendar.js";
import type { Meter } from "../model.js";

const MS_PER_MINUTE = 60_000;
/** Share of the capacity that rounding may leave short of what a request was told to wait for. */
const SLACK = 1e-9;

/** Offsets in the bucket's state. */
const LEVEL = 0;
const AT = 1;
const DRAIN = 2;
const REFILLED = 3;
const REFILLED_BEFORE = 4;

/**
 * A token bucket: refilled continuously with `perMinute` tokens a minute, up to `capacity`, full at first. What is counted at once is taken with {@link take}; what a running request generates bit by
 * bit drains it evenly from {@link beginDrain} to {@link endDrain}, and may leave it in debt, since
 * nobody stops a request that runs.
 *
 * Between two changes the level is a straight line, cut off at the capacity, so it is worked out only
 * when asked for. Times are in ms of `clock`, which never goes back.
 */
export class Bucket implements Meter {
  readonly capacity: number;
  private readonly perMs: number;
  private readonly clock: Clock;
  /** In an array, because V8 makes a new object for every change of a double in a field. */
  private readonly state = new Float64Array(5);
  private drains = 0;

  constructor(perMinute: number, capacity: number, clock: Clock) {
    this.capacity = capacity;
    this.perMs = perMinute / MS_PER_MINUTE;
    this.clock = clock;
    this.state[LEVEL] = capacity;
    this.state[AT] = clock[0] ?? 0;
  }

  /** Tokens in it now; below 0 when running requests have generated more than there was. */
  level(): number {
    this.advance();
    return this.state[LEVEL] ?? 0;
  }

  /** Time until it holds `amount` if nobody takes any, 0 when it does now; Infinity above the capacity. */
  waitMs(amount: number): number {
    const missing = amount - this.level();
    if (missing <= SLACK * this.capacity) return 0;
    return amount > this.capacity ? Infinity : missing / this.perMs;
  }

  /** Takes `amount`, whether or not it holds that much. */
  take(amount: number): void {
    this.state[LEVEL] = this.level() - amount;
  }

  /** From now on `perMs` tokens are generated every millisecond … */
  beginDrain(perMs: number): void {
    this.advance();
    this.drains += 1;
    this.state[DRAIN] = (this.state[DRAIN] ?? 0) + perMs;
  }

  /** … until now. */
  endDrain(perMs: number): void {
    this.advance();
    this.drains -= 1;
    // With nobody left the sum starts anew, so that rounding never adds up.
    this.state[DRAIN] = this.drains === 0 ? 0 : (this.state[DRAIN] ?? 0) - perMs;
  }

  /** {@link busyMs} counts from now on. */
  openWindow(): void {
    this.advance();
    this.state[REFILLED_BEFORE] = this.state[REFILLED] ?? 0;
  }

  /** Time since the window opened in which tokens flowed in: all of it but when it was full. */
  busyMs(): number {
    return this.totalMs() - (this.state[REFILLED_BEFORE] ?? 0) / this.perMs;
  }

  /** {@link busyMs} since time 0. */
  totalMs(): number {
    this.advance();
    return (this.state[REFILLED] ?? 0) / this.perMs;
  }

  private advance(): void {
    const { state, perMs, capacity } = this;
    const nowMs = this.clock[0] ?? 0;
    const elapsedMs = nowMs - (state[AT] ?? 0);
    if (elapsedMs === 0) return;
    const before = state[LEVEL] ?? 0;
    const drained = (state[DRAIN] ?? 0) * elapsedMs;
    const level = Math.min(capacity, before + perMs * elapsedMs - drained);
    state[AT] = nowMs;
    state[LEVEL] = level;
    // What flowed in is what flowed out and what is left of it.
    state[REFILLED] = (state[REFILLED] ?? 0) + (level - before) + drained;
  }
}

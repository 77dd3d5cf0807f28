import { EVENTS } from "./calendar.js";
import { CODE_BITS } from "./events.js";

const FIRST_ROWS = 64;
/** So many rows fit beside a code into an event; with that many live sessions nothing keeps up. */
const MOST_ROWS = EVENTS >> CODE_BITS;

/**
 * Rows of doubles and integers with a free list: the live sessions, or the live tool calls. A row is
 * `doubles` numbers in {@link real} and `integers` in {@link whole}, side by side so that a session's
 * state shares its cache lines; memory follows the number of live rows, not of all that ever lived.
 */
export class Table {
  readonly doubles: number;
  readonly integers: number;
  real: Float64Array;
  whole: Int32Array;
  private rows = FIRST_ROWS;
  private used = 0;
  private free = new Int32Array(FIRST_ROWS);
  private freeCount = 0;

  constructor(doubles: number, integers: number) {
    this.doubles = doubles;
    this.integers = integers;
    this.real = new Float64Array(FIRST_ROWS * doubles);
    this.whole = new Int32Array(FIRST_ROWS * integers);
  }

  /** Rows in use. */
  get live(): number {
    return this.used - this.freeCount;
  }

  /** A row whose content is whatever its last user left. Throws RangeError beyond 8 million live rows. */
  take(): number {
    if (this.freeCount > 0) {
      this.freeCount -= 1;
      return this.free[this.freeCount] ?? 0;
    }
    if (this.used === this.rows) this.grow();
    this.used += 1;
    return this.used - 1;
  }

  release(row: number): void {
    this.free[this.freeCount] = row;
    this.freeCount += 1;
  }

  private grow(): void {
    this.rows *= 2;
    if (this.rows > MOST_ROWS) throw new RangeError("too many live rows");
    const real = new Float64Array(this.rows * this.doubles);
    real.set(this.real);
    this.real = real;
    const whole = new Int32Array(this.rows * this.integers);
    whole.set(this.whole);
    this.whole = whole;
    const free = new Int32Array(this.rows);
    free.set(this.free);
    this.free = free;
  }
}

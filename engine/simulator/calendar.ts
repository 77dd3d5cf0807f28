/**
 * The event list: what happens next, and when. Events of equal time leave in the order in which they
 * were scheduled, always.
 *
 * An event is one integer, `code + id·16`. The list is a 4-ary heap of pairs in one array, the time and
 * a key that holds order of scheduling and event in one double. It is shaped by measurement, from ten
 * to a hundred thousand pending events:
 * - the least of four children is found without branches, which nobody could predict;
 * - places past the end hold Infinity, so that a last, incomplete set of children needs no care;
 * - a taken root stays behind as a hole: most events schedule another, and that one then sinks from
 *   the top at once instead of being appended, lifted, and paid for again when the hole is filled;
 * - `| 0` tells V8 that an index needs no check for overflow.
 *
 * Times and keys travel in the cells of an array, not as arguments or results: V8 wraps a double in an
 * object at every call that it does not inline, and the garbage of that costs more than the event
 * list. The short methods are inlined; they alone take or give a time.
 */
const FIRST_CAPACITY = 256;
/** A set of children is read as a whole, so this many places past the end must exist. */
const PADDING = 4;
/** Events are below this, and a key is `order·EVENTS + event`, exact while order is below 2^26. */
export const EVENTS = 2 ** 27;
const EVENT_MASK = EVENTS - 1;
const ORDERS = 2 ** 26;

/** Now, in the first cell; then time and key of what is being put into the heap. */
export type Clock = Float64Array;
export const NOW = 0;
export const DUE = 1;
const KEY = 2;

export class Calendar {
  readonly clock: Clock = new Float64Array(3);
  /** Time and key of place `n` at 2n and 2n + 1. */
  private heap = new Float64Array(2 * FIRST_CAPACITY).fill(Infinity);
  /** Places in use, the hole included. */
  private size = 0;
  private order = 0;
  /** 1 while the taken root is a hole, else 0: V8 tests an integer in one step, a boolean field in eight. */
  private holes = 0;
  private readonly orders: number;

  /** `orders`: how many events may be scheduled before the pending ones are numbered anew. */
  constructor(orders = ORDERS) {
    this.orders = orders;
  }

  /** The time of the event taken last. */
  get nowMs(): number {
    return this.clock[NOW] ?? 0;
  }

  /** Schedules `event`, a whole number below {@link EVENTS}, at `timeMs`, which is finite. */
  schedule(timeMs: number, event: number): void {
    this.clock[DUE] = timeMs;
    this.scheduleDue(event);
  }

  /** Time of the next event; Infinity when there is none. */
  nextTimeMs(): number {
    if (this.holes !== 0) this.fillHole();
    return this.heap[0] ?? Infinity;
  }

  /**
   * Takes the next event; now is its time. Call {@link nextTimeMs} first: it fills the hole, and tells
   * whether there is an event.
   */
  take(): number {
    this.holes = 1;
    this.clock[NOW] = this.heap[0] ?? 0;
    return (this.heap[1] ?? 0) & EVENT_MASK;
  }

  /** Lets it be `timeMs` without an event of this calendar. */
  setNow(timeMs: number): void {
    this.clock[NOW] = timeMs;
  }

  get length(): number {
    return this.size - this.holes;
  }

  /**
   * Schedules `event` at the time in {@link clock}[{@link DUE}], for what happens with every event: where
   * V8 does not inline {@link schedule}, it makes an object of the time that is passed.
   */
  scheduleDue(event: number): void {
    if (this.order === this.orders) this.renumber();
    const key = this.order * EVENTS + event;
    this.order = (this.order + 1) | 0;
    if (this.holes !== 0) {
      this.holes = 0;
      this.clock[KEY] = key;
      this.sink();
      return;
    }
    if (2 * (this.size + PADDING) >= this.heap.length) this.grow();
    const { heap } = this;
    const timeMs = this.clock[DUE] ?? 0;
    let at = 2 * this.size;
    this.size = (this.size + 1) | 0;
    while (at > 0) {
      const parent = ((at - 2) >> 3) << 1;
      const parentTime = heap[parent] ?? 0;
      // Newer than everything here, so at an equal time it stays below.
      if (parentTime <= timeMs) break;
      heap[at] = parentTime;
      heap[at + 1] = heap[parent + 1] ?? 0;
      at = parent;
    }
    heap[at] = timeMs;
    heap[at + 1] = key;
  }

  private fillHole(): void {
    const { clock, heap } = this;
    const last = (this.size - 1) | 0;
    const at = last << 1;
    this.holes = 0;
    this.size = last;
    clock[DUE] = heap[at] ?? 0;
    clock[KEY] = heap[at + 1] ?? 0;
    heap[at] = Infinity;
    if (last > 0) this.sink();
  }

  /** Puts the entry in DUE and KEY where the root was, and lets it sink below all that comes before it. */
  private sink(): void {
    const { heap } = this;
    const timeMs = this.clock[DUE] ?? 0;
    const key = this.clock[KEY] ?? 0;
    const end = this.size << 1;
    let at = 0;
    for (let first = 2; first < end; first = ((at << 2) + 2) | 0) {
      const time0 = heap[first] ?? 0;
      const time1 = heap[(first + 2) | 0] ?? 0;
      const time2 = heap[(first + 4) | 0] ?? 0;
      const time3 = heap[(first + 6) | 0] ?? 0;
      const left = (first + (+(time1 < time0) << 1)) | 0;
      const right = (first + 4 + (+(time3 < time2) << 1)) | 0;
      const isRight = +((heap[right] ?? 0) < (heap[left] ?? 0));
      // -1 is all ones: the expression is `right` where the comparison holds, else `left`.
      let least = left ^ ((left ^ right) & -isRight);
      const leastTime = heap[least] ?? 0;
      const equals =
        +(time0 === leastTime) +
        +(time1 === leastTime) +
        +(time2 === leastTime) +
        +(time3 === leastTime);
      if (equals > 1) least = this.earliestOf(first);
      if (timeMs < leastTime || (timeMs === leastTime && key < (heap[least + 1] ?? 0))) break;
      heap[at] = leastTime;
      heap[(at + 1) | 0] = heap[(least + 1) | 0] ?? 0;
      at = least;
    }
    heap[at] = timeMs;
    heap[at + 1] = key;
  }

  /** The first in time, then in order, of the four places from `first`. */
  private earliestOf(first: number): number {
    const { heap } = this;
    let least = first;
    for (let child = first + 2; child < first + 8; child += 2) {
      const time = heap[child] ?? 0;
      const leastTime = heap[least] ?? 0;
      const isEarlier =
        time < leastTime || (time === leastTime && (heap[child + 1] ?? 0) < (heap[least + 1] ?? 0));
      if (isEarlier) least = child;
    }
    return least;
  }

  /** Numbers the pending events anew from 0. A sorted list is a heap. */
  private renumber(): void {
    const dueMs = this.clock[DUE] ?? 0;
    if (this.holes !== 0) this.fillHole();
    const { heap } = this;
    const pending = Array.from({ length: this.size }, (_, place) => ({
      time: heap[2 * place] ?? 0,
      key: heap[2 * place + 1] ?? 0,
    })).toSorted((a, b) => a.time - b.time || a.key - b.key);
    pending.forEach(({ time, key }, place) => {
      heap[2 * place] = time;
      heap[2 * place + 1] = place * EVENTS + (key & EVENT_MASK);
    });
    this.order = this.size;
    this.clock[DUE] = dueMs;
  }

  private grow(): void {
    const heap = new Float64Array(2 * this.heap.length).fill(Infinity);
    heap.set(this.heap);
    this.heap = heap;
  }
}

/**
 * The event list: what happens next, and when. Events of equal time leave in the order in which they
 * were scheduled, always.
 *
 * An event is one integer, `code + id·16`. Times, order numbers and events lie in three typed arrays
 * that form a 4-ary heap, because that measured best from ten to a hundred thousand pending events:
 * - the least of four children is found without branches, which nobody could predict;
 * - places past the end hold Infinity, so that a last, incomplete set of children needs no care;
 * - a taken root stays behind as a hole: most events schedule another, and that one then sinks from
 *   the top at once instead of being appended, lifted, and paid for again when the hole is filled.
 */
const FIRST_CAPACITY = 256;
/** A set of children is read as a whole, so this many places past the end must exist. */
const PADDING = 4;

/** Now, in the first cell; the calendar passes the time of an insertion in the second. */
export type Clock = Float64Array;
const NOW = 0;
const DUE = 1;

/**
 * Times travel in the cells of an array, not as arguments or results: V8 wraps a double in an object
 * at every call that it does not inline, and the garbage of that costs more than the event list. The
 * short methods are inlined; they alone take or give a time.
 */
export class Calendar {
  readonly clock: Clock = new Float64Array(2);
  private times = new Float64Array(FIRST_CAPACITY).fill(Infinity);
  private orders = new Float64Array(FIRST_CAPACITY);
  private events = new Int32Array(FIRST_CAPACITY);
  /** Places in use, the hole included. */
  private size = 0;
  private scheduled = 0;
  private hasHole = false;

  /** The time of the event taken last. */
  get nowMs(): number {
    return this.clock[NOW] ?? 0;
  }

  /** Schedules `event` at `timeMs`, which is finite. */
  schedule(timeMs: number, event: number): void {
    this.clock[DUE] = timeMs;
    this.insert(event);
  }

  /** Time of the next event; Infinity when there is none. */
  nextTimeMs(): number {
    if (this.hasHole) this.fillHole();
    return this.times[0] ?? Infinity;
  }

  /**
   * Takes the next event; now is its time. Call {@link nextTimeMs} first: it fills the hole, and tells
   * whether there is an event.
   */
  take(): number {
    this.hasHole = true;
    this.clock[NOW] = this.times[0] ?? 0;
    return this.events[0] ?? 0;
  }

  /** Lets it be `timeMs` without an event of this calendar. */
  setNow(timeMs: number): void {
    this.clock[NOW] = timeMs;
  }

  get length(): number {
    return this.hasHole ? this.size - 1 : this.size;
  }

  private insert(event: number): void {
    this.scheduled += 1;
    if (this.hasHole) {
      this.hasHole = false;
      this.sink(this.scheduled, event);
      return;
    }
    if (this.size + PADDING >= this.times.length) this.grow();
    const { times, orders, events } = this;
    const timeMs = this.clock[DUE] ?? 0;
    let at = this.size;
    this.size += 1;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const parentTime = times[parent] ?? 0;
      // Newer than everything here, so at an equal time it stays below.
      if (parentTime <= timeMs) break;
      times[at] = parentTime;
      orders[at] = orders[parent] ?? 0;
      events[at] = events[parent] ?? 0;
      at = parent;
    }
    times[at] = timeMs;
    orders[at] = this.scheduled;
    events[at] = event;
  }

  private fillHole(): void {
    this.hasHole = false;
    const last = this.size - 1;
    this.size = last;
    this.clock[DUE] = this.times[last] ?? Infinity;
    this.times[last] = Infinity;
    if (last > 0) this.sink(this.orders[last] ?? 0, this.events[last] ?? 0);
  }

  /** Puts an entry due at DUE where the root was, and lets it sink below all that comes before it. */
  private sink(order: number, event: number): void {
    const { times, orders, events, size } = this;
    const timeMs = this.clock[DUE] ?? 0;
    let at = 0;
    for (let first = 1; first < size; first = 4 * at + 1) {
      // The commonest set of a small heap, and the last one of any.
      if (first + 1 === size) {
        const onlyTime = times[first] ?? 0;
        if (timeMs < onlyTime || (timeMs === onlyTime && order < (orders[first] ?? 0))) break;
        times[at] = onlyTime;
        orders[at] = orders[first] ?? 0;
        events[at] = events[first] ?? 0;
        at = first;
        break;
      }
      const time0 = times[first] ?? 0;
      const time1 = times[first + 1] ?? 0;
      const time2 = times[first + 2] ?? 0;
      const time3 = times[first + 3] ?? 0;
      const left = first + +(time1 < time0);
      const right = first + 2 + +(time3 < time2);
      const leftTime = times[left] ?? 0;
      const rightTime = times[right] ?? 0;
      // -1 is all ones: the expression is `right` where the comparison holds, else `left`.
      let least = left ^ ((left ^ right) & -+(rightTime < leftTime));
      const leastTime = times[least] ?? 0;
      const ties =
        +(time0 === leastTime) +
        +(time1 === leastTime) +
        +(time2 === leastTime) +
        +(time3 === leastTime);
      if (ties > 1) least = this.earliestOf(first);
      if (timeMs < leastTime || (timeMs === leastTime && order < (orders[least] ?? 0))) break;
      times[at] = leastTime;
      orders[at] = orders[least] ?? 0;
      events[at] = events[least] ?? 0;
      at = least;
    }
    times[at] = timeMs;
    orders[at] = order;
    events[at] = event;
  }

  /** The first in time, then in order, of the four places from `first`. */
  private earliestOf(first: number): number {
    const { times, orders } = this;
    let least = first;
    for (let child = first + 1; child < first + 4; child += 1) {
      const time = times[child] ?? 0;
      const leastTime = times[least] ?? 0;
      const isEarlier =
        time < leastTime || (time === leastTime && (orders[child] ?? 0) < (orders[least] ?? 0));
      if (isEarlier) least = child;
    }
    return least;
  }

  private grow(): void {
    const capacity = this.times.length * 2;
    const times = new Float64Array(capacity).fill(Infinity);
    times.set(this.times);
    this.times = times;
    const orders = new Float64Array(capacity);
    orders.set(this.orders);
    this.orders = orders;
    const events = new Int32Array(capacity);
    events.set(this.events);
    this.events = events;
  }
}

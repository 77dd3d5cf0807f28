/**
 * The event list: what happens next, at what time. Events of equal time leave in the order in which
 * they were scheduled, always.
 *
 * An event is one integer, `code + id·16`; times, order numbers and events lie in three typed arrays
 * that form a 4-ary heap. A popped root stays behind as a hole, because most events schedule another
 * one and that one can then sink from the top at once instead of being appended and lifted.
 */
const FIRST_CAPACITY = 256;

export class Calendar {
  private times = new Float64Array(FIRST_CAPACITY);
  private orders = new Float64Array(FIRST_CAPACITY);
  private events = new Int32Array(FIRST_CAPACITY);
  private size = 0;
  private scheduled = 0;
  private hole = false;

  /** Schedules `event` at `timeMs`. */
  schedule(timeMs: number, event: number): void {
    this.scheduled += 1;
    if (this.hole) {
      this.hole = false;
      this.sink(timeMs, this.scheduled, event);
      return;
    }
    if (this.size === this.times.length) this.grow();
    const { times, orders, events } = this;
    let at = this.size;
    this.size += 1;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const parentTime = times[parent] ?? 0;
      // Newer than everything here, so an equal time stays below.
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

  /** Time of the next event; Infinity when there is none. */
  nextTimeMs(): number {
    if (this.hole) this.fillHole();
    return this.size === 0 ? Infinity : (this.times[0] ?? 0);
  }

  /** Takes the next event. Call {@link nextTimeMs} first: it alone knows whether there is one. */
  take(): number {
    if (this.hole) this.fillHole();
    this.hole = true;
    return this.events[0] ?? 0;
  }

  get length(): number {
    return this.hole ? this.size - 1 : this.size;
  }

  private fillHole(): void {
    this.hole = false;
    this.size -= 1;
    const last = this.size;
    if (last > 0) this.sink(this.times[last] ?? 0, this.orders[last] ?? 0, this.events[last] ?? 0);
  }

  /** Puts an entry where the root was, then lets it sink below everything that comes before it. */
  private sink(timeMs: number, order: number, event: number): void {
    const { times, orders, events, size } = this;
    let at = 0;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= size) break;
      const end = first + 4 < size ? first + 4 : size;
      let least = first;
      let leastTime = times[first] ?? 0;
      for (let child = first + 1; child < end; child += 1) {
        const childTime = times[child] ?? 0;
        if (
          childTime < leastTime ||
          (childTime === leastTime && (orders[child] ?? 0) < (orders[least] ?? 0))
        ) {
          least = child;
          leastTime = childTime;
        }
      }
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

  private grow(): void {
    const capacity = this.times.length * 2;
    this.times = copyInto(new Float64Array(capacity), this.times);
    this.orders = copyInto(new Float64Array(capacity), this.orders);
    const events = new Int32Array(capacity);
    events.set(this.events);
    this.events = events;
  }
}

function copyInto(grown: Float64Array<ArrayBuffer>, old: Float64Array): Float64Array<ArrayBuffer> {
  grown.set(old);
  return grown;
}

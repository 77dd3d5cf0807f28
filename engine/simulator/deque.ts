import type { Clock } from "./calendar.js";

/**
 * A queue of integers that can also be entered at its head: a ring that doubles when it is full. It
 * knows how long items have waited in all, as BusyMeter knows how long servers were busy.
 */
export class Deque {
  private items = new Int32Array(16);
  private head = 0;
  length = 0;
  /** Leading items that {@link pushUrgent} goes behind: those pushed first, and urgent ones. */
  private urgent = 0;
  private readonly clock: Clock;
  /** In an array, because V8 makes a new object for every change of a double in a field. */
  private readonly sumMs = new Float64Array(1);

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Item-milliseconds of waiting so far: the integral of {@link length} over time. */
  waitedMs(): number {
    return (this.sumMs[0] ?? 0) + this.length * (this.clock[0] ?? 0);
  }

  push(item: number): void {
    if (this.length === this.items.length) this.grow();
    this.items[(this.head + this.length) & (this.items.length - 1)] = item;
    this.length += 1;
    this.sumMs[0] = (this.sumMs[0] ?? 0) - (this.clock[0] ?? 0);
  }

  pushFirst(item: number): void {
    if (this.length === this.items.length) this.grow();
    this.head = (this.head - 1) & (this.items.length - 1);
    this.items[this.head] = item;
    this.length += 1;
    this.urgent += 1;
    this.sumMs[0] = (this.sumMs[0] ?? 0) - (this.clock[0] ?? 0);
  }

  /** Enters ahead of all items but those that are urgent too, or were pushed first. O(their number). */
  pushUrgent(item: number): void {
    this.pushFirst(item);
    const mask = this.items.length - 1;
    const last = (this.head + this.urgent - 1) & mask;
    for (let at = this.head; at !== last; at = (at + 1) & mask) {
      this.items[at] = this.items[(at + 1) & mask] ?? 0;
    }
    this.items[last] = item;
  }

  /** Takes `item` out wherever it stands; nothing happens where it does not. O(length). */
  remove(item: number): void {
    const mask = this.items.length - 1;
    for (let place = 0; place < this.length; place += 1) {
      if (this.items[(this.head + place) & mask] !== item) continue;
      // Those before it move one towards the tail, and the head with them.
      for (let to = place; to > 0; to -= 1) {
        this.items[(this.head + to) & mask] = this.items[(this.head + to - 1) & mask] ?? 0;
      }
      this.items[this.head] = item;
      // As many urgent ones are left as before, unless it was one of them: `shift` takes one off.
      if (place >= this.urgent && this.urgent > 0) this.urgent += 1;
      this.shift();
      return;
    }
  }

  /** Takes the first item; only call while `length` is above 0. */
  shift(): number {
    const item = this.items[this.head] ?? 0;
    this.head = (this.head + 1) & (this.items.length - 1);
    this.length -= 1;
    if (this.urgent > 0) this.urgent -= 1;
    this.sumMs[0] = (this.sumMs[0] ?? 0) + (this.clock[0] ?? 0);
    return item;
  }

  private grow(): void {
    const grown = new Int32Array(this.items.length * 2);
    const tail = this.items.subarray(this.head);
    grown.set(tail);
    grown.set(this.items.subarray(0, this.head), tail.length);
    this.items = grown;
    this.head = 0;
  }
}

/** A queue of integers that can also be entered at its head: a ring that doubles when it is full. */
export class Deque {
  private items = new Int32Array(16);
  private head = 0;
  length = 0;

  push(item: number): void {
    if (this.length === this.items.length) this.grow();
    this.items[(this.head + this.length) & (this.items.length - 1)] = item;
    this.length += 1;
  }

  pushFirst(item: number): void {
    if (this.length === this.items.length) this.grow();
    this.head = (this.head - 1) & (this.items.length - 1);
    this.items[this.head] = item;
    this.length += 1;
  }

  /** Takes the first item; only call while `length` is above 0. */
  shift(): number {
    const item = this.items[this.head] ?? 0;
    this.head = (this.head + 1) & (this.items.length - 1);
    this.length -= 1;
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

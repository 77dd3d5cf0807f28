/** First come, first served, with room at the head for preempted requests. Slots in a ring. */
export class WaitingQueue {
  length = 0;
  #ring = new Int32Array(64);
  #head = 0;

  clear(): void {
    this.length = 0;
    this.#head = 0;
  }

  /** The slot next in line, or −1. */
  first(): number {
    return this.length === 0 ? -1 : (this.#ring[this.#head] ?? -1);
  }

  /** The slot at place `index` of the line, from 0 up to {@link length}. */
  at(index: number): number {
    return this.#ring[(this.#head + index) & (this.#ring.length - 1)] ?? -1;
  }

  append(slot: number): void {
    if (this.length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.length) & (this.#ring.length - 1)] = slot;
    this.length += 1;
  }

  prepend(slot: number): void {
    if (this.length === this.#ring.length) this.#grow();
    this.#head = (this.#head - 1) & (this.#ring.length - 1);
    this.#ring[this.#head] = slot;
    this.length += 1;
  }

  removeFirst(): void {
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.length -= 1;
  }

  #grow(): void {
    const old = this.#ring;
    const ring = new Int32Array(2 * old.length);
    for (let at = 0; at < this.length; at += 1) {
      ring[at] = old[(this.#head + at) & (old.length - 1)] ?? 0;
    }
    this.#ring = ring;
    this.#head = 0;
  }
}

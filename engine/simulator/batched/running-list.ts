import { grownInt32 } from "./grow.js";

const NONE = -1;

/** The batch in order of admission: a doubly linked list of slots. */
export class RunningList {
  length = 0;
  first = NONE;
  last = NONE;
  #previous = new Int32Array(64);
  #next = new Int32Array(64);

  clear(): void {
    this.length = 0;
    this.first = NONE;
    this.last = NONE;
  }

  previous(slot: number): number {
    return this.#previous[slot] ?? NONE;
  }

  next(slot: number): number {
    return this.#next[slot] ?? NONE;
  }

  append(slot: number): void {
    if (slot >= this.#next.length) {
      this.#previous = grownInt32(this.#previous, slot + 1);
      this.#next = grownInt32(this.#next, slot + 1);
    }
    this.#previous[slot] = this.last;
    this.#next[slot] = NONE;
    if (this.last < 0) this.first = slot;
    else this.#next[this.last] = slot;
    this.last = slot;
    this.length += 1;
  }

  remove(slot: number): void {
    const previous = this.previous(slot);
    const next = this.#next[slot] ?? NONE;
    if (previous < 0) this.first = next;
    else this.#next[previous] = next;
    if (next < 0) this.last = previous;
    else this.#previous[next] = previous;
    this.length -= 1;
  }
}

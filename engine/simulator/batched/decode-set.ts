import { grownFloat64, grownInt32 } from "./grow.js";

/**
 * The sequences that gain one token in every iteration, kept so that nothing needs touching while
 * they all run on. A sequence's context after plan `p` is `offset + p` tokens; so the sum of all
 * contexts is `offsets + count·p`, the blocks that plan `p` needs are those sequences whose context
 * then enters a new block (a count per residue of `p`), and the next to finish is the top of a heap.
 */
export class DecodeSet {
  count = 0;
  /** Sum over the sequences of context after plan `p`, less `p`. */
  offsets = 0;
  readonly #blockTokens: number;
  /** By `p mod blockTokens`: sequences that enter a new block in plan `p`. */
  readonly #entering: Int32Array;
  #offset = new Float64Array(64);
  #residue = new Int32Array(64);
  #lastPlan = new Float64Array(64);
  /** Order of admission, which breaks ties so that equal finishes keep the order of the batch. */
  #admission = new Float64Array(64);
  #heap = new Int32Array(64);
  #place = new Int32Array(64);

  constructor(blockTokens: number) {
    this.#blockTokens = blockTokens;
    this.#entering = new Int32Array(blockTokens);
  }

  reset(): void {
    this.count = 0;
    this.offsets = 0;
    this.#entering.fill(0);
  }

  /** Tokens attended to in plan `plan` by all sequences together. */
  kvTokens(plan: number): number {
    return this.offsets + this.count * plan;
  }

  context(slot: number, plan: number): number {
    return (this.#offset[slot] ?? 0) + plan;
  }

  /** Plan that produces the last token of the sequence next to finish; Infinity when there is none. */
  nextFinish(): number {
    return this.count === 0 ? Infinity : (this.#lastPlan[this.#heap[0] ?? 0] ?? 0);
  }

  /** The sequence next to finish. */
  top(): number {
    return this.#heap[0] ?? -1;
  }

  /** Adds a sequence with `context` tokens after `plan`, which runs from the next plan to `lastPlan`. */
  add(slot: number, context: number, plan: number, lastPlan: number, admission: number): void {
    if (slot >= this.#offset.length) this.#grow(slot + 1);
    const offset = context - plan;
    this.#offset[slot] = offset;
    this.#lastPlan[slot] = lastPlan;
    this.#admission[slot] = admission;
    this.offsets += offset;
    const size = this.#blockTokens;
    const remainder = (1 - offset) % size;
    const residue = remainder < 0 ? remainder + size : remainder;
    this.#residue[slot] = residue;
    this.#entering[residue] = (this.#entering[residue] ?? 0) + 1;
    const at = this.count;
    this.count += 1;
    this.#heap[at] = slot;
    this.#place[slot] = at;
    this.#rise(at);
  }

  remove(slot: number): void {
    this.offsets -= this.#offset[slot] ?? 0;
    const residue = this.#residue[slot] ?? 0;
    this.#entering[residue] = (this.#entering[residue] ?? 0) - 1;
    this.count -= 1;
    const at = this.#place[slot] ?? 0;
    const moved = this.#heap[this.count] ?? 0;
    if (moved === slot) return;
    this.#heap[at] = moved;
    this.#place[moved] = at;
    this.#rise(at);
    this.#sink(this.#place[moved] ?? 0);
  }

  /** New blocks that the plans `from` … `from + plans − 1` need if nothing joins or leaves. */
  blocksFor(from: number, plans: number): number {
    const size = this.#blockTokens;
    const rounds = Math.floor(plans / size);
    let blocks = rounds * this.count;
    let residue = (from + rounds * size) % size;
    for (let left = plans - rounds * size; left > 0; left -= 1) {
      blocks += this.#entering[residue] ?? 0;
      residue = residue + 1 === size ? 0 : residue + 1;
    }
    return blocks;
  }

  /** Largest number of plans from `from` on, at most `limit`, that `free` blocks are enough for. */
  plansWithin(from: number, limit: number, free: number): number {
    const size = this.#blockTokens;
    // Every `size` plans each sequence enters exactly one block.
    if (Math.ceil(limit / size) * this.count <= free) return limit;
    const rounds = Math.floor(free / this.count);
    let left = free - rounds * this.count;
    let plans = rounds * size;
    let residue = from % size;
    while (plans < limit) {
      left -= this.#entering[residue] ?? 0;
      if (left < 0) return plans;
      plans += 1;
      residue = residue + 1 === size ? 0 : residue + 1;
    }
    return limit;
  }

  #before(a: number, b: number): boolean {
    const planA = this.#lastPlan[a] ?? 0;
    const planB = this.#lastPlan[b] ?? 0;
    return (
      planA < planB || (planA === planB && (this.#admission[a] ?? 0) < (this.#admission[b] ?? 0))
    );
  }

  #rise(from: number): void {
    const slot = this.#heap[from] ?? 0;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = this.#heap[parent] ?? 0;
      if (!this.#before(slot, other)) break;
      this.#heap[at] = other;
      this.#place[other] = at;
      at = parent;
    }
    this.#heap[at] = slot;
    this.#place[slot] = at;
  }

  #sink(from: number): void {
    const slot = this.#heap[from] ?? 0;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.count) break;
      let other = this.#heap[child] ?? 0;
      if (child + 1 < this.count) {
        const right = this.#heap[child + 1] ?? 0;
        if (this.#before(right, other)) {
          other = right;
          child += 1;
        }
      }
      if (!this.#before(other, slot)) break;
      this.#heap[at] = other;
      this.#place[other] = at;
      at = child;
    }
    this.#heap[at] = slot;
    this.#place[slot] = at;
  }

  #grow(length: number): void {
    this.#offset = grownFloat64(this.#offset, length);
    this.#residue = grownInt32(this.#residue, length);
    this.#lastPlan = grownFloat64(this.#lastPlan, length);
    this.#admission = grownFloat64(this.#admission, length);
    this.#heap = grownInt32(this.#heap, length);
    this.#place = grownInt32(this.#place, length);
  }
}

import { grownInt32, grownFloat64 } from "./grow.js";

const NONE = -1;

/**
 * The KV blocks of one server that no request holds, least recently freed first. Blocks are told
 * apart only as far as that changes what happens: a run of blocks freed together is one segment,
 * either the leading blocks of a session's last request (reusable until taken) or anonymous.
 *
 * As in vLLM, a request frees its last block first, so memory pressure eats a cached prefix from its
 * end, and blocks nobody ever used are taken before any cached one.
 */
export class BlockPool {
  /** Blocks no request holds, cached or not. */
  free = 0;
  #first = NONE;
  #last = NONE;
  #previous = new Int32Array(64);
  #next = new Int32Array(64);
  #blocks = new Float64Array(64);
  #owner = new Int32Array(64);
  #spare = NONE;
  #used = 0;
  /** By session key: the segment that holds its prefix, or NONE. */
  #segmentOf = new Int32Array(64).fill(NONE);

  /** Forgets everything; all `total` blocks are free and hold nothing. */
  reset(total: number): void {
    this.free = 0;
    this.#first = NONE;
    this.#last = NONE;
    this.#spare = NONE;
    this.#used = 0;
    this.#segmentOf.fill(NONE);
    this.#append(NONE, total);
  }

  /** Blocks that hold the start of the session's last request and can be taken back. */
  cached(key: number): number {
    const segment = this.#segmentOf[key] ?? NONE;
    return segment < 0 ? 0 : (this.#blocks[segment] ?? 0);
  }

  /** Takes `count` free blocks, forgetting the longest-freed contents. `count` is at most `free`. */
  take(count: number): void {
    this.free -= count;
    let wanted = count;
    while (wanted > 0) {
      const segment = this.#first;
      const here = this.#blocks[segment] ?? 0;
      if (here > wanted) {
        this.#blocks[segment] = here - wanted;
        return;
      }
      wanted -= here;
      this.#remove(segment);
    }
  }

  /** Takes back the first `count` cached blocks of a session; the rest of them become anonymous. */
  reuse(key: number, count: number): void {
    const segment = this.#segmentOf[key] ?? NONE;
    const here = this.#blocks[segment] ?? 0;
    this.free -= count;
    if (here === count) this.#remove(segment);
    else {
      this.#blocks[segment] = here - count;
      this.#disown(segment);
    }
  }

  /** Frees a request's blocks: `full` of them hold the start of the session's text, `rest` nothing of use. */
  give(key: number, full: number, rest: number): void {
    if (rest > 0) this.#append(NONE, rest);
    if (full > 0) {
      this.forget(key);
      this.#append(key, full);
    }
  }

  /** The session will not come back: its cached blocks keep their place but can no longer be reused. */
  forget(key: number): void {
    const segment = this.#segmentOf[key] ?? NONE;
    if (segment >= 0) this.#disown(segment);
  }

  #append(key: number, blocks: number): void {
    this.free += blocks;
    const last = this.#last;
    if (key < 0 && last >= 0 && (this.#owner[last] ?? 0) < 0) {
      this.#blocks[last] = (this.#blocks[last] ?? 0) + blocks;
      return;
    }
    const segment = this.#claim();
    this.#blocks[segment] = blocks;
    this.#owner[segment] = key;
    this.#previous[segment] = last;
    this.#next[segment] = NONE;
    if (last < 0) this.#first = segment;
    else this.#next[last] = segment;
    this.#last = segment;
    if (key < 0) return;
    if (key >= this.#segmentOf.length) this.#segmentOf = grownInt32(this.#segmentOf, key + 1, NONE);
    this.#segmentOf[key] = segment;
  }

  #remove(segment: number): void {
    this.#disown(segment);
    const previous = this.#previous[segment] ?? NONE;
    const next = this.#next[segment] ?? NONE;
    if (previous < 0) this.#first = next;
    else this.#next[previous] = next;
    if (next < 0) this.#last = previous;
    else this.#previous[next] = previous;
    this.#next[segment] = this.#spare;
    this.#spare = segment;
  }

  #disown(segment: number): void {
    const key = this.#owner[segment] ?? NONE;
    if (key < 0) return;
    this.#segmentOf[key] = NONE;
    this.#owner[segment] = NONE;
  }

  #claim(): number {
    const spare = this.#spare;
    if (spare >= 0) {
      this.#spare = this.#next[spare] ?? NONE;
      return spare;
    }
    const segment = this.#used;
    this.#used += 1;
    if (segment >= this.#blocks.length) {
      this.#previous = grownInt32(this.#previous, segment + 1);
      this.#next = grownInt32(this.#next, segment + 1);
      this.#owner = grownInt32(this.#owner, segment + 1);
      this.#blocks = grownFloat64(this.#blocks, segment + 1);
    }
    return segment;
  }
}

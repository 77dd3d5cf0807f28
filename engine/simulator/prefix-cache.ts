import type { TraceRequests } from "./job.js";

const NONE = -1;

/**
 * How many leading blocks of each prompt a cache of `capacity` blocks holds when the prompts come in the
 * order of the log. The least recently used block is forgotten first; of one prompt, the last block
 * first, so that what is left is a beginning that can be used.
 */
export function prefixBlockHits(
  { firstBlock, blocks }: Pick<TraceRequests, "firstBlock" | "blocks">,
  capacity: number,
): Uint32Array {
  const hits = new Uint32Array(Math.max(0, firstBlock.length - 1));
  const cache = new RecentBlocks(blocks, capacity);
  hits.forEach((_, request) => {
    const from = firstBlock[request] ?? 0;
    const end = firstBlock[request + 1] ?? 0;
    let at = from;
    while (at < end && cache.has(blocks[at] ?? 0)) at += 1;
    hits[request] = at - from;
    for (let block = end - 1; block >= from; block -= 1) cache.use(blocks[block] ?? 0);
  });
  return hits;
}

/** A set of blocks that forgets the least recently used: a list through arrays, newest first. */
class RecentBlocks {
  private readonly capacity: number;
  private readonly isHeld: Uint8Array;
  private readonly newer: Int32Array;
  private readonly older: Int32Array;
  private newest = NONE;
  private oldest = NONE;
  private size = 0;

  /** For the numbers in `blocks`, which are small: they index arrays. */
  constructor(blocks: Uint32Array, capacity: number) {
    const numbers = blocks.reduce((most, block) => Math.max(most, block + 1), 0);
    this.capacity = capacity;
    this.isHeld = new Uint8Array(numbers);
    this.newer = new Int32Array(numbers);
    this.older = new Int32Array(numbers);
  }

  has(block: number): boolean {
    return this.isHeld[block] === 1;
  }

  use(block: number): void {
    if (this.capacity < 1) return;
    if (this.has(block)) this.remove(block);
    else if (this.size >= this.capacity) this.remove(this.oldest);
    this.isHeld[block] = 1;
    this.size += 1;
    this.newer[block] = NONE;
    this.older[block] = this.newest;
    if (this.newest === NONE) this.oldest = block;
    else this.newer[this.newest] = block;
    this.newest = block;
  }

  private remove(block: number): void {
    const newer = this.newer[block] ?? NONE;
    const older = this.older[block] ?? NONE;
    if (newer === NONE) this.newest = older;
    else this.older[newer] = older;
    if (older === NONE) this.oldest = newer;
    else this.newer[older] = newer;
    this.isHeld[block] = 0;
    this.size -= 1;
  }
}

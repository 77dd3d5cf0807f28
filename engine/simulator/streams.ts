import { randomBlock, streamKey } from "../base/random.js";

/**
 * The named streams of one replication. A stream is one purpose ("outputTokens of support"); a draw in
 * it is addressed by session, step and item (which call, which attempt), and gives two words, `word0`
 * and `word1`, that serve two related purposes.
 */
export class Streams {
  /** The two words of the last {@link draw}. */
  readonly words = new Int32Array(2);
  private readonly seed: number;
  private readonly replication: number;
  private key0 = new Int32Array(0);
  private key1 = new Int32Array(0);

  constructor(seed: number, replication: number) {
    this.seed = seed;
    this.replication = replication;
  }

  /** Adds the stream of this name and gives the number that {@link draw} knows it by. */
  add(...name: readonly string[]): number {
    const key = streamKey(this.seed, this.replication, ...name);
    const id = this.key0.length;
    this.key0 = Int32Array.of(...this.key0, key.word0);
    this.key1 = Int32Array.of(...this.key1, key.word1);
    return id;
  }

  /** Draws the block of (`session`, `step`, `item`) into {@link words}. */
  draw(stream: number, session: number, step: number, item: number): void {
    // The item moves the key: each item is a stream of its own, 2^32 items before one could meet another.
    const key1 = ((this.key1[stream] ?? 0) + item) | 0;
    randomBlock(this.words, this.key0[stream] ?? 0, key1, session, step);
  }
}

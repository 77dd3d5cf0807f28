/**
 * Random numbers by name and by number, not by sequence.
 *
 * The generator is Threefry-2x32 with 13 rounds, the fewest that pass BigCrush (J. Salmon, M. Moraes,
 * R. Dror, D. Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC11; known answers in the tests).
 * It is a keyed bijection of a counter: a stream is a 64-bit key made from names, a draw is a counter
 * inside it. So any draw of any session can be had at any time, in any order, on any thread, without
 * state, and no stream can shift because another one was added or drawn from more often.
 *
 * One block is two independent 32-bit words.
 */
const KEY_PARITY = 0x1bd11bda;

/** A 64-bit stream key as two signed 32-bit words. */
export interface StreamKey {
  readonly word0: number;
  readonly word1: number;
}

/** Writes the two words of the block at (`counter0`, `counter1`) of the stream into `out[0]`, `out[1]`. */
export function randomBlock(
  out: Int32Array,
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
): void {
  const key2 = KEY_PARITY ^ key0 ^ key1;
  let a = (counter0 + key0) | 0;
  let b = (counter1 + key1) | 0;
  a = (a + b) | 0;
  b = ((b << 13) | (b >>> 19)) ^ a;
  a = (a + b) | 0;
  b = ((b << 15) | (b >>> 17)) ^ a;
  a = (a + b) | 0;
  b = ((b << 26) | (b >>> 6)) ^ a;
  a = (a + b) | 0;
  b = ((b << 6) | (b >>> 26)) ^ a;
  a = (a + key1) | 0;
  b = (b + key2 + 1) | 0;
  a = (a + b) | 0;
  b = ((b << 17) | (b >>> 15)) ^ a;
  a = (a + b) | 0;
  b = ((b << 29) | (b >>> 3)) ^ a;
  a = (a + b) | 0;
  b = ((b << 16) | (b >>> 16)) ^ a;
  a = (a + b) | 0;
  b = ((b << 24) | (b >>> 8)) ^ a;
  a = (a + key2) | 0;
  b = (b + key0 + 2) | 0;
  a = (a + b) | 0;
  b = ((b << 13) | (b >>> 19)) ^ a;
  a = (a + b) | 0;
  b = ((b << 15) | (b >>> 17)) ^ a;
  a = (a + b) | 0;
  b = ((b << 26) | (b >>> 6)) ^ a;
  a = (a + b) | 0;
  b = ((b << 6) | (b >>> 26)) ^ a;
  a = (a + key0) | 0;
  b = (b + key1 + 3) | 0;
  a = (a + b) | 0;
  out[0] = a;
  out[1] = ((b << 17) | (b >>> 15)) ^ a;
}

/**
 * The key of the stream named by `path` under `seed` (0 … 2³²−1). Numbers and texts may be mixed;
 * texts are absorbed with their length, so that ["ab", "c"] and ["a", "bc"] differ. The absorbing
 * function is the generator itself, keyed by what was absorbed so far.
 */
export function streamKey(seed: number, ...path: readonly (string | number)[]): StreamKey {
  const state = new Int32Array(2);
  const absorb = (counter0: number, counter1: number): void => {
    randomBlock(state, state[0] ?? 0, state[1] ?? 0, counter0 | 0, counter1 | 0);
  };
  absorb(seed, 0);
  for (const part of path) {
    if (typeof part === "number") {
      absorb(part, 1);
    } else {
      absorb(part.length, 2);
      for (let at = 0; at < part.length; at += 1) absorb(part.charCodeAt(at), 3);
    }
  }
  return { word0: state[0] ?? 0, word1: state[1] ?? 0 };
}

const UNIT_PER_WORD = 2 ** -32;

/** A 32-bit word as a uniform number in the open interval (0, 1): the middle of its cell. */
export function uniformOfWord(word: number): number {
  return ((word >>> 0) + 0.5) * UNIT_PER_WORD;
}

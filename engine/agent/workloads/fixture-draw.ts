import { randomBlock, streamKey, uniformOfWord } from "../../base/random.js";

/** The seed of every shipped fixture: orders, documents and catalogues are the same on every machine. */
const FIXTURE_SEED = 20_260_101;

/** A uniform in (0, 1) addressed by name: fixtures of one purpose never move those of another. */
export function fixtureDraw(...name: readonly (string | number)[]): number {
  const { word0, word1 } = streamKey(FIXTURE_SEED, ...name);
  const block = new Int32Array(2);
  randomBlock(block, word0, word1, 0, 0);
  return uniformOfWord(block[0] ?? 0);
}

/** The item that a uniform points at. Throws for an empty list. */
export function pick<T>(items: readonly T[], uniform: number): T {
  const item = items[Math.floor(uniform * items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

/** A whole number from `min` to `max`, both included. */
export function between(min: number, max: number, uniform: number): number {
  return min + Math.floor(uniform * (max - min + 1));
}

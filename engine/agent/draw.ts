import { randomBlock, streamKey, uniformOfWord } from "../base/random.js";
import type { Draw } from "./workload.js";

/** Uniforms of a seed by name: the same scope and path give the same number, in any order. */
export function drawOf(seed: number, ...scope: readonly (string | number)[]): Draw {
  const block = new Int32Array(2);
  return (...path) => {
    const { word0, word1 } = streamKey(seed, ...scope, ...path);
    randomBlock(block, word0, word1, 0, 0);
    return uniformOfWord(block[0] ?? 0);
  };
}

import chisquareQuantile from "@stdlib/stats-base-dists-chisquare-quantile";
import { describe, expect, it } from "vitest";
import { randomBlock, streamKey, uniformOfWord } from "../../engine/base/random.js";

const block = (key0: number, key1: number, counter0: number, counter1: number): number[] => {
  const out = new Int32Array(2);
  randomBlock(out, key0, key1, counter0, counter1);
  return [...out].map((word) => word >>> 0);
};

/** Chi-square statistic of counts that should all be equal. */
const chiSquare = (counts: ArrayLike<number>, total: number): number => {
  const expected = total / counts.length;
  return Array.from(counts).reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
};

/** Fails once in 1,000 good generators; the draws are fixed, so it fails always or never. */
const limit = (cells: number): number => chisquareQuantile(0.999, cells - 1);

describe("randomBlock", () => {
  it("gives the published known answers of threefry2x32 with 13 rounds (Random123, kat_vectors)", () => {
    expect(block(0, 0, 0, 0)).toEqual([0x9d1c5ec6, 0x8bd50731]);
    expect(block(-1, -1, -1, -1)).toEqual([0xfd36d048, 0x2d17272c]);
    expect(block(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3)).toEqual([0xba3e4725, 0xf27d669e]);
  });

  const { word0, word1 } = streamKey(1, 0, "support", "step");
  const draws = 256_000;

  it.each([0, 1])("word %i is uniform in its high and its low bits", (lane) => {
    const high = new Int32Array(256);
    const low = new Int32Array(256);
    for (let at = 0; at < draws; at += 1) {
      const word = block(word0, word1, at, 3)[lane] ?? 0;
      high[word >>> 24] = (high[word >>> 24] ?? 0) + 1;
      low[word & 255] = (low[word & 255] ?? 0) + 1;
    }
    expect(chiSquare(high, draws)).toBeLessThan(limit(256));
    expect(chiSquare(low, draws)).toBeLessThan(limit(256));
  });

  /** Uniformity of pairs in a 16 × 16 grid: what any dependence between the two draws would bend. */
  const pairs = (left: (at: number) => number, right: (at: number) => number): number => {
    const grid = new Int32Array(256);
    for (let at = 0; at < draws; at += 1) {
      const cell = (left(at) >>> 28) * 16 + (right(at) >>> 28);
      grid[cell] = (grid[cell] ?? 0) + 1;
    }
    return chiSquare(grid, draws);
  };
  const word = (key: { word0: number; word1: number }, at: number, step: number, lane: number) =>
    block(key.word0, key.word1, at, step)[lane] ?? 0;
  const step = streamKey(1, 0, "support", "step");

  it.each([
    ["the two words of a block", step, 0, 0, 1],
    ["neighbouring sessions", step, 1, 0, 0],
    ["neighbouring steps", step, 0, 1, 0],
    ["neighbouring items, whose keys differ by one", { ...step, word1: step.word1 + 1 }, 0, 0, 0],
    ["two purposes", streamKey(1, 0, "support", "session"), 0, 0, 0],
    ["two workloads", streamKey(1, 0, "extraction", "step"), 0, 0, 0],
    ["two replications", streamKey(1, 1, "support", "step"), 0, 0, 0],
    ["two seeds", streamKey(2, 0, "support", "step"), 0, 0, 0],
  ])("%s are independent", (_name, other, sessions, steps, lane) => {
    const statistic = pairs(
      (at) => word(step, at, 0, 0),
      (at) => word(other, at + sessions, steps, lane),
    );
    expect(statistic).toBeLessThan(limit(256));
  });
});

describe("streamKey", () => {
  it("gives every name a key of its own", () => {
    const names = [
      ["ab", "c"],
      ["a", "bc"],
      ["abc"],
      ["ab", "c", ""],
      ["c", "ab"],
      ["97", "98"],
      ["tool", "search", "0", "attempt"],
      ["tool", "search", "1", "attempt"],
    ];
    const keys = names.flatMap((name) =>
      [0, 1, 4_294_967_295].flatMap((seed) =>
        [0, 1].map((replication) => {
          const { word0, word1 } = streamKey(seed, replication, ...name);
          return `${word0} ${word1}`;
        }),
      ),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("stays as it is: a changed key would change every result ever reported", () => {
    expect(streamKey(1, 0, "support", "step")).toEqual(streamKey(1, 0, "support", "step"));
    expect(streamKey(1, 0, "support", "step")).toMatchInlineSnapshot(`
      {
        "word0": 828524787,
        "word1": 448331574,
      }
    `);
  });
});

describe("uniformOfWord", () => {
  it("covers (0, 1) without its ends", () => {
    expect(uniformOfWord(0)).toBe(2 ** -33);
    expect(uniformOfWord(-1)).toBe(1 - 2 ** -33);
    expect(uniformOfWord(-(2 ** 31))).toBe(0.5 + 2 ** -33);
  });
});

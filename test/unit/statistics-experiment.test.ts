import { describe, expect, it } from "vitest";
import { randomBlock, streamKey, uniformOfWord } from "../../engine/base/random.js";
import { bcaInterval } from "../../engine/statistics/bootstrap.js";
import {
  analyseExperiment,
  deviationOf,
  hedgesG,
  holm,
  neededValues,
} from "../../engine/statistics/experiment.js";
import type { PairedFinding } from "../../engine/statistics/experiment.js";
import { normalQuantile } from "../../engine/statistics/normal.js";
import { nextReplications } from "../../engine/statistics/sequential.js";
import { fc } from "../property.js";

/** R's `sleep` data; the expected values are those of scipy.stats.ttest_rel 1.17.1. */
const before = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const after = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
const settings = { practicalThreshold: 0.05, seed: 1 };
const one = (
  from: readonly number[],
  to: readonly number[],
  skewed = false,
): PairedFinding | undefined =>
  analyseExperiment([{ label: "one", before: from, after: to, skewed }], settings)[0];

function normals(seed: number, count: number): number[] {
  const key = streamKey(seed, "test");
  const words = new Int32Array(2);
  return Array.from({ length: count }, (_, at) => {
    randomBlock(words, key.word0, key.word1, at, 0);
    return normalQuantile(uniformOfWord(words[0] ?? 0));
  });
}

describe("analyseExperiment", () => {
  it("agrees with scipy's paired t-test of R's sleep data", () => {
    const found = one(before, after);
    expect(found?.pValue).toBeCloseTo(0.002832890197384273, 12);
    expect(found?.low).toBeCloseTo(0.7001142367230175, 10);
    expect(found?.high).toBeCloseTo(2.459885763276983, 10);
    expect(found?.outcome).toBe("higher");
    // d_z 1.28456 (R: mean(d) / sd(d)) times Hedges' 1 − 3 ÷ 35.
    expect(found?.effectSize).toBeCloseTo(1.2845575625910546 * (1 - 3 / 35), 12);
    expect(hedgesG([1, 2])).toBeCloseTo(1.5 / Math.SQRT1_2, 12);
  });

  it("calls equal what lies within the practical threshold, however certain the difference", () => {
    const base = normals(1, 10).map((value) => 100 + value);
    const shifted = base.map((value, at) => value + 1 + 0.01 * at);
    expect(one(base, shifted)).toMatchObject({ outcome: "equal" });
    expect(
      one(
        base,
        base.map((value) => value + 20),
      ),
    ).toMatchObject({
      outcome: "higher",
      pValue: null,
      effectSize: null,
    });
    expect(one([0, 0], [0, 0])).toMatchObject({ outcome: "equal" });
    const noise = normals(2, 10).map((value) => 100 + 30 * value);
    expect(one(base, noise)).toMatchObject({ outcome: "undecided" });
  });

  it("tests a family together: what is shown alone may not be shown among many", () => {
    const weak = normals(3, 10).map((value) => 1 + 1.2 * value);
    const zeros = weak.map(() => 0);
    const alone = { label: "alone", before: zeros, after: weak, skewed: false };
    const many = Array.from({ length: 20 }, () => alone);
    const [single] = analyseExperiment([alone], settings);
    const [among] = analyseExperiment(many, settings);
    expect(among?.adjustedPValue).toBeCloseTo(Math.min(1, 20 * (single?.pValue ?? 1)), 12);
  });

  it("bootstraps skewed quantities where there are twenty pairs, the same every time", () => {
    const skewed = normals(4, 20).map((value) => Math.exp(value));
    const zeros = skewed.map(() => 0);
    const found = one(zeros, skewed, true);
    expect(found?.interval).toBe("bca");
    expect(one(zeros, skewed, true)).toEqual(found);
    const { mean = 0, low, high } = found ?? {};
    expect((high ?? 0) - mean).toBeGreaterThan(mean - (low ?? 0));
    expect(one(zeros.slice(1), skewed.slice(1), true)?.interval).toBe("t");
  });
});

describe("Holm's correction", () => {
  it("gives the textbook's values", () => {
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    const adjusted = holm([0.01, 0.04, null, 0.03, 0.005]);
    expect(adjusted.map((p) => (p === null ? null : Number(p.toFixed(12))))).toEqual([
      0.03,
      0.06,
      null,
      0.06,
      0.02,
    ]);
  });

  it("never lowers a p-value, keeps their order, and does not mind in which order they come", () => {
    const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(pValues, (raw) => {
        const adjusted = holm(raw).map((p) => p ?? Number.NaN);
        raw.forEach((p, at) => {
          expect(adjusted[at]).toBeGreaterThanOrEqual(p);
          expect(adjusted[at]).toBeLessThanOrEqual(1);
          raw.forEach((other, otherAt) => {
            if (p < other) expect(adjusted[at]).toBeLessThanOrEqual(adjusted[otherAt] ?? 0);
          });
        });
        expect(holm(raw.toReversed()).toReversed()).toEqual(adjusted);
      }),
    );
  });
});

describe("the bootstrap", () => {
  it("agrees with scipy's BCa interval of the published air-conditioning data", () => {
    // Data of Davison & Hinkley, ex. 1.1; interval by scipy.stats.bootstrap 1.17.1, 200,000 resamples.
    const hours = [3, 5, 7, 18, 43, 85, 91, 98, 100, 130, 230, 487];
    const { low, high } = bcaInterval(hours, 1, { resamples: 50_000, expanded: false });
    expect(low).toBeGreaterThan(57.08 - 1.5);
    expect(low).toBeLessThan(57.08 + 1.5);
    expect(high).toBeGreaterThan(226.93 - 4);
    expect(high).toBeLessThan(226.93 + 4);
  });

  it("covers a skewed mean of twenty about as often as it says", () => {
    const runs = 500;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      const values = normals(run, 20).map((value) => Math.exp(0.5 * value));
      const { low, high } = bcaInterval(values, run, { resamples: 1000 });
      if (low <= Math.exp(0.125) && Math.exp(0.125) <= high) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.91);
    expect(covered / runs).toBeLessThan(0.985);
  });
});

describe("how many replications it takes", () => {
  it("is the fewest whose interval is narrow enough", () => {
    const needed = neededValues(1, 0.5) ?? 0;
    // t(0.975, 17) ÷ √18 = 0.4973, t(0.975, 16) ÷ √17 = 0.5142 (R: qt).
    expect(needed).toBe(18);
    expect(neededValues(0, 0.5)).toBe(2);
    expect(neededValues(1, 0)).toBeNull();
  });

  it("stops, grows at most twofold, and covers the truth when it has stopped", () => {
    const runs = 600;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      const all = normals(run, 400).map((value) => 10 + 3 * value);
      let count = 10;
      for (;;) {
        const next = nextReplications([all.slice(0, count)], 0.1, 400);
        expect(next).toBeLessThanOrEqual(2 * count);
        if (next === count) break;
        expect(next).toBeGreaterThan(count);
        count = next;
      }
      const values = all.slice(0, count);
      const mean = values.reduce((sum, value) => sum + value, 0) / count;
      const needed = neededValues(deviationOf(values), 0.1 * mean) ?? Infinity;
      expect(needed).toBeLessThanOrEqual(count);
      if (Math.abs(mean - 10) <= 0.1 * mean) covered += 1;
    }
    // 95 % less four standard deviations: stopping early when the variance looks small costs a little.
    expect(covered / runs).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / runs));
  });

  it("stops at the most one would run", () => {
    const wild = normals(9, 40).map((value) => 1 + 50 * value);
    expect(nextReplications([wild], 0.01, 40)).toBe(40);
    expect(nextReplications([wild], 0.01, 50)).toBe(50);
  });
});

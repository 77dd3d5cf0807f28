import { describe, expect, it } from "vitest";
import { uniformOfWord } from "../../engine/base/random.js";
import { BatchMeans } from "../../engine/statistics/batch-means.js";
import { Histogram } from "../../engine/statistics/histogram.js";
import { percentileInterval } from "../../engine/statistics/percentile.js";
import type { PercentileSample } from "../../engine/statistics/percentile.js";
import { fc, runs } from "../property.js";

/** Uniform numbers of a linear congruential generator (Numerical Recipes), enough for a test. */
function* uniforms(seed: number): Generator<number, never> {
  for (let word = seed >>> 0; ; word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0) {
    yield uniformOfWord(word);
  }
}

function sampleOf(values: readonly number[], inflation = 1): PercentileSample {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  const { least, greatest } = histogram;
  return { buckets: histogram.filled(), least, greatest, inflation };
}

/** Replications of independent exponential values of mean 1. */
function exponential(replications: number, count: number, seed: number): PercentileSample[] {
  const draws = uniforms(seed);
  for (let warm = 0; warm < 100; warm += 1) draws.next();
  const value = (): number => -Math.log(draws.next().value);
  return Array.from({ length: replications }, () =>
    sampleOf(Array.from({ length: count }, () => value())),
  );
}

describe("percentileInterval", () => {
  it("covers the true percentile 95 % of the time, as often missed above as below", () => {
    const samples = 400;
    const truth = Math.log(20);
    let [below, above] = [0, 0];
    for (let run = 0; run < samples; run += 1) {
      const found = percentileInterval(exponential(5, 500, run), 0.95);
      if (!("values" in found)) throw new Error("refused");
      if (found.high < truth) below += 1;
      if (found.low > truth) above += 1;
    }
    // Four standard deviations around 5 % and 2.5 %.
    expect(below + above).toBeLessThan(0.05 * samples + 4 * Math.sqrt(0.05 * 0.95 * samples));
    expect(below + above).toBeGreaterThan(0.05 * samples - 4 * Math.sqrt(0.05 * 0.95 * samples));
    for (const side of [below, above]) {
      expect(side).toBeLessThan(0.025 * samples + 4 * Math.sqrt(0.025 * samples));
    }
  });

  it("gives values by replication whose mean is the pooled percentile", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.integer(), (replications, seed) => {
        const found = percentileInterval(exponential(replications, 400, seed), 0.9);
        if (!("values" in found)) return;
        const mean = found.values.reduce((sum, one) => sum + one, 0) / replications;
        expect(mean).toBeCloseTo(found.value, 9);
        expect(found.low).toBeLessThanOrEqual(found.value);
        expect(found.high).toBeGreaterThanOrEqual(found.value);
      }),
      { numRuns: runs(50) },
    );
  });

  it("refuses a tail of too few independent values, and names a size that is enough", () => {
    const few = percentileInterval(exponential(5, 100, 7), 0.99);
    expect("neededReplications" in few && few.neededReplications).toBeGreaterThanOrEqual(10);
    const dependent = exponential(10, 2000, 7).map((one) => ({ ...one, inflation: 100 }));
    expect(percentileInterval(dependent, 0.99)).toMatchObject({ neededReplications: 50 });
    const enough = exponential(50, 2000, 7).map((one) => ({ ...one, inflation: 100 }));
    expect(percentileInterval(enough, 0.99)).toHaveProperty("low");
  });

  it("is certain of what is the same in every replication, however short", () => {
    const same = Array.from({ length: 3 }, () => sampleOf([5, 7, 9], 50));
    const found = percentileInterval(same, 0.99);
    expect(found).toMatchObject({ low: found.value, high: found.value });
  });
});

describe("BatchMeans", () => {
  it("finds no dependence where there is none, and the known one of an AR(1) process", () => {
    for (const [correlation, truth] of [
      [0, 1],
      [0.9, 19],
    ] as const) {
      let mean = 0;
      const repeats = 40;
      for (let run = 0; run < repeats; run += 1) {
        const draws = uniforms(run + 1);
        const batches = new BatchMeans();
        let state = 0;
        for (let at = 0; at < 8000; at += 1) {
          state = correlation * state + draws.next().value - 0.5;
          batches.record(10 + state);
        }
        mean += batches.inflation() / repeats;
      }
      // Variance inflation of AR(1): (1 + r) ÷ (1 − r). Never below 1, so a little above where it is 1.
      expect(mean / truth).toBeGreaterThan(0.8);
      expect(mean / truth).toBeLessThan(1.3);
    }
  });

  it("knows nothing of a short sequence or one that does not vary", () => {
    const batches = new BatchMeans();
    for (let at = 0; at < 40; at += 1) batches.record(at);
    expect(batches.inflation()).toBe(1);
    const constant = new BatchMeans();
    for (let at = 0; at < 4000; at += 1) constant.record(0.1);
    expect(constant.inflation()).toBe(1);
  });
});

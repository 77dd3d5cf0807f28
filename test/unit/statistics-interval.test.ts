import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import ttest from "@stdlib/stats-ttest";
import { describe, expect, it } from "vitest";
import { meanInterval, pairedInterval } from "../../engine/statistics/interval.js";
import { fc } from "../property.js";

const sample = [30.02, 29.99, 30.11, 29.97, 30.01, 29.99];
const other = [29.89, 29.93, 29.72, 29.98, 30.02, 29.98];

describe("meanInterval", () => {
  it("has scipy's 95 % interval (ttest_1samp)", () => {
    const { mean, low, high } = meanInterval(sample);
    expect(mean).toBeCloseTo(30.015, 12);
    expect(low).toBeCloseTo(29.96284399889906, 12);
    expect(high).toBeCloseTo(30.06715600110094, 12);
  });

  it.each([
    // Two-sided 95 % points as printed in every table of Student's t.
    [2, 12.706],
    [3, 4.303],
    [5, 2.776],
    [10, 2.262],
    [20, 2.093],
    [30, 2.045],
    [100, 1.984],
  ])("reaches t(%i values) = %f standard errors to each side", (size, t) => {
    const values = Array.from({ length: size }, (_, at) => Math.sin(at * 1.7));
    const { mean, low, high } = meanInterval(values);
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (size - 1);
    const standardError = Math.sqrt(variance / size);
    expect(((high ?? 0) - mean) / standardError).toBeCloseTo(t, 3);
    expect((mean - (low ?? 0)) / standardError).toBeCloseTo(tQuantile(0.975, size - 1), 9);
  });

  it("has no bounds for one value, and no width for values that differ by rounding alone", () => {
    expect(meanInterval([3])).toEqual({ mean: 3, low: null, high: null, pValue: null });
    expect(meanInterval([0.3, 0.1 + 0.2, 0.3])).toEqual({
      mean: 0.3,
      low: 0.3,
      high: 0.3,
      pValue: null,
    });
    expect(() => meanInterval([])).toThrow(RangeError);
  });
});

describe("pairedInterval", () => {
  it("has scipy's paired test (ttest_rel)", () => {
    const { mean, low, high, pValue } = pairedInterval(sample, other);
    expect(mean).toBeCloseTo(-0.095, 12);
    expect(low).toBeCloseTo(-0.2567288938447377, 12);
    expect(high).toBeCloseTo(0.06672889384473878, 12);
    expect(pValue).toBeCloseTo(0.19143688433660136, 12);
  });

  it("is @stdlib's paired test of any pairs", () => {
    const value = fc.integer({ min: -1e9, max: 1e9 }).map((whole) => whole / 1000);
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 40 }), (pairs) => {
        const before = pairs.map(([x]) => x);
        const after = pairs.map(([, y]) => y);
        const ours = pairedInterval(before, after);
        fc.pre(ours.pValue !== null);
        const theirs = ttest(after, before);
        expect(ours.pValue).toBeCloseTo(theirs.pValue, 9);
        expect(ours.low).toBeCloseTo(theirs.ci[0] ?? 0, 6);
        expect(ours.high).toBeCloseTo(theirs.ci[1] ?? 0, 6);
      }),
    );
  });

  it("is certain, without a p-value, when every pair differs by the same", () => {
    expect(pairedInterval([1920, 1920], [1200, 1200])).toEqual({
      mean: -720,
      low: -720,
      high: -720,
      pValue: null,
    });
  });

  it("refuses lists that are not pairs", () => {
    expect(() => pairedInterval([1], [1, 2])).toThrow(RangeError);
  });
});

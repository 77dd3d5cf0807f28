import { describe, expect, it } from "vitest";
import {
  bucketEdges,
  bucketOf,
  Histogram,
  HISTOGRAM_RELATIVE_ERROR,
} from "../../engine/statistics/histogram.js";
import { fc, runs } from "../property.js";

/** R's type 7. */
const type7 = (values: readonly number[], p: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (sorted.length - 1) * p;
  const low = sorted[Math.floor(rank)] ?? 0;
  const high = sorted[Math.ceil(rank)] ?? 0;
  return low + (rank - Math.floor(rank)) * (high - low);
};

const times = fc.double({ min: 0, max: 1e9, noNaN: true }).map((x) => (x < 1e-5 ? 0 : x));

const filled = (values: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
};

describe("Histogram", () => {
  it("keeps within half a per cent of a value", () => {
    expect(HISTOGRAM_RELATIVE_ERROR).toBeLessThanOrEqual(0.005);
  });

  it("reads every percentile within the stated error of the exact type 7 one", () => {
    fc.assert(
      fc.property(
        fc.array(times, { minLength: 1, maxLength: 300 }),
        fc.constantFrom(0, 0.01, 0.5, 0.95, 0.99, 1),
        (values, p) => {
          const exact = type7(values, p);
          const read = filled(values).quantile(p) ?? Number.NaN;
          expect(Math.abs(read - exact)).toBeLessThanOrEqual(
            HISTOGRAM_RELATIVE_ERROR * exact + 1e-12,
          );
        },
      ),
    );
  });

  it("merges by addition", () => {
    fc.assert(
      fc.property(fc.array(times), fc.array(times), (left, right) => {
        const merged = filled(left);
        merged.add(filled(right));
        const whole = filled([...left, ...right]);
        expect(merged.counts.every((count, at) => count === whole.counts[at])).toBe(true);
        expect([merged.count, merged.least, merged.greatest]).toEqual([
          whole.count,
          whole.least,
          whole.greatest,
        ]);
        expect(merged.quantile(0.95)).toBe(whole.quantile(0.95));
      }),
      { numRuns: runs(30) },
    );
  });

  it("puts every value between the edges of its bucket, zero into its own", () => {
    expect(bucketOf(0)).toBe(0);
    expect(bucketEdges(0)).toEqual([0, 0]);
    fc.assert(
      fc.property(fc.double({ min: 2 ** -20, max: 2 ** 43, noNaN: true }), (value) => {
        const [lower, upper] = bucketEdges(bucketOf(value));
        expect(lower).toBeLessThanOrEqual(value);
        expect(value).toBeLessThan(upper);
        expect(upper / lower - 1).toBeLessThanOrEqual(HISTOGRAM_RELATIVE_ERROR);
      }),
    );
  });

  it("keeps what lies beyond its range in its end buckets, and the exact extremes", () => {
    const histogram = filled([1e-9, 1e18]);
    expect(histogram.quantile(0)).toBe(1e-9);
    expect(histogram.quantile(1)).toBe(1e18);
  });

  it("has nothing to say about nothing", () => {
    expect(new Histogram().quantile(0.5)).toBeNull();
    expect(new Histogram().mean()).toBeNull();
  });
});

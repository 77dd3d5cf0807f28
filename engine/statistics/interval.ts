import ttest from "@stdlib/stats-ttest";

/** A mean with its two-sided 95 % confidence interval, and the test that the true mean is 0. */
export interface MeanInterval {
  readonly mean: number;
  /** null with fewer than two values: nothing tells how much they vary. */
  readonly low: number | null;
  readonly high: number | null;
  /** Two-sided p-value of "the true mean is 0"; null where the values do not vary. */
  readonly pValue: number | null;
}

/** Values that differ by less, relative to what they were computed from, differ by rounding alone. */
const ROUNDING = 1e-12;

/**
 * Student's t interval of independent, equally distributed `values` (one per replication, never per
 * request). Values that do not vary have an interval of no width. @stdlib's one-sample test, which
 * agrees with R's `t.test` to 1e-15. Throws RangeError for no values.
 */
export function meanInterval(values: readonly number[]): MeanInterval {
  return interval(values, values);
}

/** `scale`: numbers of the size that `values` were computed from. */
function interval(values: readonly number[], scale: readonly number[]): MeanInterval {
  const [first] = values;
  if (first === undefined) throw new RangeError("a mean needs at least one value");
  if (values.length < 2) return { mean: first, low: null, high: null, pValue: null };
  const size = scale.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (values.every((value) => Math.abs(value - first) <= ROUNDING * size)) {
    return { mean: first, low: first, high: first, pValue: null };
  }
  const test = ttest([...values]);
  // A variance that is too small for a double is none.
  if (!test.ci.every(Number.isFinite))
    return { mean: first, low: first, high: first, pValue: null };
  const [low = null, high = null] = test.ci;
  return { mean: test.mean, low, high, pValue: test.pValue };
}

/**
 * The paired comparison of `after` with `before`: the interval and test of the mean difference
 * after − before. Throws RangeError unless both have the same number of values, at least one.
 */
export function pairedInterval(before: readonly number[], after: readonly number[]): MeanInterval {
  if (before.length !== after.length) throw new RangeError("pairs need two lists of equal length");
  const differences = after.map((value, at) => value - (before[at] ?? 0));
  return interval(differences, [...before, ...after]);
}

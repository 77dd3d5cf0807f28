import { deviationOf, neededValues } from "./experiment.js";

/** Below this, a variance that happens to look small would end the procedure too early. */
const LEAST_REPLICATIONS = 10;

/**
 * How many replications to have next so that the 95 % interval of each mean reaches no farther than
 * `precision` times that mean from it; the number there is when it is enough, or the most allowed. The
 * sequential procedure of Y. Chow and H. Robbins (1965) as A. Law gives it (5th ed., 9.4.1), in steps
 * that aim at what the present variance asks for and at most double. `values`: of each quantity, one
 * for each replication so far.
 */
export function nextReplications(
  values: readonly (readonly number[])[],
  precision: number,
  most: number,
): number {
  const count = Math.max(0, ...values.map((one) => one.length));
  const needed = Math.max(
    LEAST_REPLICATIONS,
    ...values.map((one) => neededReplications(one, precision) ?? Infinity),
  );
  return needed <= count ? count : Math.max(count, Math.min(needed, 2 * count, most));
}

/** Replications for that relative half-width, from the present variance; null when no number would do. */
export function neededReplications(values: readonly number[], precision: number): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return neededValues(deviationOf(values), precision * Math.abs(mean));
}

import { solveSymmetric } from "./solve.js";

export interface LinearSample {
  readonly terms: readonly number[];
  readonly value: number;
}

export interface LinearLaw {
  readonly coefficients: readonly number[];
  /** Largest and root-mean-square relative error over the samples. */
  readonly largestError: number;
  readonly typicalError: number;
}

/**
 * Least squares of relative errors with non-negative coefficients. With few terms every set of
 * non-zero ones is tried, which is exact and shorter than Lawson and Hanson's algorithm.
 */
export function relativeNonNegative(samples: readonly LinearSample[]): LinearLaw {
  const size = samples[0]?.terms.length ?? 0;
  let best: LinearLaw | undefined;
  for (let set = 1; set < 2 ** size; set++) {
    const used = Array.from({ length: size }, (_, j) => j).filter((j) => (set >> j) % 2 === 1);
    const scaled = samples.map(({ terms, value }) => used.map((j) => (terms[j] ?? 0) / value));
    // Columns differ by many orders of magnitude; scaled to unit length they stay well conditioned.
    const lengths = used.map((_, j) =>
      Math.sqrt(scaled.reduce((sum, row) => sum + (row[j] ?? 0) ** 2, 0)),
    );
    const unit = scaled.map((row) => row.map((value, j) => value / (lengths[j] ?? 1)));
    const matrix = used.map((_, j) =>
      used.map((__, k) => unit.reduce((sum, row) => sum + (row[j] ?? 0) * (row[k] ?? 0), 0)),
    );
    const right = used.map((_, j) => unit.reduce((sum, row) => sum + (row[j] ?? 0), 0));
    const solved = solveSymmetric(matrix, right);
    if (solved.some((value) => value < 0)) continue;
    const coefficients: number[] = Array.from({ length: size }, () => 0);
    used.forEach((j, index) => {
      coefficients[j] = (solved[index] ?? 0) / (lengths[index] ?? 1);
    });
    const errors = samples.map(({ terms, value }) =>
      Math.abs(terms.reduce((sum, term, j) => sum + term * (coefficients[j] ?? 0), 0) / value - 1),
    );
    const typicalError = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    if (best === undefined || typicalError < best.typicalError)
      best = { coefficients, largestError: Math.max(...errors), typicalError };
  }
  return best ?? { coefficients: [], largestError: NaN, typicalError: NaN };
}

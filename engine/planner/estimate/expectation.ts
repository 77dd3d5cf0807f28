import type { Distribution } from "../../contract/distribution.js";
import { momentsOf, quantileOf } from "../../statistics/distribution.js";

/** Equal slices of probability that an expectation is summed over, each at its middle. */
const SLICES = 2048;

/** E[f(X)] of a bounded `f`, by the midpoint rule over the quantile function. */
export function expectation(distribution: Distribution, f: (value: number) => number): number {
  if ("constant" in distribution) return f(distribution.constant);
  const quantile = quantileOf(distribution);
  let sum = 0;
  for (let slice = 0; slice < SLICES; slice += 1) sum += f(quantile((slice + 0.5) / SLICES));
  return sum / SLICES;
}

/** First two moments of a number of things. */
export interface CountMoments {
  readonly mean: number;
  readonly meanSquare: number;
}

/**
 * Moments of a draw rounded to the nearest whole number and at least `least`, as the simulator counts
 * turns, steps and calls. What rounding changes is bounded, so a heavy tail costs no accuracy.
 */
export function countMoments(distribution: Distribution, least: 0 | 1): CountMoments {
  const count = (value: number): number => Math.max(least, Math.round(value));
  const { mean, cv } = momentsOf(distribution);
  return {
    mean: mean + expectation(distribution, (value) => count(value) - value),
    meanSquare:
      mean * mean * (1 + cv * cv) +
      expectation(distribution, (value) => count(value) ** 2 - value ** 2),
  };
}

import { gammaln } from "simple-statistics";
import type { Distribution } from "../contract/distribution.js";
import { assertNever } from "../base/assert.js";
import { unitGammaQuantile } from "./gamma.js";
import { normalQuantile } from "./normal.js";

/** A quantile function: the value below which a share `p` in (0, 1) of the distribution lies. */
export type Quantile = (p: number) => number;

/**
 * The quantile function of `distribution`, non-decreasing in `p`. Every draw of the simulator is
 * `quantile(uniform)`, so one uniform drives any two distributions in step (common random numbers).
 */
export function quantileOf(distribution: Distribution): Quantile {
  if ("constant" in distribution) {
    const value = distribution.constant;
    return () => value;
  }
  if ("exponential" in distribution) {
    const { mean } = distribution.exponential;
    return (p) => -mean * Math.log1p(-p);
  }
  if ("lognormal" in distribution) {
    const { sigma, mu } = lognormalParameters(distribution.lognormal);
    return (p) => Math.exp(mu + sigma * normalQuantile(p));
  }
  if ("gamma" in distribution) {
    const { mean, cv } = distribution.gamma;
    const shape = 1 / (cv * cv);
    return (p) => mean * unitGammaQuantile(p, shape);
  }
  if ("weibull" in distribution) {
    const { mean, shape } = distribution.weibull;
    const scale = mean / Math.exp(gammaln(1 + 1 / shape));
    return (p) => scale * (-Math.log1p(-p)) ** (1 / shape);
  }
  if ("uniform" in distribution) {
    const { min, max } = distribution.uniform;
    return (p) => min + (max - min) * p;
  }
  if ("geometric" in distribution) {
    const { mean } = distribution.geometric;
    if (mean <= 1) return () => 1;
    const perLog = 1 / Math.log1p(-1 / mean);
    return (p) => Math.max(1, Math.ceil(Math.log1p(-p) * perLog));
  }
  if ("empirical" in distribution) {
    const values = Float64Array.from(distribution.empirical).toSorted();
    return (p) => values[Math.min(values.length - 1, Math.floor(p * values.length))] ?? 0;
  }
  return assertNever(distribution);
}

/** Mean and coefficient of variation (standard deviation ÷ mean; 0 for a mean of 0) of `distribution`. */
export function momentsOf(distribution: Distribution): { mean: number; cv: number } {
  if ("constant" in distribution) return { mean: distribution.constant, cv: 0 };
  if ("exponential" in distribution) return { mean: distribution.exponential.mean, cv: 1 };
  if ("lognormal" in distribution) return distribution.lognormal;
  if ("gamma" in distribution) return distribution.gamma;
  if ("weibull" in distribution) {
    const { mean, shape } = distribution.weibull;
    const ratio = Math.exp(gammaln(1 + 2 / shape) - 2 * gammaln(1 + 1 / shape));
    return { mean, cv: Math.sqrt(Math.max(0, ratio - 1)) };
  }
  if ("uniform" in distribution) {
    const { min, max } = distribution.uniform;
    const mean = (min + max) / 2;
    return { mean, cv: mean === 0 ? 0 : (max - min) / Math.sqrt(12) / mean };
  }
  if ("geometric" in distribution) {
    const { mean } = distribution.geometric;
    return { mean, cv: Math.sqrt(1 - 1 / mean) };
  }
  if ("empirical" in distribution) {
    const values = distribution.empirical;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { mean, cv: mean === 0 ? 0 : Math.sqrt(variance) / mean };
  }
  return assertNever(distribution);
}

/** Parameters of the underlying normal distribution of a lognormal with this mean and cv. */
export function lognormalParameters({ mean, cv }: { mean: number; cv: number }): {
  mu: number;
  sigma: number;
} {
  const variance = Math.log1p(cv * cv);
  return { mu: Math.log(mean) - variance / 2, sigma: Math.sqrt(variance) };
}

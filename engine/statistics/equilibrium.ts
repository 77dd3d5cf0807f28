import { gammaln } from "simple-statistics";
import { assertNever } from "../base/assert.js";
import type { Distribution } from "../contract/distribution.js";
import { lognormalParameters, quantileOf } from "./distribution.js";
import type { Quantile } from "./distribution.js";
import { unitGammaQuantile } from "./gamma.js";

/** The time left at a moment, from two independent uniform numbers in (0, 1). */
export type ResidualTime = (length: number, position: number) => number;

/**
 * What is left, at a moment chosen at random in a long sequence of times from `distribution`, of the
 * time that holds that moment. Its density is (1 − F(x)) ÷ mean, its mean E[X²] ÷ 2 E[X] (D. Cox,
 * Renewal Theory, 1962, 5.2): the time is drawn with a chance in proportion to its length, and the
 * moment is anywhere in it. 0 where every time is 0.
 */
export function residualOf(distribution: Distribution): ResidualTime {
  if ("geometric" in distribution) {
    // 1 − F(x) on [n − 1, n), over the mean, is the chance of n: whole times less one, and a part.
    const trials = quantileOf(distribution);
    return (length, position) => trials(length) - 1 + position;
  }
  if ("exponential" in distribution) return quantileOf(distribution);
  const chosen = lengthBiasedQuantile(distribution);
  return (length, position) => position * chosen(length);
}

/** The quantile function of the density x·f(x) ÷ mean. */
function lengthBiasedQuantile(
  distribution: Exclude<Distribution, { geometric: unknown } | { exponential: unknown }>,
): Quantile {
  if ("constant" in distribution) return quantileOf(distribution);
  if ("lognormal" in distribution) {
    const { mean, cv } = distribution.lognormal;
    const { sigma } = lognormalParameters({ mean, cv });
    return quantileOf({ lognormal: { mean: mean * Math.exp(sigma * sigma), cv } });
  }
  if ("gamma" in distribution) {
    const { mean, cv } = distribution.gamma;
    return gammaQuantile(1 + 1 / (cv * cv), mean * cv * cv);
  }
  if ("weibull" in distribution) {
    const { mean, shape } = distribution.weibull;
    const scale = mean / Math.exp(gammaln(1 + 1 / shape));
    // (x ÷ scale)^shape has a gamma distribution.
    const power = gammaQuantile(1 + 1 / shape, 1);
    return (p) => scale * power(p) ** (1 / shape);
  }
  if ("uniform" in distribution) {
    const { min, max } = distribution.uniform;
    return (p) => Math.sqrt(min * min + p * (max - min) * (max + min));
  }
  if ("empirical" in distribution) return empiricalQuantile(distribution.empirical);
  return assertNever(distribution);
}

function gammaQuantile(shape: number, scale: number): Quantile {
  return (p) => scale * shape * unitGammaQuantile(p, shape);
}

function empiricalQuantile(empirical: readonly number[]): Quantile {
  const values = Float64Array.from(empirical).toSorted();
  const total = values.reduce((sum, value) => sum + value, 0);
  return (p) => {
    let below = 0;
    const chosen = values.find((value) => {
      below += value;
      return below > p * total;
    });
    return chosen ?? 0;
  };
}

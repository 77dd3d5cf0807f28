import chisquareQuantile from "@stdlib/stats-base-dists-chisquare-quantile";

/**
 * Exact two-sided 95 % interval of the mean of a Poisson variable of which `count` was observed, by the
 * chi-square quantiles (F. Garwood, Biometrika 28, 1936; R: poisson.test). For 0 it is [0, 3.689].
 */
export function poissonInterval(count: number): readonly [low: number, high: number] {
  const low = count === 0 ? 0 : chisquareQuantile(0.025, 2 * count) / 2;
  return [low, chisquareQuantile(0.975, 2 * count + 2) / 2];
}

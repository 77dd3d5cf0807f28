import { describe, expect, it } from "vitest";
import type { Distribution } from "../../engine/contract/distribution.js";
import { momentsOf, quantileOf } from "../../engine/statistics/distribution.js";
import { residualOf } from "../../engine/statistics/equilibrium.js";

const POINTS = 20_000;

/** The mean of a function of one uniform number, by the midpoint rule. */
function average(value: (p: number) => number): number {
  let sum = 0;
  for (let at = 0; at < POINTS; at += 1) sum += value((at + 0.5) / POINTS);
  return sum / POINTS;
}

const TIMES: Distribution[] = [
  { constant: 7 },
  { exponential: { mean: 5 } },
  { lognormal: { mean: 2, cv: 0.5 } },
  { lognormal: { mean: 2, cv: 1.5 } },
  { gamma: { mean: 3, cv: 0.4 } },
  { gamma: { mean: 3, cv: 2 } },
  { weibull: { mean: 4, shape: 0.7 } },
  { weibull: { mean: 4, shape: 3 } },
  { uniform: { min: 1, max: 5 } },
  { uniform: { min: 3, max: 3 } },
  { geometric: { mean: 4 } },
  { empirical: [0, 3, 1, 8, 2, 2] },
];

describe.each(TIMES)("what is left of %j", (distribution) => {
  const { mean, cv } = momentsOf(distribution);
  const residual = residualOf(distribution);

  it("is E[X²] ÷ 2 E[X] on average", () => {
    // Every residual is linear in the position, but for the exponential one, which does not use it.
    const found = average((p) => residual(p, 0.5));
    expect(found / ((mean * (1 + cv * cv)) / 2)).toBeCloseTo(1, cv > 1 ? 1 : 2);
  });

  it("has the density (1 − F) ÷ mean: P(R ≤ x) is E[min(X, x)] ÷ E[X]", () => {
    const time = quantileOf(distribution);
    // A coarse second dimension: the first one is fine enough for both.
    const positions = Array.from({ length: 200 }, (_, at) => (at + 0.5) / 200);
    for (const x of [0.2 * mean, 0.7 * mean, mean, 2.5 * mean]) {
      const expected = average((p) => Math.min(time(p), x)) / mean;
      let below = 0;
      for (const position of positions) {
        for (let at = 0; at < 200; at += 1) {
          if (residual((at + 0.5) / 200, position) <= x) below += 1;
        }
      }
      expect(Math.abs(below / 40_000 - expected)).toBeLessThan(0.01);
    }
  });
});

it("copes with the extremes that the schema allows", () => {
  for (const distribution of [
    { gamma: { mean: 1, cv: 1000 } },
    { gamma: { mean: 1e12, cv: 1e-6 } },
    { lognormal: { mean: 1e12, cv: 1000 } },
    { weibull: { mean: 1, shape: 0.05 } },
    { weibull: { mean: 1, shape: 1000 } },
    { geometric: { mean: 1 } },
    { empirical: [0] },
    { constant: 0 },
  ]) {
    const residual = residualOf(distribution);
    for (const p of [2 ** -33, 0.5, 1 - 2 ** -33]) {
      const left = residual(p, 1 - p);
      expect(Number.isFinite(left) && left >= 0, JSON.stringify(distribution)).toBe(true);
    }
  }
});

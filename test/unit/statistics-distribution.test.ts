import { describe, expect, it } from "vitest";
import { Distribution } from "../../engine/contract/distribution.js";
import { momentsOf, quantileOf } from "../../engine/statistics/distribution.js";
import { normalQuantile } from "../../engine/statistics/normal.js";
import { TOLERANCE } from "../../engine/statistics/curve.js";
import { SamplerTable } from "../../engine/statistics/sampler.js";
import { distributions } from "../laws/arbitrary.js";
import { fc, runs } from "../property.js";

const PROBABILITIES = [0.001, 0.05, 0.5, 0.95, 0.999];

/** scipy 1.17 `ppf` at the probabilities above, `mean()` and `std() / mean()`. */
const SCIPY: [Distribution, number[], number, number][] = [
  [
    { exponential: { mean: 5 } },
    [0.00500250166792, 0.256466471938, 3.4657359028, 14.9786613678, 34.5387763949],
    5,
    1,
  ],
  [
    { lognormal: { mean: 2, cv: 1 } },
    [0.10793635126, 0.3595662333, 1.41421356237, 5.56225756142, 18.5294386613],
    2,
    1,
  ],
  [
    { lognormal: { mean: 39, cv: 0.25 } },
    [17.6788718272, 25.2355158521, 37.8355575057, 56.7267742872, 80.9740251389],
    39,
    0.25,
  ],
  [
    { gamma: { mean: 3, cv: 0.5 } },
    [0.321414310221, 1.02473879756, 2.75404556164, 5.81524239595, 9.79668058439],
    3,
    0.5,
  ],
  [
    { gamma: { mean: 3, cv: 2 } },
    [8.09963747174e-12, 5.06229050432e-5, 0.524085628234, 14.5213936493, 52.5173310946],
    3,
    2,
  ],
  [
    { gamma: { mean: 400, cv: 0.03 } },
    [363.940661027, 380.46853072, 399.880006402, 419.940779783, 438.110967946],
    400,
    0.03,
  ],
  [
    { gamma: { mean: 0.4, cv: 13.2 } },
    [0, 8.00026046442e-226, 1.39028592653e-51, 0.0051661089828, 79.7556331349],
    0.4,
    13.2,
  ],
  [
    { weibull: { mean: 4, shape: 0.5 } },
    [2.002001835e-6, 0.00526200409826, 0.960906027836, 17.9488237096, 95.4341659886],
    4,
    2.2360679775,
  ],
  [
    { weibull: { mean: 4, shape: 3 } },
    [0.448013302476, 1.66432713702, 3.96424344807, 6.45732773984, 8.53095159728],
    4,
    0.363446503252,
  ],
  [{ uniform: { min: 1, max: 5 } }, [1.004, 1.2, 3, 4.8, 4.996], 3, 0.38490017946],
  [{ geometric: { mean: 4 } }, [1, 1, 3, 11, 25], 4, 0.866025403784],
  [{ constant: 7 }, [7, 7, 7, 7, 7], 7, 0],
  [{ empirical: [3, 1, 2, 2] }, [1, 1, 2, 3, 3], 2, Math.SQRT1_2 / 2],
];

describe.each(SCIPY)("%j", (distribution, quantiles, mean, cv) => {
  it("has scipy's quantiles", () => {
    const quantile = quantileOf(distribution);
    PROBABILITIES.forEach((p, at) => {
      const expected = quantiles[at] ?? Number.NaN;
      expect(Math.abs(quantile(p) - expected)).toBeLessThanOrEqual(1e-9 * expected + 1e-200);
    });
  });

  it("has scipy's mean and coefficient of variation", () => {
    expect(momentsOf(distribution).mean).toBeCloseTo(mean, 10);
    expect(momentsOf(distribution).cv).toBeCloseTo(cv, 9);
  });

  it("is what a table draws: the quantiles at equally spaced words have that mean", () => {
    const table = new SamplerTable();
    const id = table.add(distribution);
    const draws = 65_536;
    let sum = 0;
    for (let at = 0; at < draws; at += 1) sum += table.draw(id, at * 65_536 + 32_768);
    // The midpoint rule misses part of the upper tail; heavy tails lose most.
    expect(Math.abs(sum / draws - mean) / mean).toBeLessThan(cv > 5 ? 0.02 : 2e-4 * (1 + cv * cv));
  });
});

describe("SamplerTable", () => {
  it("draws within its tolerance of the exact quantile function", () => {
    fc.assert(
      fc.property(
        distributions(),
        fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 50 }),
        (distribution, words) => {
          const table = new SamplerTable();
          // A second one, so that offsets into the tables are exercised.
          table.add({ lognormal: { mean: 1, cv: 1 } });
          const id = table.add(distribution);
          const quantile = quantileOf(distribution);
          for (const word of words) {
            const exact = quantile((word + 0.5) / 2 ** 32);
            expect(Math.abs(table.draw(id, word | 0) - exact)).toBeLessThanOrEqual(
              2 * TOLERANCE * exact,
            );
          }
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it("never decreases as the word grows, so that one word drives two distributions in step", () => {
    fc.assert(
      fc.property(
        distributions(),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (distribution, a, b) => {
          const table = new SamplerTable();
          const id = table.add(distribution);
          const low = table.draw(id, Math.min(a, b));
          const high = table.draw(id, Math.max(a, b));
          expect(low).toBeLessThanOrEqual(high * (1 + 2 * TOLERANCE));
          expect(low).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it("knows which quantities never vary, and so need no random number", () => {
    const table = new SamplerTable();
    expect(table.quantity({ constant: 2.7 }).fixed).toBe(2.7);
    expect(table.quantity({ constant: 2.7 }, "whole").fixed).toBe(3);
    expect(table.quantity({ uniform: { min: 3, max: 3 } }).fixed).toBeNaN();
  });

  it("copes with the extremes that the schema allows", () => {
    for (const distribution of [
      { gamma: { mean: 1, cv: 1000 } },
      { gamma: { mean: 1e12, cv: 1e-6 } },
      { lognormal: { mean: 1e12, cv: 1000 } },
      { weibull: { mean: 1, shape: 0.05 } },
      { weibull: { mean: 1, shape: 1000 } },
      { geometric: { mean: 1 } },
      { geometric: { mean: 1e12 } },
    ]) {
      const table = new SamplerTable();
      const id = table.add(Distribution.parse(distribution));
      for (const word of [0, 1, 2 ** 31, 2 ** 32 - 1]) {
        const value = table.draw(id, word | 0);
        expect(Number.isFinite(value) && value >= 0, JSON.stringify(distribution)).toBe(true);
      }
    }
  });
});

describe("normalQuantile", () => {
  it("has scipy's values", () => {
    expect(normalQuantile(1e-9)).toBeCloseTo(-5.9978070150076865, 13);
    expect(normalQuantile(1e-4)).toBeCloseTo(-3.7190164854556804, 13);
    expect(normalQuantile(0.1)).toBeCloseTo(-1.2815515655446004, 13);
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.999)).toBeCloseTo(3.090232306167813, 13);
  });
});

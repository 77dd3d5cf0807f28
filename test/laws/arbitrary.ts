import type { Distribution } from "../../engine/contract/distribution.js";
import { fc } from "../property.js";

const mean = fc.double({ min: 0.01, max: 100, noNaN: true });
const cv = fc.double({ min: 0.01, max: 5, noNaN: true });

/** Any distribution of a size that tests can count on. */
export function distributions(): fc.Arbitrary<Distribution> {
  return fc.oneof(
    fc.double({ min: 0, max: 100, noNaN: true }).map((constant) => ({ constant })),
    mean.map((m) => ({ exponential: { mean: m } })),
    fc.tuple(mean, cv).map(([m, c]) => ({ lognormal: { mean: m, cv: c } })),
    // Few shapes: each takes milliseconds to tabulate, once.
    fc.tuple(mean, fc.constantFrom(0.3, 1.5, 4)).map(([m, c]) => ({ gamma: { mean: m, cv: c } })),
    fc
      .tuple(mean, fc.double({ min: 0.3, max: 10, noNaN: true }))
      .map(([m, shape]) => ({ weibull: { mean: m, shape } })),
    fc.tuple(mean, mean).map(([a, b]) => ({
      uniform: { min: Math.min(a, b), max: Math.max(a, b) },
    })),
    mean.map((m) => ({ geometric: { mean: 1 + m } })),
    fc.array(mean, { minLength: 1, maxLength: 20 }).map((empirical) => ({ empirical })),
  );
}

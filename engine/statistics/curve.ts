import type { Distribution } from "../contract/distribution.js";
import { quantileOf } from "./distribution.js";
import type { Quantile } from "./distribution.js";

/**
 * A quantile function as a table: 256 cells of equal probability, each a cubic through four exact
 * values. A cell whose cubic strays from the exact function by more than {@link TOLERANCE} (the tails)
 * is marked by NaN, and draws that fall there use the exact function. So a draw costs one look-up and
 * four multiplications instead of a logarithm, an exponential or an incomplete gamma function, and is
 * still an inverse transform of one uniform number.
 */
const CELLS = 256;
export const CURVE_STRIDE = 4;
export const CURVE_CELL_SHIFT = 24;
export const CURVE_POSITION_MASK = 0x00ff_ffff;
/** Greatest error of a tabulated draw, relative to the exact quantile. */
export const TOLERANCE = 1e-7;

/** Curves made so far: a gamma one takes milliseconds, and every replication asks for it. */
const made = new Map<string, Float64Array>();
const MOST_KEPT = 200;

/** The curve of `distribution` scaled to mean 1, and its mean; undefined where it is not smooth. */
export function curveOf(
  distribution: Distribution,
): { readonly cells: Float64Array; readonly mean: number } | undefined {
  if ("exponential" in distribution) {
    const { mean } = distribution.exponential;
    return { cells: cellsOf({ exponential: { mean: 1 } }), mean };
  }
  if ("lognormal" in distribution) {
    const { mean, cv } = distribution.lognormal;
    return { cells: cellsOf({ lognormal: { mean: 1, cv } }), mean };
  }
  if ("gamma" in distribution) {
    const { mean, cv } = distribution.gamma;
    return { cells: cellsOf({ gamma: { mean: 1, cv } }), mean };
  }
  if ("weibull" in distribution) {
    const { mean, shape } = distribution.weibull;
    return { cells: cellsOf({ weibull: { mean: 1, shape } }), mean };
  }
  return undefined;
}

function cellsOf(unit: Distribution): Float64Array {
  const key = JSON.stringify(unit);
  const known = made.get(key);
  if (known !== undefined) return known;
  const cells = tabulate(quantileOf(unit));
  if (made.size >= MOST_KEPT) made.clear();
  made.set(key, cells);
  return cells;
}

function tabulate(quantile: Quantile): Float64Array {
  const cells = new Float64Array(CELLS * CURVE_STRIDE).fill(Number.NaN);
  // The outermost cells reach to p = 0 and 1, where a quantile function may have no limit.
  for (let cell = 1; cell < CELLS - 1; cell += 1) {
    const exactAt = (x: number): number => quantile((cell + x) / CELLS);
    const [y0, y1, y2, y3] = [exactAt(0), exactAt(1 / 3), exactAt(2 / 3), exactAt(1)];
    // Newton's divided differences on the nodes 0, 1/3, 2/3, 1, expanded into powers of x.
    const d1 = 3 * (y1 - y0);
    const d2 = 4.5 * (y2 - 2 * y1 + y0);
    const d3 = 4.5 * (y3 - 3 * y2 + 3 * y1 - y0);
    const c1 = d1 - d2 / 3 + (2 * d3) / 9;
    const c2 = d2 - d3;
    const isNear = (x: number): boolean => {
      const exact = exactAt(x);
      return Math.abs(y0 + x * (c1 + x * (c2 + x * d3)) - exact) <= TOLERANCE * exact;
    };
    if (isNear(1 / 8) && isNear(1 / 2) && isNear(7 / 8)) {
      cells.set([y0, c1, c2, d3], cell * CURVE_STRIDE);
    }
  }
  return cells;
}

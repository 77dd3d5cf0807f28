import { uniformOfWord } from "../base/random.js";
import type { Distribution } from "../contract/distribution.js";
import { quantileOf } from "./distribution.js";
import type { Quantile } from "./distribution.js";

/**
 * Draws from many distributions through one monomorphic, allocation-free function.
 *
 * A smooth quantile function is tabulated once in 256 cells of equal probability, each a cubic through
 * four of its exact values. A cell whose cubic is not within {@link TOLERANCE} of the exact function
 * (the tails) is marked, and draws that fall there use the exact function. So a draw costs one table
 * look-up and three multiplications instead of a logarithm, an exponential or an incomplete gamma
 * function, and is still an inverse transform of one uniform number.
 */
const CELLS = 256;
const CELL_SHIFT = 24;
const POSITION_MASK = 0x00ff_ffff;
const POSITION_UNIT = 2 ** -24;
const STRIDE = 4;
/** Greatest error of a tabulated draw, relative to the exact quantile. */
export const TOLERANCE = 1e-7;

const CONSTANT = 0;
const LINEAR = 1;
const CURVE = 2;
const EXACT = 3;

export class SamplerTable {
  private kinds = new Uint8Array(0);
  /** CONSTANT: the value; LINEAR: the value at p = 0. */
  private base = new Float64Array(0);
  /** LINEAR: the range. */
  private range = new Float64Array(0);
  private offset = new Int32Array(0);
  private curves = new Float64Array(0);
  private readonly exact: Quantile[] = [];

  /** Adds a distribution and gives the number that {@link draw} knows it by. */
  add(distribution: Distribution): number {
    const id = this.exact.length;
    const quantile = quantileOf(distribution);
    this.exact.push(quantile);
    let kind = CURVE;
    let base = 0;
    let range = 0;
    if ("constant" in distribution) {
      kind = CONSTANT;
      base = distribution.constant;
    } else if ("uniform" in distribution) {
      kind = LINEAR;
      base = distribution.uniform.min;
      range = distribution.uniform.max - base;
    } else if ("geometric" in distribution || "empirical" in distribution) {
      kind = EXACT;
    }
    this.kinds = Uint8Array.of(...this.kinds, kind);
    this.base = Float64Array.of(...this.base, base);
    this.range = Float64Array.of(...this.range, range);
    this.offset = Int32Array.of(...this.offset, this.curves.length);
    if (kind === CURVE) {
      const grown = new Float64Array(this.curves.length + CELLS * STRIDE);
      grown.set(this.curves);
      tabulate(quantile, grown.subarray(this.curves.length));
      this.curves = grown;
    }
    return id;
  }

  /** Whether every draw is the same, so that no random number is needed. */
  isConstant(id: number): boolean {
    return this.kinds[id] === CONSTANT;
  }

  /** The quantile of distribution `id` at the uniform number of a 32-bit random word. */
  draw(id: number, word: number): number {
    const kind = this.kinds[id];
    if (kind === CONSTANT) return this.base[id] ?? 0;
    if (kind === CURVE) {
      const at = (this.offset[id] ?? 0) + (word >>> CELL_SHIFT) * STRIDE;
      const value0 = this.curves[at] ?? 0;
      if (value0 === value0) {
        const x = ((word & POSITION_MASK) + 0.5) * POSITION_UNIT;
        return (
          value0 +
          x *
            ((this.curves[at + 1] ?? 0) +
              x * ((this.curves[at + 2] ?? 0) + x * (this.curves[at + 3] ?? 0)))
        );
      }
    } else if (kind === LINEAR) {
      return (this.base[id] ?? 0) + (this.range[id] ?? 0) * uniformOfWord(word);
    }
    return this.drawExactly(id, word);
  }

  private drawExactly(id: number, word: number): number {
    return this.exact[id]?.(uniformOfWord(word)) ?? 0;
  }
}

/** Fills `cells` with cubic coefficients, the first one NaN where the exact function is needed. */
function tabulate(quantile: Quantile, cells: Float64Array): void {
  for (let cell = 0; cell < CELLS; cell += 1) {
    const exactAt = (x: number): number => quantile((cell + x) / CELLS);
    const at = cell * STRIDE;
    cells[at] = Number.NaN;
    // The outermost cells reach to p = 0 and 1, where a quantile function may have no limit.
    if (cell === 0 || cell === CELLS - 1) continue;
    const [y0, y1, y2, y3] = [exactAt(0), exactAt(1 / 3), exactAt(2 / 3), exactAt(1)];
    // Newton's divided differences on the nodes 0, 1/3, 2/3, 1, expanded into powers of x.
    const d1 = 3 * (y1 - y0);
    const d2 = 4.5 * (y2 - 2 * y1 + y0);
    const d3 = 4.5 * (y3 - 3 * y2 + 3 * y1 - y0);
    const c1 = d1 - d2 / 3 + (2 * d3) / 9;
    const c2 = d2 - d3;
    const near = (x: number): boolean => {
      const exact = exactAt(x);
      return Math.abs(y0 + x * (c1 + x * (c2 + x * d3)) - exact) <= TOLERANCE * exact;
    };
    if (!near(1 / 8) || !near(1 / 2) || !near(7 / 8)) continue;
    cells[at] = y0;
    cells[at + 1] = c1;
    cells[at + 2] = c2;
    cells[at + 3] = d3;
  }
}

import { uniformOfWord } from "../base/random.js";
import type { Distribution } from "../contract/distribution.js";
import { curveOf, CURVE_CELL_SHIFT, CURVE_POSITION_MASK, CURVE_STRIDE } from "./curve.js";
import { quantileOf } from "./distribution.js";
import type { Quantile } from "./distribution.js";

const POSITION_UNIT = 1 / (CURVE_POSITION_MASK + 1);

const CONSTANT = 0;
const LINEAR = 1;
const CURVE = 2;
const EXACT = 3;

/** A random quantity of a plan: the number of its distribution, and its value if that never varies. */
export interface Quantity {
  readonly id: number;
  /** NaN where it does vary, and so needs a random number. */
  readonly fixed: number;
}

/**
 * Draws from many distributions through one monomorphic, allocation-free function, each draw the
 * quantile of one random word. Smooth distributions are read off a {@link curveOf curve}.
 */
export class SamplerTable {
  /** What {@link pick} drew. */
  readonly picked = new Float64Array(1);
  private kinds = new Uint8Array(0);
  /** CONSTANT: the value; LINEAR: the value at p = 0. */
  private base = new Float64Array(0);
  /** LINEAR: the range; CURVE: the mean, as curves are those of mean 1. */
  private scale = new Float64Array(0);
  private offset = new Int32Array(0);
  private curves = new Float64Array(0);
  private readonly curveOffsets = new Map<Float64Array, number>();
  private readonly exact: Quantile[] = [];

  /** Adds a distribution and gives the number that {@link draw} knows it by. */
  add(distribution: Distribution): number {
    const id = this.exact.length;
    this.exact.push(quantileOf(distribution));
    if ("constant" in distribution) {
      this.append(CONSTANT, distribution.constant, 0, 0);
    } else if ("uniform" in distribution) {
      const { min, max } = distribution.uniform;
      this.append(LINEAR, min, max - min, 0);
    } else {
      const curve = curveOf(distribution);
      if (curve === undefined) this.append(EXACT, 0, 0, 0);
      else this.append(CURVE, 0, curve.mean, this.offsetOf(curve.cells));
    }
    return id;
  }

  /** {@link add}, for a reader that asks {@link Quantity.fixed} first; with `whole`, of whole numbers. */
  quantity(distribution: Distribution, whole: "whole" | "real" = "real"): Quantity {
    const id = this.add(distribution);
    if (!("constant" in distribution)) return { id, fixed: Number.NaN };
    const { constant } = distribution;
    return { id, fixed: whole === "whole" ? Math.round(constant) : constant };
  }

  /** The quantile of distribution `id` at the uniform number of a 32-bit random word. */
  draw(id: number, word: number): number {
    this.pick(id, word);
    return this.picked[0] ?? 0;
  }

  /** {@link draw} that leaves the draw in {@link picked}: a result is made an object where V8 does not inline. */
  pick(id: number, word: number): void {
    const { picked } = this;
    const kind = this.kinds[id];
    if (kind === CURVE) {
      const at = (this.offset[id] ?? 0) + (word >>> CURVE_CELL_SHIFT) * CURVE_STRIDE;
      const { curves } = this;
      const value = curves[at] ?? 0;
      // NaN marks a cell, far out in a tail, that no cubic fits.
      if (value === value) {
        const x = ((word & CURVE_POSITION_MASK) + 0.5) * POSITION_UNIT;
        const c1 = curves[at + 1] ?? 0;
        const c2 = curves[at + 2] ?? 0;
        const c3 = curves[at + 3] ?? 0;
        picked[0] = (this.scale[id] ?? 0) * (value + x * (c1 + x * (c2 + x * c3)));
        return;
      }
    } else if (kind === CONSTANT) {
      picked[0] = this.base[id] ?? 0;
      return;
    } else if (kind === LINEAR) {
      picked[0] = (this.base[id] ?? 0) + (this.scale[id] ?? 0) * uniformOfWord(word);
      return;
    }
    picked[0] = this.exact[id]?.(uniformOfWord(word)) ?? 0;
  }

  private append(kind: number, base: number, scale: number, offset: number): void {
    this.kinds = Uint8Array.of(...this.kinds, kind);
    this.base = Float64Array.of(...this.base, base);
    this.scale = Float64Array.of(...this.scale, scale);
    this.offset = Int32Array.of(...this.offset, offset);
  }

  /** Distributions that differ in their mean alone share a curve, and the processor's cache. */
  private offsetOf(cells: Float64Array): number {
    const known = this.curveOffsets.get(cells);
    if (known !== undefined) return known;
    const offset = this.curves.length;
    const grown = new Float64Array(offset + cells.length);
    grown.set(this.curves);
    grown.set(cells, offset);
    this.curves = grown;
    this.curveOffsets.set(cells, offset);
    return offset;
  }
}

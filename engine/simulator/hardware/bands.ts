import { LEVELS } from "./correction.js";
import type { HeldOut } from "./validate.js";

export const relativeError = (predicted: number, measured: number): number =>
  Math.abs(predicted / measured - 1);

/** Quantile of type 7 (R's default); NaN for no values. */
export function quantileOf(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * p;
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** Half-widths, as natural logarithms, that held 90 % of held-out points, by how much was known. */
export interface Bands {
  readonly tpot: readonly number[];
  readonly ttft: readonly number[];
}

/** The band is asked to hold this share of held-out points. */
export const BAND_COVERAGE = 0.9;

/**
 * The band of each correction depth, from held-out predictions of points whose topology is recorded.
 * A deeper level never gets a wider band than a shallower one.
 */
export function bandsOf(held: readonly HeldOut[]): Bands {
  const sound = held.filter(({ sample }) => sample.recorded);
  const widths = (error: (one: HeldOut) => number): number[] => {
    const byDepth = Array.from({ length: LEVELS.length + 1 }, (_, depth) =>
      quantileOf(sound.filter((one) => one.depth === depth).map(error), BAND_COVERAGE),
    );
    let widest = Infinity;
    return byDepth.map(
      (width) => (widest = Math.min(widest, Number.isNaN(width) ? widest : width)),
    );
  };
  return {
    tpot: widths((one) => Math.abs(Math.log(one.tpotMs / one.sample.tpotMs))),
    ttft: widths((one) => Math.abs(Math.log(one.ttftMs / one.sample.ttftMs))),
  };
}

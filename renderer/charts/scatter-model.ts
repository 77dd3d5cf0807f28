import { quantileSorted } from "d3-array";
import { formatCount, formatNumber, formatPercent } from "../ui/format/number.js";
import { formatShort } from "../ui/format/figure.js";
import { scaleFor } from "../ui/format/scale.js";
import type { Scale } from "../ui/format/scale.js";
import type { Cell } from "./cells.js";
import { numberCell } from "./cells.js";
import type { Described } from "./chart.js";

/** One thing that was predicted and measured, in milliseconds, both above 0. */
export interface ScatterPoint {
  readonly measured: number;
  readonly predicted: number;
  /** Interval of the measurement, and range in which the prediction expects it, where there are any. */
  readonly measuredRange?: readonly [number, number];
  readonly predictedRange?: readonly [number, number];
  /** The point for who points at it, or hears it. */
  readonly words: string;
}

/** Points that look alike. */
export interface ScatterGroup {
  readonly name: string;
  readonly points: readonly ScatterPoint[];
}

export interface ScatterModel extends Described {
  /** At most two: the first is drawn over the second. */
  readonly groups: readonly ScatterGroup[];
  /** Of both axes. */
  readonly domain: readonly [number, number];
  readonly scale: Scale;
}

/** Lines beside the identity: predictions that are off by so much. */
export const SCATTER_BANDS = [0.1, 0.25] as const;

/** Signed relative error of a prediction. */
export const errorOf = ({ measured, predicted }: ScatterPoint): number => predicted / measured - 1;

/** Errors beyond say no more than that nothing fits. */
const MOST_ERROR = 10;

/** The size of a relative error. */
export function errorText(share: number, locale: string): string {
  if (share > MOST_ERROR) return `over ${formatPercent(MOST_ERROR, 0, locale)}`;
  return formatPercent(share, share < 1 ? 1 : 0, locale);
}

/** A relative error with its sign. */
export function signedPercent(share: number, locale: string): string {
  if (share > MOST_ERROR) return errorText(share, locale);
  return formatNumber(share, scaleFor("ratio", 1), share < 1 ? 1 : 0, locale, { sign: true });
}

/** `Measured 1.2 s, predicted 1.3 s, +8.3%`. */
export function pointWords(measured: number, predicted: number, locale: string): string {
  const ms = (value: number): string => formatShort(value, "ms", locale);
  const error = signedPercent(predicted / measured - 1, locale);
  return `measured ${ms(measured)}, predicted ${ms(predicted)}, error ${error}`;
}

/** Cells of the three columns that every table of such points has. */
export function pointCells(
  measured: number,
  predicted: number,
  scale: Scale,
  locale: string,
): [Cell, Cell, Cell] {
  const ms = (value: number): Cell =>
    numberCell(formatShort(value, "ms", locale), value, scale.style === "plain" ? "ms" : "");
  const error = predicted / measured - 1;
  return [ms(measured), ms(predicted), numberCell(signedPercent(error, locale), error)];
}

/** The extent of both axes, with a little room; undefined where there is nothing to draw. */
export function scatterDomain(
  groups: readonly ScatterGroup[],
): readonly [number, number] | undefined {
  let low = Infinity;
  let high = 0;
  for (const { points } of groups) {
    for (const { measured, predicted, measuredRange, predictedRange } of points) {
      for (const value of [
        measured,
        predicted,
        ...(measuredRange ?? []),
        ...(predictedRange ?? []),
      ]) {
        // A range may begin at 0, which a logarithmic axis has no place for.
        if (value <= 0) continue;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  }
  return high === 0 ? undefined : [low / ROOM, high * ROOM];
}

const ROOM = 1.08;

/** How a group's points lie, in words. */
export function groupSummary({ name, points }: ScatterGroup, locale: string): string {
  const errors = points.map(errorOf);
  const share = (within: number): string =>
    formatPercent(
      errors.filter((error) => Math.abs(error) <= within).length / Math.max(1, errors.length),
      0,
      locale,
    );
  const sorted = errors.toSorted((a, b) => a - b);
  const median = signedPercent(quantileSorted(sorted, 0.5) ?? 0, locale);
  const [narrow, wide] = SCATTER_BANDS;
  return (
    `${name}: ${formatCount(points.length, locale)} points, ` +
    `${share(narrow)} of them within 10%, ${share(wide)} within 25%, median error ${median}.`
  );
}

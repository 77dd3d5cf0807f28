import type { Unit } from "../../../engine/base/units.js";
import type { Figure } from "../../../engine/contract/result.js";
import {
  decimalsFor,
  decimalsForDigits,
  formatHugeSum,
  formatNumber,
  isExact,
  isHugeSum,
  trimExact,
} from "./number.js";
import { scaleFor } from "./scale.js";
import type { Scale } from "./scale.js";

/** A figure in words: its value, its interval, and both as one text. */
export interface FigureText {
  readonly value: string;
  /** Undefined where there is no interval; then `note` says why, if the engine did. */
  readonly interval: string | undefined;
  readonly note: string | undefined;
}

/** What stands for an interval of no width: the figure is the same in every replication. */
const EXACT = "in every replication";

/** What stands where there is no number. */
export const MISSING = "–";

/** The scale that a row of figures shares, from the greatest of their means. */
export function sharedScale(
  figures: readonly Figure[],
  unit: Unit,
  kind: "value" | "difference" = "value",
): Scale {
  const means = figures.flatMap(({ mean }) => (mean === null ? [] : [Math.abs(mean)]));
  return scaleFor(unit, Math.max(0, ...means), kind);
}

/** The scale of a figure and the threshold it is held against, so that the two compare at a glance. */
export function requirementScale(figures: readonly Figure[], threshold: number, unit: Unit): Scale {
  const means = figures.flatMap(({ mean }) => (mean === null ? [] : [Math.abs(mean)]));
  return scaleFor(unit, Math.max(threshold, ...means));
}

/** Writes a figure with the digits its interval supports; both bounds get the same decimals. */
export function formatFigure(
  figure: Figure,
  scale: Scale,
  locale: string,
  options: { readonly sign?: boolean } = {},
): FigureText {
  const { mean, low, high, note } = figure;
  if (mean === null) return { value: MISSING, interval: undefined, note };
  const decimals = decimalsFor({ mean, low, high }, scale);
  const value = formatNumber(mean, scale, decimals, locale, options);
  if (low === null || high === null) return { value, interval: undefined, note };
  if (isExact(mean, low, high)) return { value, interval: EXACT, note };
  const bound = (number: number): string =>
    formatNumber(number, scale, decimals, locale, { ...options, bare: true });
  return { value, interval: `${bound(low)} to ${bound(high)}`, note };
}

/** A figure on a scale of its own, as one short text. */
export function figureSentence(figure: Figure, locale: string): string {
  const text = formatFigure(figure, sharedScale([figure], figure.unit), locale);
  if (text.interval === undefined) return text.value;
  return isExact(figure.mean, figure.low, figure.high)
    ? `${text.value} ${text.interval}`
    : `${text.value} (95% interval ${text.interval})`;
}

/** A number someone wrote down: a threshold or a claim. It has no interval, so keeps its own digits. */
export function formatStated(value: number, scale: Scale, locale: string): string {
  const scaled = (scale.style === "percent" ? 100 : 1) * (value / scale.divisor);
  const needed = trimExact(scaled, decimalsForDigits(scaled, 6));
  return formatNumber(value, scale, Math.max(0, needed), locale);
}

/**
 * A mean alone for a sentence: the digits its interval supports, as in the table, but no decimals
 * beyond `digits`.
 */
export function formatRounded(figure: Figure, scale: Scale, locale: string, digits = 3): string {
  const { mean, low, high } = figure;
  if (mean === null) return MISSING;
  const known = decimalsFor({ mean, low, high }, scale);
  return formatNumber(mean, scale, Math.min(known, readable(mean, scale, digits)), locale);
}

/** Decimals that make so many digits of a number, and round none before the point. */
function readable(value: number, scale: Scale, digits: number): number {
  const scaled = (scale.style === "percent" ? 100 : 1) * (value / scale.divisor);
  return Math.max(0, decimalsForDigits(scaled, digits));
}

/** A mean alone, with three digits: for chart labels, where the table beside it has the interval. */
export function formatShort(value: number, unit: Unit, locale: string): string {
  return formatShortOn(value, scaleFor(unit, Math.abs(value)), locale);
}

/** The same on a scale that several values share. */
export function formatShortOn(value: number, scale: Scale, locale: string): string {
  if (isHugeSum(value, scale)) return formatHugeSum(value, locale);
  return formatNumber(value, scale, readable(value, scale, 3), locale);
}

/** A value known to a few parts in a hundred: three digits, with zeros before the point where needed. */
export function formatAbout(value: number, unit: Unit, locale: string): string {
  const scale = scaleFor(unit, Math.abs(value));
  if (isHugeSum(value, scale)) return formatHugeSum(value, locale);
  const scaled = (scale.style === "percent" ? 100 : 1) * (value / scale.divisor);
  return formatNumber(value, scale, decimalsForDigits(scaled, 3), locale);
}

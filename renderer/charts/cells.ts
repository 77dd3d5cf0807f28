import type { Unit } from "../../engine/base/units.js";
import type { Figure } from "../../engine/contract/result.js";
import { formatFigure } from "../ui/format/figure.js";
import type { Scale } from "../ui/format/scale.js";

/** A number as it is shown, and as it is: tables show the text, exports write the value. */
export interface NumberCell {
  readonly text: string;
  readonly value: number | null;
  /** The unit of the value, empty of a plain count. */
  readonly unit: string;
}

/** A 95% interval, or another range, as it is shown, and its bounds. */
export interface IntervalCell {
  readonly text: string;
  readonly low: number | null;
  readonly high: number | null;
  readonly unit: string;
}

export type Cell = string | NumberCell | IntervalCell;

export const cellText = (cell: Cell): string => (typeof cell === "string" ? cell : cell.text);

/** A count or another number without an interval. */
export const numberCell = (text: string, value: number | null, unit = ""): NumberCell => ({
  text,
  value,
  unit,
});

/** From one value to another, not an estimate; `null` of an end that is open. */
export const rangeCell = (
  text: string,
  low: number | null,
  high: number | null,
  unit = "",
): IntervalCell => ({ text, low, high, unit });

/** A unit as a cell has it: a plain count has none. */
export const plainUnit = (unit: Unit): string => (unit === "1" ? "" : unit);

/** The two cells of a figure: its value, and its interval or why there is none. */
export function figureCells(
  figure: Figure,
  scale: Scale,
  locale: string,
  options: { readonly sign?: boolean } = {},
): [NumberCell, IntervalCell] {
  const { mean, low, high } = figure;
  const text = formatFigure(figure, scale, locale, options);
  const unit = plainUnit(figure.unit);
  return [
    { text: text.value, value: mean, unit },
    { text: text.interval ?? text.note ?? "none", low, high, unit },
  ];
}

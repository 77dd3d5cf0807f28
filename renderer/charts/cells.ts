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

/** A 95% interval as it is shown, and its bounds. */
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

/** The two cells of a figure: its value, and its interval or why there is none. */
export function figureCells(
  figure: Figure,
  scale: Scale,
  locale: string,
): [NumberCell, IntervalCell] {
  const { mean, low, high } = figure;
  const text = formatFigure(figure, scale, locale);
  const unit = figure.unit === "1" ? "" : figure.unit;
  return [
    { text: text.value, value: mean, unit },
    { text: text.interval ?? text.note ?? "none", low, high, unit },
  ];
}

import type { Theme } from "../theme/tokens.js";
import type { Cell } from "./cells.js";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A chart is a pure function of these: no store, no document, no measuring. */
export interface ChartProps<Model> {
  readonly model: Model;
  readonly size: Size;
  readonly theme: Theme;
  readonly locale: string;
}

/** The data behind a chart, in words and numbers. The first column names the row. */
export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What is not in it. */
  readonly note?: string;
}

/** What every chart's view-model says in words. */
export interface Described {
  /** The finding, as a sentence. */
  readonly title: string;
  /** What is drawn and in which units. */
  readonly subtitle: string;
  /** What a reader who does not see the chart should know. */
  readonly summary: string;
  readonly table: DataTable;
}

/** Coordinates to a tenth of a pixel: enough for the eye, short in the markup, stable in tests. */
export const px = (value: number): number => Math.round(value * 10) / 10;

/** Widths in em of a wide system font (DejaVu Sans); others are narrower. */
const NARROW = /[fijlrt.,:;'|()[\] ]/;
const WIDE = /[mwMW%@]/;
const EM = { narrow: 0.36, wide: 0.92, other: 0.63 };

/** An upper estimate of a text's width in pixels: a pure chart has nothing to measure with. */
export function textWidth(text: string, fontSize: number): number {
  let em = 0;
  for (const letter of text) {
    em += NARROW.test(letter) ? EM.narrow : WIDE.test(letter) ? EM.wide : EM.other;
  }
  return em * fontSize;
}

/** A text cut to a width in pixels, with an ellipsis. */
export function shortened(text: string, fontSize: number, most: number): string {
  if (textWidth(text, fontSize) <= most) return text;
  let end = text.length - 1;
  while (end > 1 && textWidth(`${text.slice(0, end)}…`, fontSize) > most) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

/** Black or white, whichever is read better on `fill` (WCAG relative luminance). */
export function inkOn(fill: string): string {
  const channel = (at: number): number => {
    const value = Number.parseInt(fill.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return luminance > 0.18 ? "#000000" : "#ffffff";
}

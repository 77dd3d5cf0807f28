/** One column of a table on a terminal. */
export interface Column {
  readonly title: string;
  /** Numbers stand on the right, words on the left. */
  readonly align: "left" | "right";
  /** Whether the column gives way, by wrapping its words, when the terminal is narrow. */
  readonly flexible?: boolean;
}

/** A cell: its text, and how to colour it once it has been laid out. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const GAP = "  ";
const NARROWEST = 9;

/** Width of the table as it would be without wrapping. */
export function naturalWidth(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): number {
  const widths = naturalWidths(columns, rows);
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * (columns.length - 1);
}

/** Lays a table out in at most `width` columns where its flexible columns can give way that far. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
  paintTitle: (text: string) => string,
): string {
  const widths = naturalWidths(columns, rows);
  for (let excess = naturalWidth(columns, rows) - width; excess > 0; excess -= 1) {
    const widest = widestFlexible(columns, widths);
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const titles = columns.map(({ title }): Cell => ({ text: title, paint: paintTitle }));
  return [titles, ...rows].flatMap((row) => renderRow(row, columns, widths)).join("\n");
}

/** The column that loses least by giving way, or undefined where all are as narrow as can be. */
function widestFlexible(columns: readonly Column[], widths: readonly number[]): number | undefined {
  let widest: number | undefined;
  for (const [at, width] of widths.entries()) {
    if (columns[at]?.flexible !== true || width <= NARROWEST) continue;
    if (widest === undefined || width > (widths[widest] ?? 0)) widest = at;
  }
  return widest;
}

function naturalWidths(columns: readonly Column[], rows: readonly (readonly Cell[])[]): number[] {
  return columns.map(({ title }, at) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[at]?.text ?? ""))),
  );
}

/** A row is as many lines as its longest wrapped cell. */
function renderRow(
  row: readonly Cell[],
  columns: readonly Column[],
  widths: readonly number[],
): string[] {
  const wrapped = columns.map((_, at) => wrap(row[at]?.text ?? "", widths[at] ?? 0));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map(({ align }, at) => {
        const text = wrapped[at]?.[line] ?? "";
        const blank = " ".repeat(Math.max(0, (widths[at] ?? 0) - displayWidth(text)));
        const painted = row[at]?.paint?.(text) ?? text;
        return align === "left" ? painted + blank : blank + painted;
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** Breaks a text at spaces so that no line is wider than `width`; a longer word stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

const MARKS = /\p{M}/u;
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}]/u;

/** Columns a text takes on a terminal: none for combining marks, two for East Asian and emoji. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (MARKS.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

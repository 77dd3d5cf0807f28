import type { Cell } from "../cells.js";
import type { DataTable } from "../chart.js";

/**
 * A chart's table as CSV (RFC 4180: CRLF, quotes doubled), with a header line. Numbers are written in
 * full and with a point, their unit in the header, or in a column of its own where it changes from row
 * to row; an interval has a column for each bound. What is not known is left empty.
 */
export function tableCsv({ columns, rows }: DataTable): string {
  const parts = columns.map((name, at) =>
    columnOf(
      name,
      rows.map((row) => row[at] ?? ""),
    ),
  );
  const lines = [
    parts.flatMap(({ header }) => header),
    ...rows.map((_, line) => parts.flatMap(({ fields }) => fields[line] ?? [])),
  ];
  return lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
}

type Field = string | number | null;

/** The column or columns that one column of the table becomes. */
function columnOf(name: string, cells: readonly Cell[]): { header: string[]; fields: Field[][] } {
  const units = new Set(cells.flatMap((cell) => (typeof cell === "string" ? [] : [cell.unit])));
  const [unit = ""] = units;
  const mixed = units.size > 1;
  const inHeader = mixed || unit === "" ? "" : ` (${unit})`;
  const isInterval = cells.some((cell) => typeof cell !== "string" && "low" in cell);
  const header = isInterval
    ? [`${name}, low${inHeader}`, `${name}, high${inHeader}`]
    : [name + inHeader];
  return {
    header: mixed ? [...header, `${name}, unit`] : header,
    fields: cells.map((cell) => {
      const values = valuesOf(cell, isInterval);
      return mixed ? [...values, typeof cell === "string" ? "" : cell.unit] : values;
    }),
  };
}

function valuesOf(cell: Cell, isInterval: boolean): Field[] {
  if (typeof cell === "string") return isInterval ? [cell, cell] : [cell];
  if ("low" in cell) return [cell.low, cell.high];
  return isInterval ? [cell.value, cell.value] : [cell.value];
}

/** A spreadsheet takes a text that begins so for a formula (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r]/;

function quoted(field: Field): string {
  if (field === null) return "";
  if (typeof field === "number") return Number.isFinite(field) ? String(field) : "";
  const text = FORMULA.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

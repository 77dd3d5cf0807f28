import { isRecord } from "../../base/guards.js";
import type { TraceProblems } from "../trace-problems.js";

/** A row's fields by name, and where it stands in the text. */
export interface LogRow {
  readonly line: number;
  readonly fields: ReadonlyMap<string, unknown>;
}

export interface LogTable {
  readonly format: "JSON lines" | "JSON" | "CSV";
  readonly names: readonly string[];
  readonly rows: readonly LogRow[];
}

/** Rows whose fields name the columns of a JSON log: later ones may have nulls left out. */
const ROWS_THAT_NAME = 100;

/** Splits a log into rows: one JSON object a line, an array of them, or CSV with a header line. */
export function readRows(text: string, problems: TraceProblems): LogTable {
  const body = text.replace(/^\uFEFF/, "");
  const head = body.trimStart()[0];
  if (head === "{") return readJsonLines(body, problems);
  if (head === "[") return readJsonArray(body, problems);
  return readCsv(body, problems);
}

function readJsonLines(body: string, problems: TraceProblems): LogTable {
  const rows: LogRow[] = [];
  for (const [at, text] of body.split("\n").entries()) {
    if (problems.full) break;
    if (text.trim() === "") continue;
    const line = at + 1;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      problems.add("line", line, "one JSON object a line", text.trim());
      continue;
    }
    if (isRecord(value)) rows.push({ line, fields: flatten(value) });
    else problems.add("line", line, "one JSON object a line", value);
  }
  return { format: "JSON lines", names: namesOf(rows), rows };
}

function readJsonArray(body: string, problems: TraceProblems): LogTable {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    problems.add(
      "text",
      1,
      "a JSON array of objects, or one JSON object a line",
      body.slice(0, 40),
    );
  }
  const rows: LogRow[] = [];
  for (const [at, item] of (Array.isArray(value) ? value : []).entries()) {
    if (problems.full) break;
    if (isRecord(item)) rows.push({ line: at + 1, fields: flatten(item) });
    else problems.add(`[${at}]`, at + 1, "an object", item);
  }
  return { format: "JSON", names: namesOf(rows), rows };
}

/** Nested objects become fields called by their path. */
function flatten(record: Readonly<Record<PropertyKey, unknown>>): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, value] of Object.entries(record)) {
    if (isRecord(value)) {
      for (const [inner, innerValue] of Object.entries(value)) {
        fields.set(`${name}.${inner}`, innerValue);
      }
    } else fields.set(name, value);
  }
  return fields;
}

function namesOf(rows: readonly LogRow[]): string[] {
  const names = new Set<string>();
  for (const { fields } of rows.slice(0, ROWS_THAT_NAME)) {
    for (const name of fields.keys()) names.add(name);
  }
  return [...names];
}

function readCsv(body: string, problems: TraceProblems): LogTable {
  const lines = body.split(/\r?\n/);
  while (lines.at(-1)?.trim() === "") lines.pop();
  const [header = "", ...rest] = lines;
  const separator = [",", ";", "\t"].reduce((best, one) =>
    header.split(one).length > header.split(best).length ? one : best,
  );
  const names = splitCsv(header, separator).map((name) => name.trim());
  const rows: LogRow[] = [];
  for (const [at, text] of rest.entries()) {
    if (problems.full) break;
    if (text.trim() === "") continue;
    const line = at + 2;
    const cells = splitCsv(text, separator);
    if (cells.length !== names.length) {
      problems.add("line", line, `${names.length} columns as in the header`, `${cells.length}`);
      continue;
    }
    rows.push({ line, fields: new Map(names.map((name, k) => [name, cells[k]?.trim() ?? ""])) });
  }
  return { format: "CSV", names, rows };
}

/** Cells of one line; quotes as RFC 4180 has them, except that a cell cannot hold a line break. */
function splitCsv(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator);
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at] ?? "";
    if (sign === '"') {
      if (quoted && line[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = !quoted;
    } else if (sign === separator && !quoted) {
      cells.push(cell);
      cell = "";
    } else cell += sign;
  }
  cells.push(cell);
  return cells;
}

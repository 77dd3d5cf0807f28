import { isRecord } from "../../base/guards.js";
import type { TraceProblems } from "../trace-problems.js";

/** A row, and where it stands in the text. */
export interface LogRow {
  readonly line: number;
  /** The field of a name; of a nested object by its path, as `timing.first`. Undefined: there is none. */
  field(name: string): unknown;
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
  const rows: JsonRow[] = [];
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
    if (isRecord(value)) rows.push(new JsonRow(line, value));
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
  const rows: JsonRow[] = [];
  for (const [at, item] of (Array.isArray(value) ? value : []).entries()) {
    if (problems.full) break;
    if (isRecord(item)) rows.push(new JsonRow(at + 1, item));
    else problems.add(`[${at}]`, at + 1, "an object", item);
  }
  return { format: "JSON", names: namesOf(rows), rows };
}

/** One object of a log as it was parsed: a million maps of its fields would take gigabytes. */
class JsonRow implements LogRow {
  readonly line: number;
  readonly #record: Readonly<Record<PropertyKey, unknown>>;

  constructor(line: number, record: Readonly<Record<PropertyKey, unknown>>) {
    this.line = line;
    this.#record = record;
  }

  /** Fields by name; those of nested objects by their path. */
  names(): string[] {
    return Object.entries(this.#record).flatMap(([name, value]) =>
      isRecord(value) ? Object.keys(value).map((inner) => `${name}.${inner}`) : [name],
    );
  }

  field(name: string): unknown {
    if (Object.hasOwn(this.#record, name)) return this.#record[name];
    // Names may hold dots themselves.
    for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
      const outer = name.slice(0, dot);
      const inner = name.slice(dot + 1);
      const nested = Object.hasOwn(this.#record, outer) ? this.#record[outer] : undefined;
      if (isRecord(nested) && Object.hasOwn(nested, inner)) return nested[inner];
    }
    return undefined;
  }
}

function namesOf(rows: readonly JsonRow[]): string[] {
  return [...new Set(rows.slice(0, ROWS_THAT_NAME).flatMap((row) => row.names()))];
}

class CsvRow implements LogRow {
  readonly line: number;
  readonly #cells: readonly string[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(line: number, cells: readonly string[], places: ReadonlyMap<string, number>) {
    this.line = line;
    this.#cells = cells;
    this.#places = places;
  }

  field(name: string): unknown {
    const at = this.#places.get(name);
    return at === undefined ? undefined : (this.#cells[at] ?? "").trim();
  }
}

function readCsv(body: string, problems: TraceProblems): LogTable {
  const lines = body.split(/\r?\n/);
  while (lines.at(-1)?.trim() === "") lines.pop();
  const [header = "", ...rest] = lines;
  const separator = [",", ";", "\t"].reduce((best, one) =>
    header.split(one).length > header.split(best).length ? one : best,
  );
  const names = splitCsv(header, separator).map((name) => name.trim());
  const places = new Map(names.map((name, at) => [name, at]));
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
    rows.push(new CsvRow(line, cells, places));
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

import type { LogColumns } from "./log-columns.js";
import type { LogValues } from "./log-values.js";
import type { RequestLog } from "./request-log.js";

/** Finished requests, sorted by arrival, as the columns that the fit works on. */
export function toLog(
  rows: readonly LogValues[],
  columns: LogColumns,
  notes: string[],
): RequestLog {
  const start = rows[0]?.arrival ?? 0;
  const sessions = new Map<string, number>();
  const replicas = new Map<string, number>();
  const sessionOf = (row: LogValues, at: number): number =>
    numberOf(sessions, row.session === undefined ? `#${at}` : `=${row.session}`);
  const key = Int32Array.from(rows, sessionOf);
  const prefixTokens = Int32Array.from(rows, (row) => Math.min(row.prefixTokens, row.inputTokens));
  if (columns.session !== undefined && columns.prefixTokens === undefined) {
    assumePrefixes(rows, key, prefixTokens);
    notes.push(
      "The log names sessions but no shared prefixes: a prompt is taken to repeat all of its session's last one and its answer where it is long enough to.",
    );
  }
  const log = {
    arrivalSeconds: Float64Array.from(rows, (row) => row.arrival - start),
    firstTokenSeconds: Float64Array.from(rows, (row) => row.firstToken - start),
    lastTokenSeconds: Float64Array.from(rows, (row) => row.lastToken - start),
    promptTokens: Int32Array.from(rows, (row) => row.inputTokens),
    outputTokens: Int32Array.from(rows, (row) => row.outputTokens),
    key,
    prefixTokens,
  };
  if (!rows.every(({ replica }) => replica !== undefined)) return log;
  const names = [...new Set(rows.map(({ replica = "" }) => replica))].toSorted((a, b) =>
    a.localeCompare(b, "en", { numeric: true }),
  );
  for (const name of names) numberOf(replicas, name);
  return { ...log, replica: Int32Array.from(rows, (row) => numberOf(replicas, row.replica ?? "")) };
}

function assumePrefixes(
  rows: readonly LogValues[],
  key: Int32Array,
  prefixTokens: Int32Array,
): void {
  const history = new Map<number, number>();
  for (const [at, row] of rows.entries()) {
    const session = key[at] ?? 0;
    const before = history.get(session) ?? 0;
    prefixTokens[at] = row.inputTokens >= before ? before : 0;
    history.set(session, row.inputTokens + row.outputTokens);
  }
}

/** The number of a name, given out in order of first use. */
function numberOf(numbers: Map<string, number>, name: string): number {
  const number = numbers.get(name) ?? numbers.size;
  numbers.set(name, number);
  return number;
}

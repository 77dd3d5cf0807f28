import { HeadroomError } from "../../contract/errors.js";
import { TraceProblems } from "../trace-problems.js";
import { EXAMPLE_NAMES, findColumns } from "./log-columns.js";
import type { LogColumns, LogRole, TimeUnit } from "./log-columns.js";
import { readRows } from "./log-rows.js";
import type { LogTable } from "./log-rows.js";
import { readValues } from "./log-values.js";
import type { LogValues } from "./log-values.js";
import type { RequestLog } from "./request-log.js";
import { toLog } from "./to-log.js";

export interface LogOptions {
  /** How messages call the log. */
  readonly name: string;
  /** Columns by what they hold, where their names do not tell. */
  readonly columns: Partial<Record<LogRole, string>>;
  /** Unit of times whose column names tell none; otherwise found from the numbers. */
  readonly timeUnit?: TimeUnit;
}

export interface LogReading {
  readonly log: RequestLog;
  readonly format: LogTable["format"];
  readonly columns: Partial<Record<LogRole, string>>;
  /** What was assumed or corrected, in words. */
  readonly notes: readonly string[];
  /** What the log lacks and the fit cannot know, in words. */
  readonly warnings: readonly string[];
}

/** Two clocks are certainly not the same when they are this far apart. */
const ONE_DAY_SECONDS = 86_400;
/**
 * Reads a request log: what vLLM's request statistics record (`arrival_time`, `queued_ts`,
 * `first_token_ts`, `last_token_ts`, `input_toks`, `output_toks`), or any CSV, JSON lines or JSON array
 * with an arrival, token counts, and first and last token either as moments or as durations (TTFT,
 * end-to-end, TPOT), in s, ms, µs, ns or as ISO times.
 *
 * vLLM stamps arrivals with the wall clock and everything later with a monotonic one. Where arrival
 * and tokens are on different clocks, the queue time ties them: the shortest time seen from arrival to
 * queue counts as none. Throws `invalid-input` naming line and field of up to 20 faults.
 */
export function readRequestLog(text: string, options: LogOptions): LogReading {
  const problems = new TraceProblems(options.name);
  const table = readRows(text, problems);
  problems.throwIfAny();
  const columns = findColumns(table.names, options.columns);
  requireColumns(table, columns, options);
  const notes: string[] = [];
  const rows = readValues(table, columns, options.timeUnit, notes, problems);
  problems.throwIfAny();
  const warnings: string[] = [];
  const complete = completeRows(rows, warnings);
  if (complete.length < 2) {
    throw invalid(options.name, "requests", "at least 2 finished requests", `${complete.length}`);
  }
  alignClocks(complete, options, notes);
  checkOrder(complete, columns, problems);
  problems.throwIfAny();
  const named = Object.entries(columns).map(([role, column]) => [role, column.name]);
  return {
    log: toLog(
      complete.toSorted((a, b) => a.arrival - b.arrival),
      columns,
      notes,
    ),
    format: table.format,
    columns: Object.fromEntries(named),
    notes,
    warnings,
  };
}

function invalid(name: string, field: string, expected: string, found: string): HeadroomError {
  const problem = { path: `${name}: ${field}`, expected, found };
  return new HeadroomError("invalid-input", "the log cannot be used", [problem]);
}

/** Arrivals and tokens alone tell nothing of the server: such a log is replayed, not learnt from. */
const REPLAYED =
  " (a trace without times is replayed: drop an Azure, Mooncake or TraceLab trace on the window, or use headroom scenario replay)";

function requireColumns(table: LogTable, columns: LogColumns, { name }: LogOptions): void {
  const has = table.names.length === 0 ? "no columns" : `the columns ${table.names.join(", ")}`;
  const need = (role: keyof typeof EXAMPLE_NAMES, fine: boolean): void => {
    if (!fine) throw invalid(name, role, `a column such as ${EXAMPLE_NAMES[role]}`, has);
  };
  for (const [role, column] of Object.entries(columns)) {
    if (!table.names.includes(column.name)) {
      throw invalid(name, role, `a column called ${column.name}`, has);
    }
  }
  need("arrival", columns.arrival !== undefined);
  need("inputTokens", columns.inputTokens !== undefined);
  need("outputTokens", columns.outputTokens !== undefined);
  if (columns.firstToken === undefined && columns.ttft === undefined) {
    throw invalid(
      name,
      "firstToken",
      `a column such as ${EXAMPLE_NAMES.firstToken}${REPLAYED}`,
      has,
    );
  }
  const end = columns.lastToken ?? columns.endToEnd ?? columns.tpot;
  need("lastToken", end !== undefined);
}

/** Requests that finished, with moments worked out from durations where only those are logged. */
function completeRows(rows: readonly LogValues[], warnings: string[]): LogValues[] {
  const complete: LogValues[] = [];
  for (const row of rows) {
    const steps = Math.max(0, row.outputTokens - 1);
    const first = firstKnown(row.firstToken, row.arrival + row.ttft);
    const last = firstKnown(row.lastToken, row.arrival + row.endToEnd, first + steps * row.tpot);
    const times = [row.arrival, first, last];
    if (times.some(Number.isNaN) || row.outputTokens < 1 || row.inputTokens < 1) continue;
    complete.push({ ...row, firstToken: first, lastToken: last });
  }
  const left = rows.length - complete.length;
  if (left > 0) {
    warnings.push(
      `${left} of ${rows.length} requests have no times or no tokens and were left out; what they cost the server is missing.`,
    );
  }
  return complete;
}

function firstKnown(...values: readonly number[]): number {
  return values.find((value) => !Number.isNaN(value)) ?? Number.NaN;
}

/** Brings arrivals onto the clock of the tokens. */
function alignClocks(rows: LogValues[], { name }: LogOptions, notes: string[]): void {
  let shortest = Infinity;
  let fromQueue = Infinity;
  for (const { arrival, queued, firstToken } of rows) {
    shortest = Math.min(shortest, firstToken - arrival);
    if (!Number.isNaN(queued)) fromQueue = Math.min(fromQueue, queued - arrival);
  }
  if (shortest >= 0 && shortest < ONE_DAY_SECONDS) return;
  if (fromQueue === Infinity) {
    throw invalid(
      name,
      "arrival",
      "arrivals and tokens on one clock, or a queue time (queued_ts) that ties two clocks",
      `a first token ${shortest.toFixed(3)} s after its arrival`,
    );
  }
  for (const row of rows) row.arrival += fromQueue;
  notes.push(
    "Arrivals are on another clock than tokens (in vLLM: wall clock and monotonic clock); the shortest time from arrival to queue was taken as none to tie them.",
  );
}

function checkOrder(
  rows: readonly LogValues[],
  columns: LogColumns,
  problems: TraceProblems,
): void {
  for (const { line, arrival, firstToken, lastToken } of rows) {
    if (problems.full) return;
    if (firstToken < arrival) {
      const field = columns.firstToken?.name ?? columns.ttft?.name ?? "firstToken";
      problems.add(field, line, "a time no earlier than the arrival", firstToken - arrival);
    } else if (lastToken < firstToken) {
      const field = columns.lastToken?.name ?? columns.endToEnd?.name ?? "lastToken";
      problems.add(field, line, "a time no earlier than the first token", lastToken - firstToken);
    }
  }
}

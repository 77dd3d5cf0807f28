import type { TraceProblems } from "../trace-problems.js";
import { TIME_UNITS } from "./log-columns.js";
import type { LogColumns, LogRole, TimeUnit } from "./log-columns.js";
import type { LogRow, LogTable } from "./log-rows.js";
import { epochUnit, readTime, unitByTokenTime } from "./log-times.js";
import type { TimeValue } from "./log-times.js";

const MOMENTS = ["arrival", "queued", "firstToken", "lastToken"] as const;
const DURATIONS = ["ttft", "endToEnd", "tpot"] as const;
const TIMES = [...MOMENTS, ...DURATIONS] as const;
type TimeRole = (typeof TIMES)[number];
type Times<T> = Record<TimeRole, T>;

const LARGEST_TOKENS = 1e8;

/** One request as read; times in seconds, NaN where the log has none. */
export interface LogValues extends Times<number> {
  readonly line: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly prefixTokens: number;
  readonly session: string | undefined;
  readonly replica: string | undefined;
}

/**
 * Reads the cells of every row. Times without a unit in their column's name are in `timeUnit`, or in the
 * unit that the numbers themselves tell; what was assumed goes into `notes`, faults into `problems`.
 */
export function readValues(
  table: LogTable,
  columns: LogColumns,
  timeUnit: TimeUnit | undefined,
  notes: string[],
  problems: TraceProblems,
): LogValues[] {
  const raw = table.rows.map((row) => ({
    row,
    times: forTimes((role) => readTimeCell(row, columns, role, problems)),
  }));
  if (problems.full) return [];
  const units = timeUnits(raw, columns, timeUnit, notes);
  return raw.map(({ row, times }) => ({
    ...forTimes((role) => inSeconds(times[role], units[role])),
    line: row.line,
    inputTokens: readTokens(row, columns, "inputTokens", problems),
    outputTokens: readTokens(row, columns, "outputTokens", problems),
    prefixTokens:
      columns.prefixTokens === undefined ? 0 : readTokens(row, columns, "prefixTokens", problems),
    session: readName(row, columns, "session", problems),
    replica: readName(row, columns, "replica", problems),
  }));
}

function forTimes<T>(value: (role: TimeRole) => T): Times<T> {
  return {
    arrival: value("arrival"),
    queued: value("queued"),
    firstToken: value("firstToken"),
    lastToken: value("lastToken"),
    ttft: value("ttft"),
    endToEnd: value("endToEnd"),
    tpot: value("tpot"),
  };
}

function inSeconds(value: TimeValue, unit: TimeUnit): number {
  if (typeof value === "string") return Number.NaN;
  return "seconds" in value ? value.seconds : value.number * TIME_UNITS[unit];
}

function cell(row: LogRow, columns: LogColumns, role: LogRole): unknown {
  const column = columns[role];
  return column === undefined ? undefined : row.field(column.name);
}

function report(
  row: LogRow,
  columns: LogColumns,
  role: LogRole,
  expected: string,
  problems: TraceProblems,
): void {
  if (problems.full) return;
  problems.add(columns[role]?.name ?? role, row.line, expected, cell(row, columns, role));
}

function readTimeCell(
  row: LogRow,
  columns: LogColumns,
  role: TimeRole,
  problems: TraceProblems,
): TimeValue {
  const time = readTime(cell(row, columns, role));
  if (time === "bad") report(row, columns, role, "a number or an ISO time", problems);
  return time;
}

function readTokens(
  row: LogRow,
  columns: LogColumns,
  role: "inputTokens" | "outputTokens" | "prefixTokens",
  problems: TraceProblems,
): number {
  const value = cell(row, columns, role);
  const empty = value === undefined || value === null || value === "";
  // Requests that failed often have no answer; they are left out later, not an error.
  if (empty && role !== "inputTokens") return 0;
  const tokens = typeof value === "number" ? value : Number(empty ? Number.NaN : value);
  if (Number.isInteger(tokens) && tokens >= 0 && tokens <= LARGEST_TOKENS) return tokens;
  report(row, columns, role, `a whole number of tokens from 0 to ${LARGEST_TOKENS}`, problems);
  return 0;
}

function readName(
  row: LogRow,
  columns: LogColumns,
  role: "session" | "replica",
  problems: TraceProblems,
): string | undefined {
  const value = cell(row, columns, role);
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string" || typeof value === "number") return String(value);
  report(row, columns, role, "a text or a number", problems);
  return undefined;
}

type RawRow = { readonly row: LogRow; readonly times: Times<TimeValue> };

/** The unit of each time column: as its name or the caller says, else as the numbers tell. */
function timeUnits(
  raw: readonly RawRow[],
  columns: LogColumns,
  given: TimeUnit | undefined,
  notes: string[],
): Times<TimeUnit> {
  const open: TimeRole[] = [];
  const units = forTimes((role): TimeUnit => {
    const named = columns[role]?.unit ?? given;
    if (named !== undefined) return named;
    const typical = median(raw.map(({ times }) => bareNumber(times[role])));
    if (Number.isNaN(typical)) return "s";
    const epoch = MOMENTS.some((moment) => moment === role) ? epochUnit(typical) : undefined;
    if (epoch === undefined) open.push(role);
    return epoch ?? "s";
  });
  if (open.length === 0) return units;
  const unit = unitByTokenTime(median(raw.map((row) => timePerToken(row, columns, open))));
  if (unit !== "s") {
    const names = open.map((role) => columns[role]?.name ?? role).join(", ");
    notes.push(`${names}: taken to be in ${unit}, which gives a plausible time per token.`);
  }
  return forTimes((role) => (open.includes(role) ? unit : units[role]));
}

function bareNumber(time: TimeValue): number {
  return typeof time === "object" && "number" in time ? time.number : Number.NaN;
}

/** Time per output token in the unit of the columns whose unit is open. */
function timePerToken(
  { row, times }: RawRow,
  columns: LogColumns,
  open: readonly TimeRole[],
): number {
  const steps = Number(cell(row, columns, "outputTokens")) - 1;
  if (!(steps > 0)) return Number.NaN;
  const between = (from: TimeRole, to: TimeRole): number =>
    (bareNumber(times[to]) - bareNumber(times[from])) / steps;
  if (open.includes("tpot")) return bareNumber(times.tpot);
  if (open.includes("lastToken") && open.includes("firstToken")) {
    return between("firstToken", "lastToken");
  }
  return open.includes("endToEnd") && open.includes("ttft")
    ? between("ttft", "endToEnd")
    : Number.NaN;
}

function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

import type { TraceProblems } from "./trace-problems.js";

const LARGEST_TOKENS = 1e9;

/** The lines of a text, without a byte-order mark and without empty ones at its end. */
export function linesOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

/** A count of tokens in text form; 0 and a problem where it is none. */
export function readTokens(
  field: string,
  text: string,
  line: number,
  problems: TraceProblems,
): number {
  if (/^\d{1,10}$/.test(text)) return checkTokens(field, Number(text), line, problems);
  return checkTokens(field, text, line, problems);
}

/** A count of tokens; 0 and a problem where it is none. */
export function checkTokens(
  field: string,
  value: unknown,
  line: number,
  problems: TraceProblems,
): number {
  if (
    typeof value === "number" &&
    Number.isInteger(value) &&
    value >= 0 &&
    value <= LARGEST_TOKENS
  ) {
    return value;
  }
  problems.add(field, line, `a whole number from 0 to ${LARGEST_TOKENS}`, value);
  return 0;
}

/** A time or duration in ms, 0 or more, as a number or in text form; 0 and a problem where it is none. */
export function readMs(
  field: string,
  value: unknown,
  line: number,
  problems: TraceProblems,
): number {
  const ms = typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof ms === "number" && ms >= 0 && ms <= Number.MAX_SAFE_INTEGER) return ms;
  problems.add(field, line, "milliseconds, 0 or more", value);
  return 0;
}

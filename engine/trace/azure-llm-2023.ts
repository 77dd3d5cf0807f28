import { AZURE_HEADER } from "../contract/trace-format.js";
import { singleRequests } from "../simulator/job.js";
import type { TraceRequests } from "../simulator/job.js";
import { TraceProblems } from "./trace-problems.js";
import { linesOf, readTokens } from "./trace-text.js";

// 2023-11-16 18:17:03.9799600, in UTC; the 2024 release adds an offset of zero.
const TIME = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:Z|\+00:00)?$/;

/**
 * Reads a request log of the Azure Public Dataset (`AzureLLMInferenceTrace_*.csv`: one line per request,
 * `TIMESTAMP,ContextTokens,GeneratedTokens`). Arrivals count from the first request. Throws
 * `invalid-input` naming the line and field of up to 20 faults.
 */
export function parseAzureTrace(text: string, file: string): TraceRequests {
  const problems = new TraceProblems(file);
  const [header, ...rows] = linesOf(text);
  if (header !== AZURE_HEADER) problems.add("header", 1, `the columns ${AZURE_HEADER}`, header);
  if (rows.length === 0) problems.add("TIMESTAMP", 2, "at least one request", undefined);
  problems.throwIfAny();

  const arrivalSeconds = new Float64Array(rows.length);
  const inputTokens = new Float64Array(rows.length);
  const outputTokens = new Float64Array(rows.length);
  const clock = new TraceClock();
  for (const [row, text_] of rows.entries()) {
    if (problems.full) break;
    const line = row + 2;
    const [time = "", input = "", output = "", ...extra] = text_.split(",");
    if (extra.length > 0) problems.add("line", line, `the columns ${AZURE_HEADER}`, text_);
    arrivalSeconds[row] = clock.read(time, line, problems);
    inputTokens[row] = readTokens("ContextTokens", input, line, problems);
    outputTokens[row] = readTokens("GeneratedTokens", output, line, problems);
  }
  problems.throwIfAny();
  return singleRequests(arrivalSeconds, inputTokens, outputTokens);
}

/** Turns timestamps into seconds since the first, to the digit: whole seconds and fraction apart. */
class TraceClock {
  #startSeconds: number | undefined;
  #startFraction = 0;
  #last = 0;

  read(text: string, line: number, problems: TraceProblems): number {
    const time = parseTime(text);
    if (time === undefined) {
      problems.add("TIMESTAMP", line, "a time such as 2023-11-16 18:17:03.9799600", text);
      return 0;
    }
    if (this.#startSeconds === undefined) {
      this.#startSeconds = time.seconds;
      this.#startFraction = time.fraction;
    }
    const seconds = time.seconds - this.#startSeconds + (time.fraction - this.#startFraction);
    if (seconds < this.#last) {
      problems.add("TIMESTAMP", line, "a time no earlier than the line before", text);
    }
    this.#last = Math.max(this.#last, seconds);
    return seconds;
  }
}

function parseTime(text: string): { seconds: number; fraction: number } | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number);
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC rolls 31 February over into March; a trace that says so is wrong.
  if (!new Date(ms).toISOString().startsWith(text.slice(0, 19).replace(" ", "T"))) return undefined;
  return { seconds: ms / 1000, fraction: Number(match[7] ?? 0) };
}

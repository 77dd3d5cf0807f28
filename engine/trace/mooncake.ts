import { isRecord } from "../base/guards.js";
import { MS_PER_SECOND } from "../base/units.js";
import { singleRequests } from "../simulator/job.js";
import type { TraceRequests } from "../simulator/job.js";
import { TraceProblems } from "./trace-problems.js";
import { checkTokens, linesOf, readMs } from "./trace-text.js";

/** Tokens of one block of `hash_ids` (R. Qin et al., "Mooncake", FAST 2025, and the traces' README). */
const BLOCK_TOKENS = 512;
const FIELDS = "an object with timestamp, input_length, output_length and hash_ids";

/**
 * Reads a Mooncake trace: JSON lines `timestamp` (ms), `input_length`, `output_length` and `hash_ids`,
 * one number for each 512 tokens of the prompt, the same for the same text from the start up to there.
 * Arrivals count from the first request. Throws `invalid-input` naming the line and field of up to 20
 * faults.
 */
export function parseMooncakeTrace(text: string, file: string): TraceRequests {
  const problems = new TraceProblems(file);
  const lines = linesOf(text);
  if (lines.length === 0) problems.add("line", 1, "at least one request", undefined);
  const arrivalSeconds = new Float64Array(lines.length);
  const inputTokens = new Float64Array(lines.length);
  const outputTokens = new Float64Array(lines.length);
  const firstBlock = new Uint32Array(lines.length + 1);
  const blocks: number[] = [];
  /** Ids may be any numbers; the simulator counts them from 0. */
  const numbers = new Map<unknown, number>();
  let startMs = 0;
  let lastMs = 0;
  for (const [row, text_] of lines.entries()) {
    if (problems.full) break;
    const line = row + 1;
    const request = parseObject(text_);
    if (request === undefined) {
      problems.add("line", line, FIELDS, text_);
      continue;
    }
    const ms = readMs("timestamp", request["timestamp"], line, problems);
    if (row === 0) startMs = ms;
    else if (ms < lastMs) {
      problems.add("timestamp", line, "a time no earlier than the line before", ms);
    }
    lastMs = Math.max(lastMs, ms);
    arrivalSeconds[row] = (ms - startMs) / MS_PER_SECOND;
    const input = checkTokens("input_length", request["input_length"], line, problems);
    inputTokens[row] = input;
    outputTokens[row] = checkTokens("output_length", request["output_length"], line, problems);
    for (const id of readIds(request["hash_ids"], input, line, problems)) {
      const known = numbers.get(id) ?? numbers.size;
      numbers.set(id, known);
      blocks.push(known);
    }
    firstBlock[row + 1] = blocks.length;
  }
  problems.throwIfAny();
  return {
    ...singleRequests(arrivalSeconds, inputTokens, outputTokens),
    firstBlock,
    blocks: Uint32Array.from(blocks),
    blockTokens: BLOCK_TOKENS,
  };
}

function parseObject(text: string): Readonly<Record<PropertyKey, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The last block may be left out where it is not full. */
function readIds(
  ids: unknown,
  input: number,
  line: number,
  problems: TraceProblems,
): readonly unknown[] {
  const most = Math.ceil(input / BLOCK_TOKENS);
  const least = Math.floor(input / BLOCK_TOKENS);
  const isFull = Array.isArray(ids) && ids.length >= least && ids.length <= most;
  if (isFull && ids.every((id) => Number.isSafeInteger(id))) return ids;
  const found = Array.isArray(ids) ? `${ids.length} entries` : ids;
  problems.add(
    "hash_ids",
    line,
    `whole numbers, one for each ${BLOCK_TOKENS} tokens: ${most}`,
    found,
  );
  return [];
}

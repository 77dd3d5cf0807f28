import type { Arrivals, TraceFormat } from "../contract/arrivals.js";
import { HeadroomError } from "../contract/errors.js";
import { describeValue } from "../contract/problems.js";
import { AZURE_HEADER, traceFormatOf, TRACELAB_HEADER } from "../contract/trace-format.js";
import type { TraceRequests } from "../simulator/job.js";
import { parseAzureTrace } from "./azure-llm-2023.js";
import { parseMooncakeTrace } from "./mooncake.js";
import { parseTraceLabReplay } from "./tracelab-replay.js";

const READERS: Readonly<Record<TraceFormat, (text: string, file: string) => TraceRequests>> = {
  "azure-llm-2023": parseAzureTrace,
  mooncake: parseMooncakeTrace,
  "tracelab-replay": parseTraceLabReplay,
};

/** Reads a recorded request log. Throws `invalid-input` naming the line and field of each fault. */
export function parseTrace(
  format: Extract<Arrivals, { trace: unknown }>["trace"]["format"],
  bytes: Uint8Array,
  file: string,
): TraceRequests {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const problem = { path: file, expected: "UTF-8 text", found: "bytes that are not UTF-8" };
    throw new HeadroomError("invalid-input", `the trace ${file} is not valid`, [problem]);
  }
  return READERS[format === "auto" ? formatOf(text, file) : format](text, file);
}

/** Which format the first line is of. */
function formatOf(text: string, file: string): TraceFormat {
  const end = text.indexOf("\n");
  const first = (end < 0 ? text : text.slice(0, end)).replace(/^\uFEFF/, "").trimEnd();
  const known = traceFormatOf(first);
  if (known !== undefined) return known;
  // Its reader tells which field of the object is missing.
  if (first.startsWith("{")) return "mooncake";
  const expected = `${AZURE_HEADER}, or ${TRACELAB_HEADER}, or a JSON object`;
  const found = describeValue(first.slice(0, 200));
  throw new HeadroomError("invalid-input", `the trace ${file} is of no known format`, [
    { path: file, expected, found, line: 1 },
  ]);
}

import { HeadroomError } from "../contract/errors.js";
import type { Arrivals } from "../contract/arrivals.js";
import type { TraceRequests } from "../simulator/replication.js";
import { parseAzureTrace } from "./azure-llm-2023.js";

/** Names of the request logs that can be replayed. */
export type TraceFormat = Extract<Arrivals, { trace: unknown }>["trace"]["format"];

const READERS: Readonly<Record<TraceFormat, (text: string, file: string) => TraceRequests>> = {
  "azure-llm-2023": parseAzureTrace,
};

/** Reads a recorded request log. Throws `invalid-input` naming the line and field of each fault. */
export function parseTrace(format: TraceFormat, bytes: Uint8Array, file: string): TraceRequests {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const problem = { path: file, expected: "UTF-8 text", found: "bytes that are not UTF-8" };
    throw new HeadroomError("invalid-input", `the trace ${file} is not valid`, [problem]);
  }
  return READERS[format](text, file);
}

import { realpath } from "node:fs/promises";
import path from "node:path";
import type { Problem } from "../../contract/errors.js";
import { HeadroomError } from "../../contract/errors.js";
import { formatPath } from "../../contract/problems.js";
import type { Scenario } from "../../contract/scenario.js";
import type { TraceRequests } from "../../simulator/replication.js";
import { parseTrace } from "../../trace/index.js";
import { readRegularFile } from "../store/read-file.js";

/** Most bytes of a trace file. */
export const TRACE_MAX_BYTES = 100_000_000;

/** The traces of a scenario by file name, and their bytes for its hash. */
export interface LoadedTraces {
  readonly requests: Readonly<Record<string, TraceRequests>>;
  readonly bytes: ReadonlyMap<string, Uint8Array>;
}

/**
 * Loads every trace a scenario names, each once, from the first of `folders` that has it. A name stays
 * inside its folder: no absolute path, no `..`, no link that leads out. Throws `invalid-input`.
 */
export async function loadTraces(
  scenario: Scenario,
  folders: readonly string[],
): Promise<LoadedTraces> {
  const requests: Record<string, TraceRequests> = {};
  const bytes = new Map<string, Uint8Array>();
  for (const [index, { arrivals }] of scenario.workloads.entries()) {
    if (!("trace" in arrivals) || bytes.has(arrivals.trace.file)) continue;
    const { file, format } = arrivals.trace;
    const content = await readTraceFile(file, folders, [
      "workloads",
      index,
      "arrivals",
      "trace",
      "file",
    ]);
    bytes.set(file, content);
    requests[file] = parseTrace(format, content, file);
  }
  return { requests, bytes };
}

async function readTraceFile(
  name: string,
  folders: readonly string[],
  at: readonly PropertyKey[],
): Promise<Uint8Array> {
  const refuse = (expected: string, found: string): HeadroomError => {
    const problem: Problem = { path: formatPath(at), expected, found };
    return new HeadroomError("invalid-input", "a trace file cannot be read", [problem]);
  };
  const quoted = JSON.stringify(name);
  if (!isPlainRelative(name)) {
    throw refuse("a file name below the scenario's folder, with / between folders", quoted);
  }
  for (const folder of folders) {
    const file = path.join(folder, name);
    const real = await realpath(file).catch(() => undefined);
    if (real === undefined) continue;
    const root = await realpath(folder);
    if (!real.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) {
      throw refuse("a file inside the scenario's folder", `${quoted}, a link that leads out of it`);
    }
    const reading = await readRegularFile(real, TRACE_MAX_BYTES);
    if (reading.bytes !== undefined) return reading.bytes;
    throw refuse(reading.problem.expected, `${quoted}: ${reading.problem.found}`);
  }
  throw refuse(
    `a file beside the scenario (looked in ${folders.join(", ")})`,
    `${quoted}: no such file`,
  );
}

/** `traces/a.csv`, as every operating system reads it alike. */
function isPlainRelative(name: string): boolean {
  if (/[\\:\0]/.test(name)) return false;
  return name.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

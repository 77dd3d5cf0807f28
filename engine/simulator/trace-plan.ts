import { own } from "../base/guards.js";
import type { Arrivals } from "../contract/arrivals.js";
import { HeadroomError } from "../contract/errors.js";
import type { Workload } from "../contract/workload.js";
import { singleRequests } from "./job.js";
import type { ReplicationJob, TraceRequests } from "./job.js";
import { prefixBlockHits } from "./prefix-cache.js";

/** A workload's request log as the simulator replays it. */
export interface TracePlan extends Pick<
  TraceRequests,
  "arrivalSeconds" | "firstRequest" | "inputTokens" | "outputTokens" | "toolWaitMs"
> {
  /** By request: prompt tokens that the prefix cache serves. */
  readonly cachedTokens: Float64Array;
  /** Whether there is such a cache: what it does not serve is then written to it. */
  readonly hasCache: boolean;
  /** Whether sessions bring their own steps and tool times. */
  readonly hasRounds: boolean;
}

/** The log of workload number `at`, if it replays one. Throws `invalid-input` for what cannot be replayed. */
export function compileTrace(
  { arrivals, session }: Workload,
  at: number,
  job: ReplicationJob,
): TracePlan | undefined {
  if ("recorded" in arrivals) return compileRecording(arrivals.recorded);
  if (!("trace" in arrivals)) return undefined;
  const { file, prefixCacheTokens } = arrivals.trace;
  const path = `workloads[${at}]`;
  const trace = own(job.traces, file);
  if (trace === undefined || trace.arrivalSeconds.length === 0) {
    throw refuse(`${path}.arrivals.trace.file`, `the trace ${file} has no requests`, {
      expected: "a trace with requests",
      found: file,
    });
  }
  const hasRounds = trace.inputTokens.length > trace.arrivalSeconds.length;
  const isPlain = session.tools.length === 0 && isOne(session.brainSteps) && isOne(session.turns);
  if (hasRounds && !isPlain) {
    throw refuse(`${path}.session`, `the sessions of ${file} bring their own steps`, {
      expected: "no brainSteps, turns or tools beside a log of whole sessions",
      found: "some of them",
    });
  }
  if (job.scenario.brain.kind === "batched" && trace.blocks.length > 0 && prefixCacheTokens !== 0) {
    throw refuse(
      `${path}.arrivals.trace.prefixCacheTokens`,
      "a batched brain keeps each session's own prefix, not what sessions have in common",
      {
        expected: "0, which replays the log without common prefixes",
        found: String(prefixCacheTokens ?? "nothing"),
      },
    );
  }
  return {
    ...trace,
    cachedTokens: cachedTokens(trace, prefixCacheTokens, path),
    hasCache:
      prefixCacheTokens !== 0 &&
      (trace.blocks.length > 0 || trace.ownPrefixTokens.some((tokens) => tokens > 0)),
    hasRounds,
  };
}

function compileRecording({
  arrivalSeconds,
  inputTokens,
  outputTokens,
}: Extract<Arrivals, { recorded: unknown }>["recorded"]): TracePlan {
  const start = arrivalSeconds[0] ?? 0;
  return {
    ...singleRequests(
      Float64Array.from(arrivalSeconds, (seconds) => seconds - start),
      Float64Array.from(inputTokens),
      Float64Array.from(outputTokens),
    ),
    cachedTokens: new Float64Array(inputTokens.length),
    hasCache: false,
    hasRounds: false,
  };
}

function cachedTokens(
  { blocks, blockTokens, inputTokens, firstBlock, ownPrefixTokens }: TraceRequests,
  capacityTokens: number | undefined,
  path: string,
): Float64Array {
  if (capacityTokens === 0) return new Float64Array(inputTokens.length);
  if (blocks.length === 0) {
    if (capacityTokens === undefined) return ownPrefixTokens;
    throw refuse(`${path}.arrivals.trace.prefixCacheTokens`, "the log does not tell blocks apart", {
      expected: "0, nothing, or a log with prefix blocks",
      found: String(capacityTokens),
    });
  }
  const capacity =
    capacityTokens === undefined ? Infinity : Math.floor(capacityTokens / blockTokens);
  const hits = prefixBlockHits({ blocks, firstBlock }, capacity);
  // The last token of a prompt is always computed: the first of the answer comes out of it.
  return inputTokens.map((prompt, at) =>
    Math.max(0, Math.min((hits[at] ?? 0) * blockTokens, prompt - 1)),
  );
}

function isOne(count: Workload["session"]["turns"]): boolean {
  return "constant" in count && count.constant === 1;
}

function refuse(
  path: string,
  message: string,
  problem: { expected: string; found: string },
): HeadroomError {
  return new HeadroomError("invalid-input", message, [{ path, ...problem }]);
}

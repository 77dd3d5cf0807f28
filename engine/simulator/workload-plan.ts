import { invariant } from "../base/assert.js";
import { HeadroomError } from "../contract/errors.js";
import type { Workload } from "../contract/workload.js";
import { momentsOf } from "../statistics/distribution.js";
import type { Quantity, SamplerTable } from "../statistics/sampler.js";
import type { HandsPlan } from "./hands-plan.js";
import type { ReplicationJob } from "./job.js";
import type { Streams } from "./streams.js";
import { compileTrace } from "./trace-plan.js";
import type { TracePlan } from "./trace-plan.js";

/** More calls than this after one step are a mistake in the scenario, not a workload. */
const MOST_CALLS_PER_STEP = 10_000;
/** One entry of a workload's `tools`, with the streams that only it draws from. */
export interface ToolPlan {
  /** Its place in `Plan.tools`, and the place after its workload's last one. */
  readonly id: number;
  readonly endOfTools: number;
  readonly pool: number;
  readonly hands: HandsPlan;
  /** Tokens that a result adds to the history. */
  readonly resultTokens: Quantity;
  /** Bit number of the pool among the pools this workload uses. */
  readonly poolBit: number;
  readonly callsSampler: number;
  /** Calls when the branch is taken, if that is always the same number; else −1. */
  readonly fixedCalls: number;
  readonly probability: number;
  readonly parallel: boolean;
  /** word0: is the branch taken, word1: how many calls; by step. */
  readonly branchStream: number;
  /** word0: service time, word1: does it fail; by step, call and attempt. */
  readonly attemptStream: number;
  /** word0: does the cache answer, word1: tokens of the result; by step and call. */
  readonly callStream: number;
  /** word0: hop out, word1: hop back; by step and call. */
  readonly busStream: number;
  /** word0: retry delay, by step, call and attempt. */
  readonly retryStream: number;
  /** word0: time of the cache to answer; by step and call. */
  readonly lookupStream: number;
  /** word0: sandbox start in this pool, the same for every tool that uses it. */
  readonly provisionStream: number;
}

export interface WorkloadPlan {
  readonly name: string;
  readonly turns: Quantity;
  readonly thinkSeconds: Quantity;
  readonly turnInputTokens: Quantity;
  readonly steps: Quantity;
  readonly inputTokens: Quantity;
  readonly outputTokens: Quantity;
  readonly cachedShare: number;
  /** Its tools are those of `Plan.tools` from `firstTool` up to `endOfTools`. */
  readonly firstTool: number;
  readonly endOfTools: number;
  /** word0: brain steps, word1: input tokens, of the first turn. */
  readonly sessionStream: number;
  /** At turn 0 word0: turns. At each later turn word0: brain steps, word1: input tokens. */
  readonly turnStream: number;
  /** word0: think time before the turn. */
  readonly thinkStream: number;
  /** word0: brain service, word1: output tokens; by step. */
  readonly stepStream: number;
  /** word0: time per output token of an API; by step. */
  readonly decodeStream: number;
  /** word0: is a request to an API answered 529, word1: jitter of the backoff; by step and attempt. */
  readonly requestStream: number;
  /** word0: container start (coupled). */
  readonly containerStream: number;
  readonly trace: TracePlan | undefined;
}

interface WorkloadContext {
  readonly job: ReplicationJob;
  readonly samplers: SamplerTable;
  readonly streams: Streams;
  readonly poolNames: readonly string[];
  readonly hands: readonly HandsPlan[];
  /** Grows by the workload's tools. */
  readonly tools: ToolPlan[];
  readonly cachedShare: number;
}

/** Compiles the workload at this place of the scenario, and adds its tools to those of the others. */
export function compileWorkload(
  workload: Workload,
  at: number,
  context: WorkloadContext,
): WorkloadPlan {
  const { job, samplers, streams, poolNames, hands, tools } = context;
  const { session, name } = workload;
  const used = [...new Set(session.tools.map((tool) => tool.pool))];
  const timesUsed = new Map<string, number>();
  const firstTool = tools.length;
  const resultTokens = samplers.quantity(session.toolResultTokens, "whole");
  const compiled = session.tools.map((tool, toolAt): ToolPlan => {
    const { mean } = momentsOf(tool.callsPerStep);
    if (mean > MOST_CALLS_PER_STEP) {
      throw new HeadroomError("invalid-input", "a step makes too many tool calls to simulate", [
        {
          path: `workloads[${at}].session.tools[${toolAt}].callsPerStep`,
          expected: `a mean of at most ${MOST_CALLS_PER_STEP} calls`,
          found: String(mean),
        },
      ]);
    }
    // A pool used twice gives two streams; the first keeps its name when the second is added.
    const use = timesUsed.get(tool.pool) ?? 0;
    timesUsed.set(tool.pool, use + 1);
    const stream = (purpose: string): number =>
      streams.add(name, "tool", tool.pool, String(use), purpose);
    const pool = poolNames.indexOf(tool.pool);
    const poolPlan = hands[pool];
    invariant(poolPlan !== undefined, "the schema knows every pool");
    return {
      id: firstTool + toolAt,
      endOfTools: firstTool + session.tools.length,
      pool,
      hands: poolPlan,
      resultTokens,
      poolBit: used.indexOf(tool.pool),
      callsSampler: samplers.add(tool.callsPerStep),
      fixedCalls:
        "constant" in tool.callsPerStep && tool.probability === 1
          ? Math.round(tool.callsPerStep.constant)
          : -1,
      probability: tool.probability,
      parallel: tool.parallel,
      branchStream: stream("branch"),
      attemptStream: stream("attempt"),
      callStream: stream("call"),
      busStream: stream("bus"),
      retryStream: stream("retry"),
      lookupStream: stream("lookup"),
      provisionStream: streams.add(name, "provision", tool.pool),
    };
  });
  tools.push(...compiled);
  return {
    name,
    turns: samplers.quantity(session.turns, "whole"),
    thinkSeconds: samplers.quantity(session.thinkSeconds),
    turnInputTokens: samplers.quantity(session.turnInputTokens, "whole"),
    steps: samplers.quantity(session.brainSteps, "whole"),
    inputTokens: samplers.quantity(session.inputTokens, "whole"),
    outputTokens: samplers.quantity(session.outputTokens, "whole"),
    cachedShare: context.cachedShare,
    firstTool,
    endOfTools: firstTool + compiled.length,
    sessionStream: streams.add(name, "session"),
    turnStream: streams.add(name, "turn"),
    thinkStream: streams.add(name, "think"),
    stepStream: streams.add(name, "step"),
    decodeStream: streams.add(name, "decode"),
    requestStream: streams.add(name, "request"),
    containerStream: streams.add(name, "container"),
    trace: compileTrace(workload, at, job),
  };
}

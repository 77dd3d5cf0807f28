import { invariant } from "../base/assert.js";
import { MS_PER_HOUR } from "../base/units.js";
import type { ApiBrain, BrainServiceTime } from "../contract/brain.js";
import type { Distribution } from "../contract/distribution.js";
import { HeadroomError } from "../contract/errors.js";
import type { FailureProcess } from "../contract/pools.js";
import type { TokenPrices } from "../contract/prices.js";
import type { Workload } from "../contract/workload.js";
import { momentsOf } from "../statistics/distribution.js";
import { residualOf } from "../statistics/equilibrium.js";
import type { ResidualTime } from "../statistics/equilibrium.js";
import { SamplerTable } from "../statistics/sampler.js";
import type { Quantity } from "../statistics/sampler.js";
import { compileApi } from "./api/api-plan.js";
import type { ApiPlan } from "./api/api-plan.js";
import { compileArrivals } from "./arrival-plan.js";
import type { ArrivalPlan } from "./arrival-plan.js";
import { compileScalers, placesOf } from "./autoscaling/plan.js";
import type { ScalerPlan } from "./autoscaling/plan.js";
import { compileBatched } from "./batched-plan.js";
import type { BatchedPlan } from "./batched-plan.js";
import type { ReplicationJob } from "./job.js";
import { BRAIN_POOL, COUPLED_POOL, handsPoolName } from "./pool-names.js";
import { Streams } from "./streams.js";
import { usdPerToken } from "./token-prices.js";
import type { UsdPerToken } from "./token-prices.js";
import { compileTrace } from "./trace-plan.js";
import type { TracePlan } from "./trace-plan.js";

/** More calls than this after one step are a mistake in the scenario, not a workload. */
const MOST_CALLS_PER_STEP = 10_000;
const MS_PER_MINUTE = 60_000;

/** A brain step's time: a distribution with a prefill share, or a law linear in tokens. */
export interface BrainPlan {
  readonly usesTokens: boolean;
  /** The service time, or the law's factor of mean 1. */
  readonly time: Quantity;
  readonly prefillShare: number;
  readonly baseMs: number;
  readonly perInputTokenMs: number;
  readonly perCachedTokenMs: number;
  readonly perOutputTokenMs: number;
}

/** What a token costs beside its plain price in a request with a prompt above the threshold. */
export interface LongPromptPlan {
  readonly aboveTokens: number;
  readonly extra: UsdPerToken;
}

/** One pool of hands as a tool call meets it, in this architecture. */
export interface HandsPlan {
  readonly name: string;
  readonly workers: number;
  readonly cpusPerWorker: number;
  readonly service: Quantity;
  /** Whether an attempt needs random numbers: for its time, or for its failure. */
  readonly attemptIsRandom: boolean;
  readonly timeoutMs: number;
  readonly failureProbability: number;
  readonly retries: number;
  readonly retryDelay: Quantity;
  readonly coldStart: Quantity;
  readonly hasColdStart: boolean;
  readonly cacheHitRatio: number;
}

/** One entry of a workload's `tools`, with the streams that only it draws from. */
export interface ToolPlan {
  /** Its place in {@link Plan.tools}, and the place after its workload's last one. */
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
  /** Its tools are those of {@link Plan.tools} from `firstTool` up to `endOfTools`. */
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

/** The pool of the component whose failures are the outages of an API. */
export const API_POOL = -2;

/** A group of equal components that fail, by the pool they serve (`hands` index; −1: brain or coupled; API_POOL). */
export interface ComponentPlan {
  readonly pool: number;
  /** The name of its station. */
  readonly station: string;
  readonly count: number;
  /** Components at which replicas can be, more than `count` where the pool is scaled. */
  readonly places: number;
  readonly timeToFailureSampler: number;
  readonly timeToRepairSampler: number;
  readonly msPerFailureUnit: number;
  readonly msPerRepairUnit: number;
  /** Share of the time that a component is up in the long run. */
  readonly availability: number;
  /** What is left of a time to failure, and of one to repair, at time 0. */
  readonly residualToFailure: ResidualTime;
  readonly residualToRepair: ResidualTime;
  /**
   * word0: time to failure, word1: time to repair; by component and cycle. Item 1 of cycle 0, word0: is
   * it up at time 0, word1: where in the time under way.
   */
  readonly stream: number;
}

/** A scenario compiled for one architecture and one replication: numbers only, nothing to look up. */
export interface Plan {
  readonly samplers: SamplerTable;
  readonly streams: Streams;
  readonly workloads: readonly WorkloadPlan[];
  readonly arrivals: readonly ArrivalPlan[];
  /** The step in a slot, or the time to the first token of an API; batched brains take no time here. */
  readonly brain: BrainPlan;
  /** Where steps are done by batched servers, not in slots. */
  readonly batched: BatchedPlan | undefined;
  /** Where steps are requests to an API. */
  readonly api: ApiPlan | undefined;
  readonly longPrompt: LongPromptPlan | undefined;
  readonly hands: readonly HandsPlan[];
  /** Of all workloads, one after another. */
  readonly tools: readonly ToolPlan[];
  readonly components: readonly ComponentPlan[];
  readonly scalers: readonly ScalerPlan[];
  readonly hop: Quantity;
  readonly lookup: Quantity;
  readonly container: Quantity;
  /** Replicas and slots of the brain pool, or of the coupled pool. */
  readonly replicas: number;
  readonly slotsPerReplica: number;
  /** Most that wait for the brain pool, or for a coupled slot; Infinity without a limit. */
  readonly queueLimit: number;
  /** Steps of begun sessions wait ahead of first ones. */
  readonly begunFirst: boolean;
  readonly holdsGpu: boolean;
  /** Sessions injected, and how many of them are warm-up. */
  readonly requests: number;
  readonly warmUpRequests: number;
  /** Every workload is a trace: the replication runs until the last session has finished. */
  readonly drains: boolean;
}

/** Compiles `job`. Throws `invalid-input` for what the schema cannot refuse. */
export function compilePlan(job: ReplicationJob): Plan {
  const { scenario, architecture, run } = job;
  const coupled = architecture === "coupled" ? scenario.coupled : undefined;
  if (architecture === "coupled" && coupled === undefined) {
    throw new HeadroomError("invalid-input", "the scenario has no coupled deployment", [
      { path: "coupled", expected: "a coupled deployment to simulate", found: "nothing" },
    ]);
  }
  const samplers = new SamplerTable();
  const streams = new Streams(run.seed, job.replication);
  const poolNames = Object.keys(scenario.hands);
  const hands = Object.entries(scenario.hands).map(([name, pool]): HandsPlan => {
    const service = samplers.quantity(own(coupled?.toolServiceMs, name) ?? pool.serviceMs);
    const failureProbability =
      own(coupled?.toolFailureProbability, name) ?? pool.failureProbability;
    return {
      name,
      workers: pool.workers,
      cpusPerWorker: pool.cpusPerWorker,
      service,
      attemptIsRandom: Number.isNaN(service.fixed) || failureProbability > 0,
      timeoutMs: pool.timeoutMs ?? Infinity,
      failureProbability,
      retries: pool.retries,
      retryDelay: samplers.quantity(pool.retryDelayMs),
      coldStart: samplers.quantity(pool.coldStartMs),
      hasColdStart: momentsOf(pool.coldStartMs).mean > 0,
      cacheHitRatio: pool.cacheHitRatio,
    };
  });
  const tools: ToolPlan[] = [];
  const workloads = scenario.workloads.map((workload, at) =>
    compileWorkload(workload, at, {
      job,
      samplers,
      streams,
      poolNames,
      hands,
      tools,
      cachedShare: coupled?.cachedHistoryShare ?? workload.session.cachedHistoryShare,
    }),
  );
  const arrivals = scenario.workloads.map((workload, at) =>
    compileArrivals(workload, at, samplers, streams),
  );
  const drains = arrivals.every((arrival) => arrival.kind === "trace");
  const recorded = workloads.reduce(
    (sum, workload) => sum + (workload.trace?.arrivalSeconds.length ?? 0),
    0,
  );
  const requests = drains ? Math.min(run.requests, recorded) : run.requests;
  const { brain } = scenario;
  const slots = brain.kind === "slots" ? brain : undefined;
  const api = brain.kind === "api" ? brain : undefined;
  const slotTime = coupled?.brainServiceMs ?? slots?.serviceMs;
  const stepTime = api === undefined ? slotTime : firstTokenTime(api.ttftMs);
  const scalers = compileScalers(scenario, architecture, samplers, streams);
  return {
    samplers,
    streams,
    workloads,
    arrivals,
    brain: compileBrain(stepTime ?? { constant: 0 }, slots?.prefillShare ?? 1, samplers),
    api: api === undefined ? undefined : compileApi(api, samplers),
    longPrompt: compileLongPrompt(scenario.prices.tokens),
    batched: brain.kind === "batched" && slotTime === undefined ? compileBatched(brain) : undefined,
    hands,
    tools,
    components: compileComponents(job, poolNames, samplers, streams, scalers),
    scalers,
    hop: samplers.quantity(scenario.bus.hopMs),
    lookup: samplers.quantity(scenario.cache.lookupMs),
    container: samplers.quantity(coupled?.containerStartMs ?? { constant: 0 }),
    // An API has no replicas of ours.
    replicas: coupled?.replicas ?? (brain.kind === "api" ? 0 : brain.replicas),
    slotsPerReplica: (coupled ?? slots)?.slotsPerReplica ?? 1,
    queueLimit: (coupled ?? slots)?.queueLimit ?? Infinity,
    begunFirst: brain.kind !== "batched" && brain.begunFirst === true,
    holdsGpu: coupled?.holdsGpu ?? true,
    requests,
    warmUpRequests: Math.floor(requests * run.warmUpShare),
    drains,
  };
}

/** The law of the whole step when it ends with its first token. */
function firstTokenTime(ttftMs: ApiBrain["ttftMs"]): BrainServiceTime {
  return "tokens" in ttftMs ? { tokens: { ...ttftMs.tokens, perOutputTokenMs: 0 } } : ttftMs;
}

function compileLongPrompt(prices: TokenPrices): LongPromptPlan | undefined {
  const { longPrompt } = prices;
  if (longPrompt === undefined) return undefined;
  const { input, output, cacheRead, cacheWrite } = usdPerToken(prices);
  const more = longPrompt.factor - 1;
  return {
    aboveTokens: longPrompt.aboveTokens,
    extra: {
      input: more * input,
      output: more * output,
      cacheRead: more * cacheRead,
      cacheWrite: more * cacheWrite,
    },
  };
}

function compileBrain(
  service: BrainServiceTime,
  prefillShare: number,
  samplers: SamplerTable,
): BrainPlan {
  if (!("tokens" in service)) {
    const law = { baseMs: 0, perInputTokenMs: 0, perCachedTokenMs: 0, perOutputTokenMs: 0 };
    return { usesTokens: false, time: samplers.quantity(service), prefillShare, ...law };
  }
  const { cv, ...law } = service.tokens;
  const factor: Distribution = cv === 0 ? { constant: 1 } : { lognormal: { mean: 1, cv } };
  return { usesTokens: true, time: samplers.quantity(factor), prefillShare, ...law };
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

function compileWorkload(workload: Workload, at: number, context: WorkloadContext): WorkloadPlan {
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

function compileComponents(
  job: ReplicationJob,
  poolNames: readonly string[],
  samplers: SamplerTable,
  streams: Streams,
  scalers: readonly ScalerPlan[],
): ComponentPlan[] {
  const { scenario, architecture } = job;
  const { failures } = scenario;
  const plans: ComponentPlan[] = [];
  const add = (
    process: FailureProcess | undefined,
    pool: number,
    count: number,
    name: string,
    station: string,
  ) => {
    if (process === undefined) return;
    const { timeToFailureHours, timeToRepairMinutes } = process;
    const upMs = momentsOf(timeToFailureHours).mean * MS_PER_HOUR;
    const downMs = momentsOf(timeToRepairMinutes).mean * MS_PER_MINUTE;
    plans.push({
      pool,
      station,
      count,
      places: Math.max(count, placesOf({ scalers }, station)),
      timeToFailureSampler: samplers.add(timeToFailureHours),
      timeToRepairSampler: samplers.add(timeToRepairMinutes),
      msPerFailureUnit: MS_PER_HOUR,
      msPerRepairUnit: MS_PER_MINUTE,
      availability: upMs / (upMs + downMs),
      residualToFailure: residualOf(timeToFailureHours),
      residualToRepair: residualOf(timeToRepairMinutes),
      stream: streams.add("failure", name),
    });
  };
  const { brain } = scenario;
  // Outages of an API are those of one component, which both architectures depend on.
  if (brain.kind === "api") add(failures.brainReplica, API_POOL, 1, "brainReplica", "api");
  if (architecture === "coupled") {
    const replicas = scenario.coupled?.replicas ?? 0;
    add(failures.coupledReplica, -1, replicas, "coupledReplica", COUPLED_POOL);
    return plans;
  }
  if (brain.kind !== "api") {
    add(failures.brainReplica, -1, brain.replicas, "brainReplica", BRAIN_POOL);
  }
  poolNames.forEach((name, pool) => {
    add(
      own(failures.handsWorker, name),
      pool,
      own(scenario.hands, name)?.workers ?? 0,
      `handsWorker ${name}`,
      handsPoolName(name),
    );
  });
  return plans;
}

/** The record's own value: a pool may be called `toString`, which every object inherits. */
function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

import type { ApiBrain, BrainServiceTime } from "../contract/brain.js";
import type { Distribution } from "../contract/distribution.js";
import { HeadroomError } from "../contract/errors.js";
import type { TokenPrices } from "../contract/prices.js";
import { SamplerTable } from "../statistics/sampler.js";
import type { Quantity } from "../statistics/sampler.js";
import { compileApi } from "./api/api-plan.js";
import type { ApiPlan } from "./api/api-plan.js";
import { compileArrivals } from "./arrival-plan.js";
import type { ArrivalPlan } from "./arrival-plan.js";
import { compileScalers } from "./autoscaling/plan.js";
import type { ScalerPlan } from "./autoscaling/plan.js";
import { compileBatched } from "./batched-plan.js";
import type { BatchedPlan } from "./batched-plan.js";
import { compileComponents } from "./component-plan.js";
import type { ComponentPlan } from "./component-plan.js";
import { compileHands } from "./hands-plan.js";
import type { HandsPlan } from "./hands-plan.js";
import type { ReplicationJob } from "./job.js";
import { Streams } from "./streams.js";
import { usdPerToken } from "./token-prices.js";
import type { UsdPerToken } from "./token-prices.js";
import { compileWorkload } from "./workload-plan.js";
import type { ToolPlan, WorkloadPlan } from "./workload-plan.js";

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
  const hands = compileHands(scenario, coupled, samplers);
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

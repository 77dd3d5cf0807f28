import { MS_PER_SECOND } from "../../base/units.js";
import type { Architecture } from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import type { Workload } from "../../contract/workload.js";
import type { TraceRequests } from "../../simulator/job.js";
import { usdPerToken } from "../../simulator/token-prices.js";
import { compileTrace } from "../../simulator/trace-plan.js";
import type { TracePlan } from "../../simulator/trace-plan.js";
import { meanRatePerSecond } from "../../simulator/varying-rate.js";
import { momentsOf } from "../../statistics/distribution.js";
import { apiDemand, batchedDemand, cacheTokens, slotsDemand } from "./brain-demand.js";
import type { BrainDemand, CacheTokens } from "./brain-demand.js";
import { loggedShape, sessionShape } from "./session-shape.js";
import type { SessionShape } from "./session-shape.js";
import { toolDemand } from "./tool-demand.js";

/** What one session of a workload asks of a deployment, on average. */
export interface WorkloadDemand {
  readonly shape: SessionShape;
  readonly tokens: CacheTokens;
  readonly brainWorkMs: number;
  readonly handsWorkMs: ReadonlyMap<string, number>;
  /** Coupled: how long it holds its slot. */
  readonly slotMs: number;
  /** Least time it takes where nobody waits, its users' thinking left out. */
  readonly leastLatencyMs: number;
  readonly tokenUsd: number;
  /** Calls that fail for good, each of which ends the session early. */
  readonly lostCalls: number;
  readonly load: Load;
}

/** How sessions come in: at a rate, or from users of whom each begins the next `thinkMs` after the last. */
export type Load =
  | { readonly kind: "open"; readonly perSecond: number; readonly isRecorded: boolean }
  | { readonly kind: "closed"; readonly users: number; readonly thinkMs: number };

/** Throws `invalid-input` for a log that cannot be replayed, as a simulation does. */
export function workloadDemand(
  scenario: Scenario,
  at: number,
  workload: Workload,
  architecture: Architecture,
  traces: Readonly<Record<string, TraceRequests>>,
): WorkloadDemand {
  const { session } = workload;
  const { brain } = scenario;
  const coupled = architecture === "coupled" ? scenario.coupled : undefined;
  const log = compileTrace(workload, at, {
    scenario,
    traces,
    architecture,
    run: scenario.run,
    replication: 0,
  });
  const maxTokens = brain.kind === "api" ? (brain.maxTokens ?? Infinity) : Infinity;
  const shape =
    log === undefined ? sessionShape(session, maxTokens) : loggedShape(log, session, maxTokens);
  const isBatched = brain.kind === "batched" && coupled?.brainServiceMs === undefined;
  const share = coupled?.cachedHistoryShare ?? session.cachedHistoryShare;
  // The most that a batched server's own cache can serve, so that costs stay bounds.
  const tokens = cacheTokens(shape, isBatched ? 1 : share);
  const step = brainDemand(scenario, coupled, shape, tokens);
  const tools = toolDemand(scenario, session, shape, architecture);
  const startMs = coupled === undefined ? 0 : momentsOf(coupled.containerStartMs).mean;
  const leastLatencyMs = startMs + step.leastMs + tools.leastMs + shape.loggedToolMs;
  const price = usdPerToken(scenario.prices.tokens);
  return {
    shape,
    tokens,
    brainWorkMs: step.workMs,
    handsWorkMs: tools.workMs,
    slotMs: leastLatencyMs + shape.thinkMs,
    leastLatencyMs,
    tokenUsd:
      tokens.input * price.input +
      tokens.read * price.cacheRead +
      (isBatched ? 0 : tokens.write * price.cacheWrite) +
      shape.outputTokens * price.output,
    lostCalls: tools.lostCalls,
    load: loadOf(workload, log),
  };
}

function brainDemand(
  { brain }: Scenario,
  coupled: Scenario["coupled"],
  shape: SessionShape,
  tokens: CacheTokens,
): BrainDemand {
  if (coupled?.brainServiceMs !== undefined) {
    return slotsDemand(shape, coupled.brainServiceMs, tokens);
  }
  if (brain.kind === "slots") return slotsDemand(shape, brain.serviceMs, tokens);
  if (brain.kind === "api") return apiDemand(shape, brain, tokens);
  return batchedDemand(shape, brain);
}

function loadOf({ arrivals, weight }: Workload, log: TracePlan | undefined): Load {
  if ("closed" in arrivals) {
    const { users, thinkSeconds } = arrivals.closed;
    return {
      kind: "closed",
      users: Math.max(1, Math.round(users * weight)),
      thinkMs: momentsOf(thinkSeconds).mean * MS_PER_SECOND,
    };
  }
  if (log === undefined) {
    const perSecond = weight * (meanRatePerSecond(arrivals) ?? 0);
    return { kind: "open", perSecond, isRecorded: false };
  }
  const speed = "trace" in arrivals ? arrivals.trace.speed : 1;
  const recorded = "recorded" in arrivals ? arrivals.recorded.speed : speed;
  const { arrivalSeconds } = log;
  const seconds = (arrivalSeconds.at(-1) ?? 0) - (arrivalSeconds[0] ?? 0);
  const perSecond = seconds > 0 ? (recorded * (arrivalSeconds.length - 1)) / seconds : 0;
  return { kind: "open", perSecond, isRecorded: true };
}

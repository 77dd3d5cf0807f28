import { MS_PER_SECOND } from "../../base/units.js";
import type { ApiBrain } from "../../contract/brain.js";
import type { FailureProcess } from "../../contract/pools.js";
import type { Architecture } from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import {
  API_INPUT,
  API_OUTPUT,
  API_REQUESTS,
  BRAIN_POOL,
  COUPLED_POOL,
  handsPoolName,
} from "../../simulator/pool-names.js";
import { momentsOf } from "../../statistics/distribution.js";
import type { WorkloadDemand } from "./demand.js";

/** A pool of one deployment and what a session of each workload asks of it. */
export interface DemandedPool {
  readonly name: string;
  readonly servers: number;
  /** Servers that are up on average. */
  readonly available: number;
  /** Busy seconds of one session, by workload. */
  readonly demandSeconds: readonly number[];
  /** The demand is a bound: batched servers take, and slots are held, at least this. */
  readonly isLeast: boolean;
}

const MINUTES_PER_HOUR = 60;

/** Every pool that can be full, with the demand of the scenario's workloads in their order. */
export function demandedPools(
  scenario: Scenario,
  architecture: Architecture,
  demands: readonly WorkloadDemand[],
): DemandedPool[] {
  const { brain, coupled, hands, failures, autoscaling } = scenario;
  const seconds = (msOf: (demand: WorkloadDemand) => number): number[] =>
    demands.map((demand) => msOf(demand) / MS_PER_SECOND);
  const work = seconds(({ brainWorkMs }) => brainWorkMs);
  const pools: DemandedPool[] = brain.kind === "api" ? apiLimits(brain, demands) : [];
  if (brain.kind === "api" && brain.concurrency !== undefined) {
    pools.push(pool(BRAIN_POOL, brain.concurrency, work));
  }
  if (architecture === "coupled" && coupled !== undefined) {
    const { slotsPerReplica, brainServiceMs } = coupled;
    const replicas = autoscaling.coupled?.maxReplicas ?? coupled.replicas;
    const held = seconds(({ slotMs }) => slotMs);
    // A slot is held while its step waits for a batch or for a request to be let out.
    const isLeast = brain.kind !== "slots" && brainServiceMs === undefined;
    const servers = replicas * slotsPerReplica;
    return [pool(COUPLED_POOL, servers, held, failures.coupledReplica, isLeast), ...pools];
  }
  if (brain.kind === "slots") {
    const replicas = autoscaling.brain?.maxReplicas ?? brain.replicas;
    pools.push(pool(BRAIN_POOL, replicas * brain.slotsPerReplica, work, failures.brainReplica));
  } else if (brain.kind === "batched") {
    pools.push(pool(BRAIN_POOL, brain.replicas, work, failures.brainReplica, true));
  }
  for (const [name, { workers }] of Object.entries(hands)) {
    const most = autoscaling.hands[name]?.maxReplicas ?? workers;
    const made = seconds(({ handsWorkMs }) => handsWorkMs.get(name) ?? 0);
    pools.push(pool(handsPoolName(name), most, made, failures.handsWorker[name]));
  }
  return pools;
}

function pool(
  name: string,
  servers: number,
  demandSeconds: readonly number[],
  failure?: FailureProcess,
  isLeast = false,
): DemandedPool {
  return { name, servers, available: servers * availability(failure), demandSeconds, isLeast };
}

/** Long-run share of time that a component is up. */
function availability(failure: FailureProcess | undefined): number {
  if (failure === undefined) return 1;
  const upMinutes = momentsOf(failure.timeToFailureHours).mean * MINUTES_PER_HOUR;
  return upMinutes / (upMinutes + momentsOf(failure.timeToRepairMinutes).mean);
}

/** Each rate limit as one server, that a request keeps busy for its part of a minute. */
function apiLimits(brain: ApiBrain, demands: readonly WorkloadDemand[]): DemandedPool[] {
  const limit = (
    name: string,
    perMinute: number | undefined,
    used: (demand: WorkloadDemand) => number,
  ): DemandedPool[] => {
    if (perMinute === undefined) return [];
    const demandSeconds = demands.map((demand) => (60 * used(demand)) / perMinute);
    return [{ name, servers: 1, available: 1, demandSeconds, isLeast: false }];
  };
  return [
    ...limit(API_REQUESTS, brain.requestsPerMinute, ({ shape }) => shape.steps),
    ...limit(API_INPUT, brain.inputTokensPerMinute, ({ tokens }) => tokens.input),
    ...limit(API_OUTPUT, brain.outputTokensPerMinute, ({ shape }) => shape.outputTokens),
  ];
}

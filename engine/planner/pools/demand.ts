import type { Scenario } from "../../contract/scenario.js";
import { poolUtilisation } from "../../simulator/kpis.js";
import { BRAIN_POOL, handsPoolName } from "../../simulator/pool-names.js";
import type { ReplicationRecord } from "../../simulator/replication.js";
import { meanInterval } from "../../statistics/interval.js";
import type { Effort, Simulate } from "./evaluate.js";
import type { PlanRun } from "./run.js";
import { ampleSizes, scenarioAt } from "./space.js";
import type { Space } from "./space.js";

/** What the load asks of the pools of a space, measured where nobody waits. */
export interface Demand {
  /** Replicas of each pool that are busy on average. */
  readonly busy: readonly number[];
  /** The upper end of their 95 % intervals: an open load is shown to be steady with more than this. */
  readonly busyAtMost: readonly number[];
  /** So many of everything that nobody waits, and what was seen of it. */
  readonly scenario: Scenario;
  readonly records: readonly ReplicationRecord[];
}

const SHORT_REPLICATIONS = 4;
const SHORT_REQUESTS = 5000;

/** A short look tells the demand; the whole run where that leaves open how many replicas it takes. */
export async function measureDemand(
  space: Space,
  { replications, requests }: Pick<PlanRun, "replications" | "requests">,
  simulate: Simulate,
): Promise<Demand> {
  const short = await demandIn(space, simulate, {
    first: 0,
    replications: Math.min(SHORT_REPLICATIONS, replications),
    requests: Math.min(SHORT_REQUESTS, requests),
  });
  const isSettled = short.busy.every(
    (busy, pool) => Math.floor(busy) === Math.floor(short.busyAtMost[pool] ?? busy),
  );
  return isSettled ? short : demandIn(space, simulate, { first: 0, replications, requests });
}

async function demandIn(space: Space, simulate: Simulate, effort: Effort): Promise<Demand> {
  const ample = ampleSizes(space);
  const scenario = scenarioAt(space, ample);
  const records = await simulate(scenario, effort);
  const intervals = space.pools.map(({ name }, pool) => {
    const station = name === undefined ? BRAIN_POOL : handsPoolName(name);
    const replicas = ample[pool] ?? 0;
    return meanInterval(records.map((one) => replicas * (poolUtilisation(one, station) ?? 0)));
  });
  return {
    busy: intervals.map(({ mean }) => mean),
    busyAtMost: intervals.map(({ mean, high }) => high ?? mean),
    scenario,
    records,
  };
}

/** The fewest replicas that an open load is shown to be steady with. */
export function fewestSteady(busyAtMost: number): number {
  return Math.floor(busyAtMost) + 1;
}

import { own } from "../base/guards.js";
import { MS_PER_HOUR } from "../base/units.js";
import type { FailureProcess } from "../contract/pools.js";
import { momentsOf } from "../statistics/distribution.js";
import { residualOf } from "../statistics/equilibrium.js";
import type { ResidualTime } from "../statistics/equilibrium.js";
import type { SamplerTable } from "../statistics/sampler.js";
import { placesOf } from "./autoscaling/plan.js";
import type { ScalerPlan } from "./autoscaling/plan.js";
import type { ReplicationJob } from "./job.js";
import { BRAIN_POOL, COUPLED_POOL, handsPoolName } from "./pool-names.js";
import type { Streams } from "./streams.js";

const MS_PER_MINUTE = 60_000;

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

/** The components that fail in this architecture. */
export function compileComponents(
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

import { HOURS_PER_DAY } from "../../base/units.js";
import type { Autoscaler } from "../../contract/autoscaling.js";
import { withBrain, withCache, withSizes } from "../../contract/choice.js";
import type { PoolSizes, ScaleBounds } from "../../contract/plan-result.js";
import type { BrainOption, CacheOption } from "../../contract/planning.js";
import type { Scenario } from "../../contract/scenario.js";
import { hourlyCostUsd } from "../../simulator/kpis.js";
import type { ReplicationRecord } from "../../simulator/replication.js";

const HOURS_PER_30_DAYS = 30 * HOURS_PER_DAY;
/** Servers of a pool in which nobody should ever wait, to see how many are busy. */
const AMPLE = 2000;

/** One pool of a space: the brain's replicas (`name` undefined) or the workers of a pool of hands. */
export interface Pool {
  readonly name: string | undefined;
  /** Where its size follows the load. */
  readonly rules: Autoscaler | undefined;
  /** Of one replica or worker. */
  readonly hourUsd: number;
}

/** What one kind of brain, one cache and the pools of hands can be. */
export interface Space {
  readonly option: BrainOption;
  readonly cache: CacheOption | undefined;
  readonly scenario: Scenario;
  /** The brain first, unless it is an API, which has no size. */
  readonly pools: readonly Pool[];
}

/** One space for each kind of brain and each cache there are to choose from. */
export function spacesOf(scenario: Scenario): Space[] {
  const { planning } = scenario;
  const options: readonly BrainOption[] =
    planning === undefined || planning.brains.length === 0
      ? [{ name: "brain", brain: scenario.brain }]
      : planning.brains;
  const caches: readonly (CacheOption | undefined)[] =
    planning === undefined || planning.caches.length === 0 ? [undefined] : planning.caches;
  return options.flatMap((option) =>
    caches.map((cache): Space => {
      const ofBrain = withBrain(scenario, option);
      const chosen = cache === undefined ? ofBrain : withCache(ofBrain, cache);
      return { option, cache, scenario: chosen, pools: poolsOf(chosen) };
    }),
  );
}

function poolsOf({ autoscaling, brain, hands, prices }: Scenario): Pool[] {
  const { gpuHourUsd, cpuHourUsd } = prices;
  const workers = Object.entries(hands).map(([name, { cpusPerWorker }]): Pool => ({
    name,
    rules: Object.hasOwn(autoscaling.hands, name) ? autoscaling.hands[name] : undefined,
    hourUsd: cpusPerWorker * cpuHourUsd,
  }));
  if (!("replicas" in brain)) return workers;
  const hourUsd = brain.gpusPerReplica * gpuHourUsd + brain.cpusPerReplica * cpuHourUsd;
  return [{ name: undefined, rules: autoscaling.brain, hourUsd }, ...workers];
}

/** What a pool has: so many, or between two bounds by a target. */
export type PoolSize = number | ScaleBounds;

/** How many a pool begins with; a scaled one with its least, or one. */
export const startOf = (size: PoolSize): number =>
  typeof size === "number" ? size : Math.max(1, size.minReplicas);

/** The fewest a pool has at any time. */
export const leastOf = (size: PoolSize): number =>
  typeof size === "number" ? size : size.minReplicas;

/** The sizes in the contract's form; `sizes` in the order of the space's pools. */
export function sizesAt({ option, cache, pools }: Space, sizes: readonly PoolSize[]): PoolSizes {
  const workers: Record<string, number> = {};
  const hands: Record<string, ScaleBounds> = {};
  let replicas: number | null = null;
  let brain: ScaleBounds | undefined;
  for (const [at, { name }] of pools.entries()) {
    const size = sizes[at] ?? 1;
    if (name === undefined) replicas = startOf(size);
    else workers[name] = startOf(size);
    if (typeof size === "number") continue;
    if (name === undefined) brain = size;
    else hands[name] = size;
  }
  const isScaled = brain !== undefined || Object.keys(hands).length > 0;
  return {
    brain: option.name,
    replicas,
    workers,
    ...(isScaled ? { scaling: { ...(brain === undefined ? {} : { brain }), hands } } : {}),
    ...(cache === undefined ? {} : { cache: cache.name }),
  };
}

/** The space's scenario with pools of these sizes; a pool given a number is not scaled. */
export function scenarioAt(space: Space, sizes: readonly PoolSize[]): Scenario {
  return withSizes(space.scenario, sizesAt(space, sizes));
}

/** The bounds and target that rules have. */
export function boundsOf({ minReplicas, maxReplicas, target }: Autoscaler): ScaleBounds {
  const value = target.utilisation ?? target.queueLength ?? target.inFlight ?? 1;
  return { minReplicas, maxReplicas, target: value };
}

/** Whether any pool of the decoupled deployment follows its load. */
export const hasScaledPool = ({ autoscaling: { brain, hands } }: Scenario): boolean =>
  brain !== undefined || Object.keys(hands).length > 0;

/** The name of a pool as a reader calls it. */
export const poolText = ({ name }: Pool): string =>
  name === undefined ? "brain replicas" : `${name} workers`;

/** The least that these sizes cost in 30 days without tokens: exact where nothing is scaled. */
export function leastUsdPer30Days({ pools, scenario }: Space, sizes: readonly PoolSize[]): number {
  const hourUsd = pools.reduce(
    (sum, pool, at) => sum + pool.hourUsd * leastOf(sizes[at] ?? 0),
    scenario.prices.cacheHourUsd ?? 0,
  );
  return HOURS_PER_30_DAYS * hourUsd;
}

/** What was provisioned, used or not, as simulated, for 30 days. */
export function provisionedUsdPer30Days(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
): number {
  const sum = records.reduce((all, record) => all + hourlyCostUsd(scenario, record), 0);
  return (HOURS_PER_30_DAYS * sum) / records.length;
}

/** As many of everything as nobody could wait for, nothing scaled. */
export function ampleSizes({ option: { brain }, pools }: Space): number[] {
  const slots = brain.kind === "slots" ? brain.slotsPerReplica : AMPLE / 8;
  return pools.map(({ name }) =>
    name === undefined ? Math.max(1, Math.ceil(AMPLE / slots)) : AMPLE,
  );
}

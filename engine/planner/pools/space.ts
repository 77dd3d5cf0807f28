import { HOURS_PER_DAY } from "../../base/units.js";
import type { PoolSizes } from "../../contract/plan-result.js";
import { hourlyUsd } from "../../contract/planning.js";
import type { BrainOption } from "../../contract/planning.js";
import type { Scenario } from "../../contract/scenario.js";
import type { Axis, Point } from "./lattice.js";

const HOURS_PER_30_DAYS = 30 * HOURS_PER_DAY;
/** Servers of a pool in which nobody should ever wait, to see how many are busy. */
const AMPLE = 2000;

/** The sizes one kind of brain and the pools of hands can have. Axis 0 is the brain, unless it is an API. */
export interface Space {
  readonly option: BrainOption;
  readonly scenario: Scenario;
  readonly hasReplicas: boolean;
  readonly poolNames: readonly string[];
}

/** One space for each kind of brain there is to choose from. */
export function spacesOf(scenario: Scenario): Space[] {
  const { planning } = scenario;
  const options: readonly BrainOption[] =
    planning === undefined || planning.brains.length === 0
      ? [{ name: "brain", brain: scenario.brain }]
      : planning.brains;
  return options.map((option) => ({
    option,
    scenario: withOption(scenario, option),
    hasReplicas: "replicas" in option.brain,
    poolNames: Object.keys(scenario.hands),
  }));
}

/** The scenario with this brain at its price. */
function withOption(
  scenario: Scenario,
  { brain, gpuHourUsd, purchase, tokens }: BrainOption,
): Scenario {
  const price = purchase === undefined ? gpuHourUsd : hourlyUsd(purchase);
  return {
    ...scenario,
    brain,
    prices: {
      ...scenario.prices,
      ...(price === undefined ? {} : { gpuHourUsd: price }),
      ...(tokens === undefined ? {} : { tokens }),
    },
  };
}

/** The scenario with pools of these sizes. */
export function scenarioAt({ scenario, hasReplicas, poolNames }: Space, point: Point): Scenario {
  const workersFrom = hasReplicas ? 1 : 0;
  const { brain } = scenario;
  const hands = Object.fromEntries(
    poolNames.flatMap((name, at) => {
      const pool = scenario.hands[name];
      return pool === undefined ? [] : [[name, { ...pool, workers: point[workersFrom + at] ?? 1 }]];
    }),
  );
  return {
    ...scenario,
    brain: "replicas" in brain ? { ...brain, replicas: point[0] ?? 1 } : brain,
    hands,
  };
}

export function sizesAt({ option, hasReplicas, poolNames }: Space, point: Point): PoolSizes {
  return {
    brain: option.name,
    replicas: hasReplicas ? (point[0] ?? 1) : null,
    workers: Object.fromEntries(
      poolNames.map((name, at) => [name, point[at + (hasReplicas ? 1 : 0)] ?? 1]),
    ),
  };
}

/** The name of a pool as a reader calls it, by its axis. */
export function axisName({ hasReplicas, poolNames }: Space, axis: number): string {
  if (hasReplicas && axis === 0) return "brain replicas";
  return `${poolNames[axis - (hasReplicas ? 1 : 0)] ?? ""} workers`;
}

/** What is provisioned at this size for 30 days, used or not. */
export function provisionedUsdPer30Days(space: Space, point: Point): number {
  const scenario = scenarioAt(space, point);
  const { brain, hands } = scenario;
  const replicas = "replicas" in brain ? brain.replicas : 0;
  const perReplica = "replicas" in brain ? brain : { gpusPerReplica: 0, cpusPerReplica: 0 };
  const gpus = replicas * perReplica.gpusPerReplica;
  const cpus = Object.values(hands).reduce(
    (sum, { workers, cpusPerWorker }) => sum + workers * cpusPerWorker,
    replicas * perReplica.cpusPerReplica,
  );
  const { gpuHourUsd, cpuHourUsd } = scenario.prices;
  return HOURS_PER_30_DAYS * (gpus * gpuHourUsd + cpus * cpuHourUsd);
}

/** As many of everything as nobody could wait for. */
export function amplePoint(space: Space): Point {
  const { brain } = space.option;
  const slots = brain.kind === "slots" ? brain.slotsPerReplica : AMPLE / 8;
  const workers = space.poolNames.map(() => AMPLE);
  return space.hasReplicas ? [Math.max(1, Math.ceil(AMPLE / slots)), ...workers] : workers;
}

/** A pool that costs nothing still costs a little, or no size of it would be the least. */
const LEAST_COST = 1e-9;
/** A pool of more than so many times what its load needs is no plan. */
const MOST_TIMES = 4;
const MOST_MORE = 8;

/**
 * The counts worth trying: from the least that keep up with the load (`busy` servers on average where
 * nobody waits; for an open load fewer servers have no steady state) to several times as many. Bounds
 * that the user set hold instead.
 */
export function axesOf(space: Space, busy: readonly number[], isOpen: boolean): Axis[] {
  const { scenario, option, poolNames } = space;
  const unit = (at: number): number => {
    const ones = busy.map(() => 1);
    const twos = ones.map((one, axis) => (axis === at ? one + 1 : one));
    return provisionedUsdPer30Days(space, twos) - provisionedUsdPer30Days(space, ones);
  };
  return busy.map((servers, at): Axis => {
    const pool = space.hasReplicas ? poolNames[at - 1] : poolNames[at];
    const bounds = pool === undefined ? undefined : scenario.planning?.workers[pool];
    const needed = isOpen ? Math.floor(servers) + 1 : 1;
    const min = Math.max(needed, bounds?.min ?? 1);
    const asked = pool === undefined ? option.maxReplicas : bounds?.max;
    const max = asked ?? Math.ceil(MOST_TIMES * servers) + MOST_MORE;
    return { min, max, cost: Math.max(LEAST_COST, unit(at)) };
  });
}

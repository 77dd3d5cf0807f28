import { significant } from "../../base/significant.js";
import { HOURS_PER_DAY } from "../../base/units.js";
import { dateOf } from "../../contract/finance.js";
import { HeadroomError } from "../../contract/errors.js";
import { KPIS } from "../../contract/kpi.js";
import type { PoolStep } from "../../contract/money-result.js";
import type { PoolSizes } from "../../contract/plan-result.js";
import type { Coupled } from "../../contract/pools.js";
import type { Scenario } from "../../contract/scenario.js";
import { isClearlyBroken } from "../pools/evaluate.js";
import type { Simulate } from "../pools/evaluate.js";
import { scaleLoad } from "../pools/load.js";
import { cheapestPools } from "../pools/plan.js";
import type { PlanRun } from "../pools/run.js";
import { promisesOf } from "../pools/promises.js";
import type { Promised } from "../pools/promises.js";
import { keptBy } from "./quality.js";
import { scaleDeployment } from "./scale.js";
import type { Side } from "./scale.js";

const HOURS_PER_30_DAYS = 30 * HOURS_PER_DAY;
/** Coupled replicas beyond so many times today's, in proportion to demand, are not tried. */
const MOST_TIMES = 8;
const LOOK = { replications: 4, requests: 3000 };
const DIGITS = 3;

/** Pools for one level of demand, with the load of that level. */
export interface LevelPools {
  readonly scenario: Scenario;
  readonly sizes: PoolSizes;
  readonly keeps: boolean;
  readonly why: string | null;
}

export interface Replanner {
  readonly run: PlanRun;
  readonly simulate: Readonly<Record<Side, Simulate>>;
}

/**
 * The cheapest pools of one side at `level` times today's demand: of the decoupled deployment by the search
 * of `plan` over the scenario's own brain, of the coupled one the fewest replicas. Where no size keeps
 * every promise, pools in proportion to demand, and why. Throws `invalid-input` where nothing is promised
 * or coupled replicas scale by themselves.
 */
export async function replanLevel(
  scenario: Scenario,
  side: Side,
  level: number,
  { run, simulate }: Replanner,
): Promise<LevelPools> {
  const proportional = scaleDeployment(scenario, level);
  if (side === "before") {
    const { coupled } = proportional;
    if (coupled === undefined) return inProportion(proportional, side, "there is none");
    return fewestCoupled(proportional, coupled, run, simulate.before);
  }
  // Other kinds of brain and caches are a choice of one day: `plan` compares them.
  const { planning, ...own } = scaleLoad(scenario, level);
  const { best, limits } = await cheapestPools(
    planning === undefined ? own : { ...own, planning: { ...planning, brains: [], caches: [] } },
    run,
    simulate.after,
  );
  if (best === undefined) return inProportion(proportional, side, limits.join(" "));
  return { ...best, keeps: true, why: null };
}

function inProportion(scenario: Scenario, side: Side, why: string): LevelPools {
  return { scenario, sizes: sizesOf(scenario, side), keeps: false, why };
}

function sizesOf({ brain, coupled, hands }: Scenario, side: Side): PoolSizes {
  if (side === "before") return { brain: "coupled", replicas: coupled?.replicas ?? 0, workers: {} };
  const workers = Object.entries(hands).map(([name, pool]): [string, number] => [
    name,
    pool.workers,
  ]);
  const replicas = "replicas" in brain ? brain.replicas : null;
  return { brain: "brain", replicas, workers: Object.fromEntries(workers) };
}

/** Doubling from what is in proportion, then halving: more replicas never wait longer. */
async function fewestCoupled(
  scenario: Scenario,
  coupled: Coupled,
  run: PlanRun,
  simulate: Simulate,
): Promise<LevelPools> {
  if (scenario.autoscaling.coupled !== undefined) {
    const problem = { path: "autoscaling.coupled", expected: "none with --replan", found: "one" };
    const message = "pools that scale by themselves are not planned";
    throw new HeadroomError("invalid-input", message, [problem]);
  }
  const asked = promisesOf(scenario);
  // Failures come more often with every replica: they bound the number from above, not from below.
  const growing = asked.filter(({ kpi }) => kpi !== "mtbfHours");
  const at = (replicas: number): Scenario => ({ ...scenario, coupled: { ...coupled, replicas } });
  const brokenAt = async (replicas: number, of: readonly Promised[]): Promise<string | null> => {
    const candidate = at(replicas);
    const look = await simulate(candidate, {
      first: 0,
      replications: Math.min(LOOK.replications, run.replications),
      requests: Math.min(LOOK.requests, run.requests),
    });
    const clear = of.some((promise) => isClearlyBroken(candidate, look, promise));
    const records = clear ? look : await simulate(candidate, { first: 0, ...run });
    return brokenWords(of, keptBy(candidate, records, of));
  };
  const most = coupled.replicas * MOST_TIMES;
  let high = coupled.replicas;
  let broken = await brokenAt(high, growing);
  let low = broken === null ? 0 : high;
  while (broken !== null && high < most) {
    low = high;
    high = Math.min(most, high * 2);
    broken = await brokenAt(high, growing);
  }
  if (broken !== null) {
    return inProportion(scenario, "before", `not even ${high} coupled replicas: ${broken}`);
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((await brokenAt(middle, growing)) === null) high = middle;
    else low = middle;
  }
  const why = growing.length === asked.length ? null : await brokenAt(high, asked);
  const found = at(high);
  return { scenario: found, sizes: sizesOf(found, "before"), keeps: why === null, why };
}

/** The first promise that is not kept, with its figure; null where all are. */
function brokenWords(asked: readonly Promised[], kept: ReturnType<typeof keptBy>): string | null {
  const at = kept.findIndex(({ verdict }) => verdict !== "met");
  const [promise, found] = [asked[at], kept[at]];
  if (promise === undefined || found === undefined) return null;
  const { kpi, workload, below, above } = promise;
  const threshold = below === undefined ? `above ${above}` : `below ${below}`;
  const { mean } = found.figure;
  const is = mean === null ? "was not observed" : `is ${significant(mean, DIGITS)}`;
  const of = workload === undefined ? "" : ` of ${workload.name}`;
  return `${KPIS[kpi].label}${of} ${is}, promised ${threshold}`;
}

/** What a side's pools cost, provisioned for 30 days. */
function provisionedUsd({ brain, coupled, hands, prices }: Scenario, side: Side): number {
  const { gpuHourUsd, cpuHourUsd } = prices;
  const usd = (gpus: number, cpus: number): number =>
    HOURS_PER_30_DAYS * (gpus * gpuHourUsd + cpus * cpuHourUsd);
  if (side === "before") {
    const { replicas = 0, gpusPerReplica = 0, cpusPerReplica = 0 } = coupled ?? {};
    return usd(replicas * gpusPerReplica, replicas * cpusPerReplica);
  }
  const workers = Object.values(hands).reduce(
    (sum, pool) => sum + pool.workers * pool.cpusPerWorker,
    0,
  );
  if (!("replicas" in brain)) return usd(0, workers);
  const { replicas, gpusPerReplica, cpusPerReplica } = brain;
  return usd(replicas * gpusPerReplica, replicas * cpusPerReplica + workers);
}

/** Which pools serve which days, `levelOn` telling the level of a day from 0 to the horizon. */
export function poolSteps(
  pools: readonly LevelPools[],
  levels: readonly number[],
  side: Side,
  levelOn: readonly number[],
  startsOn: string | undefined,
): PoolStep[] {
  const steps: PoolStep[] = [];
  for (const [day, level] of levelOn.entries()) {
    const planned = pools[level];
    if (planned === undefined) continue;
    const upToDemand = levels[level] ?? 1;
    const step = steps.at(-1);
    if (step !== undefined && isSame(step, planned)) {
      step.toDay = day;
      step.upToDemand = Math.max(step.upToDemand, upToDemand);
      continue;
    }
    steps.push({
      fromDay: day,
      toDay: day,
      date: startsOn === undefined ? null : dateOf(startsOn, day),
      upToDemand,
      sizes: planned.sizes,
      provisionedUsdPer30Days: provisionedUsd(planned.scenario, side),
      keeps: planned.keeps,
      why: planned.why,
    });
  }
  return steps;
}

function isSame(step: PoolStep, { sizes, why }: LevelPools): boolean {
  const names = Object.keys(sizes.workers);
  return (
    step.why === why &&
    step.sizes.replicas === sizes.replicas &&
    JSON.stringify(step.sizes.scaling) === JSON.stringify(sizes.scaling) &&
    names.every((name) => step.sizes.workers[name] === sizes.workers[name])
  );
}

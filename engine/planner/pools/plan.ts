import { HeadroomError } from "../../contract/errors.js";
import { KPIS } from "../../contract/kpi.js";
import type {
  PlanBestEvent,
  PlannedPools,
  PoolSizes,
  PlanResult,
  PromiseVerdict,
} from "../../contract/plan-result.js";
import type { Scenario } from "../../contract/scenario.js";
import { kpiFigure } from "../../simulator/figures.js";
import { runWarnings } from "../../simulator/summary.js";
import { evaluate, isClearlyBroken } from "./evaluate.js";
import type { Evaluation, Simulate } from "./evaluate.js";
import { cheapest, raise } from "./lattice.js";
import type { Axis, LatticeProblem, Point } from "./lattice.js";
import { scaleLoad } from "./load.js";
import { failuresPerHour, promisesOf } from "./promises.js";
import type { Promised } from "./promises.js";
import {
  amplePoint,
  axesOf,
  axisName,
  provisionedUsdPer30Days,
  scenarioAt,
  sizesAt,
  spacesOf,
} from "./space.js";
import type { Space } from "./space.js";

export interface PlanRun {
  readonly replications: number;
  readonly requests: number;
}

/** A size that was simulated, in the space it belongs to. */
interface Tried {
  readonly space: Space;
  readonly point: Point;
  readonly costUsd: number;
  readonly evaluation: Evaluation;
}

export interface PlanHooks {
  readonly simulate: Simulate;
  /** Told of every better plan as it is found. */
  readonly onBest: (best: Omit<PlanBestEvent, "kind">) => void;
  readonly onStage: (stage: string, fraction: number) => void;
}

export type Plan = Omit<PlanResult, "provenance" | "search"> & { readonly sizesSimulated: number };

/**
 * The cheapest sizes of the pools that keep every promise with 95 % confidence, over all kinds of brain
 * there are to choose from. Queueing theory bounds the counts from below (an open load needs more
 * servers than are busy on average), a search that rules out blocks of sizes at once (lattice.ts) asks
 * the simulator, and all sizes see the same sessions.
 */
export async function planPools(scenario: Scenario, run: PlanRun, hooks: PlanHooks): Promise<Plan> {
  refuseAutoscaling(scenario);
  const promises = promisesOf(scenario);
  const search = new Search(scenario, run, promises, hooks);
  for (const space of spacesOf(scenario)) await search.explore(space);
  return search.conclude();
}

/** Sizes that keep every promise at the least cost, or why there are none. */
export interface CheapestPools {
  readonly best: { readonly scenario: Scenario; readonly sizes: PoolSizes } | undefined;
  readonly limits: readonly string[];
}

/** The plan of {@link planPools} alone, without its neighbours and its headroom. */
export async function cheapestPools(
  scenario: Scenario,
  run: PlanRun,
  simulate: Simulate,
): Promise<CheapestPools> {
  refuseAutoscaling(scenario);
  const hooks = { simulate, onBest: () => {}, onStage: () => {} };
  const search = new Search(scenario, run, promisesOf(scenario), hooks);
  for (const space of spacesOf(scenario)) await search.explore(space);
  return search.cheapest();
}

function refuseAutoscaling({ autoscaling }: Scenario): void {
  if (autoscaling.brain === undefined && Object.keys(autoscaling.hands).length === 0) return;
  throw new HeadroomError("invalid-input", "a plan sizes pools that do not scale by themselves", [
    {
      path: "autoscaling",
      expected:
        "no autoscaler of the brain or the hands (simulate the scenario to see them at work)",
      found: "one",
    },
  ]);
}

class Search {
  readonly #scenario: Scenario;
  readonly #run: PlanRun;
  /** Those that a simulation decides: failures follow from the counts alone. */
  readonly #promises: readonly Promised[];
  readonly #mostFailuresPerHour: number;
  readonly #hooks: PlanHooks;
  readonly #tried: Tried[] = [];
  readonly #limits: string[] = [];
  /** What the tokens of 30 days cost, which does not depend on the sizes. */
  readonly #tokenUsd = new Map<Space, number>();
  #best: Tried | undefined;

  constructor(scenario: Scenario, run: PlanRun, promises: readonly Promised[], hooks: PlanHooks) {
    this.#scenario = scenario;
    this.#run = run;
    this.#promises = promises;
    this.#hooks = hooks;
    const mtbf = promises.flatMap(({ kpi, above }) => (kpi === "mtbfHours" ? (above ?? 0) : []));
    this.#mostFailuresPerHour = 1 / Math.max(0, ...mtbf);
  }

  /** Searches one kind of brain for something cheaper than the best so far. */
  async explore(space: Space): Promise<void> {
    this.#hooks.onStage(`${space.option.name}: load`, 0);
    const ample = await this.#ample(space);
    if (ample === undefined) return;
    const { axes } = ample;
    const empty = axes.findIndex(({ min, max }) => min > max);
    if (empty >= 0) {
      this.#limits.push(
        `${space.option.name}: the load needs at least ${axes[empty]?.min} ${axisName(space, empty)}, at most ${axes[empty]?.max} are allowed.`,
      );
      return;
    }
    const problem = this.#problem(space, axes);
    const start = await this.#start(problem, ample.busy);
    const budget = this.#best === undefined ? Infinity : this.#best.costUsd;
    const found = await cheapest(problem, budget, start === undefined ? [] : [start]);
    if (found !== undefined || this.#best !== undefined) return;
    const least = axes.map(({ min }) => min);
    this.#limits.push(
      problem.isWithin(least)
        ? await this.#whyNone(space, raise(problem, least, Infinity))
        : this.#tooManyFailures(space, axes),
    );
  }

  cheapest(): CheapestPools {
    const best = this.#best;
    if (best === undefined) return { best, limits: this.#limits };
    const { evaluation, point, space } = best;
    const found = { scenario: evaluation.scenario, sizes: sizesAt(space, point) };
    return { best: found, limits: this.#limits };
  }

  async conclude(): Promise<Plan> {
    const best = this.#best;
    const sizesSimulated = this.#tried.length;
    const front = this.#front();
    if (best === undefined) {
      const none = { plan: null, runnerUp: null, binding: null, headroom: [], cheaper: [] };
      return { ...none, front, limits: this.#limits, warnings: [], sizesSimulated };
    }
    this.#hooks.onStage("neighbours", 0.8);
    const cheaper = await this.#whyNothingCheaper(best);
    this.#hooks.onStage("headroom", 0.9);
    const headroom = await this.#headroom(best);
    const runnerUp = this.#tried
      .filter((one) => one !== best && one.evaluation.keeps)
      .toSorted((a, b) => a.costUsd - b.costUsd)[0];
    const binding = best.evaluation.promises
      .filter(({ margin }) => margin !== null)
      .toSorted((a, b) => (a.margin ?? 0) - (b.margin ?? 0))[0];
    return {
      plan: planned(best),
      runnerUp: runnerUp === undefined ? null : planned(runnerUp),
      binding: binding ?? null,
      headroom,
      cheaper,
      front: this.#front(),
      limits: this.#limits,
      warnings: [...runWarnings(best.evaluation.scenario, best.evaluation.records)],
      sizesSimulated: this.#tried.length,
    };
  }

  /** Busy servers of each pool where nobody waits, and the counts worth trying. */
  async #ample(space: Space): Promise<{ axes: Axis[]; busy: number[] } | undefined> {
    const scenario = scenarioAt(space, amplePoint(space));
    const { replications, requests } = this.#run;
    const effort = {
      first: 0,
      replications: Math.min(4, replications),
      requests: Math.min(5000, requests),
    };
    const records = await this.#hooks.simulate(scenario, effort);
    const replicas = "replicas" in scenario.brain ? scenario.brain.replicas : 0;
    const pools = records[0]?.pools.length ?? 0;
    const busy = Array.from(
      { length: pools },
      (_, at) =>
        records.reduce((sum, { pools: all }) => sum + (all[at]?.meanBusy ?? 0), 0) / records.length,
    );
    const servers = records[0]?.pools[0]?.servers ?? 1;
    const brainBusy = ((busy[0] ?? 0) / servers) * replicas;
    const byAxis = space.hasReplicas ? [brainBusy, ...busy.slice(1)] : busy.slice(1);
    const isOpen = this.#scenario.workloads.some(({ arrivals }) => !("closed" in arrivals));
    const axes = axesOf(space, byAxis, isOpen);
    const { mean } = kpiFigure(scenario, records, "costUsd.per30Days");
    const compute = provisionedUsdPer30Days(space, amplePoint(space));
    this.#tokenUsd.set(space, mean === null ? 0 : Math.max(0, mean - compute));
    if (this.#promises.some((promise) => isClearlyBroken(scenario, records, promise))) {
      const found = await this.#evaluate(space, amplePoint(space));
      if (!found.evaluation.keeps) {
        this.#limits.push(whyNotEvenAmple(space, found.evaluation));
        return undefined;
      }
    }
    return { axes, busy: byAxis };
  }

  #problem(space: Space, axes: readonly Axis[]): LatticeProblem {
    const nothing = axes.map(() => 0);
    return {
      axes,
      fixedCost: provisionedUsdPer30Days(space, nothing) + (this.#tokenUsd.get(space) ?? 0),
      isWithin: (point) => failuresPerHour(scenarioAt(space, point)) <= this.#mostFailuresPerHour,
      keeps: async (point) => {
        const tried = await this.#evaluate(space, point);
        if (tried.evaluation.keeps && tried.costUsd < (this.#best?.costUsd ?? Infinity)) {
          this.#best = tried;
          const sizes = sizesAt(space, point);
          this.#hooks.onBest({ sizes, costUsdPer30Days: tried.costUsd });
        }
        return tried.evaluation.keeps;
      },
    };
  }

  /** A first size that keeps the promises: what is busy, and more and more of a safety margin. */
  async #start(problem: LatticeProblem, busy: readonly number[]): Promise<Point | undefined> {
    const tried = new Set<string>();
    for (let margin = 1; margin <= 64; margin *= 2) {
      const point = problem.axes.map(({ min, max }, at) => {
        const servers = busy[at] ?? 0;
        return Math.min(
          max,
          Math.max(min, Math.ceil(servers + margin * Math.sqrt(servers)) + margin - 1),
        );
      });
      if (tried.has(String(point)) || !problem.isWithin(point)) continue;
      tried.add(String(point));
      if (await problem.keeps(point)) return point;
    }
    return undefined;
  }

  async #evaluate(space: Space, point: Point): Promise<Tried> {
    const known = this.#tried.find(
      (one) => one.space === space && String(one.point) === String(point),
    );
    if (known !== undefined) return known;
    const { length } = this.#tried;
    const fraction = SEARCH_SHARE * (1 - Math.exp(-length / TYPICAL_SIZES));
    this.#hooks.onStage(`${space.option.name}: ${length} sizes tried`, fraction);
    const evaluation = await evaluate(
      scenarioAt(space, point),
      this.#promises,
      this.#run,
      this.#hooks.simulate,
    );
    const costUsd = provisionedUsdPer30Days(space, point) + (this.#tokenUsd.get(space) ?? 0);
    const tried = { space, point, costUsd, evaluation };
    this.#tried.push(tried);
    return tried;
  }

  /** One less of each pool: which promise breaks then. */
  async #whyNothingCheaper(best: Tried): Promise<Plan["cheaper"]> {
    const cheaper: Plan["cheaper"] = [];
    for (const [axis, count] of best.point.entries()) {
      const change = `${axisName(best.space, axis)} ${count} → ${count - 1}`;
      if (count <= 1) {
        cheaper.push({ change, savesUsdPer30Days: 0, fails: null, why: "there must be one" });
        continue;
      }
      const point = best.point.map((value, at) => (at === axis ? value - 1 : value));
      const { evaluation, costUsd } = await this.#evaluate(best.space, point);
      const fails = worstOf(evaluation.promises);
      cheaper.push({
        change,
        savesUsdPer30Days: best.costUsd - costUsd,
        fails: evaluation.keeps ? null : fails,
        why: evaluation.keeps ? "keeps every promise, and saves nothing" : failing(fails),
      });
    }
    return cheaper;
  }

  /** The load up to which each promise is kept, by growing it and halving. */
  async #headroom(best: Tried): Promise<Plan["headroom"]> {
    const outcomes: { factor: number; broken: readonly boolean[] }[] = [];
    const { replications, requests } = this.#run;
    const effort = {
      first: 0,
      replications: Math.min(HEADROOM_REPLICATIONS, replications),
      requests: Math.min(HEADROOM_REQUESTS, requests),
    };
    const keepsAll = async (factor: number): Promise<boolean> => {
      const scenario = scaleLoad(best.evaluation.scenario, factor);
      const records = await this.#hooks.simulate(scenario, effort);
      const broken = this.#promises.map((promise) => isClearlyBroken(scenario, records, promise));
      outcomes.push({ factor, broken });
      return !broken.includes(true);
    };
    let high = FIRST_FACTOR;
    while (high < MOST_LOAD && (await keepsAll(high))) high *= FIRST_FACTOR;
    let low = high / FIRST_FACTOR;
    for (let n = 0; n < HEADROOM_HALVINGS; n += 1) {
      const middle = (low + high) / 2;
      if (await keepsAll(middle)) low = middle;
      else high = middle;
    }
    return this.#promises.map(({ workload, kpi }, index) => {
      const seen = (wanted: boolean): number[] =>
        outcomes.flatMap(({ factor, broken }) => (broken[index] === wanted ? [factor] : []));
      const brokenAt = Math.min(...seen(true), Infinity);
      const keptAt = Math.max(1, ...seen(false).filter((factor) => factor < brokenAt));
      return {
        ...(workload === undefined ? {} : { workload: workload.name }),
        kpi,
        keptAt,
        brokenAt: Number.isFinite(brokenAt) ? brokenAt : null,
      };
    });
  }

  /** Sizes that no other beats in both cost and p95. */
  #front(): Plan["front"] {
    const points = this.#tried
      .map((tried) => ({ tried, p95: p95Of(tried.evaluation) }))
      .filter(({ p95 }) => p95.mean !== null)
      .toSorted(
        (a, b) => a.tried.costUsd - b.tried.costUsd || (a.p95.mean ?? 0) - (b.p95.mean ?? 0),
      );
    const front: Plan["front"] = [];
    let least = Infinity;
    for (const { tried, p95 } of points) {
      if ((p95.mean ?? Infinity) >= least) continue;
      least = p95.mean ?? Infinity;
      front.push({
        sizes: sizesAt(tried.space, tried.point),
        costUsdPer30Days: tried.costUsd,
        latencyP95Ms: p95,
        keepsPromises: tried.evaluation.keeps,
      });
    }
    return front;
  }

  #tooManyFailures(space: Space, axes: readonly Axis[]): string {
    const least = scenarioAt(
      space,
      axes.map(({ min }) => min),
    );
    const hours = 1 / failuresPerHour(least);
    return `${space.option.name}: the load needs so many components that one fails every ${hours.toPrecision(3)} h on average, more often than the promised mean time between failures of ${(1 / this.#mostFailuresPerHour).toPrecision(3)} h. The two promises exclude each other: fewer, larger or more reliable components are needed.`;
  }

  async #whyNone(space: Space, top: Point): Promise<string> {
    const { evaluation } = await this.#evaluate(space, top);
    const sizes = top.map((count, axis) => `${count} ${axisName(space, axis)}`).join(", ");
    return `${space.option.name}: not even ${sizes} keep every promise: ${failing(worstOf(evaluation.promises))}`;
  }
}

/** How many sizes a search takes is not known beforehand; the bar slows down instead of going back. */
const SEARCH_SHARE = 0.8;
const TYPICAL_SIZES = 25;
const FIRST_FACTOR = 1.5;
const MOST_LOAD = 20;
const HEADROOM_HALVINGS = 4;
const HEADROOM_REPLICATIONS = 6;
const HEADROOM_REQUESTS = 8000;

function worstOf(promises: readonly PromiseVerdict[]): PromiseVerdict | null {
  const broken = promises.filter(({ verdict }) => verdict !== "met");
  const order = broken.toSorted((a, b) => (a.margin ?? -Infinity) - (b.margin ?? -Infinity));
  return order[0] ?? null;
}

function failing(promise: PromiseVerdict | null): string {
  if (promise === null) return "nothing fails";
  const { kpi, workload, below, above, figure, verdict } = promise;
  const asked = below === undefined ? `above ${above}` : `below ${below}`;
  const of = workload === undefined ? "" : ` of ${workload}`;
  const { mean, low, high, unit, note } = figure;
  const found =
    mean === null
      ? (note ?? "no figure")
      : `${mean.toPrecision(4)} ${unit}${low === null || high === null ? "" : ` (${low.toPrecision(4)} to ${high.toPrecision(4)})`}`;
  const how = verdict === "missed" ? "is" : "cannot be shown to keep it:";
  return `${KPIS[kpi].label}${of}, promised ${asked}, ${how} ${found}`;
}

function whyNotEvenAmple(space: Space, { promises }: Evaluation): string {
  return `${space.option.name}: with so many servers that nobody waits, ${failing(worstOf(promises))}. No size helps; only a faster brain, faster tools, fewer steps or fewer failures do.`;
}

function p95Of({ scenario, records }: Evaluation) {
  return kpiFigure(scenario, records, "latencyMs.p95");
}

function planned({ space, point, evaluation }: Tried): PlannedPools {
  return {
    sizes: sizesAt(space, point),
    provisionedUsdPer30Days: provisionedUsdPer30Days(space, point),
    costUsdPer30Days: kpiFigure(evaluation.scenario, evaluation.records, "costUsd.per30Days"),
    latencyP95Ms: p95Of(evaluation),
    promises: [...evaluation.promises],
  };
}

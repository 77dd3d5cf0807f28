import { significant } from "../../base/significant.js";
import type { Scenario } from "../../contract/scenario.js";
import { kpiFigure } from "../../simulator/figures.js";
import { axesOf, pointOf, sizesOf } from "./axes.js";
import type { Axis, Point } from "./axes.js";
import { worstOf } from "./candidates.js";
import type { Tried } from "./candidates.js";
import { fewestSteady, measureDemand } from "./demand.js";
import { evaluate, isSeeminglyBroken } from "./evaluate.js";
import type { Simulate } from "./evaluate.js";
import { cheapest, climb } from "./lattice.js";
import type { LatticeProblem } from "./lattice.js";
import type { PlanHooks, PlanRun } from "./run.js";
import { failuresPerHour, isHelpedByMore } from "./promises.js";
import type { Promised } from "./promises.js";
import {
  boundsOf,
  leastOf,
  leastUsdPer30Days,
  poolText,
  provisionedUsdPer30Days,
  scenarioAt,
  sizesAt,
} from "./space.js";
import type { PoolSize, Space } from "./space.js";
import { failing, promiseText, sizesText, spaceText, whyNotEvenAmple } from "./wording.js";

/** How many sizes a search takes is not known beforehand; the bar slows down instead of going back. */
const SEARCH_SHARE = 0.8;
const TYPICAL_SIZES = 25;
/**
 * Simulated events after which a search gives what it has, and says how much cheaper something else might
 * be: about ten seconds of two cores. Counted, not timed, so that the answer is the same on any machine.
 */
const MOST_EVENTS = 60_000_000;
/** Among sizes that cost the same, fewer of what costs nothing count as cheaper. */
const TIE_USD = 1e-9;

/** What is known of a space before any of its sizes is tried. */
interface Prospect {
  readonly space: Space;
  readonly axes: readonly Axis[];
  /** Busy servers of each pool where nobody waits. */
  readonly busy: readonly number[];
  /** What the tokens of 30 days cost, which does not depend on the sizes. */
  readonly tokenUsd: number;
}

/** Looks through the spaces for the cheapest size that keeps every promise. */
export class PlanSearch {
  readonly tried: Tried[] = [];
  readonly limits: string[] = [];
  best: Tried | undefined;
  /** What everything that was not ruled out costs at least. */
  floorUsd = Infinity;
  readonly #scenario: Scenario;
  readonly #run: PlanRun;
  readonly #promises: readonly Promised[];
  readonly #mostFailuresPerHour: number;
  readonly #hooks: PlanHooks;
  readonly #tokenUsd = new Map<Space, number>();
  readonly #known = new Map<string, Tried>();
  #events = 0;

  constructor(scenario: Scenario, run: PlanRun, promises: readonly Promised[], hooks: PlanHooks) {
    this.#scenario = scenario;
    this.#run = run;
    this.#promises = promises;
    this.#hooks = hooks;
    const mtbf = promises.flatMap(({ kpi, above }) => (kpi === "mtbfHours" ? (above ?? 0) : []));
    this.#mostFailuresPerHour = 1 / Math.max(0, ...mtbf);
  }

  readonly #simulate: Simulate = async (scenario, effort) => {
    const records = await this.#hooks.simulate(scenario, effort);
    this.#events += records.reduce((sum, { events }) => sum + events, 0);
    return records;
  };

  /** The space that looks cheapest goes first: what it finds rules out much of the others. */
  async explore(spaces: readonly Space[]): Promise<void> {
    const prospects: Prospect[] = [];
    for (const space of spaces) {
      this.#hooks.onStage(`${spaceText(space)}: load`, 0);
      const prospect = await this.#prospect(space);
      if (prospect !== undefined) prospects.push(prospect);
    }
    const expectedUsd = ({ space, busy, tokenUsd }: Prospect): number =>
      tokenUsd + leastUsdPer30Days(space, busy);
    for (const one of prospects.toSorted((a, b) => expectedUsd(a) - expectedUsd(b))) {
      await this.#exploreOne(one);
    }
  }

  /** How many of everything; with `axis`, one step less along it. */
  sizesText({ space, axes, point }: Tried, axis?: number): string {
    const at = point.map((place, other) => (other === axis ? Math.max(0, place - 1) : place));
    return sizesText(space, sizesOf(space, axes, at));
  }

  /** What a size does, simulated once. */
  async attempt(space: Space, axes: readonly Axis[], point: Point): Promise<Tried> {
    const sizes = sizesOf(space, axes, point);
    const key = JSON.stringify(sizesAt(space, sizes));
    const known = this.#known.get(key);
    // Another point of the same sizes keeps its own place on the axes.
    if (known !== undefined) return { ...known, point };
    const { length } = this.tried;
    const fraction = SEARCH_SHARE * (1 - Math.exp(-length / TYPICAL_SIZES));
    this.#hooks.onStage(`${spaceText(space)}: ${length} sizes tried`, fraction);
    const scenario = scenarioAt(space, sizes);
    const evaluation = await evaluate(scenario, this.#promises, this.#run, this.#simulate);
    // Of pools that are not scaled the cost is known, and the same to the last bit wherever it is asked.
    const provisioned = sizes.some((size) => typeof size !== "number")
      ? evaluation.provisionedUsd
      : leastUsdPer30Days(space, sizes);
    const costUsd = provisioned + (this.#tokenUsd.get(space) ?? 0) + tieUsd(space, sizes);
    const tried = { space, axes, point, costUsd, evaluation };
    this.tried.push(tried);
    this.#known.set(key, tried);
    if (evaluation.keeps && costUsd < (this.best?.costUsd ?? Infinity)) {
      this.best = tried;
      this.#hooks.onBest({ sizes: sizesAt(space, sizes), costUsdPer30Days: costUsd });
    }
    return tried;
  }

  /** Busy servers of each pool where nobody waits, and what is worth trying. */
  async #prospect(space: Space): Promise<Prospect | undefined> {
    const demand = await measureDemand(space, this.#run, this.#simulate);
    const { busy, scenario, records } = demand;
    const { mean } = kpiFigure(scenario, records, "costUsd.per30Days");
    const provisioned = provisionedUsdPer30Days(scenario, records);
    const tokenUsd = mean === null ? 0 : Math.max(0, mean - provisioned);
    this.#tokenUsd.set(space, tokenUsd);
    const helped = this.#promises.filter(isHelpedByMore);
    if (helped.some((promise) => isSeeminglyBroken(scenario, records, promise))) {
      const found = await evaluate(scenario, helped, this.#run, this.#simulate);
      if (!found.keeps) {
        this.limits.push(whyNotEvenAmple(space, found));
        return undefined;
      }
    }
    const isOpen = this.#scenario.workloads.some(({ arrivals }) => !("closed" in arrivals));
    const axes = axesOf(space, demand, isOpen);
    const empty = axes.find(({ values }) => values.length === 0);
    if (empty !== undefined) {
      const pool = space.pools[empty.pool];
      const needed = fewestSteady(demand.busyAtMost[empty.pool] ?? 0);
      const name = pool === undefined ? "" : poolText(pool);
      this.limits.push(
        `${spaceText(space)}: the load needs at least ${needed} ${name}, which is more than may be chosen.`,
      );
      return undefined;
    }
    return { space, axes, busy, tokenUsd };
  }

  async #exploreOne({ space, axes, busy, tokenUsd }: Prospect): Promise<void> {
    const isScaled = axes.some(({ what }) => what !== "count");
    const problem: LatticeProblem = {
      lengths: axes.map(({ values }) => values.length),
      floorOf: (point) => {
        const sizes = sizesOf(space, axes, point);
        return leastUsdPer30Days(space, sizes) + tokenUsd + tieUsd(space, sizes);
      },
      isWithin: (point) => this.#fails(space, axes, point) <= this.#mostFailuresPerHour,
      isSpent: () => this.#events >= MOST_EVENTS,
      attempt: async (point) => {
        const { costUsd, evaluation } = await this.attempt(space, axes, point);
        const isCostKnown = !isScaled || !evaluation.isShort;
        return { ...evaluation, cost: isCostKnown ? costUsd : undefined };
      },
    };
    const before = this.best;
    const start = await this.#start(space, problem, axes, busy);
    const budget = before?.costUsd ?? Infinity;
    const { floor } = await cheapest(problem, budget, start === undefined ? [] : [start]);
    this.floorUsd = Math.min(this.floorUsd, floor);
    if (this.best === undefined) this.limits.push(await this.#whyNone(space, axes, problem));
  }

  /** A first size that keeps the promises: what is busy, and more and more of a safety margin. */
  async #start(
    space: Space,
    { isWithin, attempt }: LatticeProblem,
    axes: readonly Axis[],
    busy: readonly number[],
  ): Promise<Point | undefined> {
    const seen = new Set<string>();
    for (let margin = 1; margin <= 64; margin *= 2) {
      const sizes = space.pools.map(({ rules }, pool): PoolSize => {
        const servers = busy[pool] ?? 0;
        const count = Math.ceil(servers + margin * Math.sqrt(servers)) + margin - 1;
        if (rules === undefined) return count;
        // The scenario's own rule first, then ever more of it.
        const own = boundsOf(rules);
        if (margin === 1) return own;
        return {
          minReplicas: Math.max(own.minReplicas, Math.ceil(count / 2)),
          maxReplicas: margin * own.maxReplicas,
          target: own.target / margin,
        };
      });
      const point = pointOf(axes, sizes);
      if (seen.has(String(point)) || !isWithin(point)) continue;
      seen.add(String(point));
      if ((await attempt(point)).keeps) return point;
    }
    return undefined;
  }

  /** Failures an hour at a point, at least. */
  #fails(space: Space, axes: readonly Axis[], point: Point): number {
    const sizes = sizesOf(space, axes, point);
    const count = (name: string | undefined): number => {
      const at = space.pools.findIndex((pool) => pool.name === name);
      return at < 0 ? 1 : leastOf(sizes[at] ?? 1);
    };
    return failuresPerHour(space.scenario, count(undefined), count);
  }

  async #whyNone(space: Space, axes: readonly Axis[], problem: LatticeProblem): Promise<string> {
    const name = spaceText(space);
    const least = axes.map(() => 0);
    if (!problem.isWithin(least)) {
      const hours = 1 / this.#fails(space, axes, least);
      return `${name}: the load needs so many components that one fails every ${significant(hours, 3)} h on average, more often than the promised mean time between failures of ${significant(1 / this.#mostFailuresPerHour, 3)} h. The two promises exclude each other: fewer, larger or more reliable components are needed.`;
    }
    const own = this.tried.filter((one) => one.space === space);
    const dear = own
      .filter(({ evaluation }) => evaluation.isTooMuch && !evaluation.isTooLittle)
      .toSorted((a, b) => a.costUsd - b.costUsd)[0];
    const few = own
      .filter(({ evaluation }) => evaluation.isTooLittle)
      .toSorted((a, b) => b.costUsd - a.costUsd)[0];
    if (dear !== undefined) {
      const much = worstOf(dear.evaluation.promises);
      const little =
        few === undefined ? null : worstOf(few.evaluation.promises.filter(isHelpedByMore));
      const sizes = this.sizesText(dear);
      if (much === null || little === null) return `${name}: even with ${sizes}, ${failing(much)}.`;
      return `${name}: ${promiseText(much)}, and ${promiseText(little)}, exclude each other: with ${sizes}, ${failing(much)}; with fewer, ${failing(little)}.`;
    }
    const top = climb(problem.lengths, least, problem.isWithin).at(-1) ?? least;
    const tried = await this.attempt(space, axes, top);
    return `${name}: not even ${this.sizesText(tried)} keep every promise: ${failing(worstOf(tried.evaluation.promises))}.`;
  }
}

/** What is added to a cost so that of sizes that cost the same the smallest is the cheapest. */
function tieUsd({ pools }: Space, sizes: readonly PoolSize[]): number {
  return pools.reduce((sum, { hourUsd }, at) => {
    const size = sizes[at] ?? 0;
    if (typeof size !== "number") return sum + TIE_USD * (size.minReplicas + size.maxReplicas);
    return hourUsd > 0 ? sum : sum + TIE_USD * size;
  }, 0);
}

import { invariant } from "../../base/assert.js";
import type { KpiPath } from "../../contract/kpi.js";
import { KPIS } from "../../contract/kpi.js";
import type { Figure } from "../../contract/result.js";
import type { CostRates, HourlyRates } from "./rates.js";
import { meanRates, RATES } from "./rates.js";

/** What one deployment was simulated to do at one level of demand. */
export interface SideLevel {
  readonly rates: HourlyRates;
  /** Of each replication, where their differences tell how far off the means may be. */
  readonly replications?: readonly HourlyRates[] | undefined;
  readonly kpis: ReadonlyMap<KpiPath, Figure>;
}

/**
 * One deployment over demand: simulated at the levels, straight lines between them. Where each level has
 * pools of its own, `lowerEnds[n]` is what those of level n do at the demand of level n − 1: from just
 * above that one they are in use, so that the line of a stretch is of the same pools at both ends.
 */
export class DemandCurve {
  readonly #demand: readonly number[];
  readonly #levels: readonly SideLevel[];
  readonly #lowerEnds: readonly SideLevel[];

  /** `demand` ascending, one for each level; `lowerEnds`, where there are any, one for each but the first. */
  constructor(
    demand: readonly number[],
    levels: readonly SideLevel[],
    lowerEnds: readonly SideLevel[] = [],
  ) {
    invariant(demand.length === levels.length && levels.length > 0, "a level for each demand");
    invariant(
      lowerEnds.length === 0 || lowerEnds.length === levels.length - 1,
      "a lower end for each level but the first",
    );
    this.#demand = demand;
    this.#levels = levels;
    this.#lowerEnds = lowerEnds;
  }

  /** Number of the level whose pools serve a demand: the least that is not below it, else the last. */
  levelFor(demand: number): number {
    const at = this.#demand.findIndex((level) => level >= demand);
    return at < 0 ? this.#demand.length - 1 : at;
  }

  ratesAt(demand: number): HourlyRates {
    const { from, to, share } = this.#between(demand);
    if (share === 0) return from.rates;
    const mixed = { ...from.rates };
    for (const rate of RATES) mixed[rate] += share * (to.rates[rate] - from.rates[rate]);
    return mixed;
  }

  /** The rates that cost money, without the others: a Monte Carlo asks for millions of them. */
  costRatesAt(demand: number): CostRates {
    const { from, to, share } = this.#between(demand);
    const [left, right] = [from.rates, to.rates];
    return {
      gpuHours: left.gpuHours + share * (right.gpuHours - left.gpuHours),
      cpuHours: left.cpuHours + share * (right.cpuHours - left.cpuHours),
      cacheUsd: left.cacheUsd + share * (right.cacheUsd - left.cacheUsd),
      tokenUsd: left.tokenUsd + share * (right.tokenUsd - left.tokenUsd),
      sessions: left.sessions + share * (right.sessions - left.sessions),
      failureHours: left.failureHours + share * (right.failureHours - left.failureHours),
    };
  }

  /** How many replications its rates are means of; 0 where that is not known. */
  get replications(): number {
    return Math.min(
      ...[...this.#levels, ...this.#lowerEnds].map(({ replications }) => replications?.length ?? 0),
    );
  }

  /**
   * The curve that other replications might have given: the rates of those drawn with replacement, their
   * distance to the mean widened by √(n ÷ (n − 1)), since a bootstrap's variance is short by that much.
   */
  redrawn(drawn: readonly number[]): DemandCurve {
    const redraw = (level: SideLevel): SideLevel => redrawLevel(level, drawn);
    return new DemandCurve(this.#demand, this.#levels.map(redraw), this.#lowerEnds.map(redraw));
  }

  figureAt(kpi: KpiPath, demand: number): Figure {
    const { from, to, share } = this.#between(demand);
    const left = figureOf(from, kpi);
    if (share === 0) return left;
    const right = figureOf(to, kpi);
    const mix = (a: number | null, b: number | null): number | null =>
      a === null || b === null ? null : a + share * (b - a);
    const note = left.note ?? right.note;
    return {
      mean: mix(left.mean, right.mean),
      low: mix(left.low, right.low),
      high: mix(left.high, right.high),
      unit: KPIS[kpi].unit,
      ...(note === undefined ? {} : { note }),
    };
  }

  /** The ends of the stretch that a demand lies in, and how far it is along; beyond the levels it goes on level. */
  #between(demand: number): { from: SideLevel; to: SideLevel; share: number } {
    const at = this.levelFor(demand);
    const to = this.#levels[at];
    invariant(to !== undefined, "there is a level");
    const right = this.#demand[at] ?? demand;
    const left = this.#demand[at - 1];
    const from = this.#lowerEnds[at - 1] ?? this.#levels[at - 1];
    if (from === undefined || left === undefined || demand >= right) {
      return { from: to, to, share: 0 };
    }
    return { from, to, share: (demand - left) / (right - left) };
  }
}

function redrawLevel(
  { rates, replications = [], kpis }: SideLevel,
  drawn: readonly number[],
): SideLevel {
  const widen = Math.sqrt(drawn.length / Math.max(1, drawn.length - 1));
  const found = meanRates(drawn.map((at) => replications[at] ?? rates));
  const moved = { ...rates };
  for (const rate of RATES) {
    moved[rate] = Math.max(0, rates[rate] + widen * (found[rate] - rates[rate]));
  }
  return { rates: moved, kpis };
}

function figureOf({ kpis }: SideLevel, kpi: KpiPath): Figure {
  const figure = kpis.get(kpi);
  invariant(figure !== undefined, `every level has the figure ${kpi}`);
  return figure;
}

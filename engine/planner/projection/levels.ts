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

/** One deployment over demand: simulated at the levels, straight lines between them. */
export class DemandCurve {
  readonly #demand: readonly number[];
  readonly #levels: readonly SideLevel[];

  /** `demand` ascending, one for each level. */
  constructor(demand: readonly number[], levels: readonly SideLevel[]) {
    invariant(demand.length === levels.length && levels.length > 0, "a level for each demand");
    this.#demand = demand;
    this.#levels = levels;
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
      tokenUsd: left.tokenUsd + share * (right.tokenUsd - left.tokenUsd),
      sessions: left.sessions + share * (right.sessions - left.sessions),
      failureHours: left.failureHours + share * (right.failureHours - left.failureHours),
    };
  }

  /** How many replications its rates are means of; 0 where that is not known. */
  get replications(): number {
    return Math.min(...this.#levels.map(({ replications }) => replications?.length ?? 0));
  }

  /**
   * The curve that other replications might have given: the rates of those drawn with replacement, their
   * distance to the mean widened by √(n ÷ (n − 1)), since a bootstrap's variance is short by that much.
   */
  redrawn(drawn: readonly number[]): DemandCurve {
    const widen = Math.sqrt(drawn.length / Math.max(1, drawn.length - 1));
    const levels = this.#levels.map(({ rates, replications = [], kpis }): SideLevel => {
      const found = meanRates(drawn.map((at) => replications[at] ?? rates));
      const moved = { ...rates };
      for (const rate of RATES) {
        moved[rate] = Math.max(0, rates[rate] + widen * (found[rate] - rates[rate]));
      }
      return { rates: moved, kpis };
    });
    return new DemandCurve(this.#demand, levels);
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

  /** The levels beside a demand, and how far it is from the first to the second; the ends go on level. */
  #between(demand: number): { from: SideLevel; to: SideLevel; share: number } {
    const levels = this.#levels;
    let at = 0;
    while (at < levels.length - 1 && (this.#demand[at + 1] ?? Infinity) <= demand) at += 1;
    const from = levels[at];
    invariant(from !== undefined, "there is a level");
    const left = this.#demand[at] ?? demand;
    const right = this.#demand[at + 1];
    const to = levels[at + 1];
    if (to === undefined || right === undefined || demand <= left)
      return { from, to: from, share: 0 };
    return { from, to, share: (demand - left) / (right - left) };
  }
}

function figureOf({ kpis }: SideLevel, kpi: KpiPath): Figure {
  const figure = kpis.get(kpi);
  invariant(figure !== undefined, `every level has the figure ${kpi}`);
  return figure;
}

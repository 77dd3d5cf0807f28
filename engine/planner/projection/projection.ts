import { HOURS_PER_DAY } from "../../base/units.js";
import type { Finance } from "../../contract/finance.js";
import type { Scenario } from "../../contract/scenario.js";
import { costsOn, NO_COSTS, RUNNING_LINES } from "./costs.js";
import type { Multipliers, RunningCosts } from "./costs.js";
import type { DemandCurve } from "./levels.js";
import { NO_RATES, RATES } from "./rates.js";
import type { HourlyRates } from "./rates.js";
import type { Side } from "./scale.js";

/** Everything a projection is computed from, once the simulations are done. */
export interface Projection {
  readonly scenario: Scenario;
  readonly finance: Finance;
  readonly horizonDays: number;
  /** By day from day 0, at least to the horizon; as multiples of today's. */
  readonly demand: readonly number[];
  readonly curves: { readonly before: DemandCurve | undefined; readonly after: DemandCurve };
  readonly seed: number;
}

/** What one deployment uses, does and costs over the horizon, day 1 to its end. */
export interface HorizonTotals {
  readonly used: HourlyRates;
  readonly costs: RunningCosts;
  /** The part of the GPUs' cost in which they computed, and in which a session held them idle. */
  readonly gpuUsd: { readonly work: number; readonly held: number };
}

/** Costs of one deployment on a day. */
export function sideCostsOn(
  { scenario, finance, demand }: Projection,
  side: Side,
  curve: DemandCurve,
  day: number,
  multipliers: Multipliers,
): RunningCosts {
  const rates = curve.costRatesAt((demand[day] ?? 1) * multipliers.demand);
  return costsOn(day, side, rates, scenario, finance, multipliers);
}

export function horizonTotals(
  projection: Projection,
  side: Side,
  curve: DemandCurve,
  multipliers: Multipliers,
): HorizonTotals {
  const { demand, finance, horizonDays, scenario } = projection;
  const used = { ...NO_RATES };
  const costs: RunningCosts = { ...NO_COSTS };
  const gpuUsd = { work: 0, held: 0 };
  for (let day = 1; day <= horizonDays; day += 1) {
    const rates = curve.ratesAt((demand[day] ?? 1) * multipliers.demand);
    for (const rate of RATES) used[rate] += HOURS_PER_DAY * rates[rate];
    const daily = costsOn(day, side, rates, scenario, finance, multipliers);
    for (const line of RUNNING_LINES) costs[line] += daily[line];
    const perGpuHour = rates.gpuHours > 0 ? daily.gpu / rates.gpuHours : 0;
    gpuUsd.work += perGpuHour * rates.gpuWorkHours;
    gpuUsd.held += perGpuHour * rates.gpuHeldHours;
  }
  return { used, costs, gpuUsd };
}

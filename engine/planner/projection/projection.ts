import { HOURS_PER_DAY } from "../../base/units.js";
import type { Finance } from "../../contract/finance.js";
import type { Scenario } from "../../contract/scenario.js";
import { costsOn, RUNNING_LINES } from "./costs.js";
import type { Multipliers, RunningCosts } from "./costs.js";
import type { DemandCurve } from "./levels.js";
import { RATES } from "./rates.js";
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
}

/** Costs of one deployment on a day. */
export function sideCostsOn(
  { scenario, finance, demand }: Projection,
  side: Side,
  curve: DemandCurve,
  day: number,
  multipliers: Multipliers,
): RunningCosts {
  const rates = curve.ratesAt((demand[day] ?? 1) * multipliers.demand);
  return costsOn(day, side, rates, scenario, finance, multipliers);
}

export function horizonTotals(
  projection: Projection,
  side: Side,
  curve: DemandCurve,
  multipliers: Multipliers,
): HorizonTotals {
  const used: Record<keyof HourlyRates, number> = { ...curve.ratesAt(1) };
  for (const rate of RATES) used[rate] = 0;
  const costs: RunningCosts = { ...sideCostsOn(projection, side, curve, 0, multipliers) };
  for (const line of RUNNING_LINES) costs[line] = 0;
  for (let day = 1; day <= projection.horizonDays; day += 1) {
    const rates = curve.ratesAt((projection.demand[day] ?? 1) * multipliers.demand);
    for (const rate of RATES) used[rate] += HOURS_PER_DAY * rates[rate];
    const daily = sideCostsOn(projection, side, curve, day, multipliers);
    for (const line of RUNNING_LINES) costs[line] += daily[line];
  }
  return { used, costs };
}

import { HOURS_PER_DAY } from "../../base/units.js";
import type { Finance, UncertainInput } from "../../contract/finance.js";
import type { Scenario } from "../../contract/scenario.js";
import type { CostRates } from "./rates.js";
import type { Side } from "./scale.js";

/** What each uncertain input is multiplied by. */
export type Multipliers = Readonly<Record<UncertainInput, number>>;

export const AS_EXPECTED: Multipliers = {
  demand: 1,
  computePrice: 1,
  tokenPrice: 1,
  people: 1,
  migration: 1,
  investment: 1,
};

/** Costs that run from day to day. */
export const RUNNING_LINES = [
  "gpu",
  "cpu",
  "cache",
  "tokens",
  "storage",
  "egress",
  "observability",
  "licences",
  "people",
  "incidents",
] as const;
export type RunningCosts = Record<(typeof RUNNING_LINES)[number], number>;

/** Those that come by the month, whatever is done. */
export const FIXED_LINES = ["observability", "licences", "people"] as const;

export const NO_COSTS: Readonly<RunningCosts> = {
  gpu: 0,
  cpu: 0,
  cache: 0,
  tokens: 0,
  storage: 0,
  egress: 0,
  observability: 0,
  licences: 0,
  people: 0,
  incidents: 0,
};

const DAYS_PER_YEAR = 365;
const DAYS_PER_AMOUNT = 30;

/** What an hour of compute costs on a day, as a multiple of its price in the scenario. */
export function computePriceOn(finance: Finance, day: number, multipliers: Multipliers): number {
  const { computeMix, priceChanges, priceChangePerYear } = finance;
  const { reservedShare, reservedDiscount, spotShare, spotDiscount } = computeMix;
  const mix = 1 - reservedShare * reservedDiscount - spotShare * spotDiscount;
  const yearly = (1 + priceChangePerYear.compute) ** (day / DAYS_PER_YEAR);
  let price = mix * yearly * multipliers.computePrice;
  for (const { fromDay, compute } of priceChanges) if (day >= fromDay) price *= compute;
  return price;
}

/** What a token costs on a day, as a multiple of its price in the scenario. */
export function tokenPriceOn(finance: Finance, day: number, multipliers: Multipliers): number {
  const { apiBatch, priceChanges, priceChangePerYear } = finance;
  const batch = 1 - apiBatch.share * apiBatch.discount;
  const yearly = (1 + priceChangePerYear.tokens) ** (day / DAYS_PER_YEAR);
  let price = batch * yearly * multipliers.tokenPrice;
  for (const { fromDay, tokens } of priceChanges) if (day >= fromDay) price *= tokens;
  return price;
}

/** What one deployment costs on a day, in USD. */
export function costsOn(
  day: number,
  side: Side,
  rates: CostRates,
  { prices }: Pick<Scenario, "prices">,
  finance: Finance,
  multipliers: Multipliers,
): RunningCosts {
  const compute = HOURS_PER_DAY * computePriceOn(finance, day, multipliers);
  const sessions = HOURS_PER_DAY * rates.sessions;
  return {
    gpu: rates.gpuHours * prices.gpuHourUsd * compute,
    cpu: rates.cpuHours * prices.cpuHourUsd * compute,
    cache: HOURS_PER_DAY * rates.cacheUsd,
    tokens: HOURS_PER_DAY * rates.tokenUsd * tokenPriceOn(finance, day, multipliers),
    storage: sessions * finance.storageUsdPerSession[side],
    egress: sessions * finance.egressUsdPerSession[side],
    observability: finance.observabilityUsdPer30Days[side] / DAYS_PER_AMOUNT,
    licences: finance.licencesUsdPer30Days[side] / DAYS_PER_AMOUNT,
    people: (finance.peopleUsdPer30Days[side] / DAYS_PER_AMOUNT) * multipliers.people,
    incidents: HOURS_PER_DAY * rates.failureHours * finance.incidentUsdPerFailureHour,
  };
}

export function sumOf(costs: RunningCosts): number {
  return RUNNING_LINES.reduce((sum, line) => sum + costs[line], 0);
}

/** Compute and tokens at a day's prices, as a multiple of what they cost at the scenario's. */
export function priceRatioOn(
  day: number,
  rates: CostRates,
  { prices }: Pick<Scenario, "prices">,
  finance: Finance,
  multipliers: Multipliers,
): number {
  const compute = rates.gpuHours * prices.gpuHourUsd + rates.cpuHours * prices.cpuHourUsd;
  const listed = compute + rates.cacheUsd + rates.tokenUsd;
  if (!(listed > 0)) return 1;
  const paid =
    compute * computePriceOn(finance, day, multipliers) +
    rates.cacheUsd +
    rates.tokenUsd * tokenPriceOn(finance, day, multipliers);
  return paid / listed;
}

import type { Investment, Spread } from "../../contract/project-result.js";
import { UNCERTAIN_INPUTS } from "../../contract/finance.js";
import { netPresentValue, paybackYears, returnOnInvestment } from "../finance/cash-flow.js";
import type { CashFlow } from "../finance/cash-flow.js";
import { internalRates } from "../finance/internal-rate.js";
import { cashFlows, investedUsd } from "./cash.js";
import { AS_EXPECTED, sumOf } from "./costs.js";
import type { Multipliers } from "./costs.js";
import { drawMultipliers } from "./draws.js";
import type { DemandCurve } from "./levels.js";
import { sideCostsOn } from "./projection.js";
import type { Projection } from "./projection.js";

const DAYS_PER_YEAR = 365;
const DRAWS = 2000;

/** What the change is worth as an investment, on savings alone: no other gain is assumed. */
export function judgeInvestment(projection: Projection, before: DemandCurve): Investment {
  const { finance } = projection;
  const { cases, claimedMultiple } = finance;
  const riskPremiumPerYear = finance.riskPremiumPerYear ?? 0;
  const rate = finance.discountRatePerYear + riskPremiumPerYear;
  const flowsUnder = (multipliers: Multipliers): CashFlow[] =>
    cashFlows(savedByDay(projection, before, multipliers), finance, multipliers);
  const flows = flowsUnder(AS_EXPECTED);
  const invested = investedUsd(finance, AS_EXPECTED);
  const gains = gainsOf(flows);
  const { ratesPerYear, signChanges } = internalRates(flows);
  const irrNote = noteOf(ratesPerYear.length, signChanges);
  return {
    investedUsd: invested,
    discountRatePerYear: rate,
    riskPremiumPerYear,
    flows: flows.map(({ years, usd }) => ({ day: Math.round(years * DAYS_PER_YEAR), usd })),
    npvUsd: netPresentValue(flows, rate),
    irrPerYear: [...ratesPerYear],
    ...(irrNote === undefined ? {} : { irrNote }),
    paybackDays: daysOf(paybackYears(flows)),
    discountedPaybackDays: daysOf(paybackYears(flows, rate)),
    roi: invested > 0 ? returnOnInvestment(gains, invested) : null,
    multiple: invested > 0 ? gains / invested : null,
    claimedMultiple,
    risk: riskOf(projection, rate, flowsUnder),
    cases: cases === undefined ? null : weigh(cases, rate, flowsUnder),
  };
}

/** What the change saves on each day from day 1, running costs alone. */
function savedByDay(
  projection: Projection,
  before: DemandCurve,
  multipliers: Multipliers,
): number[] {
  const { after } = projection.curves;
  return Array.from({ length: projection.horizonDays }, (_, at) => {
    const day = at + 1;
    return (
      sumOf(sideCostsOn(projection, "before", before, day, multipliers)) -
      sumOf(sideCostsOn(projection, "after", after, day, multipliers))
    );
  });
}

/** All flows but the money put in, which is the first. */
function gainsOf(flows: readonly CashFlow[]): number {
  return flows.slice(1).reduce((sum, { usd }) => sum + usd, 0);
}

const daysOf = (years: number | undefined): number | null =>
  years === undefined ? null : years * DAYS_PER_YEAR;

function noteOf(rates: number, signChanges: number): string | undefined {
  if (rates === 1) return undefined;
  if (rates > 1)
    return `no unique IRR: the flows change sign ${signChanges} times and have ${rates} rates`;
  return "no IRR: no rate makes these flows worth nothing";
}

function riskOf(
  { finance, seed }: Projection,
  rate: number,
  flowsUnder: (multipliers: Multipliers) => CashFlow[],
): Investment["risk"] {
  if (Object.keys(finance.uncertain).length === 0) return null;
  const outcomes = drawMultipliers(finance, seed, DRAWS).map((multipliers) => {
    const flows = flowsUnder(multipliers);
    const invested = investedUsd(finance, multipliers);
    return {
      npvUsd: netPresentValue(flows, rate),
      multiple: invested > 0 ? gainsOf(flows) / invested : null,
    };
  });
  const npvs = outcomes.map(({ npvUsd }) => npvUsd);
  const multiples = outcomes.flatMap(({ multiple }) => multiple ?? []);
  const hasMultiples = multiples.length === outcomes.length;
  const share = (hits: number): number => hits / DRAWS;
  return {
    draws: DRAWS,
    npvUsd: spreadOf(npvs),
    multiple: hasMultiples ? spreadOf(multiples) : null,
    probabilityOfLoss: share(npvs.filter((npv) => npv < 0).length),
    probabilityOfClaimedMultiple: hasMultiples
      ? share(multiples.filter((multiple) => multiple >= finance.claimedMultiple).length)
      : null,
  };
}

/** Percentiles by linear interpolation (R type 7). */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (p: number): number => {
    const position = p * (sorted.length - 1);
    const low = sorted[Math.floor(position)] ?? Number.NaN;
    const high = sorted[Math.ceil(position)] ?? low;
    return low + (position - Math.floor(position)) * (high - low);
  };
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}

function weigh(
  cases: NonNullable<Projection["finance"]["cases"]>,
  rate: number,
  flowsUnder: (multipliers: Multipliers) => CashFlow[],
): Investment["cases"] {
  const weights = cases.reduce((sum, { weight }) => sum + weight, 0);
  const npvUsd = cases.map(({ name, weight, multipliers }) => {
    const given: Record<keyof Multipliers, number> = { ...AS_EXPECTED };
    for (const input of UNCERTAIN_INPUTS) given[input] = multipliers[input] ?? 1;
    return { name, share: weight / weights, npvUsd: netPresentValue(flowsUnder(given), rate) };
  });
  const weightedNpvUsd = npvUsd.reduce((sum, one) => sum + one.share * one.npvUsd, 0);
  return { npvUsd, weightedNpvUsd };
}

import type { Investment } from "../../contract/project-result.js";
import { UNCERTAIN_INPUTS } from "../../contract/finance.js";
import { netPresentValue, paybackYears, returnOnInvestment } from "../finance/cash-flow.js";
import type { CashFlow } from "../finance/cash-flow.js";
import { internalRates } from "../finance/internal-rate.js";
import { cashFlows, gainsOf, investedUsd } from "./cash.js";
import { AS_EXPECTED } from "./costs.js";
import type { Multipliers } from "./costs.js";
import { daysUnder, drawDays, histogramOf, savedByDay, spreadOf } from "./drawn-days.js";
import type { DaysUnder } from "./drawn-days.js";
import type { Projection } from "./projection.js";
import { riskInputs, sensitivities } from "./sensitivity.js";

const DAYS_PER_YEAR = 365;

/**
 * What the change is worth as an investment, on savings alone: no other gain is assumed. The projection
 * has a deployment before the change; `drawn` are its days under the uncertain inputs.
 */
export function judgeInvestment(
  projection: Projection,
  drawn: readonly DaysUnder[] = drawDays(projection),
): Investment {
  const { finance } = projection;
  const { cases, claimedMultiple } = finance;
  const riskPremiumPerYear = finance.riskPremiumPerYear ?? 0;
  const rate = finance.discountRatePerYear + riskPremiumPerYear;
  const flowsOf = (days: DaysUnder): CashFlow[] =>
    cashFlows(savedByDay(days), finance, days.multipliers);
  const flowsUnder = (multipliers: Multipliers): CashFlow[] =>
    flowsOf(daysUnder(projection, multipliers));
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
    risk: riskOf(projection, drawn, flowsOf),
    cases: cases === undefined ? null : weigh(cases, rate, flowsUnder),
  };
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
  projection: Projection,
  drawn: readonly DaysUnder[],
  flowsOf: (days: DaysUnder) => CashFlow[],
): Investment["risk"] {
  if (drawn.length === 0) return null;
  const { finance } = projection;
  const rate = finance.discountRatePerYear;
  const outcomes = drawn.map((days) => {
    const flows = flowsOf(days);
    const invested = investedUsd(finance, days.multipliers);
    return {
      npvUsd: netPresentValue(flows, rate),
      multiple: invested > 0 ? gainsOf(flows) / invested : null,
    };
  });
  const npvs = outcomes.map(({ npvUsd }) => npvUsd);
  const multiples = outcomes.flatMap(({ multiple }) => multiple ?? []);
  const hasMultiples = multiples.length === outcomes.length;
  const share = (hits: number): number => hits / drawn.length;
  return {
    draws: drawn.length,
    inputs: riskInputs(projection),
    discountRatePerYear: rate,
    npvUsd: spreadOf(npvs),
    multiple: hasMultiples ? spreadOf(multiples) : null,
    histograms: {
      multiple: hasMultiples ? histogramOf(multiples) : null,
      npvUsd: histogramOf(npvs),
    },
    sensitivity: sensitivities(projection, (days) => netPresentValue(flowsOf(days), rate)),
    probabilityOfLoss: share(npvs.filter((npv) => npv < 0).length),
    probabilityOfClaimedMultiple: hasMultiples
      ? share(multiples.filter((multiple) => multiple >= finance.claimedMultiple).length)
      : null,
  };
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

import type { Finance } from "../../contract/finance.js";
import type { CashFlow } from "../finance/cash-flow.js";
import type { CapitalPurchase } from "../../contract/finance.js";
import type { Multipliers } from "./costs.js";

const DAYS_PER_YEAR = 365;
export const DAYS_PER_MONTH = 30;

/** Written off by the end of the horizon, straight-line, and what the purchase is then still worth. */
export function bookOf(
  purchase: CapitalPurchase | undefined,
  horizonDays: number,
): { readonly usedYears: number; readonly writtenOffUsd: number; readonly worthUsd: number } {
  if (purchase === undefined) return { usedYears: 0, writtenOffUsd: 0, worthUsd: 0 };
  const { usd, lifeYears, residualShare } = purchase;
  const usedYears = Math.min(horizonDays / DAYS_PER_YEAR, lifeYears);
  const writtenOffUsd = (usd * (1 - residualShare) * usedYears) / lifeYears;
  return { usedYears, writtenOffUsd, worthUsd: usd - writtenOffUsd };
}

/** Money put in on day 0: the investment, moving over, and what more is bought than before. */
export function investedUsd(finance: Finance, multipliers: Multipliers): number {
  const { before, after } = finance.purchases;
  return (
    finance.investmentUsd * multipliers.investment +
    finance.migrationUsd * multipliers.migration +
    (after?.usd ?? 0) -
    (before?.usd ?? 0)
  );
}

/**
 * What the change costs and brings: the money put in on day 0, what is saved in each month of 30 days
 * at its end (the last one may be shorter), and at the horizon what the purchases are still worth. Not
 * discounted they add up to the difference of the two totals of cost. `savedUsd`: by day from day 1.
 */
export function cashFlows(
  savedUsd: readonly number[],
  finance: Finance,
  multipliers: Multipliers,
): CashFlow[] {
  const horizonDays = savedUsd.length;
  const flows: CashFlow[] = [{ years: 0, usd: 0 - investedUsd(finance, multipliers) }];
  for (let from = 0; from < horizonDays; from += DAYS_PER_MONTH) {
    const to = Math.min(from + DAYS_PER_MONTH, horizonDays);
    let usd = 0;
    for (let day = from; day < to; day += 1) usd += savedUsd[day] ?? 0;
    flows.push({ years: to / DAYS_PER_YEAR, usd });
  }
  const { before, after } = finance.purchases;
  const worth = bookOf(after, horizonDays).worthUsd - bookOf(before, horizonDays).worthUsd;
  const last = flows.at(-1);
  if (worth !== 0 && last !== undefined) flows.push({ years: last.years, usd: worth });
  return flows;
}

/** All flows but the money put in, which is the first. */
export function gainsOf(flows: readonly CashFlow[]): number {
  return flows.slice(1).reduce((sum, { usd }) => sum + usd, 0);
}

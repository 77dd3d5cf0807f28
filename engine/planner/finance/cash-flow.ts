/** Money that comes in (positive) or goes out (negative) at a time. */
export interface CashFlow {
  /** Years from the decision. */
  readonly years: number;
  readonly usd: number;
}

/**
 * Net present value at a yearly rate: `Σ usd / (1 + rate)^years`. A flow at 0 years is not discounted
 * (Brealey, Myers, Allen, Principles of Corporate Finance, ch. 2; a spreadsheet's `NPV` discounts its
 * first flow by a period, so it is `flows[0] + NPV(rate; the rest)`).
 */
export function netPresentValue(flows: readonly CashFlow[], ratePerYear: number): number {
  return flows.reduce((sum, { years, usd }) => sum + usd / (1 + ratePerYear) ** years, 0);
}

/**
 * Years until what has come in covers what has gone out, for good: the first moment from which the
 * cumulative flow never falls below zero again, taken to change evenly between two flows. `undefined`
 * where the flows end in the red. With a rate, every flow counts at its present value.
 */
export function paybackYears(flows: readonly CashFlow[], ratePerYear = 0): number | undefined {
  const ordered = flows.toSorted((a, b) => a.years - b.years);
  let sum = 0;
  let since = 0;
  let paidAt: number | undefined = ordered.length === 0 ? undefined : 0;
  for (const { years, usd } of ordered) {
    const present = usd / (1 + ratePerYear) ** years;
    const before = sum;
    sum += present;
    if (sum < 0) paidAt = undefined;
    else if (paidAt === undefined) paidAt = since + ((years - since) * -before) / present;
    since = years;
  }
  return paidAt;
}

/** Return on an investment: what came of it beyond the amount put in, as a multiple of that amount. */
export function returnOnInvestment(gainsUsd: number, investedUsd: number): number {
  return (gainsUsd - investedUsd) / investedUsd;
}

/** Equal yearly parts of an amount over its life, less what it still brings at the end. */
export function straightLinePerYear(usd: number, residualUsd: number, years: number): number {
  return (usd - residualUsd) / years;
}

import type { EqualWork, QualityRow } from "../../contract/money-result.js";
import { netPresentValue } from "../finance/cash-flow.js";
import { cashFlows, gainsOf, investedUsd } from "./cash.js";
import { AS_EXPECTED, FIXED_LINES, sumOf } from "./costs.js";
import type { RunningCosts } from "./costs.js";
import type { DemandCurve } from "./levels.js";
import { sideCostsOn } from "./projection.js";
import type { HorizonTotals, Projection } from "./projection.js";
import type { Side } from "./scale.js";
import { totalCost } from "./total-cost.js";
import type { Copies } from "./total-cost.js";

/**
 * Both deployments at the successful sessions of the one that completes more. The other is taken more
 * than once: copies of it with copies of its users complete copies of its sessions at its latency, so
 * nothing need be simulated anew. Part of a copy stands for the average over many.
 */
export function equalWork(
  projection: Projection,
  before: { readonly curve: DemandCurve; readonly totals: HorizonTotals },
  after: HorizonTotals,
  quality: readonly QualityRow[],
): EqualWork | null {
  const { finance } = projection;
  const done = { before: before.totals.used.completed, after: after.used.completed };
  if (!(done.before > 0 && done.after > 0)) return null;
  const successfulSessions = Math.max(done.before, done.after);
  const copies: Copies = {
    before: successfulSessions / done.before,
    after: successfulSessions / done.after,
  };
  const { lines, total } = totalCost(projection, before.totals, after, copies);
  const bought = { ...finance, purchases: purchasesOf(projection, copies) };
  const saved = Array.from({ length: projection.horizonDays }, (_, at) => {
    const on = (side: Side, curve: DemandCurve): number =>
      takenOften(sideCostsOn(projection, side, curve, at + 1, AS_EXPECTED), copies[side]);
    return on("before", before.curve) - on("after", projection.curves.after);
  });
  const flows = cashFlows(saved, bought, AS_EXPECTED);
  const invested = investedUsd(bought, AS_EXPECTED);
  const rate = finance.discountRatePerYear + (finance.riskPremiumPerYear ?? 0);
  const per = (usd: number | null): number | null =>
    usd === null ? null : usd / successfulSessions;
  return {
    successfulSessions,
    copies,
    lines,
    total,
    perSuccessUsd: { before: per(total.beforeUsd), after: per(total.afterUsd) },
    quality: [...quality],
    sameQuality: sameQuality(quality),
    npvUsd: netPresentValue(flows, rate),
    multiple: invested > 0 ? gainsOf(flows) / invested : null,
  };
}

/** Running costs of a day for `copies` of a deployment; what comes by the month comes once. */
function takenOften(costs: RunningCosts, copies: number): number {
  const fixed = FIXED_LINES.reduce((sum, line) => sum + costs[line], 0);
  return fixed + copies * (sumOf(costs) - fixed);
}

function purchasesOf({ finance }: Projection, copies: Copies): Projection["finance"]["purchases"] {
  const { before, after } = finance.purchases;
  return {
    ...(before === undefined ? {} : { before: { ...before, usd: before.usd * copies.before } }),
    ...(after === undefined ? {} : { after: { ...after, usd: after.usd * copies.after } }),
  };
}

function sameQuality(quality: readonly QualityRow[]): boolean | null {
  if (quality.length === 0) return null;
  const verdicts = new Set(quality.flatMap(({ before, after }) => [before.verdict, after.verdict]));
  if (verdicts.has("missed")) return false;
  return verdicts.has("undecided") ? null : true;
}

import { assertNever } from "../../base/assert.js";
import { HeadroomError } from "../../contract/errors.js";
import type { Growth, Trend } from "../../contract/finance.js";

const DAYS_PER_STEP = 30;
const DAYS_PER_MONTH = 365 / 12;
/** Beyond this the pools are no longer today's, and no simulation of them says anything. */
export const MOST_DEMAND = 100;
export const LEAST_DEMAND = 0.01;

/** Demand on a day as a multiple of day 0's; with nothing said it stays as it is. */
export function demandOn(growth: Growth | undefined, day: number): number {
  if (growth === undefined) return 1;
  const { trend, weekly, annual } = growth;
  const week = weekly === undefined ? 1 : seasonal(weekly, day);
  const year = annual === undefined ? 1 : seasonal(annual, day / DAYS_PER_MONTH);
  return trendOn(trend, day) * week * year;
}

/** The multiplier whose turn it is, relative to the first. */
function seasonal(multipliers: readonly number[], turn: number): number {
  return (multipliers[Math.floor(turn) % multipliers.length] ?? 1) / (multipliers[0] ?? 1);
}

function trendOn(trend: Trend, day: number): number {
  const steps = day / DAYS_PER_STEP;
  if ("linear" in trend) return 1 + trend.linear.per30Days * steps;
  if ("compound" in trend) return (1 + trend.compound.per30Days) ** steps;
  if ("logistic" in trend) {
    const { per30Days, ceiling } = trend.logistic;
    // The logistic curve through 1 on day 0 whose growth begins at the compound rate, were there no ceiling.
    return ceiling / (1 + (ceiling - 1) * (1 + per30Days) ** -steps);
  }
  return assertNever(trend);
}

/**
 * Demand on every day from 0 to `lastDay`. Throws `invalid-input` where it would grow or shrink out of
 * what today's pools can stand for, with what it would reach and from when on.
 */
export function demandByDay(growth: Growth | undefined, lastDay: number): number[] {
  const demand = Array.from({ length: lastDay + 1 }, (_, day) => demandOn(growth, day));
  const outside = demand.findIndex((one) => !(one >= LEAST_DEMAND && one <= MOST_DEMAND));
  if (outside < 0) return demand;
  const reached = demand.at(-1) ?? Number.NaN;
  const words = Number.isFinite(reached)
    ? `${reached.toPrecision(3)} times`
    : "a number beyond all bounds";
  throw new HeadroomError("invalid-input", "demand grows beyond what can be projected", [
    {
      path: "growth",
      expected: `demand between ${LEAST_DEMAND} and ${MOST_DEMAND} times today's up to day ${lastDay} (a lower rate, a logistic ceiling, or a nearer horizon)`,
      found: `${(demand[outside] ?? Number.NaN).toPrecision(3)} times on day ${outside}, and ${words} on day ${lastDay}`,
    },
  ]);
}

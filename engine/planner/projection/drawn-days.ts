import type { DrawHistogram, ProjectResult, Spread } from "../../contract/project-result.js";
import { AS_EXPECTED, sumOf } from "./costs.js";
import type { Multipliers } from "./costs.js";
import { investedUsd } from "./cash.js";
import { drawMultipliers, drawReplications } from "./draws.js";
import type { DemandCurve } from "./levels.js";
import { sideCostsOn } from "./projection.js";
import type { Projection } from "./projection.js";
import type { Side } from "./scale.js";

const DRAWS = 2000;
const BINS = 40;
/** The share of draws beyond the bins on either side. */
const TAIL = 0.005;

/** Running costs of each day from day 0 to the horizon, in USD, under one draw. */
export interface DaysUnder {
  readonly multipliers: Multipliers;
  readonly beforeUsd: Float64Array | undefined;
  readonly afterUsd: Float64Array;
}

/** The days as expected. */
export const expectedDays = (projection: Projection): DaysUnder =>
  daysUnder(projection, AS_EXPECTED);

/** The days under each draw of {@link drawnCurves} and the uncertain inputs; none where all is certain. */
export function drawDays(projection: Projection): DaysUnder[] {
  const { finance, seed } = projection;
  const isRedrawn = replicationsOf(projection) > 1;
  if (Object.keys(finance.uncertain).length === 0 && !isRedrawn) return [];
  return drawMultipliers(finance, seed, DRAWS).map((drawn, n) =>
    daysUnder(drawnCurves(projection, n), drawn),
  );
}

/** How many replications there are to draw from; fewer than two show no error. */
export function replicationsOf({ curves }: Projection): number {
  return Math.min(curves.before?.replications ?? Infinity, curves.after.replications);
}

/**
 * The projection as other replications might have given it, by the number of the draw. Both deployments
 * are redrawn with the same ones, which saw the same sessions: what they share does not blur what sets
 * them apart.
 */
export function drawnCurves(projection: Projection, n: number): Projection {
  const { curves, seed } = projection;
  const count = replicationsOf(projection);
  if (count < 2) return projection;
  const drawn = drawReplications(seed, n, count);
  return {
    ...projection,
    curves: { before: curves.before?.redrawn(drawn), after: curves.after.redrawn(drawn) },
  };
}

export function daysUnder(projection: Projection, multipliers: Multipliers): DaysUnder {
  const { before, after } = projection.curves;
  const usdOf = (side: Side, curve: DemandCurve): Float64Array =>
    Float64Array.from({ length: projection.horizonDays + 1 }, (_, day) =>
      sumOf(sideCostsOn(projection, side, curve, day, multipliers)),
    );
  return {
    multipliers,
    beforeUsd: before === undefined ? undefined : usdOf("before", before),
    afterUsd: usdOf("after", after),
  };
}

/** What the change saves on each day from day 1, running costs alone, in USD. */
export function savedByDay({ beforeUsd, afterUsd }: DaysUnder): number[] {
  return [...afterUsd.subarray(1)].map((usd, at) => (beforeUsd?.[at + 1] ?? 0) - usd);
}

/** Saved since day 0 less what was put in then, by day from day 0, in USD; null with no before. */
export function netSavedByDay(days: DaysUnder, { finance }: Projection): number[] | null {
  if (days.beforeUsd === undefined) return null;
  let sum = 0 - investedUsd(finance, days.multipliers);
  return [sum, ...savedByDay(days).map((usd) => (sum += usd))];
}

/** Costs and net savings of each day over the draws. Percentiles are of each day by itself. */
export function fanOf(
  projection: Projection,
  drawn: readonly DaysUnder[],
): ProjectResult["daily"]["fan"] {
  if (drawn.length === 0) return null;
  const after = drawn.map(({ afterUsd }) => afterUsd);
  const before = drawn.flatMap(({ beforeUsd }) => (beforeUsd === undefined ? [] : [beforeUsd]));
  const netSaved = drawn.flatMap((days) => {
    const net = netSavedByDay(days, projection);
    return net === null ? [] : [net];
  });
  const spreads = (rows: readonly ArrayLike<number>[]) => dailySpread(rows, projection.horizonDays);
  return {
    beforeUsd: before.length === 0 ? null : spreads(before),
    afterUsd: spreads(after),
    netSavedUsd: netSaved.length === 0 ? null : spreads(netSaved),
  };
}

function dailySpread(
  rows: readonly ArrayLike<number>[],
  horizonDays: number,
): { p10: number[]; p50: number[]; p90: number[] } {
  const days = Array.from({ length: horizonDays + 1 }, (_, day) =>
    spreadOf(Float64Array.from(rows, (row) => row[day] ?? Number.NaN)),
  );
  return {
    p10: days.map(({ p10 }) => p10),
    p50: days.map(({ p50 }) => p50),
    p90: days.map(({ p90 }) => p90),
  };
}

/** Percentiles by linear interpolation (R type 7). */
export function spreadOf(values: ArrayLike<number>): Spread {
  const sorted = Float64Array.from(values).toSorted();
  return { p10: quantile(sorted, 0.1), p50: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) };
}

function quantile(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1);
  const low = sorted[Math.floor(position)] ?? Number.NaN;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (position - Math.floor(position)) * (high - low);
}

/** Values counted in bins of equal width over all but the tails, which the outer bins hold as well. */
export function histogramOf(values: readonly number[]): DrawHistogram {
  const sorted = Float64Array.from(values).toSorted();
  const low = quantile(sorted, TAIL);
  const high = quantile(sorted, 1 - TAIL);
  const bins = high > low ? BINS : 1;
  const width = (high - low) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, at) => low + at * width);
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) {
    const at = width > 0 ? Math.floor((value - low) / width) : 0;
    const bin = Math.min(bins - 1, Math.max(0, at));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges, counts };
}

import type { PlannedPools, PlanResult, PromiseVerdict } from "../../contract/plan-result.js";
import { kpiFigure } from "../../simulator/figures.js";
import type { Axis, Point } from "./axes.js";
import { sizesOf } from "./axes.js";
import type { Evaluation } from "./evaluate.js";
import { sizesAt } from "./space.js";
import type { Space } from "./space.js";

/** A size that was simulated, in the space it belongs to. */
export interface Tried {
  readonly space: Space;
  readonly axes: readonly Axis[];
  readonly point: Point;
  /** Provisioned compute and tokens of 30 days. */
  readonly costUsd: number;
  readonly evaluation: Evaluation;
}

export const sizesOfTried = ({ space, axes, point }: Tried): PlannedPools["sizes"] =>
  sizesAt(space, sizesOf(space, axes, point));

/** A candidate as the plan shows it. */
export function planned(tried: Tried): PlannedPools {
  const { scenario, records, promises, provisionedUsd } = tried.evaluation;
  return {
    sizes: sizesOfTried(tried),
    provisionedUsdPer30Days: provisionedUsd,
    costUsdPer30Days: kpiFigure(scenario, records, "costUsd.per30Days"),
    latencyP95Ms: p95Of(tried.evaluation),
    promises: [...promises],
  };
}

const p95Of = ({ scenario, records }: Evaluation): PlannedPools["latencyP95Ms"] =>
  kpiFigure(scenario, records, "latencyMs.p95");

/** Costs that differ by less than a cent in 30 days are the same. */
const CENT_USD = 0.01;

/**
 * The cheapest other choice that was found to keep the promises. One that differs from the best in
 * pools that cost nothing alone is no other choice.
 */
export function runnerUpTo(best: Tried, tried: readonly Tried[]): Tried | undefined {
  return tried
    .filter((one) => one.evaluation.keeps && !isSameChoice(best, one))
    .toSorted((a, b) => a.costUsd - b.costUsd)[0];
}

function isSameChoice(a: Tried, b: Tried): boolean {
  if (a.space !== b.space) return false;
  if (Math.abs(a.costUsd - b.costUsd) < CENT_USD) return true;
  const [mine, other] = [a, b].map(({ space, axes, point }) => sizesOf(space, axes, point));
  return a.space.pools.every(
    ({ hourUsd }, pool) =>
      hourUsd === 0 || JSON.stringify(mine?.[pool]) === JSON.stringify(other?.[pool]),
  );
}

/** Sizes, simulated in full, that no other beats in both cost and p95, cheapest first. */
export function frontOf(tried: readonly Tried[]): PlanResult["front"] {
  const points = tried
    .flatMap((one) => {
      const p95 = p95Of(one.evaluation);
      return p95.mean === null || one.evaluation.isShort ? [] : [{ one, p95, meanMs: p95.mean }];
    })
    .toSorted((a, b) => a.one.costUsd - b.one.costUsd || a.meanMs - b.meanMs);
  const front: PlanResult["front"] = [];
  let least = Infinity;
  for (const { one, p95, meanMs } of points) {
    if (meanMs >= least) continue;
    least = meanMs;
    front.push({
      sizes: sizesOfTried(one),
      costUsdPer30Days: one.costUsd,
      latencyP95Ms: p95,
      keepsPromises: one.evaluation.keeps,
    });
  }
  return front;
}

/** The broken promise that is broken by most. */
export function worstOf(promises: readonly PromiseVerdict[]): PromiseVerdict | null {
  const broken = promises.filter(({ verdict }) => verdict !== "met");
  const order = broken.toSorted((a, b) => (a.margin ?? -Infinity) - (b.margin ?? -Infinity));
  return order[0] ?? null;
}

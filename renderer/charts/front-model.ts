import type { PlanResult } from "../../engine/contract/plan-result.js";
import type { Figure } from "../../engine/contract/result.js";
import { figureSentence, formatShort, sharedScale } from "../ui/format/figure.js";
import { sizesText } from "../ui/format/sizes.js";
import { figureCells, numberCell } from "./cells.js";
import type { Described } from "./chart.js";

export interface FrontPoint {
  readonly costUsd: number;
  readonly p95: Figure & { readonly mean: number };
  readonly keeps: boolean;
  readonly isPlan: boolean;
  /** The point for who points at it, or hears it. */
  readonly words: string;
}

export interface FrontModel extends Described {
  readonly points: readonly FrontPoint[];
}

/** The view-model of the Pareto front: no other size tried beats any of these in both cost and p95. */
export function frontModel(result: PlanResult, locale: string): FrontModel | undefined {
  const chosen = result.plan === null ? undefined : sizesText(result.plan.sizes, locale);
  const points = withPlan(result, locale).flatMap((point) => {
    const { sizes, costUsdPer30Days, latencyP95Ms, keepsPromises } = point;
    const { mean } = latencyP95Ms;
    if (mean === null) return [];
    const pools = sizesText(sizes, locale);
    const cost = formatShort(costUsdPer30Days, "usd", locale);
    const kept = keepsPromises ? "keeps every promise" : "breaks a promise";
    return [
      {
        costUsd: costUsdPer30Days,
        p95: { ...latencyP95Ms, mean },
        keeps: keepsPromises,
        isPlan: pools === chosen,
        pools,
        cost,
        words: `${pools}: ${cost}, p95 ${figureSentence(latencyP95Ms, locale)}, ${kept}`,
      },
    ];
  });
  if (points.length === 0) return undefined;
  const scale = sharedScale(
    points.map(({ p95 }) => p95),
    "ms",
  );
  return {
    points,
    title: title(points, locale),
    subtitle:
      "Cost of 30 days against the 95th percentile of latency, of the sizes that no other tried beats in both",
    summary: `${points.map(({ words, isPlan }) => (isPlan ? `${words}, the plan` : words)).join(". ")}.`,
    table: {
      columns: ["Pools", "Cost, 30 days", "Latency, p95", "95% interval", "Promises"],
      rows: points.map(({ pools, cost, costUsd, p95, keeps, isPlan }) => {
        const kept = keeps ? "kept" : "broken";
        return [
          pools,
          numberCell(cost, costUsd, "usd"),
          ...figureCells(p95, scale, locale),
          isPlan ? `${kept}, the plan` : kept,
        ];
      }),
    },
  };
}

/** The front and the plan, which may share its cost with a size that is a little faster. */
function withPlan({ front, plan }: PlanResult, locale: string): PlanResult["front"] {
  if (plan === null) return front;
  const { sizes, latencyP95Ms, costUsdPer30Days, provisionedUsdPer30Days } = plan;
  const chosen = sizesText(sizes, locale);
  if (front.some((point) => sizesText(point.sizes, locale) === chosen)) return front;
  const costUsd = costUsdPer30Days.mean ?? provisionedUsdPer30Days;
  const point = { sizes, costUsdPer30Days: costUsd, latencyP95Ms, keepsPromises: true };
  return [...front, point].toSorted(
    (a, b) =>
      a.costUsdPer30Days - b.costUsdPer30Days ||
      (b.latencyP95Ms.mean ?? 0) - (a.latencyP95Ms.mean ?? 0),
  );
}

function title(points: readonly FrontPoint[], locale: string): string {
  const best = points.find(({ isPlan }) => isPlan) ?? points.find(({ keeps }) => keeps);
  const fastest = points.toSorted((a, b) => a.p95.mean - b.p95.mean)[0];
  if (best === undefined || fastest === undefined) {
    return "None of the sizes tried keeps every promise.";
  }
  const p95 = (point: FrontPoint): string => formatShort(point.p95.mean, "ms", locale);
  const usd = (value: number): string => formatShort(value, "usd", locale);
  if (fastest === best) {
    return `Of the sizes tried, none is faster than the plan's p95 of ${p95(best)}.`;
  }
  return `${usd(fastest.costUsd - best.costUsd)} more would bring p95 from ${p95(best)} to ${p95(fastest)}.`;
}

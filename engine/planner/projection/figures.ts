import { invariant } from "../../base/assert.js";
import type { KpiPath } from "../../contract/kpi.js";
import type { Figure } from "../../contract/result.js";
import { priceRatioOn } from "./costs.js";
import type { Multipliers } from "./costs.js";
import type { Projection } from "./projection.js";
import type { Side } from "./scale.js";

/** A key figure of a deployment on a day, costs at that day's prices. */
export function figureOn(
  { scenario, finance, demand, curves }: Projection,
  side: Side,
  kpi: KpiPath,
  day: number,
  multipliers: Multipliers,
): Figure {
  const curve = curves[side];
  invariant(curve !== undefined, `the ${side} side was simulated`);
  const level = (demand[day] ?? 1) * multipliers.demand;
  const figure = curve.figureAt(kpi, level);
  if (!kpi.startsWith("costUsd.")) return figure;
  const ratio = priceRatioOn(day, curve.ratesAt(level), scenario, finance, multipliers);
  const priced = (value: number | null): number | null => (value === null ? null : value * ratio);
  return {
    ...figure,
    mean: priced(figure.mean),
    low: priced(figure.low),
    high: priced(figure.high),
  };
}

import { KPIS } from "../../../engine/contract/kpi.js";
import type { KpiPath } from "../../../engine/contract/kpi.js";
import type { Figure } from "../../../engine/contract/result.js";
import { formatStated, requirementScale } from "../../ui/format/figure.js";
import { kpiLabel } from "../../ui/format/kpi-label.js";
import type { Scale } from "../../ui/format/scale.js";

/** A threshold of the contract: of a milestone or of a promise to users. */
interface Threshold {
  readonly kpi: KpiPath;
  readonly below?: number | undefined;
  readonly above?: number | undefined;
}

/** A requirement in words, and the scale its figures share with it. */
export interface RequirementText {
  readonly label: string;
  readonly threshold: string;
  readonly scale: Scale;
}

export function requirementText(
  { kpi, below, above }: Threshold,
  figures: readonly Figure[],
  locale: string,
): RequirementText {
  const value = below ?? above ?? 0;
  const scale = requirementScale(figures, value, KPIS[kpi].unit);
  const stated = formatStated(value, scale, locale);
  const threshold = below === undefined ? `above ${stated}` : `below ${stated}`;
  return { label: kpiLabel(kpi, scale), threshold, scale };
}

import { KPIS } from "../../../engine/contract/kpi.js";
import type { KpiPath } from "../../../engine/contract/kpi.js";
import type { Scale } from "./scale.js";

/** Labels of prices that are shown for a thousand. */
const PER_THOUSAND: Readonly<Partial<Record<KpiPath, string>>> = {
  "costUsd.perRequest": "Cost per 1,000 requests",
  "costUsd.perSuccess": "Cost per 1,000 successful requests",
  "costUsd.perToken": "Cost per 1,000 tokens",
};

/** What a key figure is called on the scale it is shown in. */
export function kpiLabel(kpi: KpiPath, scale: Scale): string {
  return (scale.per === 1000 ? PER_THOUSAND[kpi] : undefined) ?? KPIS[kpi].label;
}

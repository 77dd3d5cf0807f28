import { KPIS } from "../../../engine/contract/kpi.js";
import type { KpiPath } from "../../../engine/contract/kpi.js";
import type { Scale } from "./scale.js";

/** Labels of prices that are shown for a thousand: in words, since 1,000 is one in many locales. */
const PER_THOUSAND: Readonly<Partial<Record<KpiPath, string>>> = {
  "costUsd.perRequest": "Cost per thousand requests",
  "costUsd.perSuccess": "Cost per thousand successful requests",
  "costUsd.perToken": "Cost per thousand tokens",
};

/** What a key figure is called on the scale it is shown in. */
export function kpiLabel(kpi: KpiPath, scale: Scale): string {
  return (scale.per === 1000 ? PER_THOUSAND[kpi] : undefined) ?? KPIS[kpi].label;
}

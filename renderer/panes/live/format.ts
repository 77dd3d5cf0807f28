import { formatNumber } from "../../ui/format/number.js";
import { scaleFor } from "../../ui/format/scale.js";

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** How long ago an ISO instant was, in its greatest whole unit. */
export function formatAge(iso: string, now: Date, locale: string): string {
  const agoMs = now.getTime() - Date.parse(iso);
  for (const [unit, unitMs] of UNITS) {
    const count = Math.floor(agoMs / unitMs);
    if (count >= 1) {
      return new Intl.RelativeTimeFormat(locale, { style: "short" }).format(-count, unit);
    }
  }
  return "just now";
}

/** US dollars to the cent, or to a hundredth of one where a cent would hide all there is. */
export function formatCost(costUsd: number, locale: string): string {
  const decimals = costUsd > 0 && costUsd < 0.1 ? 4 : 2;
  return formatNumber(costUsd, scaleFor("usd", 1), decimals, locale);
}

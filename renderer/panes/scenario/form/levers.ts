import type { SliderRange } from "./number-control.js";

/** Sizes of pools and the like: from one to several times what there is. */
const SIZES: ReadonlySet<string> = new Set([
  "replicas",
  "slotsPerReplica",
  "workers",
  "users",
  "maxBatch",
  "concurrency",
  "maxReplicas",
]);
/** Rates and scales: a tenth to ten times. */
const RATES: ReadonlySet<string> = new Set([
  "ratePerSecond",
  "meanRatePerSecond",
  "requestsPerMinute",
  "inputTokensPerMinute",
  "outputTokensPerMinute",
  "weight",
  "speed",
]);
const LEAST_SIZES = 64;
const SPAN = 10;

/** The slider of a field that is worth moving about; undefined for what is better typed. */
export function leverOf(
  name: string,
  isShare: boolean,
  value: number | undefined,
): SliderRange | undefined {
  if (value === undefined) return undefined;
  if (isShare) return { from: 0, to: 1, isLogarithmic: false };
  if (!(value > 0)) return undefined;
  if (SIZES.has(name)) {
    return { from: 1, to: Math.max(LEAST_SIZES, 4 * value), isLogarithmic: true };
  }
  if (RATES.has(name)) return { from: value / SPAN, to: value * SPAN, isLogarithmic: true };
  return undefined;
}

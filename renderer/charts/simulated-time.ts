import { decimalsForDigits, formatNumber } from "../ui/format/number.js";
import { scaleFor } from "../ui/format/scale.js";
import type { Scale } from "../ui/format/scale.js";

/** From here on times of a run are in seconds, so that they are not taken for latencies. */
const LEAST_MS = 10_000;

/** The unit of an axis of simulated time up to `endMs`. */
export const simulatedTimeScale = (endMs: number): Scale =>
  scaleFor("ms", Math.max(LEAST_MS, endMs));

/** How long a bin of simulated time is, in a unit of its own. */
export const binLength = (binSeconds: number, locale: string): string =>
  simulatedTime(binSeconds, binSeconds, locale)(binSeconds);

/** Writes seconds of simulated time, all in the unit of the end, as finely as the bins are. */
export function simulatedTime(
  endSeconds: number,
  binSeconds: number,
  locale: string,
): (seconds: number) => string {
  const scale = simulatedTimeScale(endSeconds * 1000);
  const decimals = Math.max(0, decimalsForDigits((binSeconds * 1000) / scale.divisor, 2));
  return (seconds) => formatNumber(seconds * 1000, scale, decimals, locale);
}

import { decimalsForDigits, formatNumber } from "../ui/format/number.js";
import { scaleFor } from "../ui/format/scale.js";

/** Writes seconds of simulated time, all in the unit of the end, as finely as the bins are. */
export function simulatedTime(
  endSeconds: number,
  binSeconds: number,
  locale: string,
): (seconds: number) => string {
  const scale = scaleFor("ms", endSeconds * 1000);
  const decimals = Math.max(0, decimalsForDigits((binSeconds * 1000) / scale.divisor, 2));
  return (seconds) => formatNumber(seconds * 1000, scale, decimals, locale);
}

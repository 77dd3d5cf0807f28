import tQuantile from "@stdlib/stats-base-dists-t-quantile";

/**
 * Least squares of y on x, with the 95 % interval of the slope for independent normal errors (Draper and Smith,
 * Applied Regression Analysis, 1.4). Needs three points.
 */
export function slopeInterval(points: readonly (readonly [x: number, y: number])[]): {
  readonly mean: number;
  readonly slope: number;
  readonly low: number;
  readonly high: number;
} {
  const n = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const mean = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - mean), 0) / spread;
  const residual = points.reduce((sum, [x, y]) => sum + (y - mean - slope * (x - meanX)) ** 2, 0);
  const half = tQuantile(0.975, n - 2) * Math.sqrt(residual / (n - 2) / spread);
  return { mean, slope, low: slope - half, high: slope + half };
}

/** Growth over the fitted range that is no more than this share of the mean is called flat. */
export const FLAT_SHARE = 0.05;

/** Whether the slope is above 0 at 95 % and what it adds over the range matters. */
export function isGrowing(points: readonly (readonly [x: number, y: number])[]): boolean {
  const { mean, slope, low } = slopeInterval(points);
  const range = (points.at(-1)?.[0] ?? 0) - (points[0]?.[0] ?? 0);
  return low > 0 && slope * range > FLAT_SHARE * mean;
}

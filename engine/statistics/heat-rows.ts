import { bucketEdges, bucketOf } from "./histogram.js";

/**
 * Rows of a heat map of times: eight to every doubling, from a sixteenth of a millisecond to 4.7 hours,
 * and one for all that is quicker, one for all that is slower. A row is 32 neighbouring buckets of the
 * histogram, so the two agree on where a value lies.
 */
const BUCKETS_PER_ROW_SHIFT = 5;
const BUCKETS_PER_ROW = 2 ** BUCKETS_PER_ROW_SHIFT;
const LOWEST_MS = 2 ** -4;
const HIGHEST_MS = 2 ** 24;
/** What the histogram has below the first row proper, in rows. */
const ROWS_BELOW = (bucketOf(LOWEST_MS) - 1) / BUCKETS_PER_ROW;
const LAST_ROW = (bucketOf(HIGHEST_MS) - 1) / BUCKETS_PER_ROW - ROWS_BELOW + 1;
export const HEAT_ROWS = LAST_ROW + 1;

/** The row that holds `valueMs`, 0 or more. */
export function heatRowOf(valueMs: number): number {
  const row = ((bucketOf(valueMs) - 1) >> BUCKETS_PER_ROW_SHIFT) - ROWS_BELOW + 1;
  return row < 0 ? 0 : row > LAST_ROW ? LAST_ROW : row;
}

/** Lower edge, which belongs to the row, and upper edge, which does not; Infinity above the last row. */
export function heatRowEdges(row: number): readonly [lowerMs: number, upperMs: number] {
  if (row <= 0) return [0, LOWEST_MS];
  if (row >= LAST_ROW) return [HIGHEST_MS, Infinity];
  const first = (row - 1 + ROWS_BELOW) * BUCKETS_PER_ROW + 1;
  return [bucketEdges(first)[0], bucketEdges(first + BUCKETS_PER_ROW)[0]];
}

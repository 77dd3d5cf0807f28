import type { Histogram } from "../../engine/contract/result.js";

/** Share of all counts in each bin between neighbouring `edges`. */
export interface Bins {
  readonly edges: readonly number[];
  readonly shares: readonly number[];
  /** Share of the counts above the last edge. */
  readonly beyond: number;
}

export const totalCount = (histogram: Histogram): number =>
  histogram.count.reduce((sum, count) => sum + count, 0);

/** Visits the buckets that can be read: the three arrays are of one length by contract. */
function forEachBucket(
  { lowerMs, upperMs, count }: Histogram,
  visit: (lower: number, upper: number, count: number) => void,
): void {
  count.forEach((of, index) => {
    const lower = lowerMs[index];
    const upper = upperMs[index];
    if (lower !== undefined && upper !== undefined) visit(lower, upper, of);
  });
}

/** Share of the counts below `at`, linear inside a bucket. */
export function shareBelow(histogram: Histogram, at: number): number {
  let below = 0;
  forEachBucket(histogram, (lower, upper, count) => {
    if (upper <= at) below += count;
    else if (lower < at) below += (count * (at - lower)) / (upper - lower);
  });
  const total = totalCount(histogram);
  return total === 0 ? 0 : below / total;
}

/** The value below which `share` of the counts lie, linear inside a bucket; NaN of nothing. */
export function quantile(histogram: Histogram, share: number): number {
  const wanted = share * totalCount(histogram);
  let below = 0;
  let found = Number.NaN;
  forEachBucket(histogram, (lower, upper, count) => {
    if (below + count >= wanted && Number.isNaN(found)) {
      found = count === 0 ? lower : lower + ((upper - lower) * (wanted - below)) / count;
    }
    below += count;
  });
  return found;
}

/** Redistributes the buckets over `edges` (ascending); a bucket that straddles an edge is shared out. */
export function rebin(histogram: Histogram, edges: readonly number[]): Bins {
  const below = edges.map((edge) => shareBelow(histogram, edge));
  const shares = below.slice(1).map((share, index) => share - (below[index] ?? 0));
  return { edges, shares, beyond: 1 - (below.at(-1) ?? 0) };
}

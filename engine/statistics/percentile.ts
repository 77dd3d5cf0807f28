import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { bucketEdges, bucketOf, Histogram } from "./histogram.js";

/** What one replication saw of a quantity: its histogram, and how dependent its values were. */
export interface PercentileSample {
  /** Bucket numbers ascending, and their counts. */
  readonly buckets: { readonly index: readonly number[]; readonly count: readonly number[] };
  readonly least: number;
  readonly greatest: number;
  /** Variance of the replication's mean ÷ that of as many independent values; see BatchMeans. */
  readonly inflation: number;
}

type PercentileEstimate = {
  /** The percentile of all replications together. */
  readonly value: number;
} & (
  | {
      readonly low: number;
      readonly high: number;
      /** One value per replication, the mean of which is `value`: for paired tests. */
      readonly values: readonly number[];
    }
  | {
      /** Replications of this length that would give an interval. */
      readonly neededReplications: number;
    }
);

/**
 * Fewest independent values beyond a percentile for its interval to be shown. Chosen among 6 to 15 on
 * the queues of `npm run coverage`, so its table is no test of the choice: the p99 covers 93–97 % in
 * M/M/1 at load 0.8 and is refused nearly always at 0.9, but with lognormal service of cv 3 it is shown
 * and covers about 91–93 %.
 */
const LEAST_TAIL_VALUES = 10;

/**
 * The quantile `p` in (0, 1) with its 95 % interval over two or more replications, each with at least
 * one value. Inverts the interval of a share (R. Woodruff, JASA 47, 1952): how much the share of values
 * below the pooled quantile varies from one replication to the next, times Student's t, gives the two
 * shares whose quantiles are the bounds. That has none of the bias of a mean of short runs' quantiles,
 * and leans as far to the right as the tail does. With few independent values out there no such interval
 * holds, and the number of replications that it takes is given instead.
 */
export function percentileInterval(
  samples: readonly PercentileSample[],
  p: number,
): PercentileEstimate {
  const replications = samples.length;
  if (replications < 2) throw new RangeError("an interval needs at least two replications");
  const pooled = new Histogram();
  const own = samples.map((sample) => histogramOf(sample));
  for (const one of own) pooled.add(one);
  const [first, ...others] = own.map((one) => quantileOf(one, p));
  if (first !== undefined && others.every((other) => other === first)) {
    return { value: first, low: first, high: first, values: samples.map(() => first) };
  }
  const value = quantileOf(pooled, p);
  const meanCount = pooled.count / replications;
  const shares = samples.map(({ buckets }) => countBelow(buckets, value));
  const pooledShare = shares.reduce((sum, count) => sum + count, 0) / pooled.count;
  // A ratio estimate: replications count by the values they have.
  const excess = shares.map((count, at) => {
    return (count - pooledShare * (own[at]?.count ?? 0)) / meanCount;
  });
  const squares = excess.reduce((sum, one) => sum + one * one, 0);
  const error = Math.sqrt(squares / (replications - 1) / replications);
  const halfWidth = tQuantile(0.975, replications - 1) * error;
  const tail = Math.min(p, 1 - p);
  const inflation = samples.reduce((sum, one) => sum + one.inflation, 0) / replications;
  const tailValues = (pooled.count * tail) / inflation;
  const reach = Math.max(halfWidth / tail, Math.sqrt(LEAST_TAIL_VALUES / tailValues));
  if (tailValues < LEAST_TAIL_VALUES || halfWidth >= tail) {
    return { value, neededReplications: Math.ceil(replications * Math.max(1.1, reach * reach)) };
  }
  const low = Math.min(value, quantileOf(pooled, p - halfWidth));
  const high = Math.max(value, quantileOf(pooled, p + halfWidth));
  const slope = halfWidth === 0 ? 0 : (high - low) / (2 * halfWidth);
  return { value, low, high, values: excess.map((one) => value - slope * one) };
}

function histogramOf({ buckets, least, greatest }: PercentileSample): Histogram {
  const histogram = new Histogram();
  histogram.addBuckets(buckets, least, greatest);
  return histogram;
}

function quantileOf(histogram: Histogram, p: number): number {
  const value = histogram.quantile(p);
  if (value === null) throw new RangeError("a percentile needs at least one value");
  return value;
}

/** Number of values at or below `value`; those of its own bucket lie evenly in it. */
function countBelow({ index, count }: PercentileSample["buckets"], value: number): number {
  const bucket = bucketOf(value);
  const [lower, upper] = bucketEdges(bucket);
  let below = 0;
  for (const [at, one] of index.entries()) {
    if (one > bucket) break;
    const inside = upper > lower ? (value - lower) / (upper - lower) : 1;
    below += (count[at] ?? 0) * (one < bucket ? 1 : inside);
  }
  return below;
}

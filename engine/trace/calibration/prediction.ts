import { Replay } from "../../simulator/batched/replay.js";
import type { Deployment } from "../../simulator/batched/replay.js";
import { METRICS, tpotSeconds, ttftSeconds } from "./metrics.js";
import type { Metric } from "./metrics.js";
import type { RequestLog } from "./request-log.js";
import { servingTimes } from "./serving-parameters.js";

/** Seconds at a quantile of the distribution over requests. */
export interface QuantilePair {
  readonly measured: number;
  readonly predicted: number;
}

/** Seconds of every request of a part, in order of arrival; NaN where it has no such time. */
export interface RequestSeconds {
  readonly measured: Float64Array;
  /** Median over the simulations. */
  readonly predicted: Float64Array;
}

/** How one metric was predicted. All NaN when no request has it. */
export interface MetricComparison {
  readonly seconds: RequestSeconds;
  /** Relative error per request, |predicted − measured| ÷ measured: its median and its p95. */
  readonly median: number;
  readonly p95: number;
  readonly quantiles: Readonly<Record<"p50" | "p95" | "p99", QuantilePair>>;
}

export interface Prediction {
  /** First request of the part, in the log's order. */
  readonly from: number;
  readonly requests: number;
  readonly metrics: Readonly<Record<Metric, MetricComparison>>;
  /** Requests that the simulated servers could not take at all. */
  readonly refused: number;
}

/** Simulations from which a prediction is taken, at most, and requests that they may simulate together. */
const RUNS = 25;
const MOST_SIMULATED = 200_000;

/**
 * Predicts the requests `from` … `to − 1` by simulating the whole log with each of the `points` that
 * explain the fitted part equally well, the best one first: where a request lands between two iterations
 * is chance, and one run of it is as far off as another. A request's predicted time is its median over
 * the runs; a quantile of the distribution is the median of the runs' quantiles. Yields fractions.
 */
export function* predict(
  log: RequestLog,
  deployment: Deployment,
  points: readonly Float64Array[],
  units: Float64Array,
  from: number,
  to: number,
): Generator<number, Prediction> {
  const replay = new Replay(log, deployment);
  const count = to - from;
  const runsWanted = Math.max(1, Math.min(RUNS, Math.floor(MOST_SIMULATED / to)));
  const drawn = spread(points, runsWanted);
  const runs: Float64Array[][] = [];
  let refused = 0;
  for (const [run, point] of drawn.entries()) {
    replay.run(servingTimes(point, units), to);
    if (run === 0) refused = replay.refused;
    runs.push(metricsOf(log, replay.firstTokenSeconds, replay.lastTokenSeconds, from, to));
    yield (run + 1) / drawn.length;
  }
  const measured = metricsOf(log, log.firstTokenSeconds, log.lastTokenSeconds, from, to);
  const compared = METRICS.map((_, at) =>
    compare(
      measured[at] ?? new Float64Array(count),
      runs.map((run) => run[at] ?? new Float64Array(count)),
    ),
  );
  const [ttft = NOTHING, tpot = NOTHING, endToEnd = NOTHING] = compared;
  return { from, requests: count, metrics: { ttft, tpot, endToEnd }, refused };
}

const PAIR = { measured: Number.NaN, predicted: Number.NaN };
const NOTHING: MetricComparison = {
  seconds: { measured: new Float64Array(0), predicted: new Float64Array(0) },
  median: Number.NaN,
  p95: Number.NaN,
  quantiles: { p50: PAIR, p95: PAIR, p99: PAIR },
};

/** One metric's measured values against those of every run. */
function compare(measured: Float64Array, runs: readonly Float64Array[]): MetricComparison {
  const across = new Float64Array(runs.length);
  const predicted = Float64Array.from(measured, (_, n) => {
    for (let run = 0; run < runs.length; run += 1) across[run] = runs[run]?.[n] ?? Number.NaN;
    return quantileOf(across, 0.5);
  });
  const relative = Float64Array.from(measured, (value, n) =>
    value > 0 ? Math.abs((predicted[n] ?? Number.NaN) - value) / value : Number.NaN,
  );
  const pair = (share: number): QuantilePair => ({
    measured: quantileOf(measured, share),
    predicted: quantileOf(
      Float64Array.from(runs, (run) => quantileOf(run, share)),
      0.5,
    ),
  });
  return {
    seconds: { measured, predicted },
    median: quantileOf(relative, 0.5),
    p95: quantileOf(relative, 0.95),
    quantiles: { p50: pair(0.5), p95: pair(0.95), p99: pair(0.99) },
  };
}

/** Columns of TTFT, TPOT and end-to-end seconds in the order of METRICS. */
function metricsOf(
  log: RequestLog,
  first: Float64Array,
  last: Float64Array,
  from: number,
  to: number,
): Float64Array[] {
  const columns = METRICS.map(() => new Float64Array(to - from));
  for (let n = from; n < to; n += 1) {
    const arrival = log.arrivalSeconds[n] ?? 0;
    const begun = first[n] ?? Number.NaN;
    const ended = last[n] ?? Number.NaN;
    const values = [
      ttftSeconds(arrival, begun),
      tpotSeconds(begun, ended, log.outputTokens[n] ?? 0),
      ended - arrival,
    ];
    for (const [at, value] of values.entries()) {
      const column = columns[at];
      if (column !== undefined) column[n - from] = value;
    }
  }
  return columns;
}

/** Sample quantile by linear interpolation, R type 7; NaN values are left out. */
function quantileOf(values: Float64Array, share: number): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted();
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (position - below) * (high - low);
}

/**
 * `count` of the points, the first always: half of them evenly over their order, which is how well they
 * explain the log, and half as far from one another as can be, so that every corner of what is
 * plausible has a say.
 */
function spread(points: readonly Float64Array[], count: number): readonly Float64Array[] {
  if (points.length <= count) return points;
  if (count === 1) return points.slice(0, 1);
  const chosen = new Set<number>([0]);
  const ranked = Math.ceil(count / 2);
  const step = (points.length - 1) / Math.max(1, ranked - 1);
  for (let k = 0; k < ranked; k += 1) chosen.add(Math.round(k * step));
  const distance = new Float64Array(points.length).fill(Infinity);
  const update = (from: number): void => {
    for (const [at, point] of points.entries()) {
      let sum = 0;
      for (const [i, x] of point.entries()) sum += (x - (points[from]?.[i] ?? 0)) ** 2;
      distance[at] = Math.min(distance[at] ?? 0, sum);
    }
  };
  for (const at of chosen) update(at);
  while (chosen.size < count) {
    const farthest = distance.indexOf(distance.reduce((a, b) => Math.max(a, b), 0));
    if (chosen.has(farthest)) break;
    chosen.add(farthest);
    update(farthest);
  }
  return [...chosen].map((at) => points[at] ?? new Float64Array(0));
}

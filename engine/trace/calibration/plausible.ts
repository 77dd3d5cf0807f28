import { gaussianStream } from "./evolution.js";
import { METRICS } from "./metrics.js";
import type { Scored, Scorer } from "./scoring.js";
import { STEP_PARAMETERS } from "./serving-parameters.js";

/** Half of the 95 % quantile of χ² with one degree of freedom: how much log-likelihood one parameter may cost. */
const LOG_LIKELIHOOD_95 = 1.92;
/** Neighbours of the best point, this far away in relative terms, that show how much of its value is luck. */
const NEIGHBOURS = 24;
const NEIGHBOUR_DISTANCE = 0.003;

/**
 * Points of the search that explain the log as well as the best one, give or take chance. Moving all
 * step times by a few thousandths leaves the server as it is but lets requests land in other iterations;
 * the best point is best partly because there it so happens that they land right. So points count as
 * equally good when they are no worse than such neighbours of the best are on average, plus the bound of
 * a 95 % profile-likelihood interval. Requests that share batches share their errors too: the number of
 * independent ones is taken from the errors' autocorrelation. The best point comes first.
 */
export function plausiblePoints(
  scorer: Scorer,
  best: Float64Array,
  seed: number,
): readonly Float64Array[] {
  const normal = gaussianStream(seed, "neighbours");
  let value = 0;
  for (let k = 0; k < NEIGHBOURS; k += 1) {
    const factor = 1 + NEIGHBOUR_DISTANCE * normal();
    value += scorer.objective(best.map((x, i) => (i < STEP_PARAMETERS ? x * factor : x)));
  }
  scorer.run(best);
  const independent = independentRequests(scorer.errors);
  const bound =
    Math.max(value / NEIGHBOURS, scorer.value(best)) +
    LOG_LIKELIHOOD_95 / (METRICS.length * independent);
  const sorted = scorer.archive.toSorted((a: Scored, b: Scored) => a.value - b.value);
  const within = sorted.filter((scored) => scored.value <= bound);
  return [best, ...within.map(({ point }) => point)];
}

/** Requests divided by the errors' mean autocorrelation time (initial positive sequence, at most n ÷ 4 lags). */
function independentRequests(errors: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let metric = 0; metric < METRICS.length; metric += 1) {
    const series = errors.filter((e, at) => at % METRICS.length === metric && !Number.isNaN(e));
    if (series.length < 4) continue;
    sum += series.length / autocorrelationTime(series);
    count += 1;
  }
  return count === 0 ? 1 : Math.max(1, sum / count);
}

function autocorrelationTime(series: Float64Array): number {
  const n = series.length;
  const mean = series.reduce((a, b) => a + b, 0) / n;
  // Single wild errors would hide the correlation of all the others.
  const size = series.reduce((a, b) => a + Math.abs(b - mean), 0) / n;
  const x = series.map((e) => Math.max(-3, Math.min(3, (e - mean) / (size || 1))));
  const variance = x.reduce((a, b) => a + b * b, 0) / n;
  let time = 1;
  for (let lag = 1; lag <= n / 4; lag += 1) {
    let product = 0;
    for (let k = lag; k < n; k += 1) product += (x[k] ?? 0) * (x[k - lag] ?? 0);
    const correlation = product / n / (variance || 1);
    if (correlation <= 0) break;
    time += 2 * correlation;
  }
  return time;
}

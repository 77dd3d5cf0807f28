import type { Replay } from "../../simulator/batched/replay.js";
import { METRICS } from "./metrics.js";
import type { RequestLog } from "./request-log.js";
import { PARAMETERS, servingTimes } from "./serving-parameters.js";

/** Relative errors below this all count as next to nothing, which keeps the objective smooth at zero. */
const SMOOTH = 1e-3;
/** Charged for a request that the simulation never finishes. */
const UNFINISHED = 10;
/** A mean cost below this is as good as none: no log is measured better than to a few thousandths. */
const FLOOR = 2e-3;
/**
 * How far a coefficient may be from the value read off the log before that counts against it as much as
 * one request's times do, in units in which 1 is a whole iteration. So it decides only where the log
 * hardly tells two points apart: between what an iteration, a sequence and a KV token take, say, when
 * all of them grew together.
 */
const PULL_SPREAD = 0.1;

/** Cost of a relative error: as its size while small, never more than 1, so that no request dominates. */
function cost(error: number): number {
  const size = Math.sqrt(error * error + SMOOTH * SMOOTH);
  return size / (1 + size);
}

/** Weight with which a least-squares step reproduces the slope of {@link cost} at `error`. */
export function costWeight(error: number): number {
  const size = Math.sqrt(error * error + SMOOTH * SMOOTH);
  return 1 / (size * (1 + size) ** 2);
}

/** A point that was tried, and how well it explained the log. */
export interface Scored {
  readonly point: Float64Array;
  readonly value: number;
}

/** Points this much worse than the best so far are not worth keeping. */
const KEEP_WITHIN = 1;

/**
 * Scores simulations of a log against what was measured: relative errors of time to first token, time
 * per output token and end-to-end time of the first `scored` requests by arrival. All arrivals are
 * simulated, also those after the scored part, because they share the batches.
 */
export class Scorer {
  /** Relative errors of the last run, request by request in the order of {@link METRICS}; NaN: no such time. */
  readonly errors: Float64Array;
  evaluations = 0;
  /** Every point tried whose value was near the best by then. */
  readonly archive: Scored[] = [];
  #best = Infinity;
  readonly #log: RequestLog;
  readonly #replay: Replay;
  readonly #scored: number;
  readonly #units: Float64Array;
  #anchor: Float64Array;

  constructor(
    log: RequestLog,
    replay: Replay,
    scored: number,
    units: Float64Array,
    anchor: Float64Array,
  ) {
    this.#log = log;
    this.#replay = replay;
    this.#scored = scored;
    this.#units = units;
    this.#anchor = anchor;
    this.errors = new Float64Array(scored * METRICS.length);
  }

  /**
   * Mean over the metrics of the logarithm of their mean cost, plus the pull towards the anchor. That
   * is the likelihood of errors whose size differs from metric to metric and is itself unknown: a metric
   * that nothing can predict well is not followed into its noise.
   */
  readonly objective = (point: Float64Array): number => {
    this.run(point);
    const value = this.value(point);
    if (value < this.#best) this.#best = value;
    if (value < this.#best + KEEP_WITHIN) {
      this.archive.push({ point: point.map((x) => Math.abs(x)), value });
    }
    return value;
  };

  /** The objective of the errors as they stand. */
  value(point: Float64Array): number {
    const costs = this.meanCosts();
    let sum = 0;
    for (const mean of costs) sum += Math.log(mean + FLOOR);
    return sum / METRICS.length + this.pull(point);
  }

  /** Mean cost of the errors by metric. */
  meanCosts(): Float64Array {
    const sums = new Float64Array(METRICS.length);
    const counts = new Float64Array(METRICS.length);
    for (let at = 0; at < this.errors.length; at += 1) {
      const error = this.errors[at] ?? Number.NaN;
      if (Number.isNaN(error)) continue;
      const metric = at % METRICS.length;
      sums[metric] = (sums[metric] ?? 0) + cost(error);
      counts[metric] = (counts[metric] ?? 0) + 1;
    }
    return sums.map((sum, metric) => sum / Math.max(1, counts[metric] ?? 0));
  }

  /** Weight of each metric's mean cost in the slope of the objective. */
  metricWeights(): Float64Array {
    return this.meanCosts().map((mean) => 1 / (mean + FLOOR));
  }

  /** Whether requests had to wait for KV memory, or were preempted for it, in the last run. */
  memoryLimited(): boolean {
    return this.#replay.servers.some((server) =>
      server.ranks.some((rank) => rank.preemptions > 0 || rank.memoryWaits > 0),
    );
  }

  /** Simulates `point` and fills {@link errors}. */
  run(point: Float64Array): void {
    this.evaluations += 1;
    this.#replay.run(servingTimes(point, this.#units), this.#scored);
    relativeErrors(this.#log, this.#replay, 0, this.#scored, this.errors);
  }

  pull(point: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < PARAMETERS.length; i += 1) {
      sum += (Math.abs(point[i] ?? 0) - (this.#anchor[i] ?? 0)) ** 2;
    }
    return this.pullWeight * sum;
  }

  /** Half the second derivative of {@link pull}. */
  get pullWeight(): number {
    return 1 / (2 * PULL_SPREAD * PULL_SPREAD * Math.max(1, this.#scored));
  }
  get anchor(): Float64Array {
    return this.#anchor;
  }
  set anchor(point: Float64Array) {
    this.#anchor = point;
  }
  get dimensions(): number {
    return PARAMETERS.length;
  }
}

/** Fills `out` with simulated ÷ measured − 1 for the requests `from` … `to − 1`, three per request. */
export function relativeErrors(
  log: RequestLog,
  replay: Replay,
  from: number,
  to: number,
  out: Float64Array,
): void {
  let at = 0;
  for (let n = from; n < to; n += 1) {
    const arrival = log.arrivalSeconds[n] ?? 0;
    const first = log.firstTokenSeconds[n] ?? 0;
    const last = log.lastTokenSeconds[n] ?? 0;
    const simulatedFirst = replay.firstTokenSeconds[n] ?? Number.NaN;
    const simulatedLast = replay.lastTokenSeconds[n] ?? Number.NaN;
    const missing = Number.isNaN(simulatedLast) ? UNFINISHED : Number.NaN;
    const several = (log.outputTokens[n] ?? 0) > 1 && last > first;
    out[at] = errorOr(missing, simulatedFirst - arrival, first - arrival);
    out[at + 1] = several
      ? errorOr(missing, simulatedLast - simulatedFirst, last - first)
      : Number.NaN;
    out[at + 2] = errorOr(missing, simulatedLast - arrival, last - arrival);
    at += METRICS.length;
  }
}

function errorOr(missing: number, simulated: number, measured: number): number {
  return Number.isNaN(simulated) || !(measured > 0) ? missing : simulated / measured - 1;
}

import { Replay } from "../../simulator/batched/replay.js";
import type { Deployment } from "../../simulator/batched/replay.js";
import { evolve, gaussianStream } from "./evolution.js";
import type { Optimum } from "./evolution.js";
import { descend } from "./least-squares.js";
import { nelderMead } from "./nelder-mead.js";
import type { RequestLog } from "./request-log.js";
import { Scorer } from "./scoring.js";
import { PARAMETERS, parameterUnits } from "./serving-parameters.js";
import { firstEstimate } from "./start-values.js";

/** Fitted times of one deployment, as a point in `units`. */
export interface TimesFit {
  readonly point: Float64Array;
  readonly units: Float64Array;
  /** Mean cost of the relative errors; see {@link Scorer.objective}. */
  readonly value: number;
  readonly evaluations: number;
  /** Scores further points of the same fit. */
  readonly scorer: Scorer;
}

/** How much searching a fit does; evaluations are simulations of the scored part of the log. */
export interface Effort {
  readonly rounds: number;
  /** How many of the descents the evolution strategy follows up, each for so many generations. */
  readonly climbs: number;
  readonly generations: number;
  readonly simplexEvaluations: number;
}

/** Enough to tell most settings from one another. */
export const SURVEY: Effort = { rounds: 6, climbs: 1, generations: 15, simplexEvaluations: 0 };
/** For settings whose effect is smaller than what a short search leaves undone. */
export const CAREFUL: Effort = { rounds: 8, climbs: 2, generations: 30, simplexEvaluations: 0 };
export const THOROUGH: Effort = { rounds: 12, climbs: 3, generations: 80, simplexEvaluations: 500 };

/** The evolution strategy starts from the best descents, once with each of these spreads. */
const SPREADS = [0.05, 0.1, 0.2];
const SIMPLEX_SPREAD = 0.025;
const TOLERANCE = 1e-7;

/**
 * Fits the times of one deployment to the first `scored` requests of the log: from the estimate read
 * off the log (and from `warm`, a fit of a neighbouring deployment) downhill by least squares, then by
 * the evolution strategy, then by Nelder–Mead. The same seed gives the same result. Yields a fraction
 * from 0 to 1 as it goes.
 */
export function* fitTimes(
  log: RequestLog,
  deployment: Deployment,
  scored: number,
  seed: number,
  effort: Effort,
  warm?: TimesFit,
): Generator<number, TimesFit> {
  const { replicas, lockstep } = deployment;
  const estimate = firstEstimate(log, scored, replicas, lockstep);
  const units = parameterUnits(estimate.coefficients[0], estimate.typical);
  const starts = estimate.coefficients.map((coefficients) => {
    const point = new Float64Array(PARAMETERS.length);
    coefficients.forEach((c, i) => (point[i] = c / (units[i] ?? 1)));
    return point;
  });
  const [anchor = new Float64Array(PARAMETERS.length)] = starts;
  const scorer = new Scorer(log, new Replay(log, deployment), scored, units, anchor);
  if (warm !== undefined) {
    starts.push(warm.point.map((x, i) => (Math.abs(x) * (warm.units[i] ?? 0)) / (units[i] ?? 1)));
  }
  const { climbs } = effort;
  const steps =
    effort.rounds * starts.length + effort.generations * climbs + effort.simplexEvaluations / 2;
  let done = 0;
  const counted = function* (search: Generator<void, Optimum>): Generator<number, Optimum> {
    for (;;) {
      const next = search.next();
      if (next.done === true) return next.value;
      done += 1;
      yield Math.min(1, done / Math.max(1, steps));
    }
  };
  // Each descent is held to its own estimate; the estimate that leads furthest down is then the anchor.
  const descents: { end: Optimum; estimate: Float64Array }[] = [];
  for (const from of starts) {
    scorer.anchor = from;
    descents.push({ end: yield* counted(descend(scorer, from, effort.rounds)), estimate: from });
  }
  descents.sort((a, b) => a.end.value - b.end.value);
  const [first] = descents;
  if (first !== undefined) scorer.anchor = first.estimate;
  let best = first?.end ?? { point: anchor, value: Infinity, evaluations: 0 };
  for (const [climb, { end: start }] of descents.slice(0, climbs).entries()) {
    const normal = gaussianStream(seed, `evolution ${climb}`);
    const spread = SPREADS[climb % SPREADS.length] ?? 0.1;
    best = better(
      best,
      yield* counted(evolve(scorer.objective, start.point, spread, effort.generations, normal)),
    );
  }
  if (effort.simplexEvaluations > 0) {
    const spread = new Float64Array(PARAMETERS.length).fill(SIMPLEX_SPREAD);
    best = better(
      best,
      yield* counted(
        nelderMead(scorer.objective, best.point, spread, effort.simplexEvaluations, TOLERANCE),
      ),
    );
  }
  return {
    point: best.point.map((x) => Math.abs(x)),
    units,
    value: best.value,
    evaluations: scorer.evaluations,
    scorer,
  };
}

function better(a: Optimum, b: Optimum): Optimum {
  return b.value < a.value ? b : a;
}

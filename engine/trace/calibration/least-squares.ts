import type { Optimum } from "./evolution.js";
import type { Scorer } from "./scoring.js";
import { costWeight } from "./scoring.js";
import { solveSymmetric } from "./linear.js";

/**
 * Width of the finite differences, in parameter units. A percent: the simulated times jump whenever an
 * arrival slips from one iteration into the next, and this averages over such slips.
 */
const DIFFERENCE = 0.01;
const TRIES = 6;

/**
 * Levenberg–Marquardt on the relative errors, reweighted in every round so that it descends the robust
 * objective (P. Holland, R. Welsch: "Robust regression using iteratively reweighted least-squares",
 * 1977). Values stay at or above zero. Quick and local: it turns the estimate read off the log into a
 * good start for the search, and tells settings apart. Yields after each round.
 */
export function* descend(
  scorer: Scorer,
  start: Float64Array,
  rounds: number,
): Generator<void, Optimum> {
  const n = scorer.dimensions;
  let point: Float64Array = Float64Array.from(start, (x) => Math.abs(x));
  let value = scorer.objective(point);
  let evaluations = 1;
  let damping = 1e-2;
  for (let round = 0; round < rounds; round += 1) {
    scorer.run(point);
    const errors = Float64Array.from(scorer.errors, (error) => (Number.isNaN(error) ? 0 : error));
    const metricWeights = scorer.metricWeights();
    const slopes = Array.from({ length: n }, (_, i) => {
      const moved = Float64Array.from(point);
      moved[i] = (moved[i] ?? 0) + DIFFERENCE;
      scorer.run(moved);
      return Float64Array.from(scorer.errors, (error, k) =>
        Number.isNaN(error) ? 0 : (error - (errors[k] ?? 0)) / DIFFERENCE,
      );
    });
    evaluations += n + 1;
    const { curvature, downhill } = normalEquations(scorer, point, errors, slopes, metricWeights);
    const before = value;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const moved = boundedStep(point, curvature, downhill, damping);
      const movedValue = scorer.objective(moved);
      evaluations += 1;
      if (movedValue < value) {
        point = moved;
        value = movedValue;
        damping = Math.max(1e-6, damping / 4);
        break;
      }
      damping *= 5;
    }
    yield;
    if (before - value < 1e-3) break;
  }
  return { point, value, evaluations };
}

function normalEquations(
  scorer: Scorer,
  point: Float64Array,
  errors: Float64Array,
  slopes: readonly Float64Array[],
  metricWeights: Float64Array,
): { curvature: number[][]; downhill: number[] } {
  const weights = errors.map(
    (error, k) => costWeight(error) * (metricWeights[k % metricWeights.length] ?? 0),
  );
  // The objective is a mean, so the sums are too; then the pull weighs the same in both.
  const count = errors.length;
  const dot = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    for (let k = 0; k < count; k += 1) sum += (weights[k] ?? 0) * (a[k] ?? 0) * (b[k] ?? 0);
    return sum / count;
  };
  const curvature = slopes.map((a) => slopes.map((b) => dot(a, b)));
  const downhill = slopes.map((a) => -dot(a, errors));
  for (let i = 0; i < scorer.dimensions; i += 1) {
    const row = curvature[i];
    if (row === undefined) continue;
    row[i] = (row[i] ?? 0) + 2 * scorer.pullWeight;
    downhill[i] =
      (downhill[i] ?? 0) + 2 * scorer.pullWeight * ((scorer.anchor[i] ?? 0) - (point[i] ?? 0));
  }
  return { curvature, downhill };
}

/** One damped step; parameters at zero that would go below it are held there and the rest solved again. */
function boundedStep(
  point: Float64Array,
  curvature: readonly number[][],
  downhill: readonly number[],
  damping: number,
): Float64Array {
  let free = Array.from(point, (_, i) => i);
  const moved = Float64Array.from(point);
  while (free.length > 0) {
    const step = solveSymmetric(
      free.map((i) =>
        free.map((j) => {
          const entry = curvature[i]?.[j] ?? 0;
          return i === j ? entry * (1 + damping) + 1e-9 : entry;
        }),
      ),
      free.map((i) => downhill[i] ?? 0),
    );
    if (step === undefined) return moved;
    const held = free.filter((i, k) => (point[i] ?? 0) <= 0 && (step[k] ?? 0) < 0);
    if (held.length === 0) {
      free.forEach((i, k) => (moved[i] = Math.max(0, (point[i] ?? 0) + (step[k] ?? 0))));
      return moved;
    }
    free = free.filter((i) => !held.includes(i));
  }
  return moved;
}

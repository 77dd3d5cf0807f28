import { solveSymmetric } from "../../statistics/solve.js";
import type { Parameter } from "./parameters.js";

/** A law with positive parameters, observed up to a relative error. */
export interface PositiveFit<Name extends string> {
  readonly parameters: Readonly<Record<Name, Parameter>>;
  /** Model value (positive) of observation `index` under `values`. */
  readonly predict: (values: Readonly<Record<Name, number>>, index: number) => number;
  /** Logarithms of what was observed, and how much each counts. */
  readonly observedLog: readonly number[];
  readonly weights: readonly number[];
  /** Relative error beyond which an observation is taken to be of another kind. */
  readonly scale: number;
  readonly iterations?: number;
}

export interface Fitted<Name extends string> {
  readonly values: Readonly<Record<Name, number>>;
  /** One standard deviation of each parameter, as a factor. */
  readonly factors: Readonly<Record<Name, number>>;
}

const STEP = 1e-4;
/** Stop once an iteration improves the loss by less than this share. */
const TOLERANCE = 1e-5;

/**
 * Maximum a posteriori fit in log space: Cauchy errors (so that runs of another kind, such as
 * unlabelled speculative decoding, do not bend the law), lognormal priors, Levenberg–Marquardt with
 * the errors reweighted in every iteration (Holland and Welsch, 1977).
 */
export function fitPositive<Name extends string>(fit: PositiveFit<Name>): Fitted<Name> {
  const { parameters, observedLog, weights, scale, iterations = 40 } = fit;
  const names = Object.keys(parameters) as Name[];
  const priorLog = names.map((name) => Math.log(parameters[name].prior));
  const priorWeight = names.map((name) => 1 / Math.log(parameters[name].factor) ** 2);
  const count = observedLog.length;
  const size = names.length;

  const residuals = (logs: readonly number[]): Float64Array => {
    const values = valuesOf(names, logs);
    return Float64Array.from(observedLog, (seen, i) => Math.log(fit.predict(values, i)) - seen);
  };
  const loss = (errors: Float64Array, logs: readonly number[]): number => {
    let sum = 0;
    for (let i = 0; i < count; i++)
      sum += at(weights, i) * Math.log1p((at(errors, i) / scale) ** 2);
    for (let j = 0; j < size; j++) sum += at(priorWeight, j) * (at(logs, j) - at(priorLog, j)) ** 2;
    return sum;
  };

  let logs = [...priorLog];
  let errors = residuals(logs);
  let current = loss(errors, logs);
  let damping = 1e-2;
  let curvature: Float64Array[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const slopes = names.map((_, j) => {
      const moved = residuals(logs.map((value, k) => (k === j ? value + STEP : value)));
      return moved.map((value, i) => (value - at(errors, i)) / STEP);
    });
    const robust = errors.map(
      (error, i) => at(weights, i) / (scale * scale * (1 + (error / scale) ** 2)),
    );
    const weighted = slopes.map((slope) => slope.map((value, i) => value * at(robust, i)));
    curvature = slopes.map(() => new Float64Array(size));
    weighted.forEach((left, j) => {
      for (let k = 0; k <= j; k++) {
        const sum = product(left, slopes[k]) + (j === k ? at(priorWeight, j) : 0);
        curvature[j]?.fill(sum, k, k + 1);
        curvature[k]?.fill(sum, j, j + 1);
      }
    });
    const gradient = weighted.map(
      (slope, j) => product(slope, errors) + at(priorWeight, j) * (at(logs, j) - at(priorLog, j)),
    );
    const improved = descend();
    if (!improved) break;

    function descend(): boolean {
      for (let attempt = 0; attempt < 8; attempt++) {
        const damped = curvature.map((row, j) =>
          row.map((value, k) => (j === k ? value * (1 + damping) : value)),
        );
        const move = solveSymmetric(damped, gradient);
        const next = logs.map((value, j) => value - Math.max(-1, Math.min(1, at(move, j))));
        const nextErrors = residuals(next);
        const nextLoss = loss(nextErrors, next);
        if (nextLoss < current) {
          const gain = (current - nextLoss) / current;
          [logs, errors, current, damping] = [next, nextErrors, nextLoss, damping / 5];
          return gain > TOLERANCE;
        }
        damping *= 6;
      }
      return false;
    }
  }
  const factors = names.map((_, j) => {
    const unit = names.map((__, k) => Number(j === k));
    return Math.exp(Math.sqrt(Math.max(0, at(solveSymmetric(curvature, unit), j))));
  });
  return { values: valuesOf(names, logs), factors: record(names, factors) };
}

function at(list: ArrayLike<number>, index: number): number {
  return list[index] ?? 0;
}

function product(left: Float64Array, right: Float64Array = left): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += (left[i] ?? 0) * (right[i] ?? 0);
  return sum;
}

function record<Name extends string>(
  names: readonly Name[],
  numbers: readonly number[],
): Record<Name, number> {
  const entries = names.map((name, index): [Name, number] => [name, at(numbers, index)]);
  return Object.fromEntries(entries) as Record<Name, number>;
}

function valuesOf<Name extends string>(
  names: readonly Name[],
  logs: readonly number[],
): Record<Name, number> {
  return record(names, logs.map(Math.exp));
}

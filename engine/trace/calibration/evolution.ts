import { jacobiEigen } from "./eigen.js";
import { randomBlock, streamKey, uniformOfWord } from "../../base/random.js";

/** A function of a point to be made small; smaller is better, never NaN. */
export type Objective = (point: Float64Array) => number;

export interface Optimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly evaluations: number;
}

/** Standard normal numbers of one named stream (Box–Muller on Threefry blocks). */
export function gaussianStream(seed: number, name: string): () => number {
  const key = streamKey(seed, "calibration", name);
  const words = new Int32Array(2);
  let counter = 0;
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return value;
    }
    randomBlock(words, key.word0, key.word1, counter, 0);
    counter += 1;
    const radius = Math.sqrt(-2 * Math.log(uniformOfWord(words[0] ?? 0)));
    const angle = 2 * Math.PI * uniformOfWord(words[1] ?? 0);
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/**
 * A small evolution strategy, (μ/μ_w, λ)-CMA-ES (N. Hansen: "The CMA evolution strategy: a tutorial",
 * arXiv 1604.00772, with its default constants): the coefficients trade off against one another along
 * narrow valleys, whose direction the covariance learns. Starts at `start` with standard deviation
 * `spread` along every axis; stops after `generations` or when the spread has shrunk ten-thousandfold.
 * Yields after each generation; returns the best point ever seen.
 */
export function* evolve(
  objective: Objective,
  start: Float64Array,
  spread: number,
  generations: number,
  normal: () => number,
): Generator<void, Optimum> {
  const n = start.length;
  const constants = strategyConstants(n);
  const { lambda, mu, weights, effective } = constants;
  const { cSigma, damping, cPath, cOne, cMu, expectedNorm } = constants;
  const mean = Float64Array.from(start);
  const covariance = identity(n);
  const basis = identity(n);
  const lengths = new Float64Array(n).fill(1);
  const pathSigma = new Float64Array(n);
  const pathC = new Float64Array(n);
  const step = new Float64Array(n);
  const offspring = Array.from({ length: lambda }, () => ({
    step: new Float64Array(n),
    point: new Float64Array(n),
    value: Infinity,
  }));
  let sigma = spread;
  const best = { point: Float64Array.from(start), value: objective(start) };
  let evaluations = 1;
  for (let generation = 1; generation <= generations; generation += 1) {
    for (const child of offspring) {
      child.step.fill(0);
      for (let k = 0; k < n; k += 1) {
        const length = (lengths[k] ?? 0) * normal();
        for (let i = 0; i < n; i += 1) {
          child.step[i] = (child.step[i] ?? 0) + (basis[i * n + k] ?? 0) * length;
        }
      }
      for (let i = 0; i < n; i += 1) {
        child.point[i] = (mean[i] ?? 0) + sigma * (child.step[i] ?? 0);
      }
      child.value = objective(child.point);
      evaluations += 1;
    }
    // Sorting is stable, so equal values keep their order and a seed gives one result.
    offspring.sort((a, b) => a.value - b.value);
    const first = offspring[0];
    if (first !== undefined && first.value < best.value) {
      best.value = first.value;
      best.point.set(first.point);
    }
    for (let i = 0; i < n; i += 1) {
      let sum = 0;
      for (let k = 0; k < mu; k += 1) sum += (weights[k] ?? 0) * (offspring[k]?.step[i] ?? 0);
      step[i] = sum;
      mean[i] = (mean[i] ?? 0) + sigma * sum;
    }
    const norm = whiten(pathSigma, step, basis, lengths, cSigma, effective);
    const settled = norm / Math.sqrt(1 - (1 - cSigma) ** (2 * generation)) / expectedNorm;
    const moving = settled < 1.4 + 2 / (n + 1) ? 1 : 0;
    const pull = moving * Math.sqrt(cPath * (2 - cPath) * effective);
    for (let i = 0; i < n; i += 1) {
      pathC[i] = (1 - cPath) * (pathC[i] ?? 0) + pull * (step[i] ?? 0);
    }
    const keep = 1 - cOne - cMu + (1 - moving) * cOne * cPath * (2 - cPath);
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        let sum = 0;
        for (let k = 0; k < mu; k += 1) {
          const child = offspring[k];
          sum += (weights[k] ?? 0) * (child?.step[i] ?? 0) * (child?.step[j] ?? 0);
        }
        const entry =
          keep * (covariance[i * n + j] ?? 0) +
          cOne * (pathC[i] ?? 0) * (pathC[j] ?? 0) +
          cMu * sum;
        covariance[i * n + j] = entry;
        covariance[j * n + i] = entry;
      }
    }
    sigma *= Math.exp((cSigma / damping) * (norm / expectedNorm - 1));
    const turned = Float64Array.from(covariance);
    jacobiEigen(turned, basis, n);
    for (let i = 0; i < n; i += 1) lengths[i] = Math.sqrt(Math.max(1e-20, turned[i * n + i] ?? 0));
    yield;
    if (sigma * Math.max(...lengths) < 1e-4 * spread) break;
  }
  return { ...best, evaluations };
}

/** Moves the step-size path by `step` freed of the covariance; returns the path's length. */
function whiten(
  path: Float64Array,
  step: Float64Array,
  basis: Float64Array,
  lengths: Float64Array,
  rate: number,
  effective: number,
): number {
  const n = path.length;
  const scale = Math.sqrt(rate * (2 - rate) * effective);
  for (let i = 0; i < n; i += 1) path[i] = (1 - rate) * (path[i] ?? 0);
  for (let k = 0; k < n; k += 1) {
    let along = 0;
    for (let i = 0; i < n; i += 1) along += (basis[i * n + k] ?? 0) * (step[i] ?? 0);
    along *= scale / (lengths[k] ?? 1);
    for (let i = 0; i < n; i += 1) path[i] = (path[i] ?? 0) + along * (basis[i * n + k] ?? 0);
  }
  return Math.hypot(...path);
}

function identity(n: number): Float64Array<ArrayBuffer> {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) matrix[i * n + i] = 1;
  return matrix;
}

/** Table 1 of the tutorial, without negative weights. */
function strategyConstants(n: number) {
  const lambda = 4 + Math.floor(3 * Math.log(n)) + 2;
  const mu = lambda >> 1;
  const raw = Array.from({ length: mu }, (_, i) => Math.log(mu + 0.5) - Math.log(i + 1));
  const sum = raw.reduce((total, w) => total + w, 0);
  const weights = raw.map((w) => w / sum);
  const effective = 1 / weights.reduce((total, w) => total + w * w, 0);
  const cSigma = (effective + 2) / (n + effective + 5);
  const cOne = 2 / ((n + 1.3) ** 2 + effective);
  return {
    lambda,
    mu,
    weights,
    effective,
    cSigma,
    damping: 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + cSigma,
    cPath: (4 + effective / n) / (n + 4 + (2 * effective) / n),
    cOne,
    cMu: Math.min(1 - cOne, (2 * (effective - 2 + 1 / effective)) / ((n + 2) ** 2 + effective)),
    expectedNorm: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

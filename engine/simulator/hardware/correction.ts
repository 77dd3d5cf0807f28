import type { OperatingPoint } from "./hardware.js";
import { solveSymmetric } from "../../statistics/solve.js";

/**
 * What the physics leaves over, by how much of the deployment was measured. Each level adds a small
 * term for its group (how this backend runs this model family; on this chip generation; on this GPU),
 * pulled towards 0 by `spread`. A deployment that was never measured has no group and gets no term,
 * so nothing here can speak for an unseen model or GPU.
 */
export interface Level {
  readonly name: string;
  readonly key: (point: OperatingPoint, recorded: boolean) => string;
  /** Prior standard deviation of the group's log offset, and of its slopes (0: none). */
  readonly spread: number;
  readonly slopeSpread: number;
}

const shape = ({ deployment: d }: OperatingPoint, recorded: boolean): string =>
  [
    d.backend,
    d.model.family,
    d.precision,
    d.expertParallel ? "ep" : "",
    d.attentionReplicas > 1 ? "dp" : "",
    recorded ? "" : "topology assumed",
  ].join("|");

export const LEVELS: readonly Level[] = [
  {
    name: "backend and model family",
    key: ({ deployment: d }, recorded) =>
      `${d.backend}|${d.model.family}${recorded ? "" : "|topology assumed"}`,
    spread: 0.1,
    slopeSpread: 0,
  },
  {
    name: "and precision, parallelism, chip generation",
    key: (point, recorded) => `${shape(point, recorded)}|${point.deployment.gpu.generation}`,
    spread: 0.15,
    slopeSpread: 0.07,
  },
  {
    name: "and GPU",
    key: (point, recorded) => `${shape(point, recorded)}|${point.deployment.gpu.id}`,
    spread: 0.15,
    slopeSpread: 0.07,
  },
];

/** Per level, per group: the offset and, where the level has them, the slopes of {@link basisOf}. */
export type Correction = readonly Readonly<Record<string, readonly number[]>>[];

/** Log error of one measurement once the physics and its neighbours are known. */
const NOISE = 0.07;
/** Beyond this log error a measurement is taken to be of another kind. */
const OUTLIER = 0.12;
const ROUNDS = 6;
const SWEEPS = 25;

const clip = (value: number): number => Math.max(-3, Math.min(3, value));

/** 1, the scaled logarithms of batch, GPUs, input and output, and the square of the first. */
export function basisOf({
  batch,
  deployment,
  inputTokens,
  outputTokens,
}: OperatingPoint): number[] {
  const size = clip(Math.log(batch / 32) / 1.5);
  return [
    1,
    size,
    clip(Math.log(deployment.gpus / 4) / 0.8),
    clip(Math.log(inputTokens / 2048) / 0.9),
    clip(Math.log(outputTokens / 1024) / 0.8),
    size * size - 1,
  ];
}

export interface CorrectionSample {
  readonly point: OperatingPoint;
  readonly recorded: boolean;
  /** Log of measured over predicted. */
  readonly error: number;
}

/**
 * Best linear unbiased prediction of the group terms (Henderson's mixed-model equations), solved by
 * sweeping over the levels, with outliers down-weighted between rounds.
 */
export function fitCorrection(samples: readonly CorrectionSample[]): Correction {
  const bases = samples.map(({ point }) => basisOf(point));
  const groups = LEVELS.map((level) => groupBy(samples, level));
  const terms = groups.map((level) => new Map([...level.keys()].map((key) => [key, [0]])));
  const left = Float64Array.from(samples, ({ error }) => error);
  const trust = new Float64Array(samples.length).fill(1);

  for (let round = 0; round < ROUNDS; round++) {
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      LEVELS.forEach((level, index) => {
        for (const [key, members] of groups[index] ?? []) {
          const before = terms[index]?.get(key) ?? [0];
          for (const i of members) left[i] = (left[i] ?? 0) + dot(before, bases[i] ?? []);
          const after = groupTerm(level, members, bases, left, trust);
          terms[index]?.set(key, after);
          for (const i of members) left[i] = (left[i] ?? 0) - dot(after, bases[i] ?? []);
        }
      });
    }
    left.forEach((error, i) => {
      trust[i] = 1 / (1 + (error / OUTLIER) ** 2);
    });
  }
  return terms.map((level) => Object.fromEntries(level));
}

function groupBy(samples: readonly CorrectionSample[], level: Level): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  samples.forEach(({ point, recorded }, index) => {
    const key = level.key(point, recorded);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [index]);
    else members.push(index);
  });
  return groups;
}

function groupTerm(
  { spread, slopeSpread }: Level,
  members: readonly number[],
  bases: readonly number[][],
  left: Float64Array,
  trust: Float64Array,
): number[] {
  const size = slopeSpread > 0 ? (bases[0]?.length ?? 1) : 1;
  const matrix = Array.from({ length: size }, (_, j) => {
    const row = new Float64Array(size);
    row[j] = (NOISE / (j === 0 ? spread : slopeSpread)) ** 2;
    return row;
  });
  const right = new Float64Array(size);
  for (const i of members) {
    const basis = bases[i] ?? [];
    const weight = trust[i] ?? 0;
    for (let j = 0; j < size; j++) {
      const scaled = weight * (basis[j] ?? 0);
      right[j] = (right[j] ?? 0) + scaled * (left[i] ?? 0);
      const row = matrix[j];
      if (row === undefined) continue;
      for (let k = 0; k < size; k++) row[k] = (row[k] ?? 0) + scaled * (basis[k] ?? 0);
    }
  }
  return [...solveSymmetric(matrix, right)];
}

function dot(terms: readonly number[], basis: readonly number[]): number {
  let sum = 0;
  for (let j = 0; j < terms.length; j++) sum += (terms[j] ?? 0) * (basis[j] ?? 0);
  return sum;
}

export interface Corrected {
  /** To multiply the physics with. */
  readonly factor: number;
  /** Levels that know the deployment, 0 (none) to `LEVELS.length`. */
  readonly depth: number;
}

/** The correction of `point`, and how much of its deployment was measured. */
export function correctionOf(
  correction: Correction,
  point: OperatingPoint,
  recorded = true,
): Corrected {
  const basis = basisOf(point);
  let log = 0;
  let depth = 0;
  LEVELS.forEach((level, index) => {
    const terms = correction[index]?.[level.key(point, recorded)];
    if (terms === undefined) return;
    log += dot(terms, basis);
    depth = index + 1;
  });
  return { factor: Math.exp(log), depth };
}

import { assertNever } from "../../base/assert.js";
import { correctionOf } from "./correction.js";
import { fitLaw } from "./law-fit.js";
import type { HardwareLaw, Sample } from "./law-fit.js";
import { firstTokenTerms, tpotMs, ttftMs } from "./step-law.js";

/** One held-out prediction. */
export interface HeldOut {
  readonly sample: Sample;
  /** What was left out with it: `random`, a GPU or a model family. */
  readonly left: string;
  readonly tpotMs: number;
  readonly ttftMs: number;
  /** The physics without the correction. */
  readonly physicsTpotMs: number;
  /** Levels of the correction that knew the deployment without this point. */
  readonly depth: number;
}

export type Scheme = "random" | "gpu" | "model";
export const SCHEMES: readonly Scheme[] = ["random", "gpu", "model"];
export const RANDOM_FOLDS = 5;

/** What the fold of `sample` is called under `scheme`. */
function foldOf(scheme: Scheme, sample: Sample, folds: number): string {
  switch (scheme) {
    case "random":
      return `random ${hash(sample.group) % folds}`;
    case "gpu":
      return sample.point.deployment.gpu.id;
    case "model":
      return sample.point.deployment.model.family;
    default:
      return assertNever(scheme);
  }
}

/** FNV-1a over the text: a fixed shuffle that needs no generator. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value ^= value >>> 15;
  return Math.imul(value, 0x2c1b3c6d) >>> 0;
}

export function predictSample(law: HardwareLaw, sample: Sample, left: string): HeldOut {
  const { prepared, point, recorded } = sample;
  const physics = tpotMs(prepared, law.step.values);
  const tpot = correctionOf(law.tpotCorrection, point, recorded);
  const ttft = correctionOf(law.ttftCorrection, point, recorded);
  return {
    sample,
    left,
    tpotMs: physics * tpot.factor,
    ttftMs: ttftMs(firstTokenTerms(prepared, law.step.values), law.ttft.values) * ttft.factor,
    physicsTpotMs: physics,
    depth: tpot.depth,
  };
}

/**
 * Predicts every sample from a law that never saw it: all rows of its operating point (`random`), of
 * its GPU or of its model family were left out of the physics and of the correction.
 * `onFold` is told before each fit.
 */
export function crossValidate(
  samples: readonly Sample[],
  scheme: Scheme,
  folds = RANDOM_FOLDS,
  onFold?: (fold: string) => void,
): HeldOut[] {
  const names = [...new Set(samples.map((sample) => foldOf(scheme, sample, folds)))].toSorted();
  return names.flatMap((name) => {
    onFold?.(name);
    const inFold = (sample: Sample): boolean => foldOf(scheme, sample, folds) === name;
    const law = fitLaw(samples.filter((sample) => !inFold(sample)));
    return samples.filter(inFold).map((sample) => predictSample(law, sample, name));
  });
}

/** Milliseconds per token of the datasheet alone: the larger of memory and arithmetic, at peak. */
export function rooflineTpotMs({ prepared: { step } }: Sample): number {
  const memory = step.weightRead + step.expertRead + step.cacheRead;
  const prefill = step.prefillCompute + step.prefillAttention;
  return Math.max(memory, step.denseCompute + step.expertCompute + step.attentionCompute + prefill);
}

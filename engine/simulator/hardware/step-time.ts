import type { StepTime } from "../batched/settings.js";
import { correctionOf } from "./correction.js";
import type { Deployment, OperatingPoint } from "./hardware.js";
import { valuesOf } from "./hardware-fit.js";
import type { HardwareFit } from "./hardware-fit.js";
import { relativeNonNegative } from "../../statistics/non-negative.js";
import { bandWidth } from "./predict.js";
import { outsideOf } from "./ranges.js";
import type { Outside } from "./ranges.js";
import { stepParts, traitsOf } from "./step-law.js";
import type { StepParts } from "./step-law.js";
import { cacheCapacityTokens, stepWork } from "./work.js";
import type { StepLoad } from "./work.js";

export interface HardwareQuestion {
  readonly deployment: Deployment;
  /** Batch up to which the law is to hold. */
  readonly maxBatch: number;
  /** A typical prompt and answer, where the law is to hold best. */
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** The batched brain's step law for a GPU and a model that were not measured together. */
export interface HardwareStepTime {
  readonly stepTime: StepTime;
  /** The true coefficients lie between `1 / bandFactor` and `bandFactor` times these, 90 % of times. */
  readonly bandFactor: number;
  /** Largest relative distance of the linear law from the physics over the batches asked for. */
  readonly linearError: number;
  readonly knownLevels: number;
  /** Inputs beyond the measured range; each widens the band. */
  readonly outside: readonly Outside[];
  /** No chip of the GPU's generation was measured, which widens the band too. */
  readonly unseenGeneration: boolean;
  /** Tokens of KV cache one replica holds; 0: the weights do not fit. */
  readonly cacheTokens: number;
}

const BATCH_STEPS = 10;
const CONTEXT_SHARES = [0.25, 0.5, 1, 1.5, 2];
const CHUNK = 1024;
const MS = 1e-3;

const whole = ({ decode, prefill }: StepParts): number => decode + prefill;

/** Powers from 1 to `most`, so that small batches count as much as large ones. */
function batches(most: number): number[] {
  return Array.from({ length: BATCH_STEPS + 1 }, (_, i) => most ** (i / BATCH_STEPS));
}

/**
 * b0…b4 of one replica: the physics at batches of 1 to `maxBatch` and contexts around the typical
 * one, corrected where the deployment was measured, and the nearest law with non-negative linear
 * terms to it (least squares of relative errors). Prefill terms are marginal costs of a large chunk.
 */
export function stepTimeFromHardware(
  question: HardwareQuestion,
  fit: HardwareFit,
): HardwareStepTime {
  const { deployment, maxBatch, inputTokens, outputTokens } = question;
  const values = valuesOf(fit.step);
  const traits = traitsOf(deployment);
  const parts = (load: StepLoad): StepParts =>
    stepParts(stepWork(deployment, load), traits, values);
  const pointAt = (batch: number): OperatingPoint => ({
    deployment,
    batch,
    inputTokens,
    outputTokens,
  });
  const idle = { contextTokens: 0, prefillTokens: 0, prefillContext: 0, admissions: 0 };
  const typical = inputTokens + outputTokens / 2;

  const grid = batches(maxBatch).flatMap((sequences) => {
    const { factor } = correctionOf(fit.tpotCorrection, pointAt(sequences));
    return CONTEXT_SHARES.map((share) => {
      const contextTokens = share * typical;
      const { decode } = parts({ ...idle, sequences, contextTokens });
      return { terms: [1, sequences, sequences * contextTokens], value: decode * factor };
    });
  });
  const linear = relativeNonNegative(grid);
  const [base = 0, perSequence = 0, perKvToken = 0] = linear.coefficients;

  const middle = pointAt(Math.sqrt(maxBatch));
  const corrected = correctionOf(fit.tpotCorrection, middle);
  const chunk = (prefillContext: number): StepLoad => ({
    ...idle,
    sequences: middle.batch,
    contextTokens: typical,
    prefillTokens: CHUNK,
    prefillContext,
  });
  const without = whole(parts({ ...chunk(0), prefillTokens: 0 }));
  const context = inputTokens / 2;
  const shallow = (whole(parts(chunk(0))) - without) / CHUNK;
  const deep = (whole(parts(chunk(context))) - without) / CHUNK;
  const admission = parts({ ...chunk(context), admissions: 1 }).admission;

  const outside = outsideOf(pointAt(maxBatch), fit.ranges);
  const width = bandWidth(fit.bands.tpot[corrected.depth] ?? Infinity, middle, fit, outside);
  const scale = MS * corrected.factor;
  return {
    stepTime: {
      baseSeconds: base * MS,
      perPrefillTokenSeconds: shallow * scale,
      perPrefillContextSeconds: ((deep - shallow) / context) * scale,
      perDecodeSequenceSeconds: perSequence * MS,
      perKvTokenSeconds: perKvToken * MS,
      perAdmissionSeconds: admission * scale,
    },
    bandFactor: Math.exp(Math.hypot(width, Math.log1p(linear.typicalError))),
    linearError: linear.largestError,
    knownLevels: corrected.depth,
    outside,
    unseenGeneration: !fit.generations.includes(deployment.gpu.generation),
    cacheTokens: cacheCapacityTokens(deployment),
  };
}

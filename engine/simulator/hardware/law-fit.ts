import { fitCorrection } from "./correction.js";
import type { Correction } from "./correction.js";
import { STEP_PARAMETERS, TTFT_PARAMETERS } from "./parameters.js";
import type { StepParameter, TtftParameter } from "./parameters.js";
import type { MeasuredPoint } from "./points.js";
import { fitPositive } from "./positive-fit.js";
import type { Fitted } from "./positive-fit.js";
import { firstTokenTerms, preparePoint, tpotMs, ttftMs } from "./step-law.js";
import type { PreparedPoint } from "./step-law.js";

/** Everything learnt from measured points: physics, and what it left over where points were dense. */
export interface HardwareLaw {
  readonly step: Fitted<StepParameter>;
  readonly ttft: Fitted<TtftParameter>;
  readonly tpotCorrection: Correction;
  readonly ttftCorrection: Correction;
}

/** A measured point with its physics worked out. */
export interface Sample extends MeasuredPoint {
  readonly prepared: PreparedPoint;
}

export function prepareSamples(points: readonly MeasuredPoint[]): Sample[] {
  return points.map((point) => ({ ...point, prepared: preparePoint(point.point) }));
}

/** Relative errors beyond these mark a run of another kind. */
const TPOT_SCALE = 0.12;
const TTFT_SCALE = 0.35;

/**
 * Fits the physics on points whose topology is recorded, then the corrections on all of them.
 * Repeats of one measurement count as one.
 */
export function fitLaw(samples: readonly Sample[]): HardwareLaw {
  const sound = samples.filter(({ recorded }) => recorded);
  const weights = sound.map(({ weight }) => weight);
  const pick = (index: number): PreparedPoint => sound[index]?.prepared ?? missing(index);
  const step = fitPositive<StepParameter>({
    parameters: STEP_PARAMETERS,
    predict: (values, index) => tpotMs(pick(index), values),
    observedLog: sound.map((sample) => Math.log(sample.tpotMs)),
    weights,
    scale: TPOT_SCALE,
  });
  const firstTokens = sound.map(({ prepared }) => firstTokenTerms(prepared, step.values));
  const ttft = fitPositive<TtftParameter>({
    parameters: TTFT_PARAMETERS,
    predict: (values, index) => ttftMs(firstTokens[index] ?? missing(index), values),
    observedLog: sound.map((sample) => Math.log(sample.ttftMs)),
    weights,
    scale: TTFT_SCALE,
  });
  const once = firstOfEach(samples);
  return {
    step,
    ttft,
    tpotCorrection: fitCorrection(
      once.map(({ point, recorded, prepared, ...measured }) => ({
        point,
        recorded,
        error: Math.log(measured.tpotMs / tpotMs(prepared, step.values)),
      })),
    ),
    ttftCorrection: fitCorrection(
      once.map(({ point, recorded, prepared, ...measured }) => ({
        point,
        recorded,
        error: Math.log(
          measured.ttftMs / ttftMs(firstTokenTerms(prepared, step.values), ttft.values),
        ),
      })),
    ),
  };
}

function missing(index: number): never {
  throw new RangeError(`no sample ${index}`);
}

/** One row per measurement, the one with a recorded topology where there is one. */
function firstOfEach(samples: readonly Sample[]): Sample[] {
  const chosen = new Map<string, Sample>();
  for (const sample of samples) {
    const { tpotMs: tpot, ttftMs: ttft, group } = sample;
    const key = `${group}|${tpot.toFixed(2)}|${ttft.toFixed(0)}`;
    const before = chosen.get(key);
    if (before === undefined || (sample.recorded && !before.recorded)) chosen.set(key, sample);
  }
  return [...chosen.values()];
}

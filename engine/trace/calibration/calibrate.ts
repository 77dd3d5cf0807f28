import type { Progress } from "../../base/progress.js";
import { chooseSettings } from "./choose-settings.js";
import type { ChosenDeployment, SettingName, SettingOrigin } from "./choose-settings.js";
import type { KnownSettings } from "./engine-settings.js";
import { fitTimes, THOROUGH } from "./fit.js";
import { plausiblePoints } from "./plausible.js";
import { predict } from "./prediction.js";
import type { Prediction } from "./prediction.js";
import type { RequestLog } from "./request-log.js";
import { PARAMETERS } from "./serving-parameters.js";
import type { Parameter } from "./serving-parameters.js";
import { calibrationWarnings } from "./warnings.js";
import type { Deployment } from "../../simulator/batched/replay.js";

export interface CalibrationOptions {
  /** Share of the requests, by arrival, that is fitted; the rest is predicted. Above 0, below 1. */
  readonly fitShare: number;
  readonly seed: number;
}

/** A fitted number of seconds (per whatever its name says) with its 95 % profile-likelihood interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Calibration {
  readonly coefficients: Readonly<Record<Parameter, Estimate>>;
  readonly deployment: Deployment;
  readonly origins: Readonly<Record<SettingName, SettingOrigin>>;
  /** Requests that were scored, the first ones by arrival. */
  readonly fittedRequests: number;
  /** How well the fitted part itself is reproduced, and how well the rest is predicted. */
  readonly fitted: Prediction;
  readonly predicted: Prediction;
  /** Simulations of the log that the fit took. */
  readonly simulations: number;
  readonly notes: readonly string[];
  /** What may make it wrong, or wrong for another load, in words. */
  readonly warnings: readonly string[];
}

/** More requests than these add nothing to seven numbers, only time. */
const MOST_FITTED = 1500;
const MOST_SURVEYED = 500;
const STAGES = { settings: 0.45, fit: 0.45, prediction: 0.1 } as const;

/** Requests of `count` that a share of them is, leaving at least one to fit and one to predict. */
export function fittedCount(count: number, share: number): number {
  return Math.min(count - 1, Math.max(1, Math.round(count * share)));
}

/**
 * Learns a batched server from its request log: settles open settings, fits the step-time coefficients
 * by simulating all arrivals and scoring the first `fitShare` of the requests, and predicts the rest.
 * Pure and seeded: the same log, settings and seed give the same result. Yields progress between
 * short slices of work.
 */
export function* calibrate(
  log: RequestLog,
  known: KnownSettings,
  { fitShare, seed }: CalibrationOptions,
): Generator<Progress, Calibration> {
  const count = log.arrivalSeconds.length;
  const fitted = fittedCount(count, fitShare);
  const scored = Math.min(fitted, MOST_FITTED);
  const notes: string[] = [];
  if (scored < fitted) {
    notes.push(`The fit scores the first ${scored} of ${fitted} requests; more add only time.`);
  }
  const chosen: ChosenDeployment = yield* stage(
    "settings",
    0,
    STAGES.settings,
    chooseSettings(log, known, Math.min(scored, MOST_SURVEYED), seed),
  );
  const { deployment, origins } = chosen;
  const fit = yield* stage(
    "fit",
    STAGES.settings,
    STAGES.fit,
    fitTimes(log, deployment, scored, seed, THOROUGH, chosen.fit),
  );
  const points = plausiblePoints(fit.scorer, fit.point, seed);
  const before = STAGES.settings + STAGES.fit;
  const half = STAGES.prediction / 2;
  const own = yield* stage(
    "prediction",
    before,
    half,
    predict(log, deployment, points, fit.units, 0, scored),
  );
  const predicted = yield* stage(
    "prediction",
    before + half,
    half,
    predict(log, deployment, points, fit.units, fitted, count),
  );
  const estimate = (name: Parameter): Estimate => {
    const at = PARAMETERS.indexOf(name);
    const values = points.map((point) => (point[at] ?? 0) * (fit.units[at] ?? 0));
    const low = values.reduce((a, b) => Math.min(a, b), Infinity);
    const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
    return { value: values[0] ?? 0, low, high };
  };
  return {
    coefficients: {
      baseSeconds: estimate("baseSeconds"),
      perPrefillTokenSeconds: estimate("perPrefillTokenSeconds"),
      perPrefillContextSeconds: estimate("perPrefillContextSeconds"),
      perDecodeSequenceSeconds: estimate("perDecodeSequenceSeconds"),
      perKvTokenSeconds: estimate("perKvTokenSeconds"),
      requestSeconds: estimate("requestSeconds"),
      warmUpSeconds: estimate("warmUpSeconds"),
    },
    deployment,
    origins,
    fittedRequests: scored,
    fitted: own,
    predicted,
    simulations: fit.evaluations,
    notes,
    warnings: calibrationWarnings(log, { deployment, origins, fitted: scored, predicted }),
  };
}

/** Passes on a part's fractions as progress of the whole. */
function* stage<T>(
  name: string,
  from: number,
  share: number,
  work: Generator<number, T>,
): Generator<Progress, T> {
  let furthest = 0;
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
    furthest = Math.max(furthest, Math.min(1, next.value));
    yield { stage: name, fraction: from + share * furthest };
  }
}

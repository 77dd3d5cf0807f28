import { correctionOf } from "./correction.js";
import type { OperatingPoint } from "./hardware.js";
import { valuesOf } from "./hardware-fit.js";
import type { HardwareFit } from "./hardware-fit.js";
import { outsideOf } from "./ranges.js";
import type { Outside } from "./ranges.js";
import { firstTokenTerms, preparePoint, tpotMs, ttftMs } from "./step-law.js";
import { cacheCapacityTokens } from "./work.js";

/** A prediction with the band that holds the share of cases named in the fit's `bands.coverage`. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ServingPrediction {
  readonly tpotMs: Estimate;
  readonly ttftMs: Estimate;
  /** Requests that run at once; below the asked batch when their KV cache does not fit. */
  readonly runningBatch: number;
  /** Tokens of KV cache the replica holds; 0 when not even the weights fit. */
  readonly cacheTokens: number;
  /** Levels of the correction that know this deployment: 0 is physics alone. */
  readonly knownLevels: number;
  /** Inputs beyond the measured range; each widens the band. */
  readonly outside: readonly Outside[];
}

/** Log widening per factor e beyond a range, and for a chip generation that was never measured. */
const WIDENING = 0.25;
const NEW_GENERATION = 0.3;

/** Half-width of the band of `point` in natural logarithms, from the validated one and the distance. */
export function bandWidth(
  width: number,
  point: OperatingPoint,
  fit: HardwareFit,
  outside: readonly Outside[],
): number {
  const unseen = fit.generations.includes(point.deployment.gpu.generation) ? 0 : NEW_GENERATION;
  return Math.hypot(width, unseen, ...outside.map(({ distance }) => WIDENING * distance));
}

const estimate = (value: number, width: number): Estimate => ({
  value,
  low: value * Math.exp(-width),
  high: value * Math.exp(width),
});

/**
 * Time to first token and per output token of a closed loop of equal requests, in milliseconds.
 * Physics with fitted efficiencies, times what was learnt about this very deployment where it was
 * measured; the band is what held 90 % of held-out points known as well as this one.
 */
export function predictServing(point: OperatingPoint, fit: HardwareFit): ServingPrediction {
  const step = valuesOf(fit.step);
  const prepared = preparePoint(point);
  const outside = outsideOf(point, fit.ranges);
  const tpot = correctionOf(fit.tpotCorrection, point);
  const ttft = correctionOf(fit.ttftCorrection, point);
  const width = (widths: readonly number[], depth: number): number =>
    bandWidth(widths[depth] ?? Infinity, point, fit, outside);
  return {
    tpotMs: estimate(tpotMs(prepared, step) * tpot.factor, width(fit.bands.tpot, tpot.depth)),
    ttftMs: estimate(
      ttftMs(firstTokenTerms(prepared, step), valuesOf(fit.ttft)) * ttft.factor,
      width(fit.bands.ttft, ttft.depth),
    ),
    runningBatch: prepared.running,
    cacheTokens: cacheCapacityTokens(point.deployment),
    knownLevels: tpot.depth,
    outside,
  };
}

/** From where to where a slider goes; by factors where the range is wide. */
export interface SliderRange {
  readonly from: number;
  readonly to: number;
  readonly isLogarithmic: boolean;
  /** Whether `from` itself is out of reach. */
  readonly isAbove: boolean;
}

export const SLIDER_STEPS = 200;

/** The number at a step of a slider, 0 to {@link SLIDER_STEPS}. */
export function numberAt(
  { from, to, isLogarithmic }: SliderRange,
  step: number,
  isWhole: boolean,
): number {
  const share = step / SLIDER_STEPS;
  const raw = isLogarithmic ? from * (to / from) ** share : from + (to - from) * share;
  return isWhole ? Math.round(raw) : Number(raw.toPrecision(3));
}

/** Sizes of pools and the like: from one to several times what there is. */
const SIZES: ReadonlySet<string> = new Set([
  "replicas",
  "slotsPerReplica",
  "workers",
  "users",
  "maxBatch",
  "concurrency",
  "maxReplicas",
]);
/** Rates and scales: a tenth to ten times. */
const RATES: ReadonlySet<string> = new Set([
  "ratePerSecond",
  "meanRatePerSecond",
  "requestsPerMinute",
  "inputTokensPerMinute",
  "outputTokensPerMinute",
  "weight",
  "speed",
]);
const LEAST_SIZES = 64;
const SPAN = 10;

/** What a schema takes at least and at most. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  /** Whether `min` itself is refused. */
  readonly isAbove: boolean;
}

/**
 * The slider of a field that is worth moving about, within its bounds; undefined for what is better typed,
 * and where the value is beyond them.
 */
export function leverOf(
  name: string,
  isShare: boolean,
  value: number | undefined,
  { min, max, isAbove }: Bounds,
): SliderRange | undefined {
  if (value === undefined || value < min || value > max) return undefined;
  const within = (from: number, to: number, isLogarithmic: boolean): SliderRange => ({
    from: Math.max(from, min),
    to: Math.min(to, max),
    isLogarithmic,
    isAbove: isAbove && from <= min,
  });
  if (isShare) return within(0, 1, false);
  if (!(value > 0)) return undefined;
  if (SIZES.has(name)) return within(1, Math.max(LEAST_SIZES, 4 * value), true);
  if (RATES.has(name)) return within(value / SPAN, value * SPAN, true);
  return undefined;
}

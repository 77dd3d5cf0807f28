import type { ServingTimes } from "../../simulator/batched/replay.js";

/** The seven numbers that are fitted; the first five are the design's b0…b4. */
export const PARAMETERS = [
  "baseSeconds",
  "perPrefillTokenSeconds",
  "perPrefillContextSeconds",
  "perDecodeSequenceSeconds",
  "perKvTokenSeconds",
  "requestSeconds",
  "warmUpSeconds",
] as const;
export type Parameter = (typeof PARAMETERS)[number];

/** How many of {@link PARAMETERS} are coefficients of the step time. */
export const STEP_PARAMETERS = 5;

/**
 * Units in which a point of the search is counted, one per parameter: each coefficient's is the value
 * that alone would make a typical iteration as long as it is, so that all are of like size and effect.
 */
export function parameterUnits(start: Float64Array, typical: TypicalIteration): Float64Array {
  const amounts = [
    1,
    typical.prefillTokens,
    typical.prefillContext,
    typical.decodes,
    typical.kvTokens,
  ];
  const seconds = amounts.reduce((sum, amount, i) => sum + amount * (start[i] ?? 0), 0);
  return Float64Array.from([
    ...amounts.map((amount) => seconds / Math.max(amount, 1)),
    seconds,
    seconds,
  ]);
}

/** What an iteration of the log does on average. */
export interface TypicalIteration {
  readonly prefillTokens: number;
  readonly prefillContext: number;
  readonly decodes: number;
  readonly kvTokens: number;
}

/** The times that a point of the search stands for. Points are mirrored at zero: nothing takes negative time. */
export function servingTimes(point: Float64Array, units: Float64Array): Required<ServingTimes> {
  const value = (at: number): number => Math.abs(point[at] ?? 0) * (units[at] ?? 0);
  return {
    stepTime: {
      baseSeconds: value(0),
      perPrefillTokenSeconds: value(1),
      perPrefillContextSeconds: value(2),
      perDecodeSequenceSeconds: value(3),
      perKvTokenSeconds: value(4),
      // Not fitted: a log tells it from the prefill terms only where prompts differ widely in length.
      perAdmissionSeconds: 0,
    },
    requestSeconds: value(5),
    warmUpSeconds: value(6),
  };
}

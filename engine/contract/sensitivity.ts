import { z } from "zod";
import { Architecture, Figure, Provenance } from "./result.js";

/** How far every input is moved to both sides when the caller does not say. */
export const DEFAULT_SWING = 0.1;

/** What a key figure differs by from the base, on the same sessions: paired, with a 95 % interval. */
export const Difference = z.strictObject({
  /** null where there is no figure at this end; `note` says why. */
  mean: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  note: z.string().optional(),
});
export type Difference = z.infer<typeof Difference>;

/** What an input does to one key figure at its two ends. */
export const Effect = z.strictObject({
  atLow: Difference.nullable(),
  atHigh: Difference.nullable(),
  /** Whether the interval of either difference leaves out zero. If not, no effect was shown. */
  shown: z.boolean(),
});
export type Effect = z.infer<typeof Effect>;

export const InputSensitivity = z.strictObject({
  /** Where it stands in the scenario, such as `brain.serviceMs.exponential.mean`. */
  path: z.string(),
  value: z.number(),
  /** The two ends it was moved to; null where the scenario would not be valid there. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** `swing`: so much to both sides; `band`: the interval the value itself came with. */
  range: z.enum(["swing", "band"]),
  costUsdPer30Days: Effect,
  latencyP95Ms: Effect,
});
export type InputSensitivity = z.infer<typeof InputSensitivity>;

/** What cost and p95 depend on, the input that moves either most (relative to its base) first. */
export const SensitivityResult = z.strictObject({
  provenance: Provenance,
  architecture: Architecture,
  /** Share of its value by which an input was moved to both sides. */
  swing: z.number(),
  base: z.strictObject({ costUsdPer30Days: Figure, latencyP95Ms: Figure }),
  inputs: z.array(InputSensitivity),
  /** Inputs that were not moved, and why. */
  unmoved: z.array(z.strictObject({ path: z.string(), why: z.string() })),
  warnings: z.array(z.string()),
});
export type SensitivityResult = z.infer<typeof SensitivityResult>;

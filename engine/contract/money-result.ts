import { z } from "zod";
import { UNCERTAIN_INPUTS } from "./finance.js";
import { KpiPath } from "./kpi.js";
import { PoolSizes } from "./plan-result.js";
import { Figure } from "./result.js";

/** A cost over the horizon, in USD rounded to the cent, so that lines add up to their total exactly. */
export const CostLine = z.strictObject({
  name: z.string(),
  /** The calculation in words, with its numbers. */
  formula: z.string(),
  /** null: the scenario describes no deployment before the change. */
  beforeUsd: z.number().nullable(),
  afterUsd: z.number(),
  /** after − before. */
  differenceUsd: z.number().nullable(),
});
export type CostLine = z.infer<typeof CostLine>;

/** What drives the cost of a token from the coupled to the decoupled deployment, in this order. */
export const SAVINGS_DRIVERS = [
  /** GPUs that a session held while its tools ran. */
  "gpuHeld",
  /** Time that a token takes in the model: cache, step times, waits inside a batch. */
  "modelTime",
  /** How many requests share a GPU meanwhile. */
  "batching",
  "gpuFree",
  "cpu",
  /** The shared cache in front of the hands. */
  "sharedCache",
  "tokenCache",
  "tokenMix",
  "tokenOther",
  "bus",
  "dataAndIncidents",
  "fixed",
  "once",
  "retries",
] as const;

/** One step of the waterfall. Negative is saved. */
export const SavingsStep = z.strictObject({
  driver: z.enum(SAVINGS_DRIVERS),
  /** In a few words, for an axis. */
  label: z.string(),
  /** Of a million useful tokens, to a millionth of a dollar: so rounded, the steps add up exactly. */
  usdPerMillionTokens: z.number(),
  usdPerToken: z.number(),
  /** The calculation in words, with its numbers. */
  formula: z.string(),
  /** Where the numbers in it come from. */
  origin: z.enum(["simulation", "finance", "simulation and prices"]),
});
export type SavingsStep = z.infer<typeof SavingsStep>;

/** From the cost of a useful token before to the cost after: `before + Σ steps = after`. */
export const Savings = z.strictObject({
  /** All costs of the horizon over the tokens that were not paid for twice (`tokens.wasted`). */
  before: z.strictObject({ usdPerToken: z.number(), usdPerMillionTokens: z.number() }),
  after: z.strictObject({ usdPerToken: z.number(), usdPerMillionTokens: z.number() }),
  waterfall: z.array(SavingsStep),
});
export type Savings = z.infer<typeof Savings>;

/** A promise (an objective, or where there are none a milestone's threshold) on both sides, today. */
export const QualityRow = z.strictObject({
  /** Left out: of the deployment as a whole. */
  workload: z.string().optional(),
  kpi: KpiPath,
  below: z.number().optional(),
  above: z.number().optional(),
  before: z.strictObject({
    figure: Figure,
    verdict: z.enum(["met", "missed", "undecided"]),
  }),
  after: z.strictObject({
    figure: Figure,
    verdict: z.enum(["met", "missed", "undecided"]),
  }),
});
export type QualityRow = z.infer<typeof QualityRow>;

/**
 * Both deployments at as many successful sessions: the one that completes fewer is taken as often as it
 * takes, side by side, since copies of a deployment with copies of its users do copies of its work at the
 * same latency. Costs that come by the month whatever is done are not multiplied.
 */
export const EqualWork = z.strictObject({
  successfulSessions: z.number(),
  /** How often each deployment is taken. */
  copies: z.strictObject({ before: z.number(), after: z.number() }),
  lines: z.array(CostLine),
  total: CostLine,
  perSuccessUsd: z.strictObject({ before: z.number().nullable(), after: z.number().nullable() }),
  /** What is promised, on both sides; empty where nothing is. */
  quality: z.array(QualityRow),
  /** Whether both keep every promise; null where nothing is promised, or it is undecided. */
  sameQuality: z.boolean().nullable(),
  /** The change as an investment on this basis: only worth it where the work beyond is wanted. */
  npvUsd: z.number(),
  multiple: z.number().nullable(),
});
export type EqualWork = z.infer<typeof EqualWork>;

/** Uncertain inputs, and what the simulation itself leaves open. */
export const RISK_INPUTS = [...UNCERTAIN_INPUTS, "simulation"] as const;

/** What one input alone does to the value of the change. */
export const Sensitivity = z.strictObject({
  input: z.enum(RISK_INPUTS),
  /** The input's 10th and 90th percentile, as multiples; null: errors of a simulation, which are many. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  npvAtLowUsd: z.number(),
  npvAtHighUsd: z.number(),
});
export type Sensitivity = z.infer<typeof Sensitivity>;

/** Pools that are in use from a day to another, the last one included. */
export const PoolStep = z.strictObject({
  fromDay: z.number().int(),
  toDay: z.number().int(),
  /** The date of `fromDay`; null: the scenario does not say when day 0 is (finance.startsOn). */
  date: z.iso.date().nullable(),
  /** They are planned for demand up to so many times today's. */
  upToDemand: z.number(),
  /** Of the coupled deployment `brain` is "coupled", and it has no workers. */
  sizes: PoolSizes,
  /** GPUs and CPUs at the scenario's prices, used or not. */
  provisionedUsdPer30Days: z.number(),
  /** Whether every promise is kept up to that demand. */
  keeps: z.boolean(),
  /** Where one is not: which, and by what figure. */
  why: z.string().nullable(),
});
export type PoolStep = z.infer<typeof PoolStep>;

/** Pools planned anew as demand grows. */
export const Replan = z.strictObject({
  /** How a day's pools and figures follow from the levels that were planned and simulated. */
  rule: z.string(),
  before: z.array(PoolStep).nullable(),
  after: z.array(PoolStep),
});
export type Replan = z.infer<typeof Replan>;

import { z } from "zod";
import { UNITS } from "../base/units.js";
import { KpiPath } from "./kpi.js";
import { Source } from "./source.js";
import { Series } from "./series.js";

export const ARCHITECTURES = ["coupled", "decoupled"] as const;
export const Architecture = z.enum(ARCHITECTURES);
export type Architecture = z.infer<typeof Architecture>;

/**
 * An estimate with its two-sided 95 % confidence interval over replications. A bound that cannot be
 * had (too few replications, nothing observed) is null, and `note` says why. Where a longer run would
 * give one, as for a percentile with too few independent sessions beyond it, `needed` says how long:
 * either as many replications, or as many sessions in each.
 */
export const Figure = z.strictObject({
  mean: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  unit: z.enum(UNITS),
  note: z.string().optional(),
  needed: z.strictObject({ replications: z.number().int(), requests: z.number().int() }).optional(),
});
export type Figure = z.infer<typeof Figure>;

/** For results kept from before this was counted. */
const NOT_COUNTED: Figure = {
  mean: null,
  low: null,
  high: null,
  unit: "tokens",
  note: "not counted when this was run",
};

/** Where a session's time goes. `retryDelay` is time between attempts, `restart` work lost to a failed replica. */
export const STAGES = [
  "queue",
  "provision",
  "prefill",
  "decode",
  "bus",
  "toolQueue",
  "tool",
  "retryDelay",
  "restart",
] as const;
export const Stage = z.enum(STAGES);
export type Stage = z.infer<typeof Stage>;

/** Latency counts of all replications after warm-up in buckets ascending by upper edge; empty ones are left out. */
export const Histogram = z.strictObject({
  lowerMs: z.array(z.number()),
  upperMs: z.array(z.number()),
  count: z.array(z.number().int()),
  /** Greatest relative error of a percentile read from these buckets. */
  relativeError: z.number(),
});
export type Histogram = z.infer<typeof Histogram>;

export const ArchitectureResult = z.strictObject({
  /** Sessions completed per second of measured time. */
  throughput: Figure,
  /**
   * Arrival to end of the sessions that completed, without what their users thought between turns;
   * failed ones have no latency.
   */
  latencyMs: z.strictObject({ mean: Figure, p50: Figure, p95: Figure, p99: Figure }),
  /** Time in queues only (slot, brain and tool queues), summed over the session. */
  waitMs: z.strictObject({ mean: Figure, p95: Figure, p99: Figure }),
  /** Arrival of the session to the first token of its first brain step, in its first turn. */
  ttftMs: z.strictObject({ mean: Figure, p50: Figure, p95: Figure, p99: Figure }),
  utilisation: z.strictObject({ gpu: Figure, cpu: Figure, pools: z.record(z.string(), Figure) }),
  /** Failed sessions ÷ finished sessions. */
  errorRate: Figure,
  /** Share of finished sessions in which at least one attempt was retried or the session restarted. */
  retryRate: Figure,
  /** Component failures over a simulated year: mean time between two of them anywhere in the deployment. */
  mtbfHours: Figure,
  /**
   * Tokens per finished session. `wasted` were paid again because of a failure or a retry; `reprefilled`
   * are re-sent history that no cache served, and what a preempted step computed again.
   */
  tokens: z.strictObject({
    input: Figure,
    output: Figure,
    cacheRead: Figure,
    cacheWrite: Figure,
    wasted: Figure,
    reprefilled: Figure.default(NOT_COUNTED),
  }),
  hoursPer30Days: z.strictObject({ gpu: Figure, cpu: Figure }),
  costUsd: z.strictObject({
    /** Of one replication's measured window. */
    total: Figure,
    per30Days: Figure,
    perRequest: Figure,
    perSuccess: Figure,
    perToken: Figure,
    perMillionTokens: Figure,
  }),
  /** Session-time per stage: mean per finished session, in ms. */
  stages: z.array(z.strictObject({ stage: Stage, meanMs: Figure, share: z.number() })),
  /** What the session's user thought between its turns: mean per finished session. In no latency. */
  thinkMs: Figure.optional(),
  /** Whole replications, warm-up included, summed: injected = completed + failed + inFlight. */
  requests: z.strictObject({
    injected: z.number().int(),
    completed: z.number().int(),
    failed: z.number().int(),
    inFlight: z.number().int(),
  }),
  latencyHistogram: Histogram,
  /** Arrivals and service completions, nothing else, over all replications. */
  events: z.number().int(),
  /** Simulated seconds after warm-up, summed over replications. */
  measuredSeconds: z.number(),
  /** What happened over simulated time; only where `series` was asked for. */
  series: Series.optional(),
});
export type ArchitectureResult = z.infer<typeof ArchitectureResult>;

/** One number of the brain that decides its times, and what is known of it. */
export const BrainCoefficient = z.strictObject({
  /** Path in the scenario, such as `brain.stepTime.baseMs`. */
  path: z.string(),
  /** null: no limit. */
  value: z.number().nullable(),
  unit: z.enum(["ms", "ms/token", "ms/token²", "ms/sequence", "ms/request", "tokens"]),
  /** Predicted from GPU and model data, calibrated from a request log, or given by the scenario's author. */
  origin: z.enum(["predicted", "calibrated", "given"]),
  /** From which data, in words. */
  source: z.string(),
  /** Where predicted: nine in ten true values lie between `value / bandFactor` and `value · bandFactor`. */
  bandFactor: z.number().optional(),
  /** Where predicted: what of the deployment lies beyond the measured ones, which widens the band. */
  outsideFit: z.array(z.string()).optional(),
});
export type BrainCoefficient = z.infer<typeof BrainCoefficient>;

export const BAND_ENDS = ["slow", "fast"] as const;

export const Provenance = z.strictObject({
  /** SHA-256 of the scenario in canonical form, and of the trace files it reads. */
  scenarioHash: z.string(),
  scenarioName: z.string(),
  engineVersion: z.string(),
  seed: z.number().int(),
  replications: z.number().int(),
  requests: z.number().int(),
  warmUpShare: z.number(),
  /** Price lists and limits that filled in what the scenario leaves to them, with the date seen. */
  presets: z.array(Source).default([]),
  /** What a batched brain's times come from. */
  coefficients: z.array(BrainCoefficient).default([]),
  /** The end of the predicted times' band that was simulated; without it the prediction itself. */
  band: z.enum(BAND_ENDS).optional(),
});
export type Provenance = z.infer<typeof Provenance>;

export const RequirementVerdict = z.strictObject({
  kpi: KpiPath,
  below: z.number().optional(),
  above: z.number().optional(),
  figure: Figure,
  /** met or missed when the whole interval lies on one side of the threshold, else undecided. */
  verdict: z.enum(["met", "missed", "undecided"]),
});
export type RequirementVerdict = z.infer<typeof RequirementVerdict>;

export const MilestoneVerdict = z.strictObject({
  day: z.number().int(),
  name: z.string(),
  architecture: Architecture,
  verdict: z.enum(["met", "missed", "undecided"]),
  requirements: z.array(RequirementVerdict),
});
export type MilestoneVerdict = z.infer<typeof MilestoneVerdict>;

export const ObjectiveVerdict = RequirementVerdict.extend({
  workload: z.string(),
  architecture: Architecture,
});
export type ObjectiveVerdict = z.infer<typeof ObjectiveVerdict>;

const Timed = ArchitectureResult.extend({
  /** Wall-clock seconds of the simulation alone; the one figure that differs from run to run. */
  wallSeconds: z.number(),
});

/** How narrow the 95 % intervals of the main figures are, and what it takes to have them as wanted. */
export const Precision = z.strictObject({
  /** Half-width ÷ mean. */
  wanted: z.number(),
  reached: z.boolean(),
  figures: z.array(
    z.strictObject({
      architecture: Architecture,
      kpi: KpiPath,
      halfWidth: z.number().nullable(),
      /** From the variance seen; null when no number would do. */
      neededReplications: z.number().int().nullable(),
    }),
  ),
});
export type Precision = z.infer<typeof Precision>;

export const SimulateResult = z.strictObject({
  provenance: Provenance,
  precision: Precision.optional(),
  architectures: z.strictObject({ coupled: Timed.optional(), decoupled: Timed.optional() }),
  objectives: z.array(ObjectiveVerdict),
  milestones: z.array(MilestoneVerdict),
  /**
   * Whether every objective and milestone is met by the deployment one plans to run (the decoupled one
   * where it was simulated, else the coupled one); null when there is none.
   */
  requirementsMet: z.boolean().nullable(),
  warnings: z.array(z.string()),
});
export type SimulateResult = z.infer<typeof SimulateResult>;

/**
 * What a paired experiment found of one key figure, and how sure that is. Samples are one value per
 * replication of the same sessions; runs of version 0.1 have none.
 */
export const Finding = z.strictObject({
  /**
   * `equal`: the whole interval lies within the practical threshold. `higher` and `lower`: what the
   * decoupled deployment is, by Holm's correction at 5 %. `unknown`: one of the two has no figure.
   */
  outcome: z.enum(["higher", "lower", "equal", "undecided", "unknown"]),
  /** `pValue` by Holm's correction over all rows of the table that have one. */
  adjustedPValue: z.number().nullable(),
  /** Hedges' g of paired data: mean ÷ standard deviation of the differences, for few pairs. */
  effectSize: z.number().nullable(),
  /** How the interval was had: Student's t, or the BCa bootstrap (percentiles, 20 replications or more). */
  interval: z.enum(["t", "bca"]),
  /** Relative to the coupled mean. */
  practicalThreshold: z.number(),
  /** Replications of this length that would tell a difference of the practical threshold from none. */
  neededReplications: z.number().int().nullable(),
});
export type Finding = z.infer<typeof Finding>;

/** One row of the before/after table. Differences are paired by replication on common random numbers. */
export const ComparisonRow = z.strictObject({
  kpi: KpiPath,
  coupled: Figure,
  decoupled: Figure,
  /** decoupled − coupled. */
  difference: Figure,
  /** (decoupled − coupled) ÷ coupled of the means; null where coupled is 0 or unknown. */
  relativeChange: z.number().nullable(),
  /** Two-sided paired t-test of no difference; null where the pairs do not vary. */
  pValue: z.number().nullable(),
  finding: Finding.optional(),
  claim: z
    .strictObject({
      coupled: z.number().optional(),
      decoupled: z.number().optional(),
      note: z.string().optional(),
      /** Whether the claimed value lies within the interval or within 5 % of the mean. */
      coupledReproduced: z.boolean().optional(),
      decoupledReproduced: z.boolean().optional(),
      /** A claimed relative change, and whether `relativeChange` is within 5 percentage points. */
      change: z.number().optional(),
      changeReproduced: z.boolean().optional(),
    })
    .optional(),
});
export type ComparisonRow = z.infer<typeof ComparisonRow>;

export const CompareResult = z.strictObject({
  provenance: Provenance,
  precision: Precision.optional(),
  architectures: z.strictObject({ coupled: ArchitectureResult, decoupled: ArchitectureResult }),
  table: z.array(ComparisonRow),
  objectives: z.array(ObjectiveVerdict),
  milestones: z.array(MilestoneVerdict),
  requirementsMet: z.boolean().nullable(),
  claimsSource: z.string().optional(),
  warnings: z.array(z.string()),
});
export type CompareResult = z.infer<typeof CompareResult>;

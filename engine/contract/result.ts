import { z } from "zod";
import { UNITS } from "../base/units.js";
import { ClaimSide } from "./claim-side.js";
import { KpiPath } from "./kpi.js";
import { Source } from "./source.js";
import { WhatIf } from "./what-if.js";
import { Series } from "./series.js";

/**
 * What `headroom simulate --json` prints is a {@link SimulateResult}, and `compare --json` a
 * {@link CompareResult}: the whole contract is in this file and in `series.ts`.
 *
 * Unless a field says otherwise, it is of the measured window: from the arrival of the first session
 * after the warm-up (`run.warmUpShare` of the sessions) to that of the last one, or of a replayed trace
 * to the end of its last session. A session counts when it finishes in the window, whenever it came in;
 * finished ones are those that completed and those that failed. Times are simulated, in milliseconds
 * where a name ends in `Ms`.
 */

export const ARCHITECTURES = ["coupled", "decoupled"] as const;
export const Architecture = z.enum(ARCHITECTURES);
export type Architecture = z.infer<typeof Architecture>;

/**
 * An estimate with its two-sided 95 % confidence interval over replications: Student's t of one value
 * each, for percentiles the interval of a share (`engine/statistics/percentile.ts`). `low` = `high` where
 * nothing varies. Bounds are null, both of them, and `note` says why, where
 * - nothing was observed, in all replications or in some (`mean` is null too);
 * - there is one replication;
 * - the run is too short for an interval that would hold: fewer than ten independent sessions beyond a
 *   percentile, or a service time whose rare long values it did not meet. Then `needed` says how long a
 *   run it takes: either as many replications, or as many sessions in each.
 */
export const Figure = z.strictObject({
  /** Of a percentile: that of the sessions of all replications together. */
  mean: z.number().nullable(),
  /** At least 0. */
  low: z.number().nullable(),
  /** Of a ratio at most 1. */
  high: z.number().nullable(),
  /** `ratio`: a share from 0 to 1, never a percentage. */
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

/**
 * Where a session's time goes: `queue` waits for a slot or a brain, `provision` for a container or a
 * sandbox to start; `prefill` and `decode` are the brain before and after its first token, `bus` the hops
 * to the hands and back, `toolQueue` and `tool` waiting for a worker and its work. `retryDelay` is time
 * between attempts, `restart` work lost to a failed replica. Of calls that run side by side the stages are
 * those of the one that came back last, so that the stages of a session add up to its latency.
 */
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

/**
 * Latencies of the completed sessions of all replications, counted in buckets ascending by upper edge;
 * empty ones are left out. The three lists are of equal length, and empty where no session completed.
 */
export const Histogram = z.strictObject({
  lowerMs: z.array(z.number()),
  upperMs: z.array(z.number()),
  count: z.array(z.number().int()),
  /** Greatest relative error of a percentile read from these buckets. */
  relativeError: z.number(),
});
export type Histogram = z.infer<typeof Histogram>;

export const ArchitectureResult = z.strictObject({
  /** Sessions completed per second of measured time; null when the window is empty. */
  throughput: Figure,
  /**
   * Arrival to end of the sessions that completed, without what their users thought between turns;
   * failed ones have no latency. null when none completed, as are wait and time to first token.
   */
  latencyMs: z.strictObject({ mean: Figure, p50: Figure, p95: Figure, p99: Figure }),
  /** Time in queues only (slot, brain and tool queues), summed over the completed session. */
  waitMs: z.strictObject({ mean: Figure, p95: Figure, p99: Figure }),
  /** Arrival of the completed session to the first token of its first brain step, in its first turn. */
  ttftMs: z.strictObject({ mean: Figure, p50: Figure, p95: Figure, p99: Figure }),
  /**
   * Mean share of servers at work, of those that are paid for. `gpu`: the brain's slots, or its batched
   * servers that compute at all; coupled: slots that are taken, or with `coupled.holdsGpu` false those in
   * a brain step; null where no GPU is provisioned. `cpu`: workers of the hands by their CPUs; coupled:
   * slots whose tool runs; null where no CPU is provisioned. `pools`: each pool by its name, KV memory by
   * the tokens that requests hold, an API's limits by the time that their buckets are not full.
   */
  utilisation: z.strictObject({ gpu: Figure, cpu: Figure, pools: z.record(z.string(), Figure) }),
  /**
   * Failed sessions ÷ finished sessions. Its interval, and that of `retryRate`, holds the exact one of the
   * count where that is small: an event never seen is not shown to be impossible.
   */
  errorRate: Figure,
  /** Share of finished sessions in which at least one attempt was retried or the session restarted. */
  retryRate: Figure,
  /**
   * Component failures over a simulated year, whatever the window: mean time between two of them anywhere
   * in the deployment; null when nothing can fail, or nothing did.
   */
  mtbfHours: Figure,
  /**
   * Tokens per finished session. `input` is what no cache served, `cacheWrite` the part of it that was
   * written to one. `wasted`, which the others contain, were paid again because of a failure or a retry;
   * `reprefilled` are re-sent history that no cache served, and what a preempted step computed again.
   */
  tokens: z.strictObject({
    input: Figure,
    output: Figure,
    cacheRead: Figure,
    cacheWrite: Figure,
    wasted: Figure,
    reprefilled: Figure.default(NOT_COUNTED),
  }),
  /** Provisioned GPUs and CPUs, used or not, of scaled pools their mean number, times 720 hours. */
  hoursPer30Days: z.strictObject({ gpu: Figure, cpu: Figure }),
  /** Compute provisioned in the window, used or not, and the tokens of the sessions that finished in it. */
  costUsd: z.strictObject({
    /** Of one replication's measured window, on average. */
    total: Figure,
    /** At the rate of the window. */
    per30Days: Figure,
    /** By finished session; null when there is none. */
    perRequest: Figure,
    /** By completed session: what failed is paid for by the others. */
    perSuccess: Figure,
    /** By token of input, output and cache read; null when there is none. */
    perToken: Figure,
    perMillionTokens: Figure,
  }),
  /**
   * Session-time per stage, in the order of STAGES: mean per finished session, and its share of the sum
   * of all stages (0 when nothing finished).
   */
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
  /** Length of the measured windows, summed over replications. */
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

/** What the figures were made from: the same values give the same bytes, but for `wallSeconds`. */
export const Provenance = z.strictObject({
  /** SHA-256 of the scenario in canonical form, and of the trace files it reads. */
  scenarioHash: z.string(),
  scenarioName: z.string(),
  engineVersion: z.string(),
  seed: z.number().int(),
  /** As many as were run, those that `--precision` added included. */
  replications: z.number().int(),
  /** Sessions let in by one replication, and the leading share of them that is warm-up. */
  requests: z.number().int(),
  warmUpShare: z.number(),
  /** Price lists and limits that filled in what the scenario leaves to them, with the date seen. */
  presets: z.array(Source).default([]),
  /** What a batched brain's times come from. */
  coefficients: z.array(BrainCoefficient).default([]),
  /** The end of the predicted times' band that was simulated; without it the prediction itself. */
  band: z.enum(BAND_ENDS).optional(),
  /** Of a scenario that inherits: its base, and what it overrides. */
  whatIf: WhatIf.optional(),
});
export type Provenance = z.infer<typeof Provenance>;

/** A threshold on a key figure, and whether it is met. */
export const RequirementVerdict = z.strictObject({
  kpi: KpiPath,
  /** One of the two, in the figure's unit. */
  below: z.number().optional(),
  above: z.number().optional(),
  figure: Figure,
  /** met or missed when the whole interval lies on one side of the threshold, else undecided. */
  verdict: z.enum(["met", "missed", "undecided"]),
});
export type RequirementVerdict = z.infer<typeof RequirementVerdict>;

/** A milestone of the scenario on one architecture: met when all its requirements are. */
export const MilestoneVerdict = z.strictObject({
  day: z.number().int(),
  name: z.string(),
  architecture: Architecture,
  verdict: z.enum(["met", "missed", "undecided"]),
  requirements: z.array(RequirementVerdict),
});
export type MilestoneVerdict = z.infer<typeof MilestoneVerdict>;

/** An objective of a workload: session figures are the workload's own, all others the deployment's. */
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
  /** Results kept from before there was one have none. */
  precision: Precision.optional(),
  /** Those that were asked for, and that the scenario has. */
  architectures: z.strictObject({ coupled: Timed.optional(), decoupled: Timed.optional() }),
  objectives: z.array(ObjectiveVerdict),
  milestones: z.array(MilestoneVerdict),
  /**
   * Whether every objective and milestone is met by the deployment one plans to run (the decoupled one
   * where it was simulated, else the coupled one); null when there is none.
   */
  requirementsMet: z.boolean().nullable(),
  /** What a reader must know of these figures: overload, failures, too short a run. One sentence each. */
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
      /** Whether the claimed numbers are values, or bounds that the means must lie beyond. */
      side: ClaimSide.optional(),
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

/** What a run gives: a comparison, or a simulation of the only deployment that a scenario describes. */
export const RunResult = z.union([CompareResult, SimulateResult]);
export type RunResult = z.infer<typeof RunResult>;

export const isComparison = (result: RunResult): result is CompareResult => "table" in result;

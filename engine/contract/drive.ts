import { z } from "zod";
import { share } from "./distribution.js";
import { WorkloadName } from "./session-methods.js";
import { KpiPath } from "./kpi.js";
import { Architecture, ComparisonRow, Figure } from "./result.js";
import { Scenario } from "./scenario.js";
import { Budget, Origin } from "./session.js";

const workers = z.number().int().min(1).max(10_000);

/** What can be made to go wrong with a request to the rehearsal model, as it goes wrong with real servers. */
export const REHEARSAL_FAULTS = [
  "rate-limit",
  "overloaded",
  "overloaded-mid-stream",
  "server-error",
  "drop",
  "drop-before-answer",
  "stall",
  "malformed",
  "slow-first-byte",
] as const;

const FaultShares = z
  .partialRecord(z.enum(REHEARSAL_FAULTS), share)
  .refine(
    (shares) => Object.values(shares).reduce((sum, one) => sum + one, 0) <= 1,
    "shares that are together at most 1",
  );

export const DriveInput = z.strictObject({
  /** Gives the rate, the timing of the brain, and the workers and service times of hands. */
  scenario: Scenario,
  workload: WorkloadName.optional().describe(
    "the kind of live session (default: the one that the scenario is named after)",
  ),
  rate: z
    .number()
    .min(0.01)
    .max(1000)
    .optional()
    .describe("sessions per second, Poisson (default: the scenario's Poisson rate)"),
  duration: z.number().min(1).max(3600).default(20).describe("seconds in which sessions arrive"),
  brains: workers
    .optional()
    .describe("model slots: inferences at once, in either architecture (default: the scenario's)"),
  hands: workers
    .optional()
    .describe("workers of each tool (default: those of the scenario's pool, else the tool's own)"),
  coupled: workers
    .optional()
    .describe("coupled workers (default: the same budget, as many as brains and hands together)"),
  holdSlots: z
    .boolean()
    .default(false)
    .describe(
      "a coupled session keeps its model slot while its tools run, as one with GPU memory of its own does",
    ),
  architecture: z
    .enum([...Architecture.options, "both"])
    .default("both")
    .describe("both: one after the other, on the same sessions"),
  seed: z
    .number()
    .int()
    .min(0)
    .max(0xffff_ffff)
    .optional()
    .describe("of arrivals, messages and times (default: the scenario's)"),
  repeat: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe("runs of each architecture, every one with a seed of its own: intervals need two"),
  model: z
    .string()
    .optional()
    .describe("a model of the registry (default: the rehearsal model, timed as the scenario says)"),
  budget: Budget.optional().describe("most tokens and dollars of all sessions together"),
  faults: FaultShares.optional().describe(
    'share of the rehearsal model\'s answers that go wrong, by how: {"drop":0.02,"stall":0.01}',
  ),
});

const count = z.number().int();

/**
 * A pool of the live deployment: `model` are its model slots, `brain` its decoupled brain workers, `coupled`
 * its coupled workers, every other one the workers of the tool it is named after.
 */
export const DrivePool = z.strictObject({
  name: z.string(),
  servers: count,
  /** Share of the measured window's server time in which they were taken. */
  utilisation: Figure,
  /** Mean number that waited for one. */
  waiting: Figure,
});
export type DrivePool = z.infer<typeof DrivePool>;

/**
 * What one architecture did under the load. Key figures are those of `simulate`, of the sessions that ended
 * in the measured window, as there. Each is a mean over the repeats, percentiles too, with Student's 95 %
 * interval from two repeats on; requests are those of all repeats together, to the end of the last session.
 */
export const DriveMeasured = z.strictObject({
  pools: z.array(DrivePool),
  requests: z.strictObject({
    injected: count,
    completed: count,
    failed: count,
    /** Not ended when the drive gave up waiting for them. */
    inFlight: count,
  }),
  /** Sessions completed in the measured window, per second. */
  throughput: Figure,
  /** From when a session was due to its end, of those that completed; however late it was begun. */
  latencyMs: z.strictObject({ mean: Figure, p50: Figure, p95: Figure, p99: Figure }),
  /** From when a session was due to the first content of its first brain step. */
  ttftMs: z.strictObject({ mean: Figure, p50: Figure, p95: Figure, p99: Figure }),
  /** Failed sessions ÷ ended sessions. */
  errorRate: Figure,
  /** Tokens per ended session; `wasted` bought no answer. */
  tokens: z.strictObject({
    input: Figure,
    output: Figure,
    cacheRead: Figure,
    cacheWrite: Figure,
    wasted: Figure,
  }),
  /** Of tokens alone. `total` is that of one repeat's measured window. */
  costUsd: z.strictObject({ total: Figure, perRequest: Figure, perSuccess: Figure }),
});
export type DriveMeasured = z.infer<typeof DriveMeasured>;

/** A key figure as it was measured, beside what the simulator says of the same run. */
export const DrivePredictionRow = z.strictObject({
  kpi: KpiPath,
  measured: Figure,
  /** null where the simulation has no such figure. */
  predicted: z.number().nullable(),
  /** Where 95 % of measurements like this one would lie if the simulator were right. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** (predicted − measured) ÷ measured. */
  relativeError: z.number().nullable(),
  /** Whether the measurement lies where it should; null where nothing tells. */
  within: z.boolean().nullable(),
});
export type DrivePredictionRow = z.infer<typeof DrivePredictionRow>;

/** What the simulator makes of the sessions that were measured, on the pools and at the rate of the drive. */
export const DrivePrediction = z.strictObject({
  /** What was learnt and simulated, ready to simulate again with other pools or another rate. */
  scenario: Scenario,
  replications: count,
  /** What of it was measured, and from which runs. */
  basis: z.array(z.string()),
  rows: z.strictObject({
    coupled: z.array(DrivePredictionRow).optional(),
    decoupled: z.array(DrivePredictionRow).optional(),
  }),
});
export type DrivePrediction = z.infer<typeof DrivePrediction>;

/** Gauges of a running drive, once a second. */
export const DriveGauges = z.strictObject({
  kind: z.literal("gauges"),
  architecture: Architecture,
  /** From 1. */
  repeat: count,
  elapsedSeconds: z.number(),
  injected: count,
  completed: count,
  failed: count,
  inFlight: count,
  /** Sessions completed per second so far. */
  throughputPerSecond: z.number(),
  /** Of the sessions completed so far; null before the first. */
  latencyMs: z
    .strictObject({ p50: z.number(), p95: z.number(), p99: z.number(), count })
    .nullable(),
  pools: z.array(z.strictObject({ name: z.string(), servers: count, busy: count, waiting: count })),
  tokens: z.number(),
  costUsd: z.number(),
});
export type DriveGauges = z.infer<typeof DriveGauges>;

export const DriveResult = z.strictObject({
  scenarioName: z.string(),
  workload: z.string(),
  origin: Origin,
  model: z.string(),
  ratePerSecond: z.number(),
  /** Sessions arrive for so long; of it the first `warmUpShare` is not measured. */
  durationSeconds: z.number(),
  warmUpShare: z.number(),
  seed: count,
  /** Runs of each architecture, with the seeds `seed`, `seed + 1`… */
  repeats: count,
  /** What the architectures have: inferences at once in either, and workers of every kind that they use. */
  budget: z.strictObject({
    modelSlots: count,
    workers: z.strictObject({ coupled: count, decoupled: count }),
  }),
  architectures: z.strictObject({
    coupled: DriveMeasured.optional(),
    decoupled: DriveMeasured.optional(),
  }),
  /** Paired by repeat, on the same sessions; where both architectures were driven. */
  comparison: z.array(ComparisonRow),
  /** Undefined where nothing could be learnt: no session ended. */
  prediction: DrivePrediction.optional(),
  /** Of the last repeat, as it went on: of a long one every so many seconds. */
  gauges: z.array(DriveGauges).optional(),
  /** What the figures do not say: assumptions, and parts of the scenario that a live run does not play. */
  notes: z.array(z.string()),
});
export type DriveResult = z.infer<typeof DriveResult>;

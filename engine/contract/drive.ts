import { z } from "zod";
import { WorkloadName } from "./session-methods.js";
import { Architecture, Figure } from "./result.js";
import { Scenario } from "./scenario.js";
import { Budget, Origin } from "./session.js";

const workers = z.number().int().min(1).max(10_000);

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
  brains: workers.optional().describe("brain steps at once (default: the scenario's slots)"),
  hands: workers
    .optional()
    .describe("workers of each tool (default: those of the scenario's pool, else the tool's own)"),
  coupled: workers
    .optional()
    .describe("coupled workers (default: as many as brains and hands together)"),
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
  model: z
    .string()
    .optional()
    .describe("a model of the registry (default: the rehearsal model, timed as the scenario says)"),
  budget: Budget.optional().describe("most tokens and dollars of all sessions together"),
});

const count = z.number().int();

/** What one architecture did under the load. Key figures are those of `simulate`, of one live run. */
export const DriveMeasured = z.strictObject({
  /** Workers by pool; of the coupled deployment `coupled` alone. */
  workers: z.record(z.string(), count),
  requests: z.strictObject({
    injected: count,
    completed: count,
    failed: count,
    /** Not ended when the drive gave up waiting for them. */
    inFlight: count,
  }),
  /** Sessions completed while sessions arrived, per second. */
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
  costUsd: z.strictObject({ total: Figure, perRequest: Figure, perSuccess: Figure }),
});
export type DriveMeasured = z.infer<typeof DriveMeasured>;

export const DriveResult = z.strictObject({
  scenarioName: z.string(),
  workload: z.string(),
  origin: Origin,
  model: z.string(),
  ratePerSecond: z.number(),
  durationSeconds: z.number(),
  seed: count,
  architectures: z.strictObject({
    coupled: DriveMeasured.optional(),
    decoupled: DriveMeasured.optional(),
  }),
  /** What the figures do not say: assumptions, and parts of the scenario that a live run does not play. */
  notes: z.array(z.string()),
});
export type DriveResult = z.infer<typeof DriveResult>;

/** Gauges of a running drive, once a second. */
export const DriveGauges = z.strictObject({
  kind: z.literal("gauges"),
  architecture: Architecture,
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
  queues: z.array(z.strictObject({ name: z.string(), waiting: count, inFlight: count })),
  tokens: z.number(),
  costUsd: z.number(),
});
export type DriveGauges = z.infer<typeof DriveGauges>;

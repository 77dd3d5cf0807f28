import { z } from "zod";
import { RunSettings, Scenario } from "./scenario.js";
import { LongText } from "./uploads.js";

/** What a column of a request log can hold; the last three are durations, the four before moments. */
export const LogRole = z.enum([
  "inputTokens",
  "outputTokens",
  "session",
  "prefixTokens",
  "replica",
  "arrival",
  "queued",
  "firstToken",
  "lastToken",
  "ttft",
  "endToEnd",
  "tpot",
]);
export type LogRole = z.infer<typeof LogRole>;

/** Most requests of a part that a result lists one by one. */
export const MOST_PAIRS = 1000;

export const CalibrateInput = z.strictObject({
  /** vLLM's request statistics, or any CSV, JSON lines or JSON array. */
  log: LongText,
  settings: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("engine settings: a vLLM meta.json, or maxBatch, tokenBudget, kvTokens, replicas…"),
  fit: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.5)
    .describe("share of the requests, by arrival, that is fitted; the rest is predicted"),
  seed: RunSettings.shape.seed.unwrap().default(1).describe("random seed of the search"),
  columns: z
    .partialRecord(LogRole, z.string())
    .default({})
    .describe("columns by what they hold, where their names do not tell"),
  timeUnit: z
    .enum(["s", "ms", "us", "ns"])
    .optional()
    .describe("unit of times whose column names tell none"),
});

/** A fitted number with its 95 % interval, and what it was learnt from. */
export const Coefficient = z.strictObject({
  /** As the design numbers the step-time coefficients: b0 … b4. */
  symbol: z.string().optional(),
  meaning: z.string(),
  value: z.number(),
  low: z.number(),
  high: z.number(),
  unit: z.string(),
  source: z.string(),
  /** Requests whose times were fitted. */
  sampleSize: z.number().int(),
});
export type Coefficient = z.infer<typeof Coefficient>;

/** A setting of the deployment and how it is known. */
export const CalibratedSetting = z.strictObject({
  /** null: no limit. */
  value: z.union([z.number(), z.boolean(), z.string(), z.null()]),
  /** Given by the caller, the engine's default in that version, read off the log, decided by the fit, or a default. */
  origin: z.enum(["given", "engine", "log", "fit", "default"]),
});
export type CalibratedSetting = z.infer<typeof CalibratedSetting>;

/**
 * What was learnt of the server: settings and step time, the times in milliseconds. An iteration takes
 * `baseMs + perPrefillTokenMs·prefill tokens + perPrefillContextMs·Σ chunk·mean context
 * + perDecodeSequenceMs·decode sequences + perKvTokenMs·KV tokens`.
 */
export const CalibratedBrain = z.strictObject({
  kind: z.literal("batched"),
  replicas: z.number().int(),
  routing: z.enum(["leastLoaded", "leastLoadedStale", "fewestRequests", "roundRobin"]),
  /** Iterations of all replicas start and end together (experts spread over data-parallel ranks). */
  lockstep: z.boolean(),
  maxBatch: z.number().int(),
  tokenBudget: z.number().int(),
  /** Of one replica; null: no limit was seen. */
  kvTokens: z.number().int().nullable(),
  blockTokens: z.number().int(),
  prefixCache: z.boolean(),
  reservePrompt: z.boolean(),
  planAhead: z.boolean(),
  stepTime: z.strictObject({
    baseMs: z.number(),
    perPrefillTokenMs: z.number(),
    perPrefillContextMs: z.number(),
    perDecodeSequenceMs: z.number(),
    perKvTokenMs: z.number(),
  }),
  /** Of every request, on top of the iterations it is in. */
  requestMs: z.number(),
});
export type CalibratedBrain = z.infer<typeof CalibratedBrain>;

/** Relative errors of one measured time: per request, and of the distribution's quantiles (signed). */
export const TimeErrors = z.strictObject({
  median: z.number(),
  p95: z.number(),
  quantiles: z.strictObject({ p50: z.number(), p95: z.number(), p99: z.number() }),
});

export type TimeErrors = z.infer<typeof TimeErrors>;

const QuantilePair = z.strictObject({ measured: z.number(), predicted: z.number() });

/** How a part of the log compares with its simulation. Times that no request has (TPOT of single tokens) are null. */
export const CalibrationErrors = z.strictObject({
  requests: z.number().int(),
  errors: z.strictObject({
    ttft: TimeErrors.nullable(),
    tpot: TimeErrors.nullable(),
    endToEnd: TimeErrors.nullable(),
  }),
  quantilesMs: z.record(
    z.enum(["ttft", "tpot", "endToEnd"]),
    z.strictObject({ p50: QuantilePair, p95: QuantilePair, p99: QuantilePair }).nullable(),
  ),
});
export type CalibrationErrors = z.infer<typeof CalibrationErrors>;

const PairColumn = z.strictObject({
  measured: z.array(z.number().nullable()),
  /** Median over the simulations. */
  predicted: z.array(z.number().nullable()),
});

/**
 * Requests of a part one by one, in order of arrival: all of them, or where `of` is more than there are
 * here, a random sample. Times in milliseconds, to six digits; null where a request has no such time.
 */
export const RequestPairs = z.strictObject({
  /** Requests that they were drawn from. */
  of: z.number().int(),
  /** Since the first arrival of the log. */
  arrivalSeconds: z.array(z.number()),
  ttft: PairColumn,
  tpot: PairColumn,
  endToEnd: PairColumn,
});
export type RequestPairs = z.infer<typeof RequestPairs>;

export const CalibrateResult = z.strictObject({
  provenance: z.strictObject({
    /** SHA-256 of the log's text. */
    logHash: z.string(),
    engineVersion: z.string(),
    seed: z.number().int(),
    fitShare: z.number(),
    /** Requests of the log that finished, and those of them that were scored. */
    requests: z.number().int(),
    fittedRequests: z.number().int(),
    format: z.enum(["JSON lines", "JSON", "CSV"]),
    columns: z.partialRecord(LogRole, z.string()),
    simulations: z.number().int(),
  }),
  coefficients: z.strictObject({
    baseSeconds: Coefficient,
    perPrefillTokenSeconds: Coefficient,
    perPrefillContextSeconds: Coefficient,
    perDecodeSequenceSeconds: Coefficient,
    perKvTokenSeconds: Coefficient,
    requestSeconds: Coefficient,
    /** Of each server's first iteration; it belongs to the measured run, not to the brain. */
    warmUpSeconds: Coefficient,
  }),
  settings: z.strictObject({
    replicas: CalibratedSetting,
    routing: CalibratedSetting,
    lockstep: CalibratedSetting,
    maxBatch: CalibratedSetting,
    tokenBudget: CalibratedSetting,
    kvTokens: CalibratedSetting,
    blockTokens: CalibratedSetting,
    prefixCache: CalibratedSetting,
    reservePrompt: CalibratedSetting,
    planAhead: CalibratedSetting,
  }),
  brain: CalibratedBrain,
  /** The brain under requests like the log's: what was learnt, ready to simulate. */
  scenario: Scenario,
  /** The fitted part, reproduced. */
  fit: CalibrationErrors,
  /** The part that was not fitted, predicted. */
  prediction: CalibrationErrors,
  /** Measured and predicted times of single requests. */
  pairs: z.strictObject({ fit: RequestPairs, prediction: RequestPairs }),
  /** What may make the result wrong, or wrong for another load, in words. */
  warnings: z.array(z.string()),
  /** What was assumed about the log, in words. */
  notes: z.array(z.string()),
});
export type CalibrateResult = z.infer<typeof CalibrateResult>;

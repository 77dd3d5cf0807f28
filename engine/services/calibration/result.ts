import { MS_PER_SECOND } from "../../base/units.js";
import type {
  CalibratedBrain,
  CalibrateResult,
  CalibratedSetting,
  CalibrationErrors,
  Coefficient,
} from "../../contract/calibration.js";
import type { Calibration } from "../../trace/calibration/calibrate.js";
import type { SettingName } from "../../trace/calibration/choose-settings.js";
import type { Metric } from "../../trace/calibration/metrics.js";
import type {
  MetricComparison,
  Prediction,
  QuantilePair,
} from "../../trace/calibration/prediction.js";
import type { LogReading } from "../../trace/calibration/read-log.js";
import type { Parameter } from "../../trace/calibration/serving-parameters.js";
import { pairsOf } from "./pairs.js";
import { scenarioOf } from "./scenario.js";

type Provenance = Pick<
  CalibrateResult["provenance"],
  "logHash" | "engineVersion" | "seed" | "fitShare"
>;

/** What each fitted number is, for people. */
const MEANINGS: Readonly<Record<Parameter, Pick<Coefficient, "symbol" | "meaning" | "unit">>> = {
  baseSeconds: { symbol: "b0", meaning: "every iteration", unit: "s" },
  perPrefillTokenSeconds: { symbol: "b1", meaning: "a token of prefill", unit: "s/token" },
  perPrefillContextSeconds: {
    symbol: "b2",
    meaning: "a token of prefill, for each token it attends to",
    unit: "s/token²",
  },
  perDecodeSequenceSeconds: {
    symbol: "b3",
    meaning: "a sequence that decodes",
    unit: "s/sequence",
  },
  perKvTokenSeconds: { symbol: "b4", meaning: "a token of KV memory read", unit: "s/token" },
  requestSeconds: { meaning: "a request, from arrival to the server's queue", unit: "s" },
  warmUpSeconds: { meaning: "a server's first iteration, on top", unit: "s" },
};

/** A calibration in the contract's form. */
export function toResult(
  calibration: Calibration,
  reading: LogReading,
  provenance: Provenance,
): CalibrateResult {
  const { coefficients, deployment, fittedRequests, fitted, predicted, notes, warnings } =
    calibration;
  const { settings, replicas, routing, lockstep } = deployment;
  const coefficient = (name: Parameter): Coefficient => ({
    ...MEANINGS[name],
    ...coefficients[name],
    source: `fitted to the first ${fittedRequests} requests of the log`,
    sampleSize: fittedRequests,
  });
  const ms = (name: Parameter): number => coefficients[name].value * MS_PER_SECOND;
  const setting = (name: SettingName, value: CalibratedSetting["value"]): CalibratedSetting => ({
    value,
    origin: calibration.origins[name],
  });
  const kvTokens = Number.isFinite(settings.kvTokens) ? settings.kvTokens : null;
  const brain: CalibratedBrain = {
    kind: "batched",
    replicas,
    routing,
    lockstep,
    maxBatch: settings.maxBatch,
    tokenBudget: settings.tokenBudget,
    kvTokens,
    blockTokens: settings.blockTokens,
    prefixCache: settings.prefixCache,
    reservePrompt: settings.reservePrompt,
    planAhead: settings.planAhead,
    stepTime: {
      baseMs: ms("baseSeconds"),
      perPrefillTokenMs: ms("perPrefillTokenSeconds"),
      perPrefillContextMs: ms("perPrefillContextSeconds"),
      perDecodeSequenceMs: ms("perDecodeSequenceSeconds"),
      perKvTokenMs: ms("perKvTokenSeconds"),
    },
    requestMs: ms("requestSeconds"),
  };
  return {
    provenance: {
      ...provenance,
      requests: reading.log.arrivalSeconds.length,
      fittedRequests,
      format: reading.format,
      columns: reading.columns,
      simulations: calibration.simulations,
    },
    coefficients: {
      baseSeconds: coefficient("baseSeconds"),
      perPrefillTokenSeconds: coefficient("perPrefillTokenSeconds"),
      perPrefillContextSeconds: coefficient("perPrefillContextSeconds"),
      perDecodeSequenceSeconds: coefficient("perDecodeSequenceSeconds"),
      perKvTokenSeconds: coefficient("perKvTokenSeconds"),
      requestSeconds: coefficient("requestSeconds"),
      warmUpSeconds: coefficient("warmUpSeconds"),
    },
    settings: {
      replicas: setting("replicas", replicas),
      routing: setting("routing", routing),
      lockstep: setting("lockstep", lockstep),
      maxBatch: setting("maxBatch", settings.maxBatch),
      tokenBudget: setting("tokenBudget", settings.tokenBudget),
      kvTokens: setting("kvTokens", kvTokens),
      blockTokens: setting("blockTokens", settings.blockTokens),
      prefixCache: setting("prefixCache", settings.prefixCache),
      reservePrompt: setting("reservePrompt", settings.reservePrompt),
      planAhead: setting("planAhead", settings.planAhead),
    },
    brain,
    scenario: scenarioOf(brain, reading.log, provenance),
    fit: toErrors(fitted),
    prediction: toErrors(predicted),
    pairs: {
      fit: pairsOf(fitted, reading.log, provenance.seed),
      prediction: pairsOf(predicted, reading.log, provenance.seed),
    },
    warnings: [...reading.warnings, ...warnings],
    notes: [...reading.notes, ...notes],
  };
}

type Errors = NonNullable<CalibrationErrors["errors"][Metric]>;
type Quantiles = NonNullable<CalibrationErrors["quantilesMs"][Metric]>;

function toErrors({ requests, metrics }: Prediction): CalibrationErrors {
  return {
    requests,
    errors: {
      ttft: errorsOf(metrics.ttft),
      tpot: errorsOf(metrics.tpot),
      endToEnd: errorsOf(metrics.endToEnd),
    },
    quantilesMs: {
      ttft: quantilesMs(metrics.ttft),
      tpot: quantilesMs(metrics.tpot),
      endToEnd: quantilesMs(metrics.endToEnd),
    },
  };
}

function errorsOf({ median, p95, quantiles }: MetricComparison): Errors | null {
  if (Number.isNaN(median)) return null;
  const { p50, p95: of95, p99 } = quantiles;
  return {
    median,
    p95,
    quantiles: { p50: relativeError(p50), p95: relativeError(of95), p99: relativeError(p99) },
  };
}

function quantilesMs({ median, quantiles }: MetricComparison): Quantiles | null {
  if (Number.isNaN(median)) return null;
  const { p50, p95, p99 } = quantiles;
  return { p50: inMs(p50), p95: inMs(p95), p99: inMs(p99) };
}

function inMs({ measured, predicted }: QuantilePair): QuantilePair {
  return { measured: measured * MS_PER_SECOND, predicted: predicted * MS_PER_SECOND };
}

function relativeError({ measured, predicted }: QuantilePair): number {
  return predicted / measured - 1;
}

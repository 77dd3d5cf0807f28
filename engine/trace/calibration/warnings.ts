import type { Deployment } from "../../simulator/batched/replay.js";
import type { SettingName, SettingOrigin } from "./choose-settings.js";
import { logFacts } from "./log-facts.js";
import { tpotSeconds } from "./metrics.js";
import type { Prediction } from "./prediction.js";
import type { RequestLog } from "./request-log.js";

const FEWEST_FITTED = 10;
/** Below this, a p95 is hardly more than the largest value. */
const FEWEST_PREDICTED = 20;
/** Servers make a token of a stream in this many seconds; far outside, the unit is the likelier fault. */
const USUAL_TPOT_SECONDS = [2e-4, 5] as const;

/** What may make a calibration wrong, or wrong for another load: one sentence each, with what to do. */
export function calibrationWarnings(
  log: RequestLog,
  {
    deployment: { replicas, settings },
    origins,
    fitted,
    predicted,
  }: {
    readonly deployment: Deployment;
    readonly origins: Readonly<Record<SettingName, SettingOrigin>>;
    /** Requests whose times were scored. */
    readonly fitted: number;
    readonly predicted: Prediction;
  },
): string[] {
  const warnings: string[] = [];
  if (fitted < FEWEST_FITTED) {
    warnings.push(
      `Only ${fitted} requests are fitted: seven numbers cannot be told from so few. Give a longer log.`,
    );
  }
  if (predicted.requests < FEWEST_PREDICTED) {
    warnings.push(
      `Only ${predicted.requests} requests were left to predict: their errors say little. Give a longer log, or fit a smaller share of it.`,
    );
  }
  if (predicted.refused > 0) {
    warnings.push(
      `${predicted.refused} requests are larger than the KV memory and were not served. Check the KV tokens.`,
    );
  }
  const tpot = medianTpotSeconds(log);
  if (tpot < USUAL_TPOT_SECONDS[0] || tpot > USUAL_TPOT_SECONDS[1]) {
    warnings.push(
      `An output token takes ${tpot.toPrecision(3)} s in the median, which no usual server does. Check the unit of the times.`,
    );
  }
  const limit = settings.maxBatch * replicas;
  const inSystem = inSystemAtLastArrival(log);
  const { mostDecoding } = logFacts(log);
  if (inSystem > limit) {
    warnings.push(
      `The server was overloaded: when the last request arrived, ${inSystem} were there at a time, and ${limit} are served at once. Latencies in this log are of a queue that was still growing; a log of a steady load says more about one.`,
    );
  } else if (mostDecoding < limit) {
    warnings.push(
      `At most ${mostDecoding} requests were answered at the same time. What the server does under a higher load, up to its limit of ${limit}, is carried on from there, not measured.`,
    );
  }
  if (origins.replicas === "fit" || origins.replicas === "default") {
    warnings.push(
      `The number of replicas was not given; ${replicas} ${origins.replicas === "fit" ? "explains the log best" : "is taken"}. With another number every coefficient would be another: give it if you know it.`,
    );
  }
  return warnings;
}

/** Requests that had arrived and not ended when the last one arrived. */
function inSystemAtLastArrival({ arrivalSeconds, lastTokenSeconds }: RequestLog): number {
  const end = arrivalSeconds.at(-1) ?? 0;
  return lastTokenSeconds.reduce((count, last) => count + (last > end ? 1 : 0), 0);
}

function medianTpotSeconds(log: RequestLog): number {
  const values = log.firstTokenSeconds
    .map((first, n) => tpotSeconds(first, log.lastTokenSeconds[n] ?? 0, log.outputTokens[n] ?? 0))
    .filter((value) => value > 0)
    .toSorted();
  return values[values.length >> 1] ?? Number.NaN;
}

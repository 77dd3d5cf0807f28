import { z } from "zod";
import type { Unit } from "../base/units.js";

/** Every key figure by its path in a result, with unit, and the direction that is better. */
export const KPIS = {
  throughput: { unit: "1/s", better: "higher", label: "Throughput" },
  "latencyMs.mean": { unit: "ms", better: "lower", label: "Latency, mean" },
  "latencyMs.p50": { unit: "ms", better: "lower", label: "Latency, p50" },
  "latencyMs.p95": { unit: "ms", better: "lower", label: "Latency, p95" },
  "latencyMs.p99": { unit: "ms", better: "lower", label: "Latency, p99" },
  "waitMs.mean": { unit: "ms", better: "lower", label: "Wait, mean" },
  "waitMs.p95": { unit: "ms", better: "lower", label: "Wait, p95" },
  "waitMs.p99": { unit: "ms", better: "lower", label: "Wait, p99" },
  "ttftMs.mean": { unit: "ms", better: "lower", label: "Time to first token, mean" },
  "ttftMs.p50": { unit: "ms", better: "lower", label: "Time to first token, p50" },
  "ttftMs.p95": { unit: "ms", better: "lower", label: "Time to first token, p95" },
  "ttftMs.p99": { unit: "ms", better: "lower", label: "Time to first token, p99" },
  "utilisation.gpu": { unit: "ratio", better: "neither", label: "GPU utilisation" },
  "utilisation.cpu": { unit: "ratio", better: "neither", label: "CPU utilisation" },
  errorRate: { unit: "ratio", better: "lower", label: "Error rate" },
  retryRate: { unit: "ratio", better: "lower", label: "Retry rate" },
  mtbfHours: { unit: "h", better: "higher", label: "Mean time between failures" },
  "hoursPer30Days.gpu": { unit: "h", better: "lower", label: "GPU hours, 30 days" },
  "hoursPer30Days.cpu": { unit: "h", better: "lower", label: "CPU hours, 30 days" },
  "costUsd.per30Days": { unit: "usd", better: "lower", label: "Compute and token spend, 30 days" },
  "costUsd.perRequest": { unit: "usd", better: "lower", label: "Cost per request" },
  "costUsd.perSuccess": { unit: "usd", better: "lower", label: "Cost per successful request" },
  "costUsd.perToken": { unit: "usd/token", better: "lower", label: "Cost per token" },
  "costUsd.perMillionTokens": {
    unit: "usd/Mtoken",
    better: "lower",
    label: "Cost per million tokens",
  },
} as const satisfies Record<
  string,
  { unit: Unit; better: "higher" | "lower" | "neither"; label: string }
>;

export type KpiPath = keyof typeof KPIS;

export function isKpiPath(path: string): path is KpiPath {
  return Object.hasOwn(KPIS, path);
}

/** In the order in which tables show them. */
export const KPI_PATHS: readonly KpiPath[] = Object.keys(KPIS).filter(isKpiPath);
export const KpiPath = z.enum(KPI_PATHS);

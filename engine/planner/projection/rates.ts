import { MS_PER_HOUR } from "../../base/units.js";
import type { FailureProcess } from "../../contract/pools.js";
import type { Architecture } from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import { provisioned, tokenCostUsd, windowHours } from "../../simulator/kpis.js";
import type { ReplicationRecord } from "../../simulator/replication.js";
import { momentsOf } from "../../statistics/distribution.js";

/** What a deployment uses and does in an hour, on average. */
export interface HourlyRates {
  readonly gpuHours: number;
  readonly cpuHours: number;
  readonly tokenUsd: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens: number;
  /** Sessions that finished, and those of them that completed. */
  readonly sessions: number;
  readonly completed: number;
  /** Components down, in hours. */
  readonly failureHours: number;
}

export const RATES = [
  "gpuHours",
  "cpuHours",
  "tokenUsd",
  "inputTokens",
  "outputTokens",
  "cachedTokens",
  "sessions",
  "completed",
  "failureHours",
] as const satisfies readonly (keyof HourlyRates)[];

/** Means over the replications of one deployment. */
export function hourlyRates(
  scenario: Scenario,
  architecture: Architecture,
  records: readonly ReplicationRecord[],
): HourlyRates {
  const repairHours = meanRepairHours(scenario, architecture);
  const mean = (of: (record: ReplicationRecord) => number): number =>
    records.reduce((sum, record) => sum + of(record), 0) / records.length;
  /** By the hour of the measured window; nothing measured is nothing. */
  const hourly = (of: (record: ReplicationRecord) => number): number =>
    mean((record) => {
      const hours = windowHours(record);
      return hours > 0 ? of(record) / hours : 0;
    });
  return {
    gpuHours: mean((record) => provisioned(scenario, record).gpus),
    cpuHours: mean((record) => provisioned(scenario, record).cpus),
    tokenUsd: hourly((record) => tokenCostUsd(scenario, record)),
    inputTokens: hourly(({ tokens }) => tokens.input),
    outputTokens: hourly(({ tokens }) => tokens.output),
    cachedTokens: hourly(({ tokens }) => tokens.cacheRead),
    sessions: hourly(({ total }) => total.completed + total.failed),
    completed: hourly(({ total }) => total.completed),
    failureHours: mean(({ failuresPerHour }) => (failuresPerHour ?? 0) * repairHours),
  };
}

const MS_PER_MINUTE = 60_000;

/** Mean time to repair of a failure, each kind of component counted as often as it fails. */
function meanRepairHours(scenario: Scenario, architecture: Architecture): number {
  const { brain, coupled, failures, hands } = scenario;
  const kinds: { readonly count: number; readonly process: FailureProcess | undefined }[] =
    architecture === "coupled"
      ? [
          { count: coupled?.replicas ?? 0, process: failures.coupledReplica },
          { count: brain.kind === "api" ? 1 : 0, process: failures.brainReplica },
        ]
      : [
          { count: "replicas" in brain ? brain.replicas : 1, process: failures.brainReplica },
          ...Object.entries(failures.handsWorker).map(([name, process]) => ({
            count: hands[name]?.workers ?? 0,
            process,
          })),
        ];
  let failuresPerHour = 0;
  let down = 0;
  for (const { count, process } of kinds) {
    if (process === undefined) continue;
    const up = momentsOf(process.timeToFailureHours).mean;
    const repair = (momentsOf(process.timeToRepairMinutes).mean * MS_PER_MINUTE) / MS_PER_HOUR;
    const perHour = count / (up + repair);
    failuresPerHour += perHour;
    down += perHour * repair;
  }
  return failuresPerHour > 0 ? down / failuresPerHour : 0;
}

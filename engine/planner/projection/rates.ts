import { MS_PER_HOUR } from "../../base/units.js";
import type { FailureProcess } from "../../contract/pools.js";
import { STAGES } from "../../contract/result.js";
import type { Architecture } from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import {
  cacheHourUsd,
  poolUtilisation,
  provisioned,
  tokenCostUsd,
  windowHours,
} from "../../simulator/kpis.js";
import { BRAIN_POOL, COUPLED_COMPUTING, COUPLED_POOL } from "../../simulator/pool-names.js";
import type { ReplicationRecord } from "../../simulator/replication.js";
import { momentsOf } from "../../statistics/distribution.js";

/** What a deployment uses and does in an hour, on average. */
export const RATES = [
  "gpuHours",
  /** Of these: a GPU computed; a coupled session held it while it did something else. */
  "gpuWorkHours",
  "gpuHeldHours",
  "cpuHours",
  /** Time that finished sessions spent in the model, and on the bus. */
  "modelHours",
  "busHours",
  /** Of the shared cache, whose price does not follow that of compute. */
  "cacheUsd",
  "tokenUsd",
  "inputTokens",
  "outputTokens",
  "cachedTokens",
  "cacheWriteTokens",
  /** Of all of these: paid for again after a failure or a retry. */
  "wastedTokens",
  /** Sessions that finished, and those of them that completed. */
  "sessions",
  "completed",
  /** Components down, in hours. */
  "failureHours",
] as const;
export type HourlyRates = Readonly<Record<(typeof RATES)[number], number>>;

/** Those that a day's costs are made of. */
export type CostRates = Pick<
  HourlyRates,
  "gpuHours" | "cpuHours" | "cacheUsd" | "tokenUsd" | "sessions" | "failureHours"
>;

/** Rates of each replication of one deployment, in their order. */
export function ratesByReplication(
  scenario: Scenario,
  architecture: Architecture,
  records: readonly ReplicationRecord[],
): HourlyRates[] {
  const repairHours = meanRepairHours(scenario, architecture);
  return records.map((record) => {
    const hours = windowHours(record);
    /** By the hour of the measured window; nothing measured is nothing. */
    const hourly = (amount: number): number => (hours > 0 ? amount / hours : 0);
    const inStages = (...stages: (typeof STAGES)[number][]): number =>
      hourly(
        stages.reduce((sum, stage) => sum + (record.stagesMs[STAGES.indexOf(stage)] ?? 0), 0) /
          MS_PER_HOUR,
      );
    const { gpus, cpus } = provisioned(scenario, record);
    const { computing, taken } = gpuShares(scenario, record);
    const { total, tokens } = record;
    return {
      gpuHours: gpus,
      gpuWorkHours: computing * gpus,
      gpuHeldHours: Math.max(0, taken - computing) * gpus,
      cpuHours: cpus,
      modelHours: inStages("prefill", "decode"),
      busHours: inStages("bus"),
      cacheUsd: cacheHourUsd(scenario, architecture),
      tokenUsd: hourly(tokenCostUsd(scenario, record)),
      inputTokens: hourly(tokens.input),
      outputTokens: hourly(tokens.output),
      cachedTokens: hourly(tokens.cacheRead),
      cacheWriteTokens: hourly(tokens.cacheWrite),
      wastedTokens: hourly(tokens.wasted),
      sessions: hourly(total.completed + total.failed),
      completed: hourly(total.completed),
      failureHours: (record.failuresPerHour ?? 0) * repairHours,
    };
  });
}

/** Share of the GPUs that compute, and of those that a session holds; of the decoupled the same. */
function gpuShares(
  { coupled }: Scenario,
  record: ReplicationRecord,
): { computing: number; taken: number } {
  if (record.architecture === "decoupled") {
    const computing = poolUtilisation(record, BRAIN_POOL) ?? 0;
    return { computing, taken: computing };
  }
  const computing = poolUtilisation(record, COUPLED_COMPUTING) ?? 0;
  const taken = poolUtilisation(record, COUPLED_POOL) ?? 0;
  return { computing, taken: coupled?.holdsGpu === true ? taken : computing };
}

/** Means over the replications. */
export function meanRates(replications: readonly HourlyRates[]): HourlyRates {
  const mean: Record<(typeof RATES)[number], number> = { ...NO_RATES };
  for (const rate of RATES) {
    mean[rate] = replications.reduce((sum, one) => sum + one[rate], 0) / replications.length;
  }
  return mean;
}

export const NO_RATES: HourlyRates = {
  gpuHours: 0,
  gpuWorkHours: 0,
  gpuHeldHours: 0,
  cpuHours: 0,
  modelHours: 0,
  busHours: 0,
  cacheUsd: 0,
  tokenUsd: 0,
  inputTokens: 0,
  outputTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  wastedTokens: 0,
  sessions: 0,
  completed: 0,
  failureHours: 0,
};

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

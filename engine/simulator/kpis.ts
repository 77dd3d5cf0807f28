import { assertNever, invariant } from "../base/assert.js";
import { HOURS_PER_DAY, MS_PER_HOUR, MS_PER_SECOND, TOKENS_PER_MILLION } from "../base/units.js";
import type { KpiPath } from "../contract/kpi.js";
import type { Architecture } from "../contract/result.js";
import type { Scenario } from "../contract/scenario.js";
import { BRAIN_POOL, COUPLED_COMPUTING, COUPLED_POOL, handsPoolName } from "./pool-names.js";
import type { ReplicationRecord, SessionStatistics, TimeStatistics } from "./record.js";
import { usdPerToken } from "./token-prices.js";

const HOURS_PER_30_DAYS = 30 * HOURS_PER_DAY;

/** GPUs and CPUs that are provisioned, used or not; of scaled pools their mean number over the window. */
export function provisioned(
  scenario: Scenario,
  record: ReplicationRecord,
): { gpus: number; cpus: number } {
  const { autoscaling, brain, coupled, hands } = scenario;
  if (record.architecture === "coupled") {
    invariant(coupled !== undefined, "a coupled record comes from a coupled deployment");
    const { replicas, slotsPerReplica, gpusPerReplica, cpusPerReplica } = coupled;
    const isScaled = autoscaling.coupled !== undefined;
    const mean = isScaled ? serversOf(record, COUPLED_POOL) / slotsPerReplica : replicas;
    return { gpus: mean * gpusPerReplica, cpus: mean * cpusPerReplica };
  }
  const { replicas, workersOf } = meanSizes(scenario, record);
  const workerCpus = Object.entries(hands).reduce(
    (sum, [name, pool]) => sum + workersOf(name) * pool.cpusPerWorker,
    0,
  );
  if (brain.kind === "api") return { gpus: 0, cpus: workerCpus };
  const { gpusPerReplica, cpusPerReplica } = brain;
  return { gpus: replicas * gpusPerReplica, cpus: replicas * cpusPerReplica + workerCpus };
}

/** Replicas of the brain (1: an API) and workers of each pool, decoupled; of scaled pools their means. */
export function meanSizes(
  { autoscaling, brain }: Scenario,
  record: ReplicationRecord,
): { readonly replicas: number; readonly workersOf: (pool: string) => number } {
  const isScaled = autoscaling.brain !== undefined && brain.kind === "slots";
  const fixed = "replicas" in brain ? brain.replicas : 1;
  return {
    replicas: isScaled ? serversOf(record, BRAIN_POOL) / brain.slotsPerReplica : fixed,
    workersOf: (pool) => serversOf(record, handsPoolName(pool)),
  };
}

/** Servers of a pool that are paid for: how many there are, or how many there were on average. */
function serversOf({ pools }: ReplicationRecord, name: string): number {
  return pools.find((pool) => pool.name === name)?.servers ?? 0;
}

/** Length of the measured window. */
export function windowHours(record: ReplicationRecord): number {
  return (record.window.endMs - record.window.startMs) / MS_PER_HOUR;
}

/** Compute and cache provisioned over the window and the tokens of its sessions, at the scenario's prices. */
export function windowCostUsd(scenario: Scenario, record: ReplicationRecord): number {
  return windowHours(record) * hourlyCostUsd(scenario, record) + tokenCostUsd(scenario, record);
}

/** What the provisioned compute and cache cost an hour. */
export function hourlyCostUsd(scenario: Scenario, record: ReplicationRecord): number {
  const { gpus, cpus } = provisioned(scenario, record);
  const { gpuHourUsd, cpuHourUsd } = scenario.prices;
  return gpus * gpuHourUsd + cpus * cpuHourUsd + cacheHourUsd(scenario, record.architecture);
}

/** What an hour of the shared cache costs; a coupled deployment has none. */
export function cacheHourUsd({ prices }: Scenario, architecture: Architecture): number {
  return architecture === "decoupled" ? (prices.cacheHourUsd ?? 0) : 0;
}

/** What the tokens of the sessions that finished in the window cost. */
export function tokenCostUsd(
  scenario: Scenario,
  { tokens, longPromptUsd }: ReplicationRecord,
): number {
  const price = usdPerToken(scenario.prices.tokens);
  return (
    tokens.input * price.input +
    tokens.output * price.output +
    tokens.cacheRead * price.cacheRead +
    tokens.cacheWrite * price.cacheWrite +
    longPromptUsd
  );
}

/**
 * One key figure of one replication; null where it was not observed. With `workload` (its place in the
 * scenario) the figures of sessions are that workload's.
 */
export function kpiOf(
  scenario: Scenario,
  record: ReplicationRecord,
  kpi: KpiPath,
  workload?: number,
): number | null {
  const sessions = workload === undefined ? record.total : record.workloads[workload];
  invariant(sessions !== undefined, "a record has every workload of its scenario");
  const hours = windowHours(record);
  const finished = sessions.completed + sessions.failed;
  const all = record.total.completed + record.total.failed;
  switch (kpi) {
    case "throughput":
      return ratio(sessions.completed * MS_PER_SECOND, hours * MS_PER_HOUR);
    case "latencyMs.mean":
    case "latencyMs.p50":
    case "latencyMs.p95":
    case "latencyMs.p99":
      return timeOf(sessions, "latencyMs", kpi);
    case "waitMs.mean":
    case "waitMs.p95":
    case "waitMs.p99":
      return timeOf(sessions, "waitMs", kpi);
    case "ttftMs.mean":
    case "ttftMs.p50":
    case "ttftMs.p95":
    case "ttftMs.p99":
      return timeOf(sessions, "ttftMs", kpi);
    case "utilisation.gpu":
      return gpuUtilisation(scenario, record);
    case "utilisation.cpu":
      return cpuUtilisation(scenario, record);
    case "errorRate":
      return ratio(sessions.failed, finished);
    case "retryRate":
      return ratio(sessions.retried, finished);
    case "mtbfHours":
      return record.failuresPerHour === null ? null : ratio(1, record.failuresPerHour);
    case "hoursPer30Days.gpu":
      return HOURS_PER_30_DAYS * provisioned(scenario, record).gpus;
    case "hoursPer30Days.cpu":
      return HOURS_PER_30_DAYS * provisioned(scenario, record).cpus;
    case "costUsd.per30Days":
      // Not the window's cost scaled up: the compute part would carry the window's rounding errors.
      if (!(hours > 0)) return null;
      return (
        HOURS_PER_30_DAYS *
        (hourlyCostUsd(scenario, record) + tokenCostUsd(scenario, record) / hours)
      );
    case "costUsd.perRequest":
      return ratio(windowCostUsd(scenario, record), all);
    case "costUsd.perSuccess":
      return ratio(windowCostUsd(scenario, record), record.total.completed);
    case "costUsd.perToken":
      return ratio(windowCostUsd(scenario, record), countedTokens(record));
    case "costUsd.perMillionTokens":
      return ratio(windowCostUsd(scenario, record) * TOKENS_PER_MILLION, countedTokens(record));
    default:
      return assertNever(kpi);
  }
}

/** Mean share of busy servers in a pool, by its name in the record; null when there is no such pool. */
export function poolUtilisation(record: ReplicationRecord, name: string): number | null {
  const pool = record.pools.find((candidate) => candidate.name === name);
  if (pool === undefined || record.window.endMs <= record.window.startMs) return null;
  return pool.servers > 0 ? pool.meanBusy / pool.servers : 0;
}

function gpuUtilisation(scenario: Scenario, record: ReplicationRecord): number | null {
  // What does not exist is not used.
  if (provisioned(scenario, record).gpus === 0) return null;
  if (record.architecture === "decoupled") return poolUtilisation(record, BRAIN_POOL);
  const holdsGpu = scenario.coupled?.holdsGpu ?? true;
  return poolUtilisation(record, holdsGpu ? COUPLED_POOL : COUPLED_COMPUTING);
}

function cpuUtilisation(scenario: Scenario, record: ReplicationRecord): number | null {
  if (record.architecture === "coupled") {
    if (provisioned(scenario, record).cpus === 0) return null;
    return poolUtilisation(record, "coupled tools");
  }
  let busy = 0;
  let total = 0;
  for (const [name, pool] of Object.entries(scenario.hands)) {
    const used = poolUtilisation(record, handsPoolName(name));
    if (used === null) return null;
    const cpus = serversOf(record, handsPoolName(name)) * pool.cpusPerWorker;
    busy += used * cpus;
    total += cpus;
  }
  return ratio(busy, total);
}

function countedTokens({ tokens }: ReplicationRecord): number {
  return tokens.input + tokens.output + tokens.cacheRead;
}

type TimeField = "latencyMs" | "waitMs" | "ttftMs";

function timeOf(
  sessions: SessionStatistics,
  field: TimeField,
  kpi: `${TimeField}.${keyof TimeStatistics}`,
): number | null {
  const times = sessions[field];
  if (kpi.endsWith(".mean")) return times.mean;
  if (kpi.endsWith(".p50")) return times.p50;
  if (kpi.endsWith(".p95")) return times.p95;
  return times.p99;
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

import type { Unit } from "../base/units.js";
import { KPIS } from "../contract/kpi.js";
import type { KpiPath } from "../contract/kpi.js";
import type { Figure } from "../contract/result.js";
import type { Scenario } from "../contract/scenario.js";
import { momentsOf } from "../statistics/distribution.js";
import { meanInterval } from "../statistics/interval.js";
import { percentileInterval } from "../statistics/percentile.js";
import type { PercentileSample } from "../statistics/percentile.js";
import { poissonInterval } from "../statistics/poisson.js";
import { kpiOf } from "./kpis.js";
import type { ReplicationRecord } from "./record.js";

/**
 * One value per replication, with an interval of its own where Student's is not the one to use; or why
 * there is none, with the estimate that has no interval.
 */
export type Values =
  | { readonly values: readonly number[]; readonly low?: number; readonly high?: number }
  | { readonly note: string; readonly estimate?: number; readonly needed?: Figure["needed"] };

const PERCENTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/** The key figure in every replication. */
export function kpiValues(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
  kpi: KpiPath,
  workload?: number,
): Values {
  if (kpi === "mtbfHours") return timesBetweenFailures(records);
  const found = collect(
    records.map((record) => kpiOf(scenario, record, kpi, workload)),
    missingNote(kpi),
  );
  const time = percentileOf(kpi);
  if ("note" in found) return found;
  const unseen = unseenTail(scenario, records, kpi, found.values);
  if (unseen !== undefined) return unseen;
  if (time === undefined || records.length < 2) return found;
  const samples = records.map(({ total, workloads }) => {
    const sessions = workload === undefined ? total : (workloads[workload] ?? total);
    return sessions[time.kind];
  });
  return percentileValues(samples, time.percentile, records);
}

/** Which percentile of which time a key figure is, if it is one. */
function percentileOf(
  kpi: KpiPath,
): { kind: "latencyMs" | "waitMs" | "ttftMs"; percentile: keyof typeof PERCENTILES } | undefined {
  const [kind, percentile] = kpi.split(".");
  if (kind !== "latencyMs" && kind !== "waitMs" && kind !== "ttftMs") return undefined;
  if (percentile !== "p50" && percentile !== "p95" && percentile !== "p99") return undefined;
  return { kind, percentile };
}

export const isPercentile = (kpi: KpiPath): boolean => percentileOf(kpi) !== undefined;

function percentileValues(
  samples: readonly PercentileSample[],
  percentile: keyof typeof PERCENTILES,
  records: readonly ReplicationRecord[],
): Values {
  const found = percentileInterval(samples, PERCENTILES[percentile]);
  if ("values" in found) return found;
  const { value, neededReplications } = found;
  return withoutInterval(value, neededReplications, records);
}

/** An estimate whose interval it takes more replications, or longer ones, to have. */
function withoutInterval(
  estimate: number,
  replications: number,
  records: readonly ReplicationRecord[],
  reason = "",
): Values {
  const injected = records.reduce((sum, { requests }) => sum + requests.injected, 0);
  const perReplication = injected / records.length;
  const requests = Math.ceil((perReplication * replications) / records.length);
  return {
    estimate,
    needed: { replications, requests },
    note:
      `no interval: ${reason}it takes ${replications.toLocaleString("en-US")} replications, or ` +
      `${requests.toLocaleString("en-US")} sessions in each`,
  };
}

/**
 * Sessions, as multiples of cv², that show a service time's mean: n draws of it have a relative standard
 * error of cv ÷ √n, here a third. With far fewer every run sees nearly the same short times, and would
 * be sure of a mean that lies in the rare long ones.
 */
const SESSIONS_PER_SQUARED_CV = 10;

/** The refusal of a figure that depends on a service time whose effective tail was not seen. */
function unseenTail(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
  kpi: KpiPath,
  values: readonly number[],
): Values | undefined {
  if (!/^(latencyMs|waitMs|ttftMs|utilisation)\./.test(kpi)) return undefined;
  const coupled = records[0]?.architecture === "coupled";
  const finished = records.reduce((sum, { total }) => sum + total.completed + total.failed, 0);
  const times = serviceTimes(scenario, coupled ? scenario.coupled : undefined);
  const [widest] = times.toSorted((a, b) => b.cv - a.cv);
  const needed = SESSIONS_PER_SQUARED_CV * (widest?.cv ?? 0) ** 2;
  if (widest === undefined || finished >= needed) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const replications = Math.ceil((records.length * needed) / Math.max(1, finished));
  const reason = `the long times of ${widest.path} are too rare for so few sessions; `;
  return withoutInterval(mean, replications, records, reason);
}

/** The times that servers take, and how much they vary; of a time cut off by a timeout the mean is seen. */
function serviceTimes(
  { brain, hands, workloads }: Scenario,
  coupled: Scenario["coupled"],
): { path: string; cv: number }[] {
  const step = brain.kind === "slots" ? brain.serviceMs : undefined;
  const stepPath =
    coupled?.brainServiceMs === undefined ? "brain.serviceMs" : "coupled.brainServiceMs";
  const used = new Set(workloads.flatMap(({ session }) => session.tools.map(({ pool }) => pool)));
  const tools = Object.entries(hands).flatMap(([name, { serviceMs, timeoutMs }]) => {
    if (!used.has(name) || timeoutMs !== undefined) return [];
    const own = Object.entries(coupled?.toolServiceMs ?? {}).find(([pool]) => pool === name);
    const path = own === undefined ? `hands.${name}.serviceMs` : `coupled.toolServiceMs.${name}`;
    return [{ path, cv: momentsOf(own?.[1] ?? serviceMs).cv }];
  });
  const law = coupled?.brainServiceMs ?? step;
  if (law === undefined) return tools;
  return [{ path: stepPath, cv: "tokens" in law ? law.tokens.cv : momentsOf(law).cv }, ...tools];
}

/** Drops nothing: a replication without a value makes the mean of the others mean something else. */
export function collect(values: readonly (number | null)[], note: string): Values {
  const present: number[] = [];
  for (const value of values) if (value !== null) present.push(value);
  if (present.length === values.length && present.length > 0) return { values: present };
  const missing = values.length - present.length;
  return {
    note: missing === values.length ? note : `${note} in ${missing} of ${values.length} runs`,
  };
}

/** A figure with its 95 % interval; no quantity of ours is negative, and no ratio is above 1. */
export function figure(unit: Unit, found: Values): Figure {
  if ("note" in found) {
    const { estimate = null, note, needed } = found;
    const why = needed === undefined ? { note } : { note, needed };
    return { mean: estimate, low: null, high: null, unit, ...why };
  }
  const student = meanInterval(found.values);
  const { mean, low, high } = { ...student, ...found };
  if (low === null || high === null) {
    return { mean, low, high, unit, note: "one run has no interval" };
  }
  const most = unit === "ratio" ? 1 : Infinity;
  return { mean, low: Math.max(0, low), high: Math.min(most, high), unit };
}

/** {@link figure} of a key figure. */
export function kpiFigure(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
  kpi: KpiPath,
  workload?: number,
): Figure {
  const found = figure(KPIS[kpi].unit, kpiValues(scenario, records, kpi, workload));
  if (kpi === "errorRate") return widenRare(found, records, workload, "failed");
  if (kpi === "retryRate") return widenRare(found, records, workload, "retried");
  return found;
}

/** Below this count the values of the replications are far from normal. */
const RARE = 20;

function widenRare(
  found: Figure,
  records: readonly ReplicationRecord[],
  workload: number | undefined,
  kind: "failed" | "retried",
): Figure {
  let count = 0;
  let finished = 0;
  for (const record of records) {
    const sessions = workload === undefined ? record.total : record.workloads[workload];
    count += sessions?.[kind] ?? 0;
    finished += (sessions?.completed ?? 0) + (sessions?.failed ?? 0);
  }
  return widenRareShare(found, count, finished);
}

/**
 * An event that was seen a few times, or never, may still happen: Student's interval over replications,
 * which has no width where nothing varies, is widened to the exact Poisson interval of the count (F.
 * Garwood, Biometrika 28, 1936), so that no event in n sessions says "at most 3.7 in n", not "none".
 */
export function widenRareShare(found: Figure, count: number, finished: number): Figure {
  const { mean, low, high } = found;
  if (mean === null || finished === 0) return found;
  const rest = finished - count;
  if (count > RARE && rest > RARE) return found;
  // Whichever of the event and its absence is rare has the Poisson count.
  const [least, most] = poissonInterval(Math.min(count, rest));
  const [exactLow, exactHigh] =
    count <= rest
      ? [least / finished, most / finished]
      : [1 - most / finished, 1 - least / finished];
  return {
    ...found,
    low: Math.max(0, Math.min(low ?? exactLow, exactLow)),
    high: Math.min(1, Math.max(high ?? exactHigh, exactHigh)),
  };
}

/**
 * A simulated year holds few failures, so the mean of hours ÷ failures over replications would be far
 * too high (5 failures a year: 20 %). Pooled instead: hours of all ÷ failures of all, and by the delta
 * method one value per replication with exactly that mean, for the interval and for paired tests.
 */
function timesBetweenFailures(records: readonly ReplicationRecord[]): Values {
  const rates: number[] = [];
  for (const { failuresPerHour } of records) {
    if (failuresPerHour === null) return { note: "the scenario gives this deployment no failures" };
    rates.push(failuresPerHour);
  }
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  if (!(mean > 0)) return { note: "no component failed in the simulated years" };
  return { values: rates.map((rate) => 1 / mean - (rate - mean) / (mean * mean)) };
}

function missingNote(kpi: KpiPath): string {
  if (kpi === "utilisation.cpu") return "no CPU is provisioned for tools, or nothing was measured";
  if (kpi === "utilisation.gpu") return "no GPU is provisioned, or nothing was measured";
  if (/^(latencyMs|waitMs|ttftMs)\./.test(kpi)) return "no session completed";
  if (kpi === "costUsd.perToken" || kpi === "costUsd.perMillionTokens") return "no token was used";
  if (kpi === "costUsd.perSuccess") return "no session completed";
  if (kpi === "throughput" || kpi === "costUsd.per30Days") {
    return "nothing was measured";
  }
  return "no session finished";
}

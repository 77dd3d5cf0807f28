import { MS_PER_SECOND } from "../base/units.js";
import { HeadroomError } from "../contract/errors.js";
import type { KpiPath } from "../contract/kpi.js";
import { STAGES } from "../contract/result.js";
import type { ArchitectureResult, Figure } from "../contract/result.js";
import type { Scenario } from "../contract/scenario.js";
import { bucketEdges, HISTOGRAM_RELATIVE_ERROR } from "../statistics/histogram.js";
import { collect, figure, kpiFigure } from "./figures.js";
import { apiWarnings } from "./api/api-warnings.js";
import { API_POOLS } from "./pool-names.js";
import { poolUtilisation, windowCostUsd } from "./kpis.js";
import type { ReplicationRecord, TokenSums } from "./record.js";
import type { ResolvedRun } from "./job.js";
import { periodWarnings } from "./period-warnings.js";
import { mergeSeries } from "./series-summary.js";

/**
 * Every key figure of one architecture with its 95 % interval over replications. Throws RangeError
 * unless there is one record for each replication of `run`, in order.
 */
export function summariseArchitecture(
  scenario: Scenario,
  run: ResolvedRun,
  records: readonly ReplicationRecord[],
): ArchitectureResult {
  if (records.length !== run.replications) {
    throw new RangeError(`${records.length} records of ${run.replications} replications`);
  }
  const kpi = (path: KpiPath): Figure => kpiFigure(scenario, records, path);
  const perSession = (value: (record: ReplicationRecord) => number): (number | null)[] =>
    records.map((record) => {
      const finished = finishedOf(record);
      return finished > 0 ? value(record) / finished : null;
    });
  const tokens = (kind: keyof TokenSums): Figure =>
    figure(
      "tokens",
      collect(
        perSession((record) => record.tokens[kind]),
        "no session finished",
      ),
    );
  const stageMeans = STAGES.map((stage, at) => ({
    stage,
    meanMs: figure(
      "ms",
      collect(
        perSession((record) => record.stagesMs[at] ?? 0),
        "no session finished",
      ),
    ),
  }));
  const stageTotal = stageMeans.reduce((total, { meanMs }) => total + (meanMs.mean ?? 0), 0);
  return {
    throughput: kpi("throughput"),
    latencyMs: {
      mean: kpi("latencyMs.mean"),
      p50: kpi("latencyMs.p50"),
      p95: kpi("latencyMs.p95"),
      p99: kpi("latencyMs.p99"),
    },
    waitMs: { mean: kpi("waitMs.mean"), p95: kpi("waitMs.p95"), p99: kpi("waitMs.p99") },
    ttftMs: {
      mean: kpi("ttftMs.mean"),
      p50: kpi("ttftMs.p50"),
      p95: kpi("ttftMs.p95"),
      p99: kpi("ttftMs.p99"),
    },
    utilisation: {
      gpu: kpi("utilisation.gpu"),
      cpu: kpi("utilisation.cpu"),
      pools: Object.fromEntries(
        (records[0]?.pools ?? []).map(({ name }) => [
          name,
          figure(
            "ratio",
            collect(
              records.map((record) => poolUtilisation(record, name)),
              "nothing was measured",
            ),
          ),
        ]),
      ),
    },
    errorRate: kpi("errorRate"),
    retryRate: kpi("retryRate"),
    mtbfHours: kpi("mtbfHours"),
    tokens: {
      input: tokens("input"),
      output: tokens("output"),
      cacheRead: tokens("cacheRead"),
      cacheWrite: tokens("cacheWrite"),
      wasted: tokens("wasted"),
      reprefilled: tokens("reprefilled"),
    },
    hoursPer30Days: { gpu: kpi("hoursPer30Days.gpu"), cpu: kpi("hoursPer30Days.cpu") },
    costUsd: {
      total: figure(
        "usd",
        collect(
          records.map((record) => windowCostUsd(scenario, record)),
          "nothing was measured",
        ),
      ),
      per30Days: kpi("costUsd.per30Days"),
      perRequest: kpi("costUsd.perRequest"),
      perSuccess: kpi("costUsd.perSuccess"),
      perToken: kpi("costUsd.perToken"),
      perMillionTokens: kpi("costUsd.perMillionTokens"),
    },
    stages: stageMeans.map(({ stage, meanMs }) => ({
      stage,
      meanMs,
      share: stageTotal > 0 ? (meanMs.mean ?? 0) / stageTotal : 0,
    })),
    thinkMs: figure(
      "ms",
      collect(
        perSession((record) => record.thinkMs),
        "no session finished",
      ),
    ),
    requests: {
      injected: sum(records, (record) => record.requests.injected),
      completed: sum(records, (record) => record.requests.completed),
      failed: sum(records, (record) => record.requests.failed),
      inFlight: sum(records, (record) => record.requests.inFlight),
    },
    latencyHistogram: mergeHistograms(records),
    events: sum(records, (record) => record.events),
    measuredSeconds: sum(records, ({ window }) => (window.endMs - window.startMs) / MS_PER_SECOND),
    ...seriesOf(scenario, records),
  };
}

/**
 * One key figure of one workload, for its objectives: the session figures (throughput, latency, wait,
 * first token, error and retry rate) are the workload's own, all others the deployment's. Throws
 * `not-found` for a workload that the scenario does not have.
 */
export function workloadFigure(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
  workload: string,
  kpi: KpiPath,
): Figure {
  const at = scenario.workloads.findIndex(({ name }) => name === workload);
  if (at < 0) throw new HeadroomError("not-found", `there is no workload ${workload}`);
  return kpiFigure(scenario, records, kpi, at);
}

/** Above this share of sessions still in flight at the end, an open system was not keeping up. */
const MOST_IN_FLIGHT = 0.05;
/** Share of failed sessions above which a reader must be told. */
const MOST_FAILED = 0.05;
/** Busy share at which an open queue has no steady state that a run could show. */
const SATURATED = 0.99;
/** Below this many mean latencies, the measured window says little about a steady state. */
const LEAST_WINDOW_LATENCIES = 20;

/** What a reader of these records must know: overload, too short a run, nothing finished. */
export function runWarnings(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
): readonly string[] {
  const finished = sum(records, finishedOf);
  if (finished === 0) {
    return ["No session finished after the warm-up: raise run.requests, or the deployment's size."];
  }
  const warnings: string[] = [];
  const failedShare = sum(records, ({ total }) => total.failed) / finished;
  if (failedShare > MOST_FAILED) {
    const times =
      failedShare === 1 ? "there are no latencies" : "latencies are of those that completed";
    warnings.push(`${(100 * failedShare).toFixed(1)}% of the finished sessions failed; ${times}.`);
  }
  const isOpen = scenario.workloads.some(({ arrivals }) => !("closed" in arrivals));
  const injected = sum(records, (record) => record.requests.injected);
  const inFlight = sum(records, (record) => record.requests.inFlight);
  if (isOpen && inFlight > MOST_IN_FLIGHT * injected) {
    const percent = Math.round((100 * inFlight) / injected);
    warnings.push(
      `${percent}% of the sessions were still in flight when the last one came in. Either the ` +
        "deployment cannot keep up with the load, and its latency grows as long as the load lasts, " +
        "or run.requests is too small for sessions this long.",
    );
  }
  if (isOpen) warnings.push(...saturationWarnings(scenario, records));
  warnings.push(...apiWarnings(records));
  const spentMs = sum(records, ({ little, thinkMs }) => little.finishedLatencyMs + thinkMs);
  const lifeMs = spentMs / finished;
  const windowMs = sum(records, ({ window }) => window.endMs - window.startMs) / records.length;
  if (windowMs < LEAST_WINDOW_LATENCIES * lifeMs) {
    warnings.push(
      `The measured time is only ${(windowMs / lifeMs).toFixed(1)} times the mean latency and think time: ` +
        "raise run.requests for figures of a steady state.",
    );
  }
  warnings.push(...periodWarnings(scenario, injected / records.length, windowMs));
  return warnings;
}

/** Pools that an open load keeps busy all the time: their queue grows as long as the load lasts. */
function saturationWarnings({ brain }: Scenario, records: readonly ReplicationRecord[]): string[] {
  const [first] = records;
  return (first?.pools ?? []).flatMap(({ name, servers }) => {
    // A coupled slot is held while its GPU computes and its tools run: one warning says it.
    if (name.startsWith("coupled ") && name !== "coupled slots") return [];
    // A batched server is busy with one sequence as with a hundred, and full memory is used memory.
    if (brain.kind === "batched" && name.startsWith("brain")) return [];
    // A limit of an API refuses; what it refuses has warnings of its own.
    if (API_POOLS.has(name)) return [];
    const busy = sum(records, (record) => {
      const pool = record.pools.find((candidate) => candidate.name === name);
      return (pool?.meanBusy ?? 0) / servers;
    });
    const share = busy / records.length;
    if (share < SATURATED) return [];
    const percent = (100 * share).toFixed(1);
    return [
      `${name} is saturated (${percent}% busy): the load is at or above what it can serve, so ` +
        "waits and latencies have no steady state and grow with the length of the run.",
    ];
  });
}

function seriesOf(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
): Pick<ArchitectureResult, "series"> {
  const recorded = records.flatMap(({ series }) => (series === undefined ? [] : [series]));
  if (recorded.length === 0) return {};
  return { series: mergeSeries(recorded, Object.keys(scenario.hands)) };
}

function mergeHistograms(
  records: readonly ReplicationRecord[],
): ArchitectureResult["latencyHistogram"] {
  const counts = new Map<number, number>();
  for (const { total } of records) {
    const { buckets } = total.latencyMs;
    buckets.index.forEach((bucket, at) => {
      counts.set(bucket, (counts.get(bucket) ?? 0) + (buckets.count[at] ?? 0));
    });
  }
  const ascending = [...counts].toSorted(([a], [b]) => a - b);
  const edges = ascending.map(([bucket]) => bucketEdges(bucket));
  return {
    lowerMs: edges.map(([lower]) => lower),
    upperMs: edges.map(([, upper]) => upper),
    count: ascending.map(([, count]) => count),
    relativeError: HISTOGRAM_RELATIVE_ERROR,
  };
}

function finishedOf({ total }: ReplicationRecord): number {
  return total.completed + total.failed;
}

function sum(
  records: readonly ReplicationRecord[],
  value: (record: ReplicationRecord) => number,
): number {
  return records.reduce((total, record) => total + value(record), 0);
}

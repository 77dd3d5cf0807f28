import { HeadroomError } from "../../contract/errors.js";
import type { KpiPath } from "../../contract/kpi.js";
import type { PromiseVerdict } from "../../contract/plan-result.js";
import type { Figure } from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import { momentsOf } from "../../statistics/distribution.js";
import { meanInterval } from "../../statistics/interval.js";
import { kpiFigure } from "../../simulator/figures.js";
import { meanSizes } from "../../simulator/kpis.js";
import type { ReplicationRecord } from "../../simulator/replication.js";
import { judge, requirementsOf } from "../requirements.js";

/** One thing a deployment is asked to keep. */
export interface Promised {
  /** Name and place of the workload; left out: the deployment as a whole. */
  readonly workload?: { readonly name: string; readonly at: number };
  readonly kpi: KpiPath;
  readonly below?: number | undefined;
  readonly above?: number | undefined;
}

/**
 * What a scenario promises: its workloads' objectives, or where there are none, its milestones'
 * requirements, the strictest of each. Throws `invalid-input` where nothing is promised or two promises
 * exclude each other.
 */
export function promisesOf(scenario: Scenario): Promised[] {
  const objectives = scenario.workloads.flatMap(({ name, objectives: asked }, at) =>
    requirementsOf(asked).map((one): Promised => ({ workload: { name, at }, ...one })),
  );
  const promises =
    objectives.length > 0
      ? objectives
      : strictest(scenario.milestones.flatMap(({ requirements }) => requirements));
  if (promises.length === 0) {
    throw new HeadroomError(
      "invalid-input",
      "the scenario promises nothing that a plan could keep",
      [
        {
          path: "workloads[0].objectives",
          expected:
            "at least one objective, such as latencyP95Ms, or a milestone with a requirement",
          found: "none",
        },
      ],
    );
  }
  return promises;
}

/** Of each key figure the lowest `below` and the highest `above`, apart. */
function strictest(requirements: readonly Promised[]): Promised[] {
  const promises = new Map<string, Promised>();
  for (const { kpi, below, above } of requirements) {
    if (below !== undefined) {
      const key = `${kpi} below`;
      const known = promises.get(key)?.below ?? Infinity;
      promises.set(key, { kpi, below: Math.min(known, below) });
    }
    if (above !== undefined) {
      const key = `${kpi} above`;
      const known = promises.get(key)?.above ?? -Infinity;
      promises.set(key, { kpi, above: Math.max(known, above) });
    }
  }
  return [...promises.values()];
}

/** Whether more of a pool raises or lowers a key figure, other things equal. */
function growsWithCapacity(kpi: KpiPath): boolean {
  return kpi === "throughput" || /^(hoursPer30Days|costUsd)\./.test(kpi);
}

/** Whether more of a pool helps to keep a promise. If not, it only makes it harder. */
export function isHelpedByMore({ kpi, above }: Pick<Promised, "kpi" | "above">): boolean {
  return growsWithCapacity(kpi) === (above !== undefined);
}

/** How the records keep each promise. */
export function judgePromises(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
  promises: readonly Promised[],
): PromiseVerdict[] {
  return promises.map((promise) => {
    const figure =
      promise.kpi === "mtbfHours"
        ? mtbfOf(scenario, records)
        : kpiFigure(scenario, records, promise.kpi, promise.workload?.at);
    const { workload, kpi, below, above } = promise;
    return {
      ...(workload === undefined ? {} : { workload: workload.name }),
      kpi,
      ...(below === undefined ? {} : { below }),
      ...(above === undefined ? {} : { above }),
      figure,
      verdict: promise.kpi === "mtbfHours" && figure.mean === null ? "met" : judge(promise, figure),
      margin: marginOf(promise, figure),
    };
  });
}

/** Distance of the interval's unfavourable end to the nearest threshold, relative to the threshold. */
function marginOf({ below, above }: Promised, { low, high }: Figure): number | null {
  const margins: number[] = [];
  if (below !== undefined && high !== null) margins.push((below - high) / below);
  if (above !== undefined && low !== null) {
    margins.push(above === 0 ? (low > 0 ? Infinity : 0) : (low - above) / above);
  }
  const margin = Math.min(...margins);
  return Number.isFinite(margin) ? margin : null;
}

/**
 * Failures an hour anywhere in the decoupled deployment: each component fails once in a mean cycle.
 * `replicas` and `workers` may be means, of pools whose size changes.
 */
export function failuresPerHour(
  { failures, hands }: Pick<Scenario, "failures" | "hands">,
  replicas: number,
  workersOf: (pool: string) => number,
): number {
  const { brainReplica, handsWorker } = failures;
  const rate = (process: typeof brainReplica): number => {
    if (process === undefined) return 0;
    const { timeToFailureHours, timeToRepairMinutes } = process;
    return 1 / (momentsOf(timeToFailureHours).mean + momentsOf(timeToRepairMinutes).mean / 60);
  };
  return Object.keys(hands).reduce(
    (sum, name) =>
      sum + (Object.hasOwn(handsWorker, name) ? workersOf(name) * rate(handsWorker[name]) : 0),
    replicas * rate(brainReplica),
  );
}

/**
 * Mean time between failures by renewal theory, which is exact for pools of a fixed size: no interval is
 * needed. Of scaled pools it holds at the mean sizes of each replication, which are values with one.
 */
function mtbfOf(scenario: Scenario, records: readonly ReplicationRecord[]): Figure {
  const rates = records.map((record) => {
    const { replicas, workersOf } = meanSizes(scenario, record);
    return failuresPerHour(scenario, replicas, workersOf);
  });
  if (rates.every((rate) => rate === 0)) {
    const note = "nothing can fail in this scenario";
    return { mean: null, low: null, high: null, unit: "h", note };
  }
  const { mean, low, high } = meanInterval(rates);
  // A rate is not 0 or less, whatever Student's interval says of a few values.
  const least = low === null ? null : Math.max(low, Math.min(...rates) / 2);
  return {
    mean: 1 / mean,
    low: high === null ? null : 1 / high,
    high: least === null ? null : 1 / least,
    unit: "h",
  };
}

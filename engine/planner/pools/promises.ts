import { HeadroomError } from "../../contract/errors.js";
import type { KpiPath } from "../../contract/kpi.js";
import type { PromiseVerdict } from "../../contract/plan-result.js";
import type { Figure } from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import { momentsOf } from "../../statistics/distribution.js";
import { kpiFigure } from "../../simulator/figures.js";
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

function strictest(requirements: readonly Promised[]): Promised[] {
  const byKpi = new Map<KpiPath, Promised>();
  for (const { kpi, below, above } of requirements) {
    const known = byKpi.get(kpi);
    const lowest = least(known?.below, below, Math.min);
    const highest = least(known?.above, above, Math.max);
    byKpi.set(kpi, {
      kpi,
      ...(lowest === undefined ? {} : { below: lowest }),
      ...(highest === undefined ? {} : { above: highest }),
    });
  }
  const promises = [...byKpi.values()];
  for (const { kpi, below, above } of promises) {
    if (below === undefined || above === undefined || above < below) continue;
    throw new HeadroomError("invalid-input", "two milestones exclude each other", [
      {
        path: "milestones",
        expected: `${kpi} below ${below} and above ${above} at the same time`,
        found: "no value that is both",
      },
    ]);
  }
  return promises;
}

function least(
  a: number | undefined,
  b: number | undefined,
  choose: (a: number, b: number) => number,
): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : choose(a, b);
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
        ? mtbfOf(scenario)
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

/** Failures an hour anywhere in the decoupled deployment: each component fails once in a mean cycle. */
export function failuresPerHour(scenario: Scenario): number {
  const { brainReplica, handsWorker } = scenario.failures;
  const rate = (process: typeof brainReplica): number => {
    if (process === undefined) return 0;
    const { timeToFailureHours, timeToRepairMinutes } = process;
    return 1 / (momentsOf(timeToFailureHours).mean + momentsOf(timeToRepairMinutes).mean / 60);
  };
  const replicas = "replicas" in scenario.brain ? scenario.brain.replicas : 1;
  return Object.entries(scenario.hands).reduce(
    (sum, [name, pool]) =>
      sum + (Object.hasOwn(handsWorker, name) ? pool.workers * rate(handsWorker[name]) : 0),
    replicas * rate(brainReplica),
  );
}

/** Mean time between failures by renewal theory, which is exact: no interval is needed. */
function mtbfOf(scenario: Scenario): Figure {
  const rate = failuresPerHour(scenario);
  if (rate === 0) {
    const note = "nothing can fail in this scenario";
    return { mean: null, low: null, high: null, unit: "h", note };
  }
  return { mean: 1 / rate, low: 1 / rate, high: 1 / rate, unit: "h" };
}

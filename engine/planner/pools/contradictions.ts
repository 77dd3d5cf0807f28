import { HeadroomError } from "../../contract/errors.js";
import { KPIS } from "../../contract/kpi.js";
import type { KpiPath } from "../../contract/kpi.js";
import type { Scenario } from "../../contract/scenario.js";
import type { Workload } from "../../contract/workload.js";
import { momentsOf } from "../../statistics/distribution.js";
import type { Promised } from "./promises.js";

/** Figures of which the first is never above the second, in any run. */
const ORDERED: readonly (readonly [KpiPath, KpiPath])[] = [
  ...(["latencyMs", "ttftMs"] as const).flatMap(
    (time) =>
      [
        [`${time}.p50`, `${time}.p95`],
        [`${time}.p95`, `${time}.p99`],
        [`${time}.p50`, `${time}.p99`],
      ] as const,
  ),
  ["waitMs.p95", "waitMs.p99"],
  ...(["mean", "p50", "p95", "p99"] as const).map(
    (part) => [`ttftMs.${part}`, `latencyMs.${part}`] as const,
  ),
  ...(["mean", "p95", "p99"] as const).map(
    (part) => [`waitMs.${part}`, `latencyMs.${part}`] as const,
  ),
  ["costUsd.perRequest", "costUsd.perSuccess"],
];

/**
 * Throws `invalid-input` for two things asked that no deployment of any size can have at once, told by
 * arithmetic alone: a figure above what the same or a greater one must be below, and more sessions
 * completed than come in.
 */
export function refuseContradictions(scenario: Scenario, promises: readonly Promised[]): void {
  for (const low of promises) {
    if (low.above === undefined) continue;
    for (const high of promises) {
      if (high.below === undefined || high.below > low.above) continue;
      if (low.workload?.at !== high.workload?.at) continue;
      const isSame = low.kpi === high.kpi;
      const isOrdered = ORDERED.some(([least, most]) => least === low.kpi && most === high.kpi);
      if (!isSame && !isOrdered) continue;
      const why = isSame
        ? "no value that is both"
        : `${KPIS[low.kpi].label} is never above ${KPIS[high.kpi].label}`;
      throw excluding(textOf(low), textOf(high), pathOf(low), why);
    }
  }
  for (const promise of promises) {
    if (promise.kpi !== "throughput" || promise.above === undefined) continue;
    const rate = offeredPerSecond(scenario, promise.workload?.at);
    if (rate === undefined || promise.above < rate.perSecond) continue;
    const why = `${rate.why}, and no more can be completed`;
    throw excluding(textOf(promise), rate.what, pathOf(promise), why);
  }
}

function excluding(one: string, other: string, path: string, found: string): HeadroomError {
  return new HeadroomError("invalid-input", `${one} and ${other} exclude each other`, [
    { path, expected: "two promises that can be kept at once", found },
  ]);
}

function textOf({ kpi, workload, below, above }: Promised): string {
  const of = workload === undefined ? "" : ` of ${workload.name}`;
  return `${KPIS[kpi].label}${of} ${below === undefined ? `above ${above}` : `below ${below}`}`;
}

const pathOf = ({ workload }: Promised): string =>
  workload === undefined ? "milestones" : `workloads[${workload.at}].objectives`;

/** Sessions a second that come in at most, of one workload or of all; undefined where that depends. */
function offeredPerSecond(
  { workloads }: Scenario,
  at: number | undefined,
): { perSecond: number; what: string; why: string } | undefined {
  const asked = at === undefined ? workloads : workloads.slice(at, at + 1);
  let perSecond = 0;
  for (const workload of asked) {
    const rate = mostPerSecond(workload);
    if (rate === undefined) return undefined;
    perSecond += rate;
  }
  const rate = `${Number(perSecond.toPrecision(4))}/s`;
  return { perSecond, what: `arrivals of ${rate}`, why: `${rate} come in` };
}

/** The long-run rate of an open workload; of a closed one, the rate if sessions took no time at all. */
function mostPerSecond({ arrivals, weight }: Workload): number | undefined {
  if ("poisson" in arrivals) return weight * arrivals.poisson.ratePerSecond;
  if ("gamma" in arrivals) return weight * arrivals.gamma.ratePerSecond;
  if ("daily" in arrivals) return weight * arrivals.daily.meanRatePerSecond;
  if ("bursty" in arrivals) {
    const { quiet, burst } = arrivals.bursty;
    const sum = quiet.ratePerSecond * quiet.meanSeconds + burst.ratePerSecond * burst.meanSeconds;
    return (weight * sum) / (quiet.meanSeconds + burst.meanSeconds);
  }
  if (!("closed" in arrivals)) return undefined;
  const thinkSeconds = momentsOf(arrivals.closed.thinkSeconds).mean;
  return thinkSeconds > 0 ? (weight * arrivals.closed.users) / thinkSeconds : undefined;
}

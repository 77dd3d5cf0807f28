import type { DriveMeasured, DrivePool, DriveResult } from "./drive.js";
import { KPIS } from "./kpi.js";
import type { KpiPath } from "./kpi.js";
import { ARCHITECTURES } from "./result.js";
import type { Architecture, ComparisonRow } from "./result.js";
import { comparisonSentence, percent } from "./wording.js";

/** A pool taken for this share of its time makes work wait: it is what limits the deployment. */
const SATURATED = 0.9;

const POOL_NAMES: Readonly<Record<string, string>> = {
  model: "model slots",
  brain: "brains",
  coupled: "coupled workers",
};

/** A pool of a live deployment in words. */
export function drivePoolName(name: string): string {
  return Object.hasOwn(POOL_NAMES, name) ? (POOL_NAMES[name] ?? name) : `${name} workers`;
}

/** The pool that was taken most, and whether that is what limits the deployment. */
export function busiestPool({
  pools,
}: DriveMeasured): { readonly pool: DrivePool; readonly saturated: boolean } | undefined {
  const [pool] = pools.toSorted((a, b) => taken(b) - taken(a));
  return pool === undefined ? undefined : { pool, saturated: taken(pool) >= SATURATED };
}

function taken({ utilisation }: DrivePool): number {
  return utilisation.mean ?? 0;
}

function limitSentence(architecture: Architecture, measured: DriveMeasured): string {
  const busiest = busiestPool(measured);
  const name = architecture === "coupled" ? "Coupled" : "Decoupled";
  if (busiest === undefined) return `${name}: no pool was looked at.`;
  const { pool, saturated } = busiest;
  const share = `${drivePoolName(pool.name)}, ${percent(taken(pool))} taken`;
  return saturated
    ? `${name}, what limits is the ${share}.`
    : `${name}, nothing is used up: the busiest are the ${share}.`;
}

/** What a reader asks for first. */
const IN_WORDS: ReadonlySet<KpiPath> = new Set<KpiPath>(["throughput", "latencyMs.p95"]);

/** What a live comparison found and why, one sentence each: the one place where it is worded. */
export function driveSentences({ comparison, architectures, repeats }: DriveResult): string[] {
  return [
    ...comparison.flatMap((row) => {
      if (!IN_WORDS.has(row.kpi)) return [];
      const sentence = repeats === 1 ? oneRunSentence(row) : comparisonSentence(row);
      return sentence === undefined ? [] : [sentence];
    }),
    ...ARCHITECTURES.flatMap((name) => {
      const measured = architectures[name];
      return measured === undefined ? [] : [limitSentence(name, measured)];
    }),
  ];
}

/**
 * Why figures of a deployment have no value: no session ended while it was measured. One sentence for each such
 * deployment and one of what to do, to stand where the figures do; none where all of them have a value.
 */
export function windowSentences(result: DriveResult): string[] {
  const missing = ARCHITECTURES.flatMap((name) => {
    const measured = result.architectures[name];
    // A share of the sessions that ended in the window: it is missing where a run has none.
    if (measured === undefined || measured.errorRate.mean !== null) return [];
    return [windowSentence(name === "coupled" ? "Coupled" : "Decoupled", measured, result)];
  });
  if (missing.length === 0) return [];
  return [...missing, "Load it for longer, or lower the warm-up share of the scenario."];
}

function windowSentence(
  name: string,
  { throughput, requests: { injected, completed, failed } }: DriveMeasured,
  { durationSeconds, warmUpShare, repeats }: DriveResult,
): string {
  if (injected === 0) return `${name}, no session arrived within ${durationSeconds} s.`;
  const seconds = Number(((1 - warmUpShare) * durationSeconds).toPrecision(3));
  const window = `the measured ${seconds} s (after ${percent(warmUpShare)} of warm-up, while sessions arrived)`;
  // With a throughput, sessions ended in the window of other runs.
  return repeats > 1 && throughput.mean !== 0
    ? `${name}, no session ended within ${window} of one run at least, so means over the ${repeats} runs have no value.`
    : `${name}, no session ended within ${window}: of those that arrived, ${injected} in all, ${completed + failed} ended before or after it.`;
}

function oneRunSentence({ kpi, relativeChange }: ComparisonRow): string | undefined {
  if (relativeChange === null) return undefined;
  // Nothing to the digits that `percent` shows.
  if (Math.abs(relativeChange) < 0.000_05) {
    return `${KPIS[kpi].label} was the same in this one run of each.`;
  }
  const way = relativeChange < 0 ? "lower" : "higher";
  return `${KPIS[kpi].label} was ${percent(relativeChange)} ${way} decoupled in this one run, which does not tell whether that is chance.`;
}

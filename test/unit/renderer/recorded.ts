import { readFileSync } from "node:fs";
import path from "node:path";
import { CalibrateResult } from "../../../engine/contract/calibration.js";
import { CompareResult } from "../../../engine/contract/result.js";
import { PlanResult } from "../../../engine/contract/plan-result.js";
import { Series } from "../../../engine/contract/series.js";
import { SideBySideResult } from "../../../engine/contract/side-by-side.js";
import { ProjectResult } from "../../../engine/contract/project-result.js";
import { readScenarioOrThrow } from "../../../engine/contract/scenario-file.js";
import type { Scenario } from "../../../engine/contract/scenario.js";
import { simulateReplication } from "../../../engine/simulator/replication.js";
import { mergeSeries } from "../../../engine/simulator/series-summary.js";
import { summariseArchitecture } from "../../../engine/simulator/summary.js";

const HERE = import.meta.dirname;

/** `compare scenarios/article.json --replications 5 --requests 2000 --json`, as the engine gave it. */
export function recordedResult(): CompareResult {
  const text = readFileSync(path.join(HERE, "article-result.json"), "utf8");
  return CompareResult.parse(JSON.parse(text));
}

/** `plan scenarios/article.json --replications 6 --requests 3000 --json`, as the engine gave it. */
export function recordedPlan(): PlanResult {
  return PlanResult.parse(JSON.parse(readFileSync(path.join(HERE, "article-plan.json"), "utf8")));
}

/** `project scenarios/article.json --replications 3 --requests 2000 --horizon-days 60 --json`, as the engine gave it. */
export function recordedProjection(): ProjectResult {
  const text = readFileSync(path.join(HERE, "article-projection.json"), "utf8");
  return ProjectResult.parse(JSON.parse(text));
}

/**
 * `scenario compare` of the article with 10, 8 and 20 replicas of its brain, 4 replications of 1,000
 * sessions, as the engine gave it.
 */
export function recordedSides(): SideBySideResult {
  const text = readFileSync(path.join(HERE, "article-sides.json"), "utf8");
  return SideBySideResult.parse(JSON.parse(text));
}

/** `calibrate` of the first 60 requests of scenarios/measured/RTXPRO6000__Llama…, with its settings, as the engine gave it. */
export function recordedCalibration(): CalibrateResult {
  const text = readFileSync(path.join(HERE, "llama-calibration.json"), "utf8");
  return CalibrateResult.parse(JSON.parse(text));
}

/**
 * Over time, one replication of 4,000 decoupled sessions of scenarios/autoscaled-support.json, to six digits; of its
 * heat maps only that of latency has counts.
 */
export function recordedSeries(): Series {
  return Series.parse(JSON.parse(readFileSync(path.join(HERE, "autoscaled-series.json"), "utf8")));
}

export const articleText = (): string =>
  readFileSync(path.join(HERE, "../../../scenarios/article.json"), "utf8");

export const articleScenario = (): Scenario => readScenarioOrThrow(articleText(), "article");

export const claimsText = (): string =>
  readFileSync(path.join(HERE, "../../../scenarios/article.claims.json"), "utf8");

export const recordedProvenance = (): CompareResult["provenance"] => recordedResult().provenance;

/** A small simulation of the article's decoupled deployment, simulated here and now with its series. */
export function recordedSimulation() {
  const scenario = articleScenario();
  const run = { seed: 1, replications: 1, requests: 2000, warmUpShare: 0.2 };
  const record = simulateReplication(
    { scenario, traces: {}, architecture: "decoupled", run, replication: 0, series: true },
    { onProgress: () => {}, isCancelled: () => false },
  );
  if (record.series === undefined) throw new Error("a series was asked for");
  const series = mergeSeries([record.series], Object.keys(scenario.hands));
  const { provenance, objectives, milestones, warnings } = recordedResult();
  const decoupled = { ...summariseArchitecture(scenario, run, [record]), series, wallSeconds: 1 };
  return {
    series,
    shown: {
      scenario,
      architecture: "decoupled" as const,
      result: {
        provenance,
        architectures: { decoupled },
        objectives,
        milestones,
        requirementsMet: null,
        warnings,
      },
    },
  };
}

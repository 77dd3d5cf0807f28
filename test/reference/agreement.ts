import { expect } from "vitest";
import type { ArchitectureResult, Figure } from "../../engine/contract/result.js";
import { summariseArchitecture } from "../../engine/simulator/summary.js";
import { scenarioOf, simulateAll } from "../laws/simulate.js";
import type { Options, ScenarioParts } from "../laws/simulate.js";

/** Replications whose Student t has 29 degrees: the 99.95 % quantile over the 97.5 % one (R: qt). */
export const REPLICATIONS = 30;
export const WIDER = 3.6594 / 2.0452;

/** Thirty replications of a scenario at the product's default length, as the product reports them. */
export function resultOf(parts: ScenarioParts, options: Options = {}): ArchitectureResult {
  const scenario = scenarioOf({ run: { replications: REPLICATIONS }, ...parts });
  return summariseArchitecture(scenario, scenario.run, simulateAll(scenario, options));
}

/** The figure's 95 % interval, widened to 99.9 %, holds `truth`. */
export function expectAgreement({ mean, low, high }: Figure, truth: number): void {
  const half = ((high ?? Number.NaN) - (low ?? Number.NaN)) / 2;
  expect(Math.abs((mean ?? Number.NaN) - truth)).toBeLessThanOrEqual(WIDER * half);
}

import { writeScenario } from "../../../engine/contract/scenario-file.js";
import type { Scenario } from "../../../engine/contract/scenario.js";
import type {
  LiveMeasurement,
  ShownPlan,
  ShownProjection,
  ShownResult,
} from "../../state/parts.js";
import { isPlanStale } from "../../state/plan.js";

export const STEPS = ["run", "plan", "projection", "calibrate", "load"] as const;
export type StepName = (typeof STEPS)[number];

/** `stale`: done, but of the scenario as it was. */
export type StepState = "missing" | "stale" | "done";

/** What is there of everything that a decision on a scenario rests on. */
export function stepStates(
  now: Scenario | undefined,
  {
    shown,
    plan,
    projection,
    measured,
  }: {
    readonly shown: ShownResult | undefined;
    readonly plan: ShownPlan | undefined;
    readonly projection: ShownProjection | undefined;
    readonly measured: LiveMeasurement | undefined;
  },
): Readonly<Record<StepName, StepState>> {
  const text = now === undefined ? undefined : writeScenario(now);
  const held = (scenario: Scenario | undefined): StepState => {
    if (scenario === undefined) return "missing";
    return writeScenario(scenario) === text ? "done" : "stale";
  };
  const plannedStale =
    plan !== undefined && isPlanStale(plan.scenario, now, plan.result.plan?.sizes);
  return {
    run: held(shown?.scenario),
    plan: plan === undefined ? "missing" : plannedStale ? "stale" : "done",
    projection: held(projection?.scenario),
    calibrate: isCalibrated(shown) ? "done" : "missing",
    load: measured === undefined ? "missing" : "done",
  };
}

/** Whether the times of the brain were learnt from a log. */
const isCalibrated = (shown: ShownResult | undefined): boolean =>
  shown?.result.provenance.coefficients.some(({ origin }) => origin === "calibrated") ?? false;

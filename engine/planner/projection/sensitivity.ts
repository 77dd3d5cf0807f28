import { UNCERTAIN_INPUTS } from "../../contract/finance.js";
import type { RISK_INPUTS, Sensitivity } from "../../contract/money-result.js";
import { quantileOf } from "../../statistics/distribution.js";
import { AS_EXPECTED } from "./costs.js";
import { daysUnder, drawnCurves, replicationsOf, spreadOf } from "./drawn-days.js";
import type { DaysUnder } from "./drawn-days.js";
import type { Projection } from "./projection.js";

/** The 10th and 90th percentile of the simulation's part are known well enough by so many draws. */
const DRAWS = 400;
const LOW = 0.1;
const HIGH = 0.9;

/** What is uncertain: inputs by the scenario, and the simulation where its replications differ. */
export function riskInputs(projection: Projection): (typeof RISK_INPUTS)[number][] {
  const { uncertain } = projection.finance;
  const inputs = UNCERTAIN_INPUTS.filter((input) => uncertain[input] !== undefined);
  return [...inputs, ...(replicationsOf(projection) > 1 ? ["simulation" as const] : [])];
}

const reach = ({ npvAtLowUsd, npvAtHighUsd }: Sensitivity): number =>
  Math.abs(npvAtHighUsd - npvAtLowUsd);

/** A value of the projection with one input at its 10th and 90th percentile, all others as expected. */
export function sensitivities(
  projection: Projection,
  npvOf: (days: DaysUnder) => number,
): Sensitivity[] {
  const found = riskInputs(projection).map((input): Sensitivity => {
    if (input === "simulation") return ofSimulation(projection, npvOf);
    const quantile = quantileOf(projection.finance.uncertain[input] ?? { constant: 1 });
    const [low, high] = [quantile(LOW), quantile(HIGH)];
    const at = (value: number): number =>
      npvOf(daysUnder(projection, { ...AS_EXPECTED, [input]: value }));
    return { input, low, high, npvAtLowUsd: at(low), npvAtHighUsd: at(high) };
  });
  return found.toSorted((a, b) => reach(b) - reach(a));
}

function ofSimulation(projection: Projection, npvOf: (days: DaysUnder) => number): Sensitivity {
  const npvs = Array.from({ length: DRAWS }, (_, n) =>
    npvOf(daysUnder(drawnCurves(projection, n), AS_EXPECTED)),
  );
  const { p10, p90 } = spreadOf(npvs);
  return { input: "simulation", low: null, high: null, npvAtLowUsd: p10, npvAtHighUsd: p90 };
}

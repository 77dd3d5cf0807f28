import type { PlanResult } from "../../contract/plan-result.js";
import type { Scenario } from "../../contract/scenario.js";
import { isClearlyBroken } from "./evaluate.js";
import type { Simulate } from "./evaluate.js";
import { scaleLoad } from "./load.js";
import type { Promised } from "./promises.js";

const FIRST_FACTOR = 1.5;
const MOST_LOAD = 20;
const HALVINGS = 4;
const MOST_REPLICATIONS = 6;
const MOST_REQUESTS = 8000;

/** The load up to which each promise is kept, by growing it and halving. */
export async function headroomOf(
  planned: Scenario,
  promises: readonly Promised[],
  run: { readonly replications: number; readonly requests: number },
  simulate: Simulate,
): Promise<PlanResult["headroom"]> {
  const outcomes: { factor: number; broken: readonly boolean[] }[] = [];
  const effort = {
    first: 0,
    replications: Math.min(MOST_REPLICATIONS, run.replications),
    requests: Math.min(MOST_REQUESTS, run.requests),
  };
  const keepsAll = async (factor: number): Promise<boolean> => {
    const scenario = scaleLoad(planned, factor);
    const records = await simulate(scenario, effort);
    const broken = promises.map((promise) => isClearlyBroken(scenario, records, promise));
    outcomes.push({ factor, broken });
    return !broken.includes(true);
  };
  let high = FIRST_FACTOR;
  while (high < MOST_LOAD && (await keepsAll(high))) high *= FIRST_FACTOR;
  let low = high / FIRST_FACTOR;
  for (let n = 0; n < HALVINGS; n += 1) {
    const middle = (low + high) / 2;
    if (await keepsAll(middle)) low = middle;
    else high = middle;
  }
  return promises.map(({ workload, kpi }, index) => {
    const seen = (wanted: boolean): number[] =>
      outcomes.flatMap(({ factor, broken }) => (broken[index] === wanted ? [factor] : []));
    const brokenAt = Math.min(...seen(true), Infinity);
    const keptAt = Math.max(1, ...seen(false).filter((factor) => factor < brokenAt));
    return {
      ...(workload === undefined ? {} : { workload: workload.name }),
      kpi,
      keptAt,
      brokenAt: Number.isFinite(brokenAt) ? brokenAt : null,
    };
  });
}

import { HeadroomError } from "../../contract/errors.js";
import type { KpiPath } from "../../contract/kpi.js";
import type { Architecture, Provenance } from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import type {
  Difference,
  Effect,
  InputSensitivity,
  SensitivityResult,
} from "../../contract/sensitivity.js";
import { kpiFigure, kpiValues } from "../../simulator/figures.js";
import type { Values } from "../../simulator/figures.js";
import type { ReplicationRecord } from "../../simulator/replication.js";
import { pairedInterval } from "../../statistics/interval.js";
import { inputsOf } from "./inputs.js";
import type { Input } from "./inputs.js";

const COST = "costUsd.per30Days";
const P95 = "latencyMs.p95";

/** One scenario and its replications. */
interface Run {
  readonly scenario: Scenario;
  readonly records: readonly ReplicationRecord[];
}

export interface SensitivityHooks {
  /** All replications of a scenario, on the same sessions every time. */
  readonly simulate: (scenario: Scenario) => Promise<readonly ReplicationRecord[]>;
  readonly onStage: (stage: string, fraction: number) => void;
}

/**
 * What each number of a scenario does to its cost and its p95: it alone is moved to both ends, the
 * deployment is simulated on the same sessions (common random numbers), and the difference is paired.
 * Prices need no further run, since nothing happens differently. An end at which the deployment cannot
 * carry its load has a note instead of a difference.
 */
export async function sensitivity(
  scenario: Scenario,
  architecture: Architecture,
  swing: number,
  coefficients: Provenance["coefficients"],
  { simulate, onStage }: SensitivityHooks,
): Promise<Pick<SensitivityResult, "base" | "inputs" | "unmoved">> {
  const { moved, unmoved } = inputsOf(scenario, architecture, swing, coefficients);
  onStage("as it is", 0);
  const base: Run = { scenario, records: await simulate(scenario) };
  // What long prompts cost is summed while they run.
  const isPriced = scenario.prices.tokens.longPrompt === undefined;
  const inputs: InputSensitivity[] = [];
  for (const [at, input] of moved.entries()) {
    onStage(input.path, (1 + at) / (1 + moved.length));
    const run = async (end: Input["low"]): Promise<Run | string | undefined> => {
      if (end === undefined) return undefined;
      if (input.isPrice && isPriced) return { ...base, scenario: end.scenario };
      try {
        return { scenario: end.scenario, records: await simulate(end.scenario) };
      } catch (error) {
        if (error instanceof HeadroomError && error.code === "invalid-input") return error.message;
        throw error;
      }
    };
    const low = await run(input.low);
    const high = await run(input.high);
    inputs.push({
      path: input.path,
      value: input.value,
      low: input.low?.value ?? null,
      high: input.high?.value ?? null,
      range: input.range,
      costUsdPer30Days: effectOf(base, low, high, COST),
      latencyP95Ms: effectOf(base, low, high, P95),
    });
  }
  const figures = {
    costUsdPer30Days: kpiFigure(scenario, base.records, COST),
    latencyP95Ms: kpiFigure(scenario, base.records, P95),
  };
  const reach = (one: InputSensitivity): number =>
    Math.max(
      reachOf(one.costUsdPer30Days) / (figures.costUsdPer30Days.mean ?? Infinity),
      reachOf(one.latencyP95Ms) / (figures.latencyP95Ms.mean ?? Infinity),
    );
  return {
    base: figures,
    inputs: inputs.toSorted((a, b) => reach(b) - reach(a)),
    unmoved: [...unmoved],
  };
}

/** The larger of the two differences; 0 where no effect was shown. */
function reachOf({ atLow, atHigh, shown }: Effect): number {
  return shown ? Math.max(Math.abs(atLow?.mean ?? 0), Math.abs(atHigh?.mean ?? 0)) : 0;
}

function effectOf(
  base: Run,
  low: Run | string | undefined,
  high: Run | string | undefined,
  kpi: KpiPath,
): Effect {
  const atLow = low === undefined ? null : differenceOf(base, low, kpi);
  const atHigh = high === undefined ? null : differenceOf(base, high, kpi);
  return { atLow, atHigh, shown: isShown(atLow) || isShown(atHigh) };
}

const isShown = (difference: Difference | null): boolean =>
  difference !== null &&
  difference.low !== null &&
  difference.high !== null &&
  (difference.low > 0 || difference.high < 0);

function differenceOf(base: Run, moved: Run | string, kpi: KpiPath): Difference {
  const nothing = { mean: null, low: null, high: null };
  if (typeof moved === "string") return { ...nothing, note: moved };
  const before = kpiValues(base.scenario, base.records, kpi);
  const after = kpiValues(moved.scenario, moved.records, kpi);
  if ("note" in before || "note" in after) {
    const [from, to] = [before, after].map(estimateOf);
    const mean = from === undefined || to === undefined ? null : to - from;
    const note = "note" in after ? after.note : "note" in before ? before.note : "";
    return { ...nothing, mean, note };
  }
  const { mean, low, high } = pairedInterval(before.values, after.values);
  return { mean, low, high };
}

function estimateOf(found: Values): number | undefined {
  if ("note" in found) return found.estimate;
  return found.values.reduce((sum, value) => sum + value, 0) / found.values.length;
}

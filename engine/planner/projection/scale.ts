import type { Architecture } from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import { scaleLoad } from "../pools/load.js";

/**
 * The scenario at `demand` times its load, its pools grown in proportion and never below today's, as an
 * autoscaler would keep them. Pools with an autoscaler of their own are left to it.
 */
export function scaleDeployment(scenario: Scenario, demand: number): Scenario {
  if (demand === 1) return scenario;
  const { autoscaling, brain, coupled, hands } = scenario;
  const grown = (servers: number): number => Math.ceil(servers * Math.max(1, demand) - ROUNDING);
  const hasFixedBrain = "replicas" in brain && autoscaling.brain === undefined;
  return {
    ...scaleLoad(scenario, demand),
    brain: hasFixedBrain ? { ...brain, replicas: grown(brain.replicas) } : brain,
    hands: Object.fromEntries(
      Object.entries(hands).map(([name, pool]) => [
        name,
        Object.hasOwn(autoscaling.hands, name) ? pool : { ...pool, workers: grown(pool.workers) },
      ]),
    ),
    ...(coupled === undefined || autoscaling.coupled !== undefined
      ? {}
      : { coupled: { ...coupled, replicas: grown(coupled.replicas) } }),
  };
}

/** 10 × 1.1 is 11, not 12. */
const ROUNDING = 1e-9;

/** Demand levels to simulate: today's, both ends, and evenly spaced ratios between them. */
export function demandLevels(demand: readonly number[], most: number): number[] {
  const low = Math.min(1, ...demand);
  const high = Math.max(1, ...demand);
  if (high / low < 1 + ROUNDING) return [1];
  const steps = Math.max(1, most - 2);
  const between = Array.from({ length: steps + 1 }, (_, n) => low * (high / low) ** (n / steps));
  return [...new Set([1, low, high, ...between])]
    .filter((one) => one >= low && one <= high)
    .toSorted((a, b) => a - b)
    .filter((one, at, all) => at === 0 || one / (all[at - 1] ?? one) > 1 + ROUNDING);
}

export type Side = "before" | "after";

export const ARCHITECTURE_OF: Readonly<Record<Side, Architecture>> = {
  before: "coupled",
  after: "decoupled",
};

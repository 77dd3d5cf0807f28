import type { Autoscaler, Autoscaling } from "./autoscaling.js";
import { hourlyUsd } from "./planning.js";
import type { BrainOption, CacheOption } from "./planning.js";
import type { PoolSizes, ScaleBounds } from "./plan-result.js";
import type { Scenario } from "./scenario.js";

/** The scenario with this brain at its price. Only slots are scaled; another kind of brain keeps its size. */
export function withBrain(
  scenario: Scenario,
  { brain, gpuHourUsd, purchase, tokens }: BrainOption,
): Scenario {
  const price = purchase === undefined ? gpuHourUsd : hourlyUsd(purchase);
  const { brain: rules, ...scaled } = scenario.autoscaling;
  const isScaled = brain.kind === "slots" && rules !== undefined;
  return {
    ...scenario,
    brain,
    autoscaling: isScaled ? { ...scaled, brain: rules } : scaled,
    prices: {
      ...scenario.prices,
      ...(price === undefined ? {} : { gpuHourUsd: price }),
      ...(tokens === undefined ? {} : { tokens }),
    },
  };
}

/** The scenario with this cache in front of its hands. */
export function withCache(
  scenario: Scenario,
  { hitRatio, hourUsd, lookupMs }: CacheOption,
): Scenario {
  return {
    ...scenario,
    cache: lookupMs === undefined ? scenario.cache : { lookupMs },
    prices: { ...scenario.prices, cacheHourUsd: hourUsd },
    hands: Object.fromEntries(
      Object.entries(scenario.hands).map(([name, pool]) => [
        name,
        { ...pool, cacheHitRatio: hitRatio[name] ?? 0 },
      ]),
    ),
  };
}

/** The scenario with pools of these sizes; pools that `scaling` does not name keep theirs. */
export function withSizes(
  scenario: Scenario,
  { replicas, workers, scaling }: Pick<PoolSizes, "replicas" | "workers" | "scaling">,
): Scenario {
  const { brain, hands, autoscaling } = scenario;
  const scaled: Autoscaling = { hands: {} };
  if (autoscaling.coupled !== undefined) scaled.coupled = autoscaling.coupled;
  if (autoscaling.brain !== undefined && scaling?.brain !== undefined) {
    scaled.brain = withBounds(autoscaling.brain, scaling.brain);
  }
  for (const [name, rules] of Object.entries(autoscaling.hands)) {
    const bounds = scaling?.hands[name];
    if (bounds !== undefined) scaled.hands[name] = withBounds(rules, bounds);
  }
  return {
    ...scenario,
    brain: "replicas" in brain && replicas !== null ? { ...brain, replicas } : brain,
    hands: Object.fromEntries(
      Object.entries(hands).map(([name, pool]) => [
        name,
        { ...pool, workers: workers[name] ?? pool.workers },
      ]),
    ),
    autoscaling: scaled,
  };
}

function withBounds(
  rules: Autoscaler,
  { minReplicas, maxReplicas, target }: ScaleBounds,
): Autoscaler {
  const [kind = "utilisation"] = Object.keys(rules.target);
  return { ...rules, minReplicas, maxReplicas, target: { [kind]: target } };
}

import { describe, expect, it } from "vitest";
import { Scenario } from "../../engine/contract/scenario.js";
import { ARCHITECTURES } from "../../engine/contract/result.js";
import { scenarios } from "./random-scenario.js";
import { simulate } from "./simulate.js";
import { fc, runs } from "../property.js";

const RUNS = { numRuns: runs(25) };

const target = fc.oneof(
  fc.constantFrom(0.3, 0.8).map((utilisation) => ({ utilisation })),
  fc.constantFrom(1, 3).map((queueLength) => ({ queueLength })),
  fc.constantFrom(1, 4).map((inFlight) => ({ inFlight })),
);

/** Quick ones, so that a short run sees them at work: a look every half second. */
const autoscaler = fc
  .record({
    maxReplicas: fc.integer({ min: 6, max: 12 }),
    target,
    syncSeconds: fc.constantFrom(0.5, 2),
    stabilisationSeconds: fc.constantFrom(0, 3),
    periodSeconds: fc.constantFrom(0.5, 5),
    hasKeda: fc.boolean(),
    provisionSeconds: fc.oneof(fc.constant(0), fc.constant({ exponential: { mean: 1 } })),
  })
  .map(({ stabilisationSeconds, periodSeconds, hasKeda, ...rest }) => {
    const isKeda = hasKeda && !("utilisation" in rest.target);
    return {
      ...rest,
      minReplicas: isKeda ? 0 : 1,
      scaleUp: { policies: [{ replicas: 2, periodSeconds }] },
      scaleDown: { stabilisationSeconds, policies: [{ percent: 100, periodSeconds }] },
      ...(isKeda ? { keda: { pollingSeconds: 0.7, cooldownSeconds: 2 } } : {}),
    };
  });

const scaled = fc
  .tuple(scenarios({ failures: true }), autoscaler, autoscaler, autoscaler)
  .map(([scenario, coupled, brain, search]) =>
    Scenario.parse({ ...scenario, autoscaling: scalable(scenario, coupled, brain, search) }),
  );

/** Those of the rules whose pool can be scaled. */
function scalable(
  { brain: { kind }, coupled: deployment }: Scenario,
  coupled: object,
  brain: object,
  search: object,
): object {
  const hasSlots = kind !== "batched" || deployment?.brainServiceMs !== undefined;
  return {
    ...(hasSlots ? { coupled } : {}),
    ...(kind === "slots" ? { brain } : {}),
    hands: { search },
  };
}

describe.each(ARCHITECTURES)("a %s deployment whose pools are scaled", (architecture) => {
  it("loses no session, keeps Little's law, and accounts for every millisecond", () => {
    fc.assert(
      fc.property(scaled, (scenario) => {
        const { requests, little, stagesMs } = simulate(scenario, { architecture });
        expect(requests.completed + requests.failed + requests.inFlight).toBe(requests.injected);
        expect(requests.inFlight).toBeGreaterThanOrEqual(0);
        const { areaMs, finishedLatencyMs, ageAtStartMs, ageAtEndMs } = little;
        const balance = finishedLatencyMs + ageAtEndMs - ageAtStartMs;
        expect(Math.abs(areaMs - balance)).toBeLessThanOrEqual(1e-9 * (areaMs + ageAtEndMs + 1));
        const staged = stagesMs.reduce((sum, ms) => sum + ms, 0);
        expect(Math.abs(staged - finishedLatencyMs)).toBeLessThanOrEqual(
          1e-9 * (finishedLatencyMs + 1),
        );
      }),
      RUNS,
    );
  });

  it("is never busier than what is paid for, which never is more than there are places", () => {
    fc.assert(
      fc.property(scaled, (scenario) => {
        const { pools, series } = simulate(scenario, { architecture, series: true });
        for (const pool of pools.slice(0, architecture === "coupled" ? 1 : undefined)) {
          // The absolute part: what is paid for is a difference, exact to the digits of the fixed pool.
          expect(pool.meanBusy).toBeLessThanOrEqual(pool.servers * (1 + 1e-9) + 1e-12);
          expect(pool.servers).toBeGreaterThanOrEqual(0);
        }
        const { coupled, brain } = scenario.autoscaling;
        const rules = architecture === "coupled" ? coupled : brain;
        if (rules === undefined) return;
        const pool = architecture === "coupled" ? scenario.coupled : scenario.brain;
        const slots = pool !== undefined && "slotsPerReplica" in pool ? pool.slotsPerReplica : 0;
        const places = 2 * rules.maxReplicas * slots;
        series?.observedMs.forEach((ms, bin) => {
          const servers = (series.pools[0]?.serverMs[bin] ?? 0) / Math.max(ms, 1e-9);
          expect(servers).toBeLessThanOrEqual(places * (1 + 1e-6));
          expect(servers).toBeGreaterThanOrEqual(-1e-6);
        });
      }),
      RUNS,
    );
  });

  it("gives the same bytes for the same seed", () => {
    fc.assert(
      fc.property(scaled, (scenario) => {
        expect(simulate(scenario, { architecture })).toEqual(simulate(scenario, { architecture }));
      }),
      { numRuns: runs(10) },
    );
  });

  it("is the fixed deployment, byte for byte, where there is nothing to choose", () => {
    fc.assert(
      fc.property(scenarios({ failures: true }), (scenario) => {
        const fixed = (replicas: number) => ({
          minReplicas: replicas,
          maxReplicas: replicas,
          target: { utilisation: 0.5 },
          syncSeconds: 0.5,
          provisionSeconds: 9,
        });
        const pinned = Scenario.parse({
          ...scenario,
          autoscaling: scalable(
            scenario,
            fixed(scenario.coupled?.replicas ?? 1),
            fixed("replicas" in scenario.brain ? scenario.brain.replicas : 1),
            fixed(scenario.hands["search"]?.workers ?? 1),
          ),
        });
        expect(simulate(pinned, { architecture })).toEqual(simulate(scenario, { architecture }));
      }),
      RUNS,
    );
  });
});

import { describe, expect, it } from "vitest";
import { ARCHITECTURES } from "../../engine/contract/result.js";
import type { Architecture } from "../../engine/contract/result.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { estimate } from "../../engine/planner/estimate/estimate.js";
import { kpiOf, poolUtilisation } from "../../engine/simulator/kpis.js";
import { fc, runs } from "../property.js";
import { scenarios } from "./random-scenario.js";
import { scenarioOf, simulateAll } from "./simulate.js";

/** Student's t of 8 replications at 99.98 %, so that dozens of intervals hold at once. */
const T = 6.5;
const RUN = { replications: 8, requests: 3000, warmUpShare: 0.3 };

/** Mean over replications, and how far from it the truth may be. */
function meanOf(values: readonly (number | null)[]): { mean: number; reach: number } {
  const seen = values.flatMap((value) => value ?? []);
  const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
  const variance =
    seen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, seen.length - 1);
  return { mean, reach: T * Math.sqrt(variance / seen.length) + 1e-9 * Math.abs(mean) };
}

function boundsOf(scenario: Scenario, architecture: Architecture) {
  const found = estimate(scenario, {}).architectures[architecture];
  if (found === undefined) throw new Error("the deployment is described");
  return found;
}

/** The load scaled so that the fullest pool of either deployment is at most at `to`. */
function lightened(scenario: Scenario, to: number): Scenario {
  const fullest = Math.max(
    ...ARCHITECTURES.map((one) => 1 / (boundsOf(scenario, one).headroomFactor ?? Infinity)),
  );
  const factor = Math.min(1, to / fullest);
  const workloads = scenario.workloads.map((one) => ({ ...one, weight: one.weight * factor }));
  return { ...scenario, workloads };
}

/** Random deployments in which nothing fails for good, so that every session completes. */
const calm = scenarios({ failures: false }).map((scenario): Scenario => {
  const hands = Object.fromEntries(
    Object.entries(scenario.hands).map(([name, { timeoutMs: _none, ...pool }]) => [
      name,
      {
        ...pool,
        failureProbability: pool.failureProbability > 0.5 ? 0 : pool.failureProbability,
        retries: 9,
      },
    ]),
  );
  const { brain, coupled } = scenario;
  const { queueLimit: _queue, ...slots } =
    brain.kind === "slots" ? brain : { ...brain, queueLimit: 0 };
  const { queueLimit: _limit, ...monolith } = coupled ?? { replicas: 1, queueLimit: 0 };
  return scenarioOf({
    ...scenario,
    hands,
    prices: {
      gpuHourUsd: 3,
      cpuHourUsd: 0.1,
      tokens: {
        inputUsdPerMillion: 3,
        outputUsdPerMillion: 15,
        cacheReadUsdPerMillion: 0.3,
        cacheWriteUsdPerMillion: 3.75,
      },
    },
    coupled: coupled === undefined ? undefined : monolith,
    brain:
      brain.kind === "slots"
        ? slots
        : brain.kind === "batched"
          ? { ...brain, kvTokens: null }
          : {
              kind: "api",
              ttftMs: brain.ttftMs,
              tpotMs: brain.tpotMs,
              concurrency: brain.concurrency,
              maxTokens: brain.maxTokens,
            },
    run: { ...scenario.run, ...RUN, replications: RUN.replications },
  });
});

const isOpen = ({ workloads }: Scenario): boolean =>
  workloads.every(({ arrivals }) => "poisson" in arrivals || "gamma" in arrivals);

/** Days are longer than a run. */
const isStationary = ({ workloads }: Scenario): boolean =>
  workloads.every(({ arrivals }) => !("daily" in arrivals));

/** A round of 8 users at either end of a window of 700 sessions. */
const EDGE = 16 / 700;
const ROUNDING = 1e-9;

describe.each(ARCHITECTURES)("the estimate of any %s deployment", (architecture) => {
  it("has the utilisation that is simulated", { timeout: runs(120_000) }, () => {
    let judged = 0;
    fc.assert(
      fc.property(calm.filter(isOpen), (given) => {
        const scenario = lightened(given, 0.6);
        const { pools } = boundsOf(scenario, architecture);
        const records = simulateAll(scenario, { architecture });
        for (const { name, utilisation, stands } of pools) {
          const { mean, reach } = meanOf(records.map((record) => poolUtilisation(record, name)));
          if (stands === "equal") {
            judged += 1;
            expect(Math.abs(mean - utilisation), name).toBeLessThanOrEqual(reach + 0.002);
          } else if (stands === "atLeast") {
            expect(utilisation, name).toBeLessThanOrEqual(mean + reach + 0.002);
          }
        }
      }),
      { numRuns: runs(8), endOnFailure: true },
    );
    expect(judged).toBeGreaterThan(5);
  });

  it(
    "has no mean latency, no throughput and no cost beyond its bounds",
    { timeout: runs(120_000) },
    () => {
      fc.assert(
        fc.property(calm.filter(isStationary), (scenario) => {
          const bounds = boundsOf(scenario, architecture);
          // Where a queue grows without end, the sessions that complete are the short ones.
          if (!bounds.stable) return;
          // A million sessions a second come of times that are too short for the digits of a clock.
          if (bounds.mostPerSecond > 1e6) return;
          const run = { replications: 5, requests: 1000 };
          const records = simulateAll(scenario, { architecture, run });
          const kpi = (path: "latencyMs.mean" | "throughput" | "costUsd.perRequest") =>
            meanOf(records.map((record) => kpiOf(scenario, record, path)));
          const latency = kpi("latencyMs.mean");
          expect(bounds.leastLatencyMs).toBeLessThanOrEqual(
            latency.mean + latency.reach + ROUNDING,
          );
          const throughput = kpi("throughput");
          // Users in step with each other end one round more or less within a window.
          const most = bounds.mostPerSecond * (1 + EDGE) + ROUNDING;
          expect(throughput.mean - throughput.reach).toBeLessThanOrEqual(most);
          const cost = kpi("costUsd.perRequest");
          const least = bounds.leastCostUsdPerSession ?? 0;
          expect(least * (1 - EDGE)).toBeLessThanOrEqual(cost.mean + cost.reach + ROUNDING);
        }),
        { numRuns: runs(20), endOnFailure: true },
      );
    },
  );
});

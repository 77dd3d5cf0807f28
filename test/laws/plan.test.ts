import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Scenario } from "../../engine/contract/scenario.js";
import { evaluate } from "../../engine/planner/pools/evaluate.js";
import type { Simulate } from "../../engine/planner/pools/evaluate.js";
import type { Point } from "../../engine/planner/pools/lattice.js";
import { planPools } from "../../engine/planner/pools/plan.js";
import type { Plan } from "../../engine/planner/pools/plan.js";
import { promisesOf } from "../../engine/planner/pools/promises.js";
import { provisionedUsdPer30Days, scenarioAt, spacesOf } from "../../engine/planner/pools/space.js";
import { simulate as simulateOnce } from "./simulate.js";

const RUN = { replications: 4, requests: 150 };

const simulate: Simulate = async (scenario, { first, replications, requests }) =>
  Array.from({ length: replications }, (_, at) =>
    simulateOnce(scenario, { replication: first + at, run: { requests } }),
  );

function plan(scenario: Scenario): Promise<Plan> {
  return planPools(scenario, RUN, { simulate, onBest: () => {}, onStage: () => {} });
}

/** At most so many of each pool, so that every size can be tried. */
const MOST = 4;

const scenarios = fc
  .record({
    rate: fc.double({ min: 0.3, max: 2.5, noNaN: true }),
    brainMs: fc.double({ min: 200, max: 900, noNaN: true }),
    slots: fc.integer({ min: 1, max: 2 }),
    toolMs: fc.double({ min: 100, max: 900, noNaN: true }),
    cv: fc.double({ min: 0.2, max: 1.5, noNaN: true }),
    steps: fc.integer({ min: 1, max: 2 }),
    slack: fc.double({ min: 1.1, max: 4, noNaN: true }),
    gpuUsd: fc.double({ min: 0.5, max: 5, noNaN: true }),
    cpuUsd: fc.double({ min: 0.05, max: 3, noNaN: true }),
    mtbfHours: fc.option(fc.double({ min: 10, max: 60, noNaN: true }), { nil: undefined }),
  })
  .map(({ rate, brainMs, slots, toolMs, cv, steps, slack, gpuUsd, cpuUsd, mtbfHours }) => {
    const serviceMs = steps * brainMs + (steps - 1) * toolMs;
    return Scenario.parse({
      schema: "headroom/scenario/v1",
      name: "random",
      workloads: [
        {
          name: "w",
          arrivals: { poisson: { ratePerSecond: rate } },
          session: { brainSteps: steps, tools: [{ pool: "tool" }] },
          objectives: {
            latencyMeanMs: slack * serviceMs,
            ...(mtbfHours === undefined ? {} : { mtbfHours }),
          },
        },
      ],
      brain: {
        kind: "slots",
        replicas: 1,
        slotsPerReplica: slots,
        serviceMs: { lognormal: { mean: brainMs, cv } },
      },
      hands: { tool: { workers: 1, serviceMs: { exponential: { mean: toolMs } } } },
      failures: {
        brainReplica: { timeToFailureHours: { exponential: { mean: 100 } } },
      },
      prices: { gpuHourUsd: gpuUsd, cpuHourUsd: cpuUsd },
      planning: {
        brains: [
          {
            name: "only",
            maxReplicas: MOST,
            brain: {
              kind: "slots",
              replicas: 1,
              slotsPerReplica: slots,
              serviceMs: { lognormal: { mean: brainMs, cv } },
            },
          },
        ],
        workers: { tool: { max: MOST } },
      },
    });
  });

/** Tries every size with the same verdicts and gives the least cost of those that keep every promise. */
async function exhaustive(scenario: Scenario): Promise<number> {
  const promises = promisesOf(scenario);
  let least = Infinity;
  for (const space of spacesOf(scenario)) {
    for (let replicas = 1; replicas <= MOST; replicas += 1) {
      for (let workers = 1; workers <= MOST; workers += 1) {
        const point: Point = [replicas, workers];
        const cost = provisionedUsdPer30Days(space, point);
        if (cost >= least) continue;
        const { keeps } = await evaluate(scenarioAt(space, point), promises, RUN, simulate);
        if (keeps) least = cost;
      }
    }
  }
  return least;
}

describe("the planner", () => {
  it(
    "finds the cost that trying every size finds, in 200 random scenarios",
    { timeout: 300_000 },
    async () => {
      let found = 0;
      await fc.assert(
        fc.asyncProperty(scenarios, async (scenario) => {
          const { plan: pools } = await plan(scenario);
          const least = await exhaustive(scenario);
          if (pools === null) expect(least).toBe(Infinity);
          else {
            expect(pools.provisionedUsdPer30Days).toBeCloseTo(least, 6);
            found += 1;
          }
        }),
        { numRuns: 200, endOnFailure: true },
      );
      // Neither nearly all nor nearly none of the scenarios may be trivial.
      expect(found).toBeGreaterThan(40);
    },
  );

  it("says which promise fails when no size can keep it", async () => {
    const impossible = Scenario.parse({
      schema: "headroom/scenario/v1",
      name: "too slow",
      workloads: [
        {
          name: "w",
          arrivals: { poisson: { ratePerSecond: 1 } },
          objectives: { latencyMeanMs: 100 },
        },
      ],
      brain: { kind: "slots", replicas: 1, serviceMs: { exponential: { mean: 500 } } },
    });
    const { plan: pools, limits } = await plan(impossible);
    expect(pools).toBeNull();
    expect(limits.join(" ")).toMatch(/so many servers that nobody waits, Latency, mean of w/);
  });

  it("names the two promises that exclude each other", async () => {
    const torn = Scenario.parse({
      schema: "headroom/scenario/v1",
      name: "torn",
      workloads: [
        {
          name: "w",
          arrivals: { poisson: { ratePerSecond: 10 } },
          objectives: { latencyMeanMs: 2000, mtbfHours: 50 },
        },
      ],
      brain: { kind: "slots", replicas: 1, serviceMs: { exponential: { mean: 500 } } },
      failures: { brainReplica: { timeToFailureHours: { exponential: { mean: 100 } } } },
    });
    const { plan: pools, limits } = await plan(torn);
    expect(pools).toBeNull();
    expect(limits.join(" ")).toMatch(/exclude each other/);
  });

  it("asks for a promise where there is none", async () => {
    const silent = Scenario.parse({
      schema: "headroom/scenario/v1",
      name: "silent",
      workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 1 } } }],
      brain: { kind: "slots", replicas: 1, serviceMs: 500 },
    });
    await expect(plan(silent)).rejects.toThrow("promises nothing that a plan could keep");
  });
});

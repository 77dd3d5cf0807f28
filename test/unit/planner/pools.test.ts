import { describe, expect, it } from "vitest";
import { eachBrain } from "../../../engine/contract/planning.js";
import { Scenario } from "../../../engine/contract/scenario.js";
import type { Simulate } from "../../../engine/planner/pools/evaluate.js";
import { planPools } from "../../../engine/planner/pools/plan.js";
import type { Plan } from "../../../engine/planner/pools/plan.js";
import { simulate as simulateOnce } from "../../laws/simulate.js";

const simulate: Simulate = async (scenario, { first, replications, requests }) =>
  Array.from({ length: replications }, (_, at) =>
    simulateOnce(scenario, { replication: first + at, run: { requests } }),
  );

const plan = (scenario: Scenario, replications = 3, requests = 400): Promise<Plan> =>
  planPools(
    scenario,
    { replications, requests },
    { simulate, onBest: () => {}, onStage: () => {} },
  );

/** Two sessions a second of a second each, with one tool call of half a second. */
function scenarioOf(
  objectives: Readonly<Record<string, number>>,
  rest: Readonly<Record<string, unknown>> = {},
): Scenario {
  return Scenario.parse({
    schema: "headroom/scenario/v1",
    name: "small",
    workloads: [
      {
        name: "w",
        arrivals: { poisson: { ratePerSecond: 2 } },
        session: { brainSteps: 2, tools: [{ pool: "tool" }] },
        objectives,
      },
    ],
    brain: { kind: "slots", replicas: 1, serviceMs: { exponential: { mean: 500 } } },
    hands: { tool: { workers: 1, serviceMs: { exponential: { mean: 500 } } } },
    prices: { gpuHourUsd: 2, cpuHourUsd: 0 },
    ...rest,
  });
}

describe("the choice of pools", () => {
  it("takes a cache that saves more workers than it costs, and leaves one that does not", async () => {
    const scenario = (hourUsd: number): Scenario =>
      scenarioOf(
        { latencyMeanMs: 2500 },
        {
          prices: { gpuHourUsd: 0.1, cpuHourUsd: 4 },
          planning: {
            caches: [{ name: "none" }, { name: "large", hourUsd, hitRatio: { tool: 0.95 } }],
          },
        },
      );
    const cheap = await plan(scenario(0.01));
    expect(cheap.plan?.sizes).toMatchObject({ cache: "large", workers: { tool: 1 } });
    const dear = await plan(scenario(100));
    expect(dear.plan?.sizes.cache).toBe("none");
    // One worker fewer of 4 USD an hour, for 0.01 USD.
    const saved =
      (dear.plan?.provisionedUsdPer30Days ?? 0) - (cheap.plan?.provisionedUsdPer30Days ?? 0);
    expect(saved).toBeGreaterThan(720 * 3.9);
  });

  it("names pools that cost nothing, and does not call another size of them another choice", async () => {
    const { plan: pools, runnerUp, warnings } = await plan(scenarioOf({ latencyMeanMs: 2500 }));
    expect(warnings.join(" ")).toMatch(/tool workers cost nothing at the scenario's prices/);
    expect(runnerUp?.sizes.replicas).not.toBe(pools?.sizes.replicas);
  });

  it("bounds a pool that is scaled, and pays for the hours it used", async () => {
    const scaled = await plan(
      scenarioOf(
        { latencyMeanMs: 4000 },
        {
          autoscaling: {
            brain: { maxReplicas: 4, target: { utilisation: 0.7 }, syncSeconds: 5 },
          },
          planning: { targets: { brain: [0.6, 0.9] } },
        },
      ),
    );
    const bounds = scaled.plan?.sizes.scaling?.brain;
    expect(bounds).toBeDefined();
    const { minReplicas = 0, maxReplicas = 0 } = bounds ?? {};
    const hours = (scaled.plan?.provisionedUsdPer30Days ?? 0) / 2 / 720;
    expect(hours).toBeGreaterThanOrEqual(minReplicas);
    expect(hours).toBeLessThanOrEqual(maxReplicas);
    expect(scaled.mostCheaperUsd).toBe(0);
  });

  it("does not ask for as many batched servers as are busy where each has little to do", async () => {
    // Two sessions a second of 40 iterations, which take as long for one sequence as for thirty.
    const { plan: pools } = await plan(
      scenarioOf(
        { latencyMeanMs: 6000 },
        {
          workloads: [
            {
              name: "w",
              arrivals: { poisson: { ratePerSecond: 2 } },
              session: { inputTokens: 10, outputTokens: 40 },
              objectives: { latencyMeanMs: 6000 },
            },
          ],
          brain: { kind: "batched", replicas: 4, kvTokens: null, stepTime: { baseMs: 50 } },
          hands: {},
        },
      ),
    );
    // Four are busy on average if nobody shares one.
    expect(pools?.sizes.replicas).toBe(1);
  });

  it("tries each tensor-parallel degree and each tier that an option names", () => {
    const { planning } = scenarioOf(
      { latencyMeanMs: 4000 },
      {
        planning: {
          brains: [
            {
              name: "own",
              brain: {
                kind: "batched",
                replicas: 1,
                hardware: {
                  gpu: "h100-sxm",
                  model: "llama-3.1-70b",
                  precision: "fp8",
                  tensorParallel: 1,
                  backend: "vllm",
                },
              },
              tensorParallel: [2, 4],
            },
            {
              name: "api",
              brain: { kind: "api", ttftMs: 500, tpotMs: 10 },
              tiers: ["start", "scale"],
            },
          ],
        },
      },
    );
    const brains = eachBrain(planning?.brains ?? []);
    expect(brains.map(({ name }) => name)).toEqual([
      "own TP2",
      "own TP4",
      "api start",
      "api scale",
    ]);
    expect(
      brains.map(({ brain }) => ("gpusPerReplica" in brain ? brain.gpusPerReplica : 0)),
    ).toEqual([2, 4, 0, 0]);
  });
});

describe("promises that cannot be kept", () => {
  it("are told as the two that exclude each other, where arithmetic shows it", async () => {
    await expect(plan(scenarioOf({ throughputPerSecond: 5 }))).rejects.toThrow(
      "Throughput of w above 5 and arrivals of 2/s exclude each other",
    );
    const requirements = [
      { kpi: "latencyMs.p99", below: 900 },
      { kpi: "latencyMs.p95", above: 1000 },
    ];
    const milestones = [{ day: 30, name: "Pilot", requirements }];
    await expect(plan(scenarioOf({}, { milestones }))).rejects.toThrow(
      "Latency, p95 above 1000 and Latency, p99 below 900 exclude each other",
    );
  });

  it("are told as the two that exclude each other, where only a simulation shows it", async () => {
    const requirements = [
      { kpi: "latencyMs.mean", below: 1700 },
      { kpi: "costUsd.per30Days", below: 5000 },
    ];
    const milestones = [{ day: 30, name: "Pilot", requirements }];
    const planning = { workers: { tool: { min: 4, max: 4 } } };
    const { plan: pools, limits } = await plan(scenarioOf({}, { milestones, planning }));
    expect(pools).toBeNull();
    expect(limits.join(" ")).toMatch(
      /Compute and token spend, 30 days, promised below 5000, and Latency, mean, promised below 1700, exclude each other: with \d brain replicas/,
    );
  });

  it("are told with what limits them: where the time goes, or the limit of an API", async () => {
    const slow = await plan(scenarioOf({ latencyMeanMs: 800 }));
    expect(slow.limits.join(" ")).toMatch(/6\d% of a session is the brain before its first token/);
    const limited = await plan(
      scenarioOf(
        { errorRate: 0.01 },
        {
          brain: {
            kind: "api",
            requestsPerMinute: 60,
            burstSeconds: 1,
            maxRetries: 1,
            ttftMs: 100,
            tpotMs: 1,
          },
        },
      ),
    );
    expect(limited.limits.join(" ")).toMatch(/limit on requests is used up/);
  });
});

import { describe, expect, it } from "vitest";
import { Scenario } from "../../engine/contract/scenario.js";
import { runWarnings, summariseArchitecture } from "../../engine/simulator/summary.js";
import { scenarioOf, simulateAll } from "../laws/simulate.js";
import type { ScenarioParts } from "../laws/simulate.js";

const run = { replications: 5, requests: 2000 };
const poisson = (ratePerSecond: number) => ({ poisson: { ratePerSecond } });
const exponentialBrain = { kind: "slots", replicas: 1, serviceMs: { exponential: { mean: 100 } } };

function study(parts: ScenarioParts) {
  const scenario = scenarioOf({ run, ...parts });
  const records = simulateAll(scenario);
  return {
    result: summariseArchitecture(scenario, scenario.run, records),
    warnings: runWarnings(scenario, records).join(" "),
  };
}

function toolScenario(failureProbability: number): ScenarioParts {
  return {
    workloads: [
      {
        name: "w",
        arrivals: poisson(5),
        session: { brainSteps: 2, tools: [{ pool: "tool" }] },
      },
    ],
    brain: exponentialBrain,
    hands: { tool: { workers: 9, serviceMs: 10, failureProbability } },
  };
}

describe("what a run does not show", () => {
  it("an event never seen is not shown to be impossible", () => {
    const { errorRate } = study(toolScenario(0)).result;
    expect(errorRate.mean).toBe(0);
    expect(errorRate.low).toBe(0);
    // 3.7 in 5 × 1,600 measured sessions.
    expect(errorRate.high).toBeGreaterThan(0.0004);
    expect(errorRate.high).toBeLessThan(0.0006);
  });

  it("nor is one that was always seen shown to be certain", () => {
    const { errorRate } = study(toolScenario(1)).result;
    expect(errorRate.high).toBe(1);
    expect(errorRate.low).toBeLessThan(1);
    expect(errorRate.low).toBeGreaterThan(0.999);
  });

  it.each([
    [
      "brain.serviceMs",
      { brain: { ...exponentialBrain, serviceMs: { gamma: { mean: 10, cv: 1000 } } } },
    ],
    [
      "hands.tool.serviceMs",
      {
        ...toolScenario(0),
        hands: { tool: { workers: 9, serviceMs: { gamma: { mean: 10, cv: 1000 } } } },
      },
    ],
  ])("a mean that lies in times too rare to be met has no interval: %s", (path, parts) => {
    const workloads = [{ name: "w", arrivals: poisson(5) }];
    const { latencyMs, throughput } = study({ workloads, ...parts }).result;
    for (const { low, high, note, needed } of [latencyMs.mean, latencyMs.p99]) {
      expect([low, high]).toEqual([null, null]);
      expect(note).toContain(path);
      // Ten million draws; eight thousand sessions were measured.
      expect(needed?.replications).toBeGreaterThan(5 * 1000);
    }
    expect(throughput.low).toBeGreaterThan(0);
  });

  it("but what cannot vary is certain", () => {
    const { latencyMs } = study({
      workloads: [{ name: "w", arrivals: poisson(1) }],
      brain: { kind: "slots", replicas: 100, serviceMs: 100 },
    }).result;
    for (const { mean, low, high } of [latencyMs.mean, latencyMs.p99]) {
      expect(mean).toBeCloseTo(100, 6);
      expect(low).toBe(high);
    }
  });

  it("failed sessions have no latency, and the reader is told", () => {
    const { result, warnings } = study(toolScenario(1));
    expect(result.latencyMs.mean.mean).toBeNull();
    expect(result.throughput.mean).toBe(0);
    expect(warnings).toContain("100.0% of the finished sessions failed");
  });

  it.each([10, 10.2])("a load of %f on a capacity of 10 has no steady state", (rate) => {
    const { warnings } = study({
      run: { replications: 5, requests: 20_000 },
      workloads: [{ name: "w", arrivals: poisson(rate) }],
      brain: exponentialBrain,
    });
    expect(warnings).toContain("brain is saturated");
  });

  it("a load of 9 on a capacity of 10 has one", () => {
    const { warnings } = study({
      run: { replications: 5, requests: 20_000 },
      workloads: [{ name: "w", arrivals: poisson(9) }],
      brain: exponentialBrain,
    });
    expect(warnings).not.toContain("saturated");
  });

  it("a day seen in part is not a day, and the run that holds one is named", () => {
    const daily = { meanRatePerSecond: 0.1, relativeRate: [1, 3, 2] };
    const dayOf = (requests: number) =>
      study({
        run: { replications: 5, requests },
        workloads: [{ name: "w", arrivals: { daily } }],
        brain: exponentialBrain,
      }).warnings;
    expect(dayOf(2000)).toContain("follows the time of day");
    // A tenth of a session a second for a day, after a fifth of warm-up.
    expect(dayOf(2000)).toContain("run.requests 10800");
    expect(dayOf(10_800)).not.toContain("time of day");
    expect(dayOf(15_000)).toContain("1.28 days");
  });

  it("a few bursts are not bursts in general", () => {
    const bursty = {
      quiet: { ratePerSecond: 0, meanSeconds: 80 },
      burst: { ratePerSecond: 5, meanSeconds: 20 },
    };
    const burstsOf = (requests: number) =>
      study({
        run: { replications: 5, requests },
        workloads: [{ name: "w", arrivals: { bursty } }],
        brain: exponentialBrain,
      }).warnings;
    expect(burstsOf(1000)).toContain("raise run.requests to 2500");
    expect(burstsOf(4000)).not.toContain("bursts");
  });

  it("hardware that does not exist is not used", () => {
    const { utilisation } = study({
      workloads: [{ name: "w", arrivals: poisson(5) }],
      brain: { ...exponentialBrain, gpusPerReplica: 0 },
    }).result;
    expect(utilisation.gpu.mean).toBeNull();
  });
});

describe("what a scenario may not say", () => {
  const base = {
    schema: "headroom/scenario/v1",
    name: "x",
    brain: exponentialBrain,
    workloads: [{ name: "w", arrivals: poisson(1) }],
  };
  const trace = { trace: { file: "t.csv", format: "azure-llm-2023" } };

  it.each([
    ["half a step", { workloads: [{ ...base.workloads[0], session: { brainSteps: 2.5 } }] }],
    [
      "an objective that no run can show",
      { workloads: [{ ...base.workloads[0], objectives: { errorRate: 0 } }] },
    ],
    [
      "bursts without a session",
      {
        workloads: [
          {
            name: "w",
            arrivals: {
              bursty: {
                quiet: { ratePerSecond: 0, meanSeconds: 1 },
                burst: { ratePerSecond: 0, meanSeconds: 1 },
              },
            },
          },
        ],
      },
    ],
    [
      "a day without a session",
      {
        workloads: [
          { name: "w", arrivals: { daily: { meanRatePerSecond: 1, relativeRate: [0, 0] } } },
        ],
      },
    ],
    [
      "a trace beside other arrivals",
      { workloads: [...base.workloads, { name: "t", arrivals: trace }] },
    ],
  ])("%s", (_what, change) => {
    expect(Scenario.safeParse(base).success).toBe(true);
    expect(Scenario.safeParse({ ...base, ...change }).success).toBe(false);
  });
});

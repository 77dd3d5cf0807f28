import { describe, expect, it } from "vitest";
import { replay, scenarioOf, simulate } from "../laws/simulate.js";
import { expectAgreement, REPLICATIONS, resultOf } from "./agreement.js";
import { meanWaitMMc } from "./theory.js";

const exponential = (mean: number) => ({ exponential: { mean } });
const poisson = (ratePerSecond: number) => ({
  workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond } } }],
});
/** Two-sided 99.9 % of a normal. */
const Z = 3.29;
const run = { replications: REPLICATIONS, requests: 5000 };

describe("an API without limits is M/G/∞", () => {
  it.each([
    ["constant", 500],
    ["heavy-tailed", { lognormal: { mean: 500, cv: 2 } }],
  ])("%s service: an arrival finds a Poisson number in flight", (_name, ttftMs) => {
    const scenario = scenarioOf({
      ...poisson(20),
      brain: { kind: "api", ttftMs, tpotMs: 0 },
      run: { requests: 600 },
    });
    const runs = 400;
    const found = Array.from({ length: runs }, (_, replication) => {
      // The last one to come in is in flight itself.
      return simulate(scenario, { replication }).requests.inFlight - 1;
    });
    const truth = 20 * 0.5;
    const mean = found.reduce((sum, count) => sum + count, 0) / runs;
    const variance = found.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (runs - 1);
    expect(Math.abs(mean - truth)).toBeLessThan(Z * Math.sqrt(truth / runs));
    // Of a Poisson number the fourth central moment is m + 3m².
    expect(Math.abs(variance - truth)).toBeLessThan(Z * Math.sqrt((truth + 2 * truth ** 2) / runs));
  });
});

describe("limits", () => {
  it.each([
    [0.5, 0.5],
    [2, 1],
  ])("regular arrivals of %f/s against one request a second: %f/s", (rate, throughput) => {
    const seconds = 600;
    const arrivals = Array.from({ length: seconds * rate }, (_, at) => (at * 1000) / rate);
    const brain = { kind: "api", ttftMs: 1, tpotMs: 0, requestsPerMinute: 60, burstSeconds: 1 };
    const { total } = replay({ brain: { ...brain, maxRetries: 0 } }, arrivals);
    expect(Math.abs(total.completed - throughput * seconds)).toBeLessThanOrEqual(1);
  });

  it.each([
    ["inputTokensPerMinute", "input"],
    ["outputTokensPerMinute", "output"],
  ] as const)("%s: an overload uses all of it, and never more", (limit, kind) => {
    const perMinute = 60_000;
    const record = simulate(
      scenarioOf({
        workloads: [
          {
            name: "w",
            arrivals: { poisson: { ratePerSecond: 25 } },
            session: { inputTokens: exponential(100), outputTokens: exponential(100) },
          },
        ],
        brain: { kind: "api", ttftMs: 50, tpotMs: 5, [limit]: perMinute, burstSeconds: 1 },
        run: { requests: 20_000, warmUpShare: 0.1 },
      }),
    );
    const minutes = (record.window.endMs - record.window.startMs) / 60_000;
    const used = record.tokens[kind] / minutes / perMinute;
    // What was in flight as the window opened and closed, and a full bucket, are far below a percent.
    expect(used).toBeLessThan(1.01);
    expect(used).toBeGreaterThan(0.95);
    expect(record.apiRequests.rateLimited).toBeGreaterThan(1000);
  });

  it("on the client's requests make it M/M/c", () => {
    const { waitMs, utilisation } = resultOf({
      ...poisson(16),
      run,
      brain: { kind: "api", ttftMs: exponential(200), tpotMs: 0, concurrency: 4 },
    });
    expectAgreement(waitMs.mean, meanWaitMMc(4, 16 / 1000, 200));
    const busy = utilisation.pools["brain"];
    expect(busy).toBeDefined();
    if (busy !== undefined) expectAgreement(busy, 0.8);
  });
});

describe("refusals", () => {
  it("an overloaded API fails a step once its retries are used up", () => {
    const { errorRate, retryRate } = resultOf({
      ...poisson(10),
      run,
      brain: { kind: "api", ttftMs: 50, tpotMs: 0, overloadProbability: 0.3, maxRetries: 2 },
    });
    expectAgreement(errorRate, 0.3 ** 3);
    expectAgreement(retryRate, 0.3);
  });

  it("an outage refuses the share of requests that it lasts", () => {
    const { errorRate } = resultOf({
      ...poisson(20),
      run,
      brain: { kind: "api", ttftMs: 1, tpotMs: 0, maxRetries: 0 },
      failures: {
        brainReplica: {
          timeToFailureHours: exponential(8 / 3600),
          timeToRepairMinutes: exponential(2 / 60),
        },
      },
    });
    expectAgreement(errorRate, 2 / (8 + 2));
  });

  it("are the same for the same session in both deployments", () => {
    const scenario = scenarioOf({
      workloads: [
        {
          name: "w",
          arrivals: { poisson: { ratePerSecond: 10 } },
          session: { brainSteps: 3, outputTokens: exponential(100) },
        },
      ],
      brain: { kind: "api", ttftMs: exponential(50), tpotMs: 1, overloadProbability: 0.3 },
      coupled: { replicas: 5000, gpusPerReplica: 0 },
      run: { requests: 2000, warmUpShare: 0 },
    });
    const [coupled, decoupled] = (["coupled", "decoupled"] as const).map((architecture) =>
      simulate(scenario, { architecture }),
    );
    expect(coupled?.total).toEqual(decoupled?.total);
    expect(coupled?.apiRequests).toEqual(decoupled?.apiRequests);
    expect(coupled?.apiRequests.overloaded).toBeGreaterThan(500);
  });
});

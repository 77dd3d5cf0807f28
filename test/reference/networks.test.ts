import { describe, expect, it } from "vitest";
import { expectAgreement, resultOf } from "./agreement.js";
import { finitePopulation, meanValueAnalysis, meanWaitMMc } from "./theory.js";

const exponential = (mean: number) => ({ exponential: { mean } });
const slots = (replicas: number, serviceMs: unknown) => ({ kind: "slots", replicas, serviceMs });
const poisson = (ratePerSecond: number) => ({ poisson: { ratePerSecond } });

describe("open Jackson networks", () => {
  it("brain and tool with geometric feedback: latency, wait and busy servers", () => {
    // The agent network of the performance notes with exponential service: a session of n steps makes
    // n brain visits and n − 1 tool visits.
    const { latencyMs, waitMs, utilisation } = resultOf({
      workloads: [
        {
          name: "w",
          arrivals: poisson(0.8),
          session: { brainSteps: { geometric: { mean: 4 } }, tools: [{ pool: "tool" }] },
        },
      ],
      brain: slots(8, exponential(2000)),
      hands: { tool: { workers: 32, serviceMs: exponential(6000) } },
    });
    const brainWait = meanWaitMMc(8, 0.8 * 4, 2);
    const toolWait = meanWaitMMc(32, 0.8 * 3, 6);
    expectAgreement(waitMs.mean, 1000 * (4 * brainWait + 3 * toolWait));
    expectAgreement(latencyMs.mean, 1000 * (4 * (brainWait + 2) + 3 * (toolWait + 6)));
    expectAgreement(utilisation.gpu, (0.8 * 4 * 2) / 8);
    expectAgreement(utilisation.cpu, (0.8 * 3 * 6) / 32);
  });

  it("two tools one after the other, each visited after the first of two steps", () => {
    const { latencyMs } = resultOf({
      workloads: [
        {
          name: "w",
          arrivals: poisson(5),
          session: {
            brainSteps: 2,
            tools: [
              { pool: "first", parallel: false },
              { pool: "second", parallel: false },
            ],
          },
        },
      ],
      brain: slots(2, exponential(140)),
      hands: {
        first: { workers: 1, serviceMs: exponential(120) },
        second: { workers: 3, serviceMs: exponential(400) },
      },
    });
    const brain = meanWaitMMc(2, 10, 0.14) + 0.14;
    const first = meanWaitMMc(1, 5, 0.12) + 0.12;
    const second = meanWaitMMc(3, 5, 0.4) + 0.4;
    expectAgreement(latencyMs.mean, 1000 * (2 * brain + first + second));
  });
});

describe("closed networks", () => {
  it("of single servers agree with mean value analysis", () => {
    const { latencyMs, throughput } = resultOf({
      workloads: [
        {
          name: "w",
          arrivals: { closed: { users: 12, thinkSeconds: exponential(2) } },
          session: { brainSteps: 2, tools: [{ pool: "tool" }] },
        },
      ],
      brain: slots(1, exponential(100)),
      hands: { tool: { workers: 1, serviceMs: exponential(150) } },
    });
    const stations = [
      { visits: 2, meanService: 0.1 },
      { visits: 1, meanService: 0.15 },
    ];
    const theory = meanValueAnalysis(stations, 12, 2);
    expectAgreement(throughput, theory.throughput);
    expectAgreement(latencyMs.mean, 1000 * theory.response);
  });

  it.each([
    [1, 6],
    [3, 20],
  ])("%i repairers, %i machines", (servers, users) => {
    const { latencyMs, throughput, utilisation } = resultOf({
      workloads: [{ name: "w", arrivals: { closed: { users, thinkSeconds: exponential(1) } } }],
      brain: slots(servers, exponential(200)),
    });
    const theory = finitePopulation(servers, users, 1, 0.2);
    expectAgreement(throughput, theory.throughput);
    expectAgreement(latencyMs.mean, 1000 * theory.response);
    expectAgreement(utilisation.gpu, (theory.throughput * 0.2) / servers);
  });
});

describe("no queue at all", () => {
  it("M/G/∞: latency is the service distribution, busy servers are the offered load", () => {
    const { latencyMs, waitMs, utilisation } = resultOf({
      workloads: [{ name: "w", arrivals: poisson(20) }],
      brain: slots(1000, { lognormal: { mean: 500, cv: 1 } }),
    });
    const sigma = Math.sqrt(Math.log(2));
    const median = 500 / Math.sqrt(2);
    expect(waitMs.mean.mean).toBe(0);
    expectAgreement(latencyMs.mean, 500);
    expectAgreement(latencyMs.p50, median);
    expectAgreement(latencyMs.p95, median * Math.exp(1.6448536 * sigma));
    expectAgreement(utilisation.gpu, (20 * 0.5) / 1000);
  });
});

describe("failures", () => {
  it("come at the renewal rate of their components", () => {
    const { mtbfHours } = resultOf({
      run: { replications: 30, requests: 100 },
      workloads: [{ name: "w", arrivals: poisson(1) }],
      brain: slots(5, exponential(100)),
      failures: {
        brainReplica: { timeToFailureHours: exponential(200), timeToRepairMinutes: 600 },
      },
    });
    expectAgreement(mtbfHours, (200 + 10) / 5);
  });

  it("retries and errors follow the attempts' failure probability", () => {
    const { errorRate, retryRate } = resultOf({
      workloads: [
        {
          name: "w",
          arrivals: poisson(10),
          session: { brainSteps: 2, tools: [{ pool: "tool" }] },
        },
      ],
      brain: slots(20, 100),
      hands: { tool: { workers: 50, serviceMs: 100, failureProbability: 0.2, retries: 2 } },
    });
    expectAgreement(retryRate, 0.2);
    expectAgreement(errorRate, 0.2 ** 3);
  });
});

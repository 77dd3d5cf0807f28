import { describe, expect, it } from "vitest";
import { componentChanges, replay, stageMeans } from "../laws/simulate.js";
import { expectAgreement, resultOf } from "./agreement.js";
import { meanWaitMG1, meanWaitMMc } from "./theory.js";

const exponential = (mean: number) => ({ exponential: { mean } });

describe("turns with think time between them", () => {
  it("decoupled: a Jackson network whose users are a delay station", () => {
    // Geometric turns make the feedback memoryless: the brain is M/M/4 at turns × arrivals.
    const turns = 3;
    const arrivalRate = 8;
    const { latencyMs, waitMs, utilisation, thinkMs } = resultOf({
      workloads: [
        {
          name: "w",
          arrivals: { poisson: { ratePerSecond: arrivalRate } },
          session: { turns: { geometric: { mean: turns } }, thinkSeconds: exponential(5) },
        },
      ],
      brain: { kind: "slots", replicas: 4, serviceMs: exponential(130) },
    });
    const wait = meanWaitMMc(4, arrivalRate * turns, 0.13);
    expectAgreement(waitMs.mean, 1000 * turns * wait);
    expectAgreement(latencyMs.mean, 1000 * turns * (wait + 0.13));
    expectAgreement(utilisation.gpu, (arrivalRate * turns * 0.13) / 4);
    expect(thinkMs).toBeDefined();
    if (thinkMs !== undefined) expectAgreement(thinkMs, 1000 * (turns - 1) * 5);
  });

  it("coupled: the slot is held while the user thinks, an M/G/1 queue with that service", () => {
    // Two turns of an exponential step and a constant pause between them.
    const hold = 2 * 100 + 150;
    const cv = Math.sqrt(2 * 100 ** 2) / hold;
    const load = 0.7;
    const { latencyMs, waitMs, utilisation } = resultOf(
      {
        workloads: [
          {
            name: "w",
            arrivals: { poisson: { ratePerSecond: (1000 * load) / hold } },
            session: { turns: 2, thinkSeconds: 0.15 },
          },
        ],
        brain: { kind: "slots", replicas: 1, serviceMs: exponential(100) },
        coupled: { replicas: 1, holdsGpu: true },
      },
      { architecture: "coupled" },
    );
    const wait = meanWaitMG1(load / hold, hold, cv);
    expectAgreement(waitMs.mean, wait);
    expectAgreement(latencyMs.mean, wait + 200);
    expectAgreement(utilisation.gpu, load);
  });
});

describe("one session of two turns, by hand", () => {
  const parts = {
    brain: {
      kind: "slots",
      replicas: 1,
      serviceMs: { tokens: { perInputTokenMs: 1, perCachedTokenMs: 0.1, perOutputTokenMs: 2 } },
    },
    hands: { tool: { workers: 1, serviceMs: 7 } },
    coupled: { replicas: 1 },
    session: {
      turns: 2,
      thinkSeconds: 60,
      turnInputTokens: 30,
      brainSteps: 2,
      toolResultTokens: 5,
      cachedHistoryShare: 1,
      tools: [{ pool: "tool" }],
    },
  };

  it.each(["coupled", "decoupled"] as const)("%s", (architecture) => {
    const record = replay(parts, [0], architecture, { input: 100, output: 10 });
    const { tokens, total, thinkMs } = record;
    // Prompts of 100, 115, 155 and 170 tokens: what is new is the last answer and what came since.
    expect(tokens.input).toBe(100 + 15 + 40 + 15);
    expect(tokens.cacheRead).toBe(100 + 115 + 155);
    expect(tokens.output).toBe(40);
    expect(thinkMs).toBe(60_000);
    const expected = 170 + 37 + 4 * 20 + 2 * 7;
    expect(total.latencyMs.mean).toBeCloseTo(expected, 6);
    expect(total.ttftMs.mean).toBeCloseTo(100, 6);
    expect(stageMeans(record)["tool"]).toBeCloseTo(14, 6);
    expect(record.window.endMs).toBeCloseTo(60_000 + expected, 6);
  });

  it("a monolith that fails while the user thinks loses both turns", () => {
    const failures = { coupledReplica: { timeToFailureHours: 100 / 3600 } };
    const { session: _, ...deployment } = parts;
    const options = { architecture: "coupled" } as const;
    const [first] = componentChanges({ ...deployment, failures }, 1, options);
    const failsMs = (first?.timeMs ?? 0) + 100_000;
    const record = replay({ ...parts, failures }, [failsMs - 20_000], "coupled", {
      input: 100,
      output: 10,
    });
    const { little, stagesMs, total, thinkMs } = record;
    const active = 170 + 37 + 4 * 20 + 2 * 7;
    expect(total.completed).toBe(1);
    expect(total.retried).toBe(1);
    expect(total.latencyMs.mean ?? 0).toBeGreaterThan(active - 1e-6);
    expect(stagesMs.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(little.finishedLatencyMs, 6);
    expect(little.areaMs).toBeCloseTo(little.finishedLatencyMs, 6);
    expect(thinkMs).toBeGreaterThanOrEqual(60_000);
  });
});

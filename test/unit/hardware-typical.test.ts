import { describe, expect, it } from "vitest";
import { typicalTokens } from "../../engine/simulator/hardware/typical-tokens.js";
import { scenarioOf, traceOf, TRACE_ARRIVALS } from "../laws/simulate.js";

const poisson = (ratePerSecond: number) => ({ poisson: { ratePerSecond } });
const typical = (workloads: readonly unknown[], traces = {}) =>
  typicalTokens(
    scenarioOf({ workloads, hands: { tool: { workers: 1, serviceMs: 1 } } }).workloads,
    traces,
  );

describe("the typical step of a scenario", () => {
  it("has the mean prompt of its steps, history and tool results included", () => {
    const session = {
      brainSteps: 3,
      inputTokens: 100,
      outputTokens: 10,
      toolResultTokens: 5,
      tools: [{ pool: "tool", callsPerStep: 2, probability: 0.5 }],
    };
    // 100, 115, 130.
    const workload = { name: "w", arrivals: poisson(1), session };
    expect(typical([workload])).toEqual({ inputTokens: 115, outputTokens: 10 });
    // Two turns: 100, 115, 130; the user's 50 and no tools between; 190, 205, 220.
    const turns = { ...session, turns: 2, turnInputTokens: 50 };
    expect(typical([{ ...workload, session: turns }]).inputTokens).toBeCloseTo(160, 9);
  });

  it("counts that sessions of random length have more steps the longer their prompts are", () => {
    const mean = 4;
    const session = { brainSteps: { geometric: { mean } }, inputTokens: 100, outputTokens: 10 };
    let steps = 0;
    let prompts = 0;
    for (let n = 1; n < 500; n += 1) {
      const probability = (1 / mean) * (1 - 1 / mean) ** (n - 1);
      steps += probability * n;
      for (let k = 0; k < n; k += 1) prompts += probability * (100 + 10 * k);
    }
    const { inputTokens } = typical([{ name: "w", arrivals: poisson(1), session }]);
    expect(inputTokens).toBeCloseTo(prompts / steps, 6);
  });

  it("weighs workloads by their steps, and reads logs as they are", () => {
    const of = (inputTokens: number) => ({ inputTokens, outputTokens: 10 });
    const long = { name: "l", arrivals: poisson(3), session: of(400) };
    const short = { name: "s", arrivals: poisson(1), session: of(0) };
    expect(typical([long, short]).inputTokens).toBe(300);
    const recorded = { arrivalSeconds: [0, 1], inputTokens: [10, 30], outputTokens: [0, 4] };
    const logged = { inputTokens: 20, outputTokens: 2 };
    expect(typical([{ name: "r", arrivals: { recorded } }])).toEqual(logged);
    const traces = { "t.csv": traceOf([0, 5], 20, 2) };
    expect(typical([{ name: "t", arrivals: TRACE_ARRIVALS }], traces)).toEqual(logged);
  });

  it("has at least one token of each kind", () => {
    expect(typical([{ name: "w", arrivals: poisson(1) }])).toEqual({
      inputTokens: 1,
      outputTokens: 1,
    });
  });
});

import { describe, expect, it } from "vitest";
import { estimate } from "../../../engine/planner/estimate/estimate.js";
import { scenarioOf } from "../../laws/simulate.js";

const poisson = (ratePerSecond: number): object => ({ poisson: { ratePerSecond } });

function decoupled(parts: Record<string, unknown>) {
  const found = estimate(scenarioOf(parts), {});
  const { decoupled: bounds } = found.architectures;
  if (bounds === undefined) throw new Error("every scenario has a decoupled deployment");
  return { ...bounds, notes: found.notes };
}

describe("an estimate", () => {
  it("is the utilisation law of an M/M/c queue: 8 arrivals a second of 0.5 s on 5 servers", () => {
    const bounds = decoupled({
      workloads: [{ name: "w", arrivals: poisson(8) }],
      brain: { kind: "slots", replicas: 5, serviceMs: { exponential: { mean: 500 } } },
      prices: { gpuHourUsd: 36 },
    });
    expect(bounds.pools).toEqual([
      { name: "brain", servers: 5, offered: 4, utilisation: 0.8, stands: "equal" },
    ]);
    expect(bounds).toMatchObject({ bottleneck: "brain", stable: true, leastLatencyMs: 500 });
    expect(bounds.headroomFactor).toBeCloseTo(1.25, 12);
    // Five GPUs at 36 USD an hour are 0.05 USD a second, for 8 sessions.
    expect(bounds.leastCostUsdPerSession).toBeCloseTo(0.05 / 8, 12);
  });

  it("says that a pool cannot carry its load, and what it lets through", () => {
    const bounds = decoupled({
      workloads: [{ name: "w", arrivals: poisson(20) }],
      brain: { kind: "slots", replicas: 5, serviceMs: 500 },
    });
    expect(bounds).toMatchObject({ stable: false, mostPerSecond: 10 });
    expect(bounds.headroomFactor).toBeCloseTo(0.5, 12);
  });

  it("bounds closed users by their number and by the bottleneck", () => {
    const closed = (users: number) =>
      decoupled({
        workloads: [{ name: "w", arrivals: { closed: { users, thinkSeconds: 4 } } }],
        brain: { kind: "slots", replicas: 2, serviceMs: 1000 },
      });
    // Few: each begins one session in 1 + 4 seconds. Many: two servers of one second.
    expect(closed(5).mostPerSecond).toBeCloseTo(1, 12);
    expect(closed(5).pools[0]).toMatchObject({ utilisation: 0.5, stands: "atMost" });
    expect(closed(500)).toMatchObject({ mostPerSecond: 2, stable: true, headroomFactor: null });
  });

  it("adds up steps, hops, retries and what a timeout cuts off", () => {
    const bounds = decoupled({
      workloads: [
        {
          name: "w",
          arrivals: poisson(1),
          session: { brainSteps: 3, tools: [{ pool: "a", callsPerStep: 2, parallel: false }] },
        },
      ],
      brain: { kind: "slots", replicas: 1, serviceMs: 100 },
      bus: { hopMs: 5 },
      hands: {
        a: {
          workers: 4,
          serviceMs: { uniform: { min: 0, max: 100 } },
          timeoutMs: 50,
          retries: 100,
          coldStartMs: 7,
        },
      },
    });
    // Half of the attempts last 50 ms and fail, the others 25 ms on average: 75 ms of work a call.
    const pool = bounds.pools.find(({ name }) => name === "a");
    expect(pool?.offered).toBeCloseTo((4 * 75 + 7) / 1000, 3);
    expect(bounds.leastLatencyMs).toBeCloseTo(3 * 100 + 4 * (75 + 10), 1);
  });

  it("prices the history that each step sends again", () => {
    const bounds = decoupled({
      workloads: [
        {
          name: "w",
          arrivals: poisson(1),
          session: {
            turns: 2,
            brainSteps: 2,
            inputTokens: 1000,
            outputTokens: 100,
            toolResultTokens: 10,
            turnInputTokens: 50,
            tools: [{ pool: "a" }],
          },
        },
      ],
      hands: { a: { workers: 1, serviceMs: 1 } },
      prices: { tokens: { inputUsdPerMillion: 1, outputUsdPerMillion: 10 } },
    });
    // Prompts of 1000, 1110, 1260 and 1370 tokens; four answers of 100.
    expect(bounds.leastCostUsdPerSession).toBeCloseTo((4740 + 10 * 400) / 1e6, 12);
  });

  it("takes a recording at its mean rate", () => {
    const bounds = decoupled({
      workloads: [
        {
          name: "w",
          arrivals: {
            recorded: {
              arrivalSeconds: [10, 11, 14],
              inputTokens: [1, 1, 1],
              outputTokens: [10, 10, 40],
              speed: 2,
            },
          },
        },
      ],
      brain: { kind: "slots", replicas: 1, serviceMs: { tokens: { perOutputTokenMs: 10 } } },
    });
    expect(bounds.arrivals).toEqual({ perSecond: 1, stands: "about" });
    expect(bounds.leastLatencyMs).toBeCloseTo(200, 9);
    expect(bounds.notes.join(" ")).toContain("recording");
  });
});

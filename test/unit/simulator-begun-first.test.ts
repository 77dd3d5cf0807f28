import { describe, expect, it } from "vitest";
import { scenarioOf, simulate } from "../laws/simulate.js";

/** Three users, a slot that is never idle, sessions of two steps: whose step is next is all there is to decide. */
function timesMs(brain: Readonly<Record<string, unknown>>): {
  readonly ttft: number | null;
  readonly latency: number | null;
} {
  const scenario = scenarioOf({
    run: { requests: 600, warmUpShare: 0.2 },
    workloads: [
      {
        name: "w",
        arrivals: { closed: { users: 3 } },
        session: {
          brainSteps: { constant: 2 },
          outputTokens: { constant: 1 },
          tools: [{ pool: "tool" }],
        },
      },
    ],
    brain,
    hands: { tool: { workers: 3, serviceMs: { constant: 5 } } },
  });
  const { ttftMs, latencyMs } = simulate(scenario).total;
  return { ttft: ttftMs.mean, latency: latencyMs.mean };
}

const SLOTS = { kind: "slots", replicas: 1, serviceMs: { constant: 10 } };
const API = { kind: "api", ttftMs: { constant: 10 }, tpotMs: { constant: 0 }, concurrency: 1 };

describe.each([
  ["slots", SLOTS],
  ["api", API],
])("steps that wait for %s", (_kind, brain) => {
  it("are taken by age, or with begunFirst those of begun sessions before all first ones", () => {
    const byAge = timesMs(brain);
    const begunFirst = timesMs({ ...brain, begunFirst: true });
    // By age each step waits for those of the two others; else a first step waits until both are done.
    expect(byAge.ttft).toBeCloseTo(30, 0);
    expect(begunFirst.ttft).toBeGreaterThan(35);
    // Little's law: three users, one session in 20 ms.
    for (const { latency } of [byAge, begunFirst]) expect(latency).toBeCloseTo(60, 0);
  });
});

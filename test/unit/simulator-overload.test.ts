import { describe, expect, it } from "vitest";
import type { Architecture } from "../../engine/contract/result.js";
import { MOST_LIVE_SESSIONS } from "../../engine/simulator/overload.js";
import { scenarioOf, simulate } from "../laws/simulate.js";
import type { ScenarioParts } from "../laws/simulate.js";

const run = { requests: 100_000_000 };
const workload = (ratePerSecond: number, session: ScenarioParts = {}) => ({
  workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond } }, session }],
});

/** How a replication that should run for hours ends. */
function failureOf(parts: ScenarioParts, architecture: Architecture = "decoupled"): unknown {
  try {
    return simulate(scenarioOf(parts), { run, architecture });
  } catch (error) {
    return error;
  }
}

describe("a load far above the capacity is refused early", () => {
  it.each([
    [
      "brain.replicas",
      "decoupled",
      {
        ...workload(1000),
        brain: { kind: "slots", replicas: 4, slotsPerReplica: 2, serviceMs: 100 },
      },
      // 1000 a second for a tenth of a second.
      [8, 100],
    ],
    [
      "hands.search.workers",
      "decoupled",
      {
        ...workload(1000, { brainSteps: 2, tools: [{ pool: "search" }] }),
        brain: { kind: "slots", replicas: 500, serviceMs: 100 },
        hands: { search: { workers: 3, serviceMs: { exponential: { mean: 50 } } } },
      },
      [3, 50],
    ],
    [
      "coupled.replicas",
      "coupled",
      { ...workload(1000), coupled: { replicas: 5, containerStartMs: 100 } },
      [5, 200],
    ],
  ] as const)("%s (%s)", (path, architecture, parts, [servers, needed]) => {
    const failure = failureOf(parts, architecture);
    expect(failure).toMatchObject({
      code: "invalid-input",
      message: expect.stringContaining("cannot carry its load"),
      problems: [{ path, found: `${servers} servers` }],
    });
    const expected = JSON.stringify(failure).match(/expected":"(\d+) servers/)?.[1];
    expect(Math.abs(Number(expected) / needed - 1)).toBeLessThan(0.05);
  });

  it("batched servers too", () => {
    const brain = {
      kind: "batched",
      replicas: 2,
      stepTime: { baseMs: 10 },
      kvTokens: 100_000,
      maxBatch: 8,
    };
    expect(failureOf({ ...workload(10_000, { outputTokens: 20 }), brain })).toMatchObject({
      code: "invalid-input",
      problems: [{ path: "brain.replicas", found: "2 servers" }],
    });
  });

  it("and sessions that only last too long are not called overload", () => {
    const parts = {
      ...workload(1000),
      brain: { kind: "slots", replicas: MOST_LIVE_SESSIONS, slotsPerReplica: 2, serviceMs: 1e9 },
    };
    expect(failureOf(parts)).toMatchObject({ message: "too many sessions are in flight at once" });
  });
});

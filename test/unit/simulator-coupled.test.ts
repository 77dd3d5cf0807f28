import { describe, expect, it } from "vitest";
import { replay, stageMeans } from "../laws/simulate.js";

const brain = { kind: "slots", replicas: 9, serviceMs: 100, prefillShare: 0.25 };
const hands = { search: { workers: 9, serviceMs: 40, cacheHitRatio: 1, coldStartMs: 999 } };
const session = { brainSteps: 2, tools: [{ pool: "search", callsPerStep: 2 }] };
const base = { brain, hands, session, bus: { hopMs: 50 } };

describe("coupled", () => {
  it("holds one slot to the end: container, steps, tools one after another; no bus, cache or cold start", () => {
    const coupled = { replicas: 1, slotsPerReplica: 1, containerStartMs: 10 };
    const record = replay({ ...base, coupled }, [0, 100], "coupled");
    expect(stageMeans(record)).toEqual({
      queue: 95,
      provision: 10,
      prefill: 50,
      decode: 150,
      bus: 0,
      toolQueue: 0,
      tool: 80,
      retryDelay: 0,
      restart: 0,
    });
    expect(record.total.latencyMs.mean).toBe((290 + 480) / 2);
    expect(record.total.ttftMs.mean).toBe((35 + 225) / 2);
    expect(record.events).toBe(2 * (1 + 2 + 2));
    const share = (name: string) => record.pools.find((pool) => pool.name === name)?.meanBusy;
    expect(share("coupled slots")).toBeCloseTo(1, 12);
    expect(share("coupled gpu computing")).toBeCloseTo(400 / 580, 12);
    expect(share("coupled tools")).toBeCloseTo(160 / 580, 12);
  });

  it("takes its own times where it has them", () => {
    const coupled = {
      replicas: 1,
      brainServiceMs: 300,
      toolServiceMs: { search: 7 },
      containerStartMs: 0,
    };
    const record = replay({ ...base, coupled }, [0], "coupled");
    expect(record.total.latencyMs.mean).toBe(600 + 14);
  });

  it("retries in place, holding its slot, and fails when the attempts are used up", () => {
    const failing = {
      search: { workers: 1, serviceMs: 40, retries: 1, retryDelayMs: 5 },
    };
    const coupled = { replicas: 1, toolFailureProbability: { search: 1 } };
    const record = replay({ ...base, hands: failing, coupled }, [0, 0], "coupled");
    expect(record.requests).toMatchObject({ completed: 0, failed: 2 });
    expect(stageMeans(record)).toMatchObject({ tool: 80, retryDelay: 5, queue: 185 / 2 });
    expect(record.total.retried).toBe(2);
  });

  it("uses its own cache share", () => {
    const coupled = { replicas: 1, cachedHistoryShare: 0 };
    const cached = { ...session, cachedHistoryShare: 0.9 };
    const tokens = { input: 100, output: 10 };
    const alone = replay({ ...base, session: cached, coupled }, [0], "coupled", tokens);
    expect(alone.tokens).toMatchObject({ input: 210, cacheRead: 0, cacheWrite: 0 });
    const shared = replay({ ...base, session: cached, coupled }, [0], "decoupled", tokens);
    expect(shared.tokens).toMatchObject({ input: 120, cacheRead: 90, cacheWrite: 110 });
  });

  it("cannot be simulated where the scenario does not describe it", () => {
    expect(() => replay(base, [0], "coupled")).toThrow("no coupled deployment");
  });
});

import { describe, expect, it } from "vitest";
import { replay, stageMeans } from "../laws/simulate.js";

/** Every expectation here is worked out by hand from constant times. */
const brain = { kind: "slots", replicas: 1, serviceMs: 100, prefillShare: 0.25 };
const tool = (more: object = {}) => ({ pool: "search", ...more });
const hands = (more: object = {}) => ({ search: { workers: 1, serviceMs: 40, ...more } });

describe("decoupled: the brain", () => {
  it("serves first come, first served, and counts arrivals and service completions as events", () => {
    const record = replay({ brain }, [0, 10, 20]);
    expect(record.requests).toEqual({ injected: 3, completed: 3, failed: 0, inFlight: 0 });
    expect(record.total.latencyMs.mean).toBeCloseTo((100 + 190 + 280) / 3, 9);
    expect(record.total.waitMs.mean).toBeCloseTo((0 + 90 + 180) / 3, 9);
    expect(record.total.ttftMs.mean).toBeCloseTo((25 + 115 + 205) / 3, 9);
    expect(record.events).toBe(6);
    expect(record.pools).toEqual([{ name: "brain", servers: 1, meanBusy: 1 }]);
  });

  it("gives every replica its slots", () => {
    const record = replay({ brain: { ...brain, replicas: 2, slotsPerReplica: 2 } }, [0, 0, 0, 0]);
    expect(record.total.latencyMs.mean).toBe(100);
  });

  it("takes its time from tokens where the law says so", () => {
    const law = { baseMs: 5, perInputTokenMs: 0.1, perCachedTokenMs: 0.01, perOutputTokenMs: 2 };
    const record = replay(
      {
        brain: { ...brain, serviceMs: { tokens: law } },
        session: { brainSteps: 2, cachedHistoryShare: 0.5 },
      },
      [0],
      "decoupled",
      { input: 100, output: 10 },
    );
    // Step 1: 100 new. Step 2: 100 re-sent, half of it cached, and the first step's 10 new.
    const first = 5 + 0.1 * 100;
    const second = 5 + 0.1 * 60 + 0.01 * 50;
    expect(stageMeans(record)).toMatchObject({ prefill: first + second, decode: 40 });
    expect(record.total.ttftMs.mean).toBe(first);
  });
});

describe("decoupled: tools", () => {
  it("follow every step but the last, over the bus and back", () => {
    const record = replay(
      { brain, hands: hands(), bus: { hopMs: 3 }, session: { brainSteps: 3, tools: [tool()] } },
      [0],
    );
    expect(stageMeans(record)).toEqual({
      queue: 0,
      provision: 0,
      prefill: 75,
      decode: 225,
      bus: 12,
      toolQueue: 0,
      tool: 80,
      retryDelay: 0,
      restart: 0,
    });
    expect(record.total.latencyMs.mean).toBe(392);
    expect(record.events).toBe(1 + 3 + 2);
  });

  it("run side by side, and the slowest decides what the step costs", () => {
    const session = {
      brainSteps: 2,
      tools: [tool({ callsPerStep: 2 }), { pool: "shell", callsPerStep: 1 }],
    };
    const pools = { ...hands(), shell: { workers: 1, serviceMs: 70 } };
    const record = replay({ brain, hands: pools, session }, [0]);
    // Two searches on one worker: 40 and 80 with 40 of queue; the shell's 70 is hidden behind.
    expect(stageMeans(record)).toMatchObject({ tool: 40, toolQueue: 40 });
    expect(record.total.latencyMs.mean).toBe(280);
    expect(record.total.waitMs.mean).toBe(40);
  });

  it("run one after another where they are serial, beside the parallel ones", () => {
    const session = {
      brainSteps: 2,
      tools: [
        tool({ callsPerStep: 2, parallel: false }),
        { pool: "shell", parallel: false },
        { pool: "web" },
      ],
    };
    const pools = {
      ...hands(),
      shell: { workers: 1, serviceMs: 5 },
      web: { workers: 1, serviceMs: 60 },
    };
    const record = replay({ brain, hands: pools, bus: { hopMs: 1 }, session }, [0]);
    // Chain: 3 calls with 2 hops each.
    expect(stageMeans(record)).toMatchObject({ tool: 85, bus: 6, toolQueue: 0 });
    expect(record.total.latencyMs.mean).toBe(291);
    const busy = Object.fromEntries(record.pools.map((pool) => [pool.name, pool.meanBusy * 291]));
    expect(busy["search"]).toBeCloseTo(80, 9);
    expect(busy["web"]).toBeCloseTo(60, 9);
  });

  it("start a session's sandbox once a pool", () => {
    const record = replay(
      {
        brain,
        hands: hands({ coldStartMs: 500 }),
        session: { brainSteps: 3, tools: [tool()] },
      },
      [0, 10_000],
    );
    expect(stageMeans(record)).toMatchObject({ provision: 500, tool: 80 });
    // The cold start keeps the worker busy.
    const busyMs = (record.pools[1]?.meanBusy ?? 0) * (10_000 + 880);
    expect(busyMs).toBeCloseTo(2 * 580, 6);
  });

  it("are answered by the cache without a worker", () => {
    const record = replay(
      {
        brain,
        hands: hands({ cacheHitRatio: 1 }),
        bus: { hopMs: 3 },
        cache: { lookupMs: 4 },
        session: { brainSteps: 2, tools: [tool({ callsPerStep: 2, parallel: false })] },
      },
      [0],
    );
    expect(stageMeans(record)).toMatchObject({ bus: 12, tool: 8 });
    expect(record.events).toBe(1 + 2);
    expect(record.pools[1]?.meanBusy).toBe(0);
  });

  it("are cut at the timeout, retried after the delay, and then fail their session", () => {
    const record = replay(
      {
        brain,
        hands: hands({ timeoutMs: 15, retries: 2, retryDelayMs: 7 }),
        bus: { hopMs: 3 },
        session: { brainSteps: 2, tools: [tool()] },
      },
      [0],
    );
    expect(record.requests).toMatchObject({ completed: 0, failed: 1 });
    expect(record.total.retried).toBe(1);
    expect(stageMeans(record)).toMatchObject({ tool: 45, retryDelay: 14, bus: 6 });
    expect(record.little.finishedLatencyMs).toBe(165);
    expect(record.events).toBe(1 + 1 + 3);
  });

  it("end their session at the first call that fails for good; the others run out unheard", () => {
    const pools = {
      search: { workers: 1, serviceMs: 30, failureProbability: 1 },
      shell: { workers: 1, serviceMs: 500 },
    };
    const session = {
      brainSteps: 2,
      tools: [tool(), { pool: "shell", callsPerStep: 2 }],
    };
    const record = replay({ brain, hands: pools, session }, [0, 2000]);
    expect(record.requests).toMatchObject({ completed: 0, failed: 2 });
    expect(record.little.finishedLatencyMs).toBe(2 * 130);
    // A session that failed early is not a fast one.
    expect(record.total.latencyMs.mean).toBeNull();
    expect(stageMeans(record)).toMatchObject({ tool: 30, toolQueue: 0 });
    // Of the first session the running shell call ran out, the queued one was dropped.
    const shell = record.pools.find(({ name }) => name === "shell");
    expect((shell?.meanBusy ?? 0) * record.window.endMs).toBeCloseTo(500 + 30, 6);
  });

  it("may share their pool's name with the brain", () => {
    const pools = { brain: { workers: 2, serviceMs: 10 } };
    const session = { brainSteps: 2, tools: [{ pool: "brain" }] };
    const record = replay({ brain, hands: pools, session }, [0]);
    expect(record.pools.map(({ name }) => name)).toEqual(["brain", "hands: brain"]);
  });
});

describe("decoupled: tokens", () => {
  it("re-sends the history with every step", () => {
    const record = replay(
      {
        brain,
        hands: hands(),
        session: { brainSteps: 3, toolResultTokens: 50, tools: [tool({ callsPerStep: 2 })] },
      },
      [0],
      "decoupled",
      { input: 1000, output: 20 },
    );
    const second = 1000 + 20 + 100;
    const third = second + 20 + 100;
    expect(record.tokens).toEqual({
      input: 1000 + second + third,
      output: 60,
      cacheRead: 0,
      cacheWrite: 0,
      wasted: 0,
      reprefilled: 1000 + second,
    });
  });

  it("reads the cached share of what is re-sent, and writes what is new", () => {
    const record = replay(
      {
        brain,
        hands: hands(),
        session: {
          brainSteps: 3,
          toolResultTokens: 80,
          cachedHistoryShare: 0.9,
          tools: [tool()],
        },
      },
      [0],
      "decoupled",
      { input: 1000, output: 20 },
    );
    // New: 1000, then 100, then 100. Re-sent: 1000, then 1100.
    expect(record.tokens.cacheRead).toBeCloseTo(0.9 * 2100, 9);
    expect(record.tokens.input).toBeCloseTo(1200 + 0.1 * 2100, 9);
    expect(record.tokens.cacheWrite).toBe(1200);
    expect(record.tokens.reprefilled).toBeCloseTo(0.1 * 2100, 9);
  });
});

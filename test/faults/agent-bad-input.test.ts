import { createServer } from "node:http";
import type { Server } from "node:http";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import type { SessionEvent } from "../../engine/contract/session.js";
import { MemoryResultCache } from "../../engine/agent/cache/result-cache.js";
import { systemClock } from "../../engine/agent/clock.js";
import { ToolHands } from "../../engine/agent/hands/tool-hands.js";
import { ToolStateStore } from "../../engine/agent/hands/tool-state.js";
import { LibsqlLog } from "../../engine/agent/log/libsql-log.js";
import { ModelUnavailable } from "../../engine/agent/session/model-unavailable.js";
import type { Tool } from "../../engine/agent/tool.js";
import type { RehearsalCall } from "../../engine/agent/workload.js";
import { temporaryFolder } from "../contract/temporary.js";
import { created, newEngine, newWorld } from "../unit/agent/engine.fixture.js";

/*
 * Each case through the engine with its log on the disk, its hands and a model server on the network:
 * a clear event, a clear message, nothing hung.
 */

const LIMITS = { timeoutMs: 30_000, maxResultBytes: 1000, retries: 0 };

/** A tool that is wrong in the way of its name. */
function wrong(name: string, replay: "read" | "never", execute: Tool["execute"]): Tool {
  return {
    name,
    description: name,
    input: z.strictObject({ amountUsd: z.number().positive().optional() }),
    limits: name === "hang" ? { ...LIMITS, timeoutMs: 300 } : LIMITS,
    stateNamespace: "wrong",
    runsIn: "in-process",
    workers: 2,
    replay,
    execute,
  };
}

const forEver = (): Promise<string> => new Promise(() => undefined);

const TOOLS: readonly Tool[] = [
  wrong("fine", "read", async () => "as it should be"),
  wrong("throw", "read", async () => {
    throw new Error("the shop is closed");
  }),
  wrong("flood", "read", async () => "é".repeat(50_000_000)),
  wrong("hang", "read", forEver),
  { ...wrong("hang", "never", forEver), name: "hang_and_pay" },
];

async function newHands(...more: readonly Tool[]): Promise<ToolHands> {
  const state = new ToolStateStore(await temporaryFolder());
  onTestFinished(() => state.close());
  return new ToolHands([...TOOLS, ...more], {
    state,
    redact: (text) => text,
    launch: () => {
      throw new Error("no tool here runs outside of this process");
    },
  });
}

/** A session in which the model makes these calls and then says that it is done. */
async function sessionOf(
  calls: readonly RehearsalCall[],
  options: Parameters<typeof newEngine>[2] = {},
) {
  const world = await newWorld([{ text: "Let me see.", calls }]);
  const { engine, log } = newEngine(world, await newHands(), options);
  const offered = TOOLS.map(({ name }) => name);
  await engine.start("s", created(offered), "Go");
  await engine.settled("s");
  return { engine, log, world, events: (await log.events("s", 1)).map(({ event }) => event) };
}

function callFailures(events: readonly SessionEvent[]) {
  return events.flatMap((event) => (event.type === "call-failed" ? [event] : []));
}

const call = (tool: string, input: RehearsalCall["input"] = {}): RehearsalCall => ({ tool, input });

describe("a model that calls wrongly", () => {
  test.each([
    ["an unknown tool", call("no_such_tool"), "unknown-tool", /no tool no_such_tool.*fine, throw/],
    ["a wrong kind", call("fine", { amountUsd: "9" }), "invalid-input", /amountUsd.*number.*"9"/],
    ["a wrong value", call("fine", { amountUsd: -1 }), "invalid-input", /amountUsd/],
    ["a field too many", call("fine", { amountUSD: 1 }), "invalid-input", /amountUSD/],
  ] as const)("%s: is told what was expected, and goes on", async (_, one, fault, message) => {
    const { events } = await sessionOf([one, call("fine")]);
    const [failure] = callFailures(events);
    expect(failure).toMatchObject({ fault, message: expect.stringMatching(message) });
    expect(events).toContainEqual(
      expect.objectContaining({ type: "call-finished", result: "as it should be" }),
    );
    expect(events.at(-1)).toMatchObject({ type: "ended", outcome: "completed" });
  });
});

describe("a tool", () => {
  test("that throws is a failed call with its words", async () => {
    const { events } = await sessionOf([call("throw")]);
    const [failure] = callFailures(events);
    expect(failure).toMatchObject({ fault: "threw", message: "throw: the shop is closed" });
    expect(events.at(-1)).toMatchObject({ outcome: "completed" });
  });

  test("that returns 100 MB is cut, and the model is told", async () => {
    const { events } = await sessionOf([call("flood")]);
    const finished = events.find((event) => event.type === "call-finished");
    expect(finished).toMatchObject({ truncated: true });
    expect(finished?.result.length).toBeLessThan(1200);
    expect(finished?.result).toMatch(/cut here: 50000000 characters/);
    expect(events.at(-1)).toMatchObject({ outcome: "completed" });
  });

  test("that hangs is cut off within its limit", async () => {
    const { events } = await sessionOf([call("hang")]);
    const [failure] = callFailures(events);
    expect(failure).toMatchObject({ fault: "timeout", message: "hang: took longer than 300 ms" });
    expect(events.at(-1)).toMatchObject({ outcome: "completed" });
  });

  test("that hangs and may have paid is not called again: a human is waited for", async () => {
    const { engine, log, events } = await sessionOf([call("hang_and_pay")]);
    expect(events.at(-1)).toMatchObject({
      type: "call-outcome-unknown",
      message: expect.stringMatching(/300 ms.*not run again/),
    });
    await engine.submit("s", {
      type: "call-outcome-resolved",
      call: "1.0",
      result: "It was paid.",
      by: "ann",
      where: "terminal",
    });
    await engine.settled("s");
    expect((await log.events("s", 1)).at(-1)?.event).toMatchObject({ outcome: "completed" });
  });
});

/** The address of a server that listens from now on until the test is done. */
async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

/** The model of a session is reached as `resolve` says. Tells how the session went. */
async function withModel(
  resolve: () => Promise<{ baseUrl: string; key: string }>,
): Promise<SessionEvent[]> {
  const world = await newWorld([]);
  const hands = await newHands();
  const brain = {
    clock: systemClock,
    limits: { idleMs: 20_000, totalMs: 20_000 },
    resolve: async () => ({ endpoint: await resolve(), costUsd: () => 0 }),
    declarations: () => hands.declarations(),
    uniform: () => 0.001,
    onDelta: () => undefined,
  };
  const { engine, log } = newEngine(world, hands, { brain });
  await engine.start("s", created([]), "Go");
  await engine.settled("s");
  return (await log.events("s", 1)).map(({ event }) => event);
}

function inferenceFailures(events: readonly SessionEvent[]) {
  return events.flatMap((event) => (event.type === "inference-failed" ? [event] : []));
}

describe("a model server", () => {
  test.each([401, 403])(
    "that refuses the key with %i pauses the session at once",
    async (status) => {
      const server = createServer((_, response) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end('{"type":"error","error":{"type":"authentication_error","message":"no"}}');
      });
      const baseUrl = await listening(server);
      const key = "sk-ant-api03-refused-key-0123456789";
      const events = await withModel(async () => ({ baseUrl, key }));
      expect(inferenceFailures(events)).toMatchObject([
        {
          fault: "key-refused",
          message: expect.stringMatching(/refuses the key .*Set a valid one and resume/),
          retryInMs: null,
        },
      ]);
      expect(events.at(-1)?.type).toBe("paused");
      expect(JSON.stringify(events)).not.toContain("refused-key");
    },
  );

  test.each(["unknown-model", "key-refused"] as const)(
    "that the registry knows no way to pauses the session at once: %s",
    async (fault) => {
      const events = await withModel(() =>
        Promise.reject(new ModelUnavailable(fault, "do this about it")),
      );
      expect(inferenceFailures(events)).toMatchObject([{ fault, message: "do this about it" }]);
      expect(events.at(-1)?.type).toBe("paused");
    },
  );

  test("that nobody listens at is tried again, then the session pauses and says where to look", async () => {
    const closed = createServer();
    const baseUrl = await listening(closed);
    closed.close();
    await once(closed, "close");
    const events = await withModel(async () => ({ baseUrl, key: "none" }));
    const failures = inferenceFailures(events);
    expect(failures.map(({ fault }) => fault)).toEqual(
      Array.from({ length: 8 }, () => "no-network"),
    );
    expect(failures[0]?.message).toMatch(
      /cannot be reached \(connect ECONNREFUSED 127.0.0.1:\d+\). Check the network and the base address/,
    );
    expect(events.at(-1)?.type).toBe("paused");
  });

  test("whose name nobody knows is no network", async () => {
    const events = await withModel(async () => ({
      baseUrl: "http://no-such-host.invalid",
      key: "none",
    }));
    expect(inferenceFailures(events)[0]).toMatchObject({
      fault: "no-network",
      message: expect.stringMatching(/cannot be reached .*no-such-host\.invalid/),
    });
    expect(events.at(-1)?.type).toBe("paused");
  });

  test.each(["decoupled", "coupled"] as const)(
    "that was away costs a %s session nothing: once it is there again, the session goes on",
    async (architecture) => {
      const nobody = createServer();
      const away = { baseUrl: await listening(nobody), key: "none" };
      nobody.close();
      const world = await newWorld([{ text: "Let me see.", calls: [call("fine")] }]);
      const hands = await newHands();
      let isAway = true;
      const brain = {
        clock: systemClock,
        limits: { idleMs: 20_000, totalMs: 20_000 },
        resolve: async () => ({
          endpoint: isAway && world.rehearsal.counts.none > 0 ? away : world.rehearsal,
          costUsd: () => 0,
        }),
        declarations: () => hands.declarations(),
        uniform: () => 0.001,
        onDelta: () => undefined,
      };
      const { engine, log } = newEngine(world, hands, { brain });
      const resume = async (): Promise<(string | undefined)[]> => {
        await engine.submit("s", { type: "resumed", by: "ann", where: "terminal" });
        await engine.settled("s");
        return (await log.events("s", 1)).map(({ event }) => event.type);
      };
      await engine.start("s", created(["fine"], { architecture }), "Go");
      await engine.settled("s");
      const before = (await log.events("s", 1)).map(({ event }) => event.type);
      expect(before.at(-1)).toBe("paused");
      // Patience begins anew with each resume.
      const still = await resume();
      expect(still.at(-1)).toBe("paused");
      expect(still.filter((type) => type === "inference-failed")).toHaveLength(16);
      isAway = false;
      const after = await resume();
      expect(after.at(-1)).toBe("ended");
      expect(after.filter((type) => type === "call-finished")).toHaveLength(1);
    },
  );
});

const DAY_MS = 86_400_000;

/** The machine's clock, which can be set. */
function jumpingClock() {
  let offsetMs = 0;
  return {
    clock: { ...systemClock, nowMs: () => systemClock.nowMs() + offsetMs },
    set: (days: number): void => void (offsetMs = days * DAY_MS),
  };
}

describe("a clock that jumps", () => {
  test.each([
    ["forward", 1],
    ["back", -1],
  ])("%s by a day in the middle of a session changes nothing", async (_, days) => {
    const { clock, set } = jumpingClock();
    const world = await newWorld([
      { text: "", calls: [call("jump")] },
      { text: "", calls: [call("fine"), call("throw")] },
    ]);
    const jump = wrong("jump", "never", async () => {
      set(days);
      // Long enough for the lease to be renewed on the other side.
      await systemClock.sleep(200);
      return "jumped";
    });
    const hands = await newHands(jump);
    const { engine, log, broken } = newEngine(world, hands, { clock, leaseTtlMs: 300 });
    await engine.start("s", created(["jump", "fine", "throw"]), "Go");
    await engine.settled("s");
    const events = await log.events("s", 1);
    expect(broken).toEqual([]);
    expect(events.map(({ position }) => position)).toEqual(events.map((_event, at) => at + 1));
    expect(events.at(-1)?.event).toMatchObject({ type: "ended", outcome: "completed" });
    const started = events.filter(({ event }) => event.type === "call-started");
    expect(started).toHaveLength(3);
  });

  test("back by a day leaves no session to a killed process for a day", async () => {
    const { clock, set } = jumpingClock();
    const world = await newWorld([]);
    const dead = new LibsqlLog(world.file, clock);
    set(1);
    const lease = await dead.acquire("s", "dead", 10_000);
    await dead.append("s", 0, [created([]), { type: "user-message", text: "Go" }], lease);
    await dead.close();
    set(0);
    const { engine, log } = newEngine(world, await newHands(), { clock });
    expect((await log.list())[0]?.holder).toBeNull();
    await engine.wake("s");
    await engine.settled("s");
    expect((await log.events("s", 1)).at(-1)?.event).toMatchObject({ outcome: "completed" });
  });

  test("back by a day serves no cached result of tomorrow", async () => {
    const { clock, set } = jumpingClock();
    const cache = new MemoryResultCache(clock);
    set(1);
    await cache.put("look", {}, "tomorrow's", 1000);
    expect(await cache.get("look", {})).toBe("tomorrow's");
    set(0);
    expect(await cache.get("look", {})).toBeUndefined();
  });

  test("that is a day behind the server's does not make a short wait long", async () => {
    const serverMs = Date.now() + DAY_MS;
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      response.setHeader("date", new Date(serverMs).toUTCString());
      response.setHeader("retry-after", new Date(serverMs + 1000).toUTCString());
      response.writeHead(requests === 1 ? 429 : 401, { "content-type": "application/json" });
      response.end("{}");
    });
    const baseUrl = await listening(server);
    const events = await withModel(async () => ({ baseUrl, key: "none" }));
    const [first] = inferenceFailures(events);
    expect(first).toMatchObject({ fault: "rate-limited" });
    expect(first?.retryInMs).toBeGreaterThanOrEqual(1000);
    expect(first?.retryInMs).toBeLessThan(2000);
  });
});

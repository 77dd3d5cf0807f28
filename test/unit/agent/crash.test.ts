import { describe, expect, test } from "vitest";
import type { ReplayClass, SessionEvent } from "../../../engine/contract/session.js";
import { systemClock } from "../../../engine/agent/clock.js";
import { LibsqlLog } from "../../../engine/agent/log/libsql-log.js";
import type { Reconciliation } from "../../../engine/agent/tool.js";
import { call, created, newEngine, newWorld, result, scriptedHands } from "./engine.fixture.js";
import type { World } from "./engine.fixture.js";

const ASKED: SessionEvent[] = [
  { type: "user-message", text: "Pay" },
  { type: "inference-started", inference: 1, attempt: 1, modelId: "rehearsal" },
  {
    type: "inference-finished",
    inference: 1,
    attempt: 1,
    stopReason: "tool_use",
    content: [{ type: "tool_use", id: "toolu_1", name: "pay", input: { usd: 5 } }],
    usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 },
    costUsd: 0,
    ttftMs: 1,
    durationMs: 1,
    origin: "rehearsal",
  },
  {
    type: "call-requested",
    call: "1.0",
    inference: 1,
    toolUseId: "toolu_1",
    tool: "pay",
    input: { usd: 5 },
  },
];
const STARTED: SessionEvent = {
  type: "call-started",
  call: "1.0",
  attempt: 1,
  idempotencyKey: "s:1.0",
  fencingToken: 1,
  worker: "dead",
};

/** The log as a process leaves it that is killed after `events`. */
async function killedAfter(
  world: World,
  events: readonly SessionEvent[],
  over: Parameters<typeof created>[1] = {},
): Promise<void> {
  const log = new LibsqlLog(world.file, systemClock);
  const lease = await log.acquire("s", "dead", 1);
  await log.append("s", 0, [created(["pay"], over), ...events], lease);
  await log.close();
  await systemClock.sleep(5);
}

/** Wakes the session in a new engine, and tells what ran and how each event reads. */
async function wake(world: World, replay: ReplayClass, found?: Reconciliation) {
  const hands = scriptedHands({
    pay: { replay, ...(found === undefined ? {} : { reconcile: async () => found }) },
  });
  const { engine, log } = newEngine(world, hands, { holder: "two" });
  await engine.wake("s");
  await engine.settled("s");
  const events = (await log.events("s", 1)).map(({ event }) => event);
  return { engine, log, events, executed: hands.executed };
}

describe("a call that was begun when its process was killed", () => {
  test.each(["read", "idempotent"] as const)(
    "%s: is run again, with the same key",
    async (replay) => {
      const world = await newWorld([call("pay")]);
      await killedAfter(world, [...ASKED, STARTED]);
      const { events, executed } = await wake(world, replay);
      expect(executed).toEqual(["pay 1.0"]);
      const begun = events.filter((event) => event.type === "call-started");
      expect(begun.map(({ attempt, idempotencyKey }) => [attempt, idempotencyKey])).toEqual([
        [1, "s:1.0"],
        [2, "s:1.0"],
      ]);
      expect(events.at(-1)).toMatchObject({ type: "ended", outcome: "completed" });
    },
  );

  test("reconcilable, and it happened: its result is taken over, and it is not run", async () => {
    const world = await newWorld([call("pay")]);
    await killedAfter(world, [...ASKED, STARTED]);
    const { events, executed } = await wake(world, "reconcilable", {
      happened: "yes",
      result: "paid as no. 7",
    });
    expect(executed).toEqual([]);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: "call-finished",
        result: "paid as no. 7",
        from: "reconciliation",
      }),
    );
    expect(events.at(-1)).toMatchObject({ outcome: "completed" });
  });

  test("reconcilable, and it did not happen: it is run", async () => {
    const world = await newWorld([call("pay")]);
    await killedAfter(world, [...ASKED, STARTED]);
    const { executed } = await wake(world, "reconcilable", { happened: "no" });
    expect(executed).toEqual(["pay 1.0"]);
  });

  test.each([
    ["never", undefined],
    ["reconcilable", { happened: "unknown", message: "the bank is closed" }],
  ] as const)(
    "%s, and nobody can tell: waits for a human, and is not run",
    async (replay, found) => {
      const world = await newWorld([call("pay")]);
      await killedAfter(world, [...ASKED, STARTED]);
      const { engine, log, events, executed } = await wake(world, replay, found);
      expect(executed).toEqual([]);
      expect(events.at(-1)).toMatchObject({ type: "call-outcome-unknown", call: "1.0" });
      await engine.submit("s", {
        type: "call-outcome-resolved",
        call: "1.0",
        result: "It was paid.",
        by: "ann",
        where: "terminal",
      });
      await expect
        .poll(async () => (await log.events("s", 1)).at(-1)?.event)
        .toMatchObject({ outcome: "completed" });
      expect(executed).toEqual([]);
    },
  );

  test("never, where the model is to be told: it is told that it is unknown", async () => {
    const world = await newWorld([call("pay")]);
    await killedAfter(world, [...ASKED, STARTED], { onUnknownOutcome: "tell" });
    const { events, executed } = await wake(world, "never");
    expect(executed).toEqual([]);
    expect(events).toContainEqual(expect.objectContaining({ fault: "unknown-outcome" }));
    expect(events.at(-1)).toMatchObject({ outcome: "completed" });
  });
});

describe("a session that broke off elsewhere", () => {
  test("before a call began: the call is made once, whatever its class", async () => {
    const world = await newWorld([call("pay")]);
    await killedAfter(world, ASKED);
    const { executed } = await wake(world, "never");
    expect(executed).toEqual(["pay 1.0"]);
  });

  test("in the middle of an inference: it is lost, and made again", async () => {
    const world = await newWorld([]);
    await killedAfter(world, ASKED.slice(0, 2));
    const { events } = await wake(world, "read");
    expect(events.map(({ type }) => type)).toEqual([
      "session-created",
      "user-message",
      "inference-started",
      "woken",
      "inference-failed",
      "inference-started",
      "inference-finished",
      "ended",
    ]);
  });

  test("while a human was asked: the question stands, and the answer counts", async () => {
    const world = await newWorld([call("pay")]);
    const asked: SessionEvent = { type: "approval-asked", call: "1.0", tool: "pay", reason: "" };
    await killedAfter(world, [...ASKED, asked]);
    const { engine, log, events, executed } = await wake(world, "never");
    expect(events.filter(({ type }) => type === "approval-asked")).toHaveLength(1);
    expect(executed).toEqual([]);
    await engine.submit("s", { type: "approval-given", call: "1.0", by: "ann", where: "window" });
    await expect
      .poll(async () => (await log.events("s", 1)).at(-1)?.event)
      .toMatchObject({ outcome: "completed" });
    expect(executed).toEqual(["pay 1.0"]);
  });

  test("one that lost its lease writes nothing more, and its call is not made twice", async () => {
    const world = await newWorld([call("pay")]);
    let release = (): void => undefined;
    const slow = scriptedHands({
      pay: {
        replay: "never",
        execute: () => new Promise((resolve) => (release = () => resolve(result("paid")))),
      },
    });
    const skewed = { ...systemClock, nowMs: () => Date.now() - 60_000 };
    const first = newEngine(world, slow, { clock: skewed, leaseTtlMs: 30_000 });
    await first.engine.start("s", created(["pay"]), "Pay");
    await expect.poll(() => slow.executed).toEqual(["pay 1.0"]);
    const { log, events, executed } = await wake(world, "never");
    expect(events.at(-1)).toMatchObject({ type: "call-outcome-unknown" });
    release();
    await expect.poll(() => first.broken).toHaveLength(1);
    expect(executed).toEqual([]);
    expect((await log.events("s", 1)).map(({ event }) => event.type)).not.toContain(
      "call-finished",
    );
  });

  test("a session that runs elsewhere is not woken", async () => {
    const world = await newWorld([call("pay")]);
    const asking = newEngine(world, scriptedHands({ pay: {} }), { decision: "ask" });
    await asking.engine.start("s", created(["pay"]), "Pay");
    await asking.engine.settled("s");
    const other = newEngine(world, scriptedHands({ pay: {} }), { holder: "two" });
    await expect(other.engine.wake("s")).rejects.toThrow("session s is run by one");
    await expect(other.engine.wake("t")).rejects.toThrow("there is no session t");
  });
});

import { describe, expect, test } from "vitest";
import type { SessionEvent, SessionEventOf } from "../../../engine/contract/session.js";
import type { SessionLog } from "../../../engine/agent/ports.js";
import { call, created, newEngine, newWorld, result, scriptedHands } from "./engine.fixture.js";

async function typesOf(log: SessionLog, session: string): Promise<string[]> {
  return (await log.events(session, 1)).map(({ event }) => event.type);
}

async function only<T extends SessionEvent["type"]>(
  log: SessionLog,
  session: string,
  type: T,
): Promise<SessionEventOf<T>[]> {
  return (await log.events(session, 1)).flatMap(({ event }) =>
    event.type === type ? [event as SessionEventOf<T>] : [],
  );
}

describe.each(["decoupled", "coupled"] as const)("a %s session", (architecture) => {
  test("goes from its message over tool calls to its end, all of it in the log", async () => {
    const world = await newWorld([call("look", "look"), call("book")]);
    const hands = scriptedHands({ look: {}, book: { replay: "never" } });
    const { engine, log } = newEngine(world, hands);
    await engine.start("s", created(["look", "book"], { architecture }), "Please book");
    await engine.settled("s");
    expect(hands.executed).toEqual(["look 1.0", "look 1.1", "book 2.0"]);
    expect(await only(log, "s", "ended")).toMatchObject([{ outcome: "completed" }]);
    const finished = await only(log, "s", "inference-finished");
    expect(finished.map(({ stopReason }) => stopReason)).toEqual([
      "tool_use",
      "tool_use",
      "end_turn",
    ]);
    expect(finished.every(({ usage }) => usage.outputTokens > 0)).toBe(true);
    expect(finished[1]?.usage.cacheReadTokens).toBeGreaterThan(0);
    expect((await only(log, "s", "call-finished")).map(({ result: text }) => text)).toEqual([
      "look done",
      "look done",
      "book done",
    ]);
  });

  test("asks, and goes on when a human elsewhere answers", async () => {
    const world = await newWorld([call("look", "look")]);
    const hands = scriptedHands({ look: {} });
    const { engine, log } = newEngine(world, hands, { decision: "ask" });
    await engine.start("s", created(["look"], { architecture }), "Go");
    await expect.poll(() => only(log, "s", "approval-asked")).not.toHaveLength(0);
    expect(hands.executed).toEqual([]);
    const elsewhere = newEngine(world, hands, { holder: "two" });
    const by = { by: "ann", where: "terminal" } as const;
    await elsewhere.engine.submit("s", { type: "approval-given", call: "1.0", ...by });
    await elsewhere.engine.submit("s", {
      type: "approval-refused",
      call: "1.1",
      note: "not twice",
      ...by,
    });
    await expect.poll(() => only(log, "s", "ended")).toMatchObject([{ outcome: "completed" }]);
    expect(hands.executed).toEqual(["look 1.0"]);
    expect(await only(log, "s", "call-failed")).toMatchObject([
      { call: "1.1", fault: "refused", message: "A human refused this call: not twice" },
    ]);
  });

  test("asks nobody about a call whose input the tool would not take", async () => {
    const world = await newWorld([call("look")]);
    const hands = scriptedHands({ look: { refusal: () => "look: the input is not valid" } });
    const { engine, log } = newEngine(world, hands, { decision: "ask" });
    await engine.start("s", created(["look"], { architecture }), "Go");
    await expect.poll(() => only(log, "s", "ended")).toMatchObject([{ outcome: "completed" }]);
    expect(await only(log, "s", "approval-asked")).toEqual([]);
    expect(await only(log, "s", "call-failed")).toMatchObject([
      { call: "1.0", fault: "invalid-input", message: "look: the input is not valid" },
    ]);
    expect(hands.executed).toEqual([]);
  });

  test("pauses, resumes and stops on request", async () => {
    const world = await newWorld([call("slow"), call("slow")]);
    let release = (): void => undefined;
    const hands = scriptedHands({
      slow: {
        execute: (_key, signal) =>
          new Promise((resolve) => {
            release = () => resolve(result("slept"));
            signal.addEventListener("abort", () => resolve(result("woken early")));
          }),
      },
    });
    const { engine, log } = newEngine(world, hands);
    const by = { by: "ann", where: "window" } as const;
    await engine.start("s", created(["slow"], { architecture }), "Go");
    await expect.poll(() => hands.executed).toEqual(["slow 1.0"]);
    await engine.submit("s", { type: "pause-requested", ...by });
    release();
    await engine.settled("s");
    expect((await typesOf(log, "s")).at(-1)).toBe("paused");
    await engine.submit("s", { type: "resumed", ...by });
    await expect.poll(() => hands.executed).toEqual(["slow 1.0", "slow 2.0"]);
    await engine.submit("s", { type: "stop-requested", ...by });
    await expect.poll(() => only(log, "s", "ended")).toMatchObject([{ outcome: "stopped" }]);
    expect(await only(log, "s", "call-finished")).toHaveLength(2);
  });
});

describe("bad input from the model or the user", () => {
  test("an unknown tool and a denied one are told to the model, and never run", async () => {
    const world = await newWorld([call("nonsense", "look")]);
    const hands = scriptedHands({ look: {} });
    const { engine, log } = newEngine(world, hands, { decision: "deny" });
    await engine.start("s", created(["look"]), "Go");
    await engine.settled("s");
    expect(hands.executed).toEqual([]);
    expect((await only(log, "s", "call-failed")).map(({ fault }) => fault)).toEqual([
      "unknown-tool",
      "denied",
    ]);
    expect(await only(log, "s", "ended")).toMatchObject([{ outcome: "completed" }]);
  });

  test("a failing read is tried again as often as its tool says; then the model is told", async () => {
    const world = await newWorld([call("flaky"), call("dead")]);
    let attempts = 0;
    const fault = { kind: "fault", fault: "threw", message: "no", mayHaveHappened: true } as const;
    const hands = scriptedHands({
      flaky: { retries: 2, execute: async () => ((attempts += 1) < 3 ? fault : result("yes")) },
      dead: { retries: 1, execute: async () => fault },
    });
    const { engine, log } = newEngine(world, hands);
    await engine.start("s", created(["flaky", "dead"]), "Go");
    await engine.settled("s");
    expect(hands.executed).toEqual(["flaky 1.0", "flaky 1.0", "flaky 1.0", "dead 2.0", "dead 2.0"]);
    expect(await only(log, "s", "call-finished")).toMatchObject([{ attempt: 3, result: "yes" }]);
    expect((await only(log, "s", "call-failed")).at(-1)).toMatchObject({ retryInMs: null });
  });

  test("a budget is checked before each inference; raised, the session goes on", async () => {
    const world = await newWorld([call("look")]);
    const hands = scriptedHands({ look: {} });
    const { engine, log } = newEngine(world, hands);
    await engine.start("s", created(["look"], { budget: { tokens: 10 } }), "Go");
    await engine.settled("s");
    expect(await only(log, "s", "budget-reached")).toMatchObject([
      { scope: "session", kind: "tokens", limit: 10 },
    ]);
    expect(await only(log, "s", "inference-started")).toHaveLength(1);
    await engine.submit("s", {
      type: "budget-raised",
      budget: { tokens: 1e6 },
      by: "ann",
      where: "window",
    });
    await expect.poll(() => only(log, "s", "ended")).toMatchObject([{ outcome: "completed" }]);
  });

  test("the budget of all sessions holds back those that come later", async () => {
    const world = await newWorld([]);
    const { engine, log } = newEngine(world, scriptedHands({}), { overallBudget: { tokens: 5 } });
    await engine.start("a", created([]), "Go");
    await engine.settled("a");
    await engine.start("b", created([]), "Go");
    await engine.settled("b");
    expect(await only(log, "b", "budget-reached")).toMatchObject([{ scope: "all-sessions" }]);
    expect(await only(log, "b", "inference-started")).toHaveLength(0);
  });

  test("the budget of all sessions knows what a stopped session's broken answer cost", async () => {
    const world = await newWorld([], { script: ["stall"] });
    const { engine, log } = newEngine(world, scriptedHands({}), {
      overallBudget: { tokens: 1 },
      idleMs: 60_000,
    });
    await engine.start("a", created([]), "Go");
    await expect.poll(() => world.rehearsal.counts.stall).toBe(1);
    await engine.submit("a", { type: "stop-requested", by: "ann", where: "terminal" });
    await engine.settled("a");
    const [broken] = await only(log, "a", "inference-failed");
    expect(broken?.usage.cacheWriteTokens).toBeGreaterThan(0);
    await engine.start("b", created([]), "Go");
    await engine.settled("b");
    expect(await only(log, "b", "budget-reached")).toMatchObject([{ scope: "all-sessions" }]);
  });

  test("an answer that reached max_tokens in a conversation is a turn: the user says what comes next", async () => {
    const world = await newWorld([
      { text: "A long answer. ".repeat(20), thinking: "Hm.", calls: [] },
    ]);
    const { engine, log } = newEngine(world, scriptedHands({}));
    await engine.start("s", created([], { maxTokens: 5, onTurnEnd: "wait" }), "Go");
    await engine.settled("s");
    expect(await only(log, "s", "ended")).toEqual([]);
    await log.submit("s", { type: "user-message", text: "Go on." });
    await engine.wake("s");
    await engine.settled("s");
    expect(
      (await only(log, "s", "inference-finished")).map(({ stopReason }) => stopReason),
    ).toEqual(["max_tokens", "end_turn"]);
  });

  test("max_tokens in the middle of a tool call is no malformed answer, and is paid for once", async () => {
    const world = await newWorld([
      { text: "", calls: [{ tool: "book", input: { what: "a long wish ".repeat(20) } }] },
    ]);
    const hands = scriptedHands({ book: { replay: "never" } });
    const { engine, log } = newEngine(world, hands);
    await engine.start("s", created(["book"], { maxTokens: 5 }), "Go");
    await engine.settled("s");
    expect(world.rehearsal.counts.none).toBe(1);
    const [answer] = await only(log, "s", "inference-finished");
    expect(answer).toMatchObject({ stopReason: "max_tokens", content: [] });
    expect(await only(log, "s", "ended")).toMatchObject([{ outcome: "max-tokens" }]);
    expect(hands.executed).toEqual([]);
  });

  test("max_tokens ends the session and says what to do", async () => {
    const world = await newWorld([{ text: "word ".repeat(100), calls: [] }]);
    const { engine, log } = newEngine(world, scriptedHands({}));
    await engine.start("s", created([], { maxTokens: 5 }), "Go");
    await engine.settled("s");
    expect(await only(log, "s", "ended")).toMatchObject([{ outcome: "max-tokens" }]);
  });

  test("results of reads are served again from the cache, in their time to live", async () => {
    const world = await newWorld([call("look"), call("look")]);
    const hands = scriptedHands({ look: { cacheTtlMs: 60_000 } });
    const { engine, log } = newEngine(world, hands);
    await engine.start("s", created(["look"]), "Go");
    await engine.settled("s");
    expect(hands.executed).toEqual(["look 1.0"]);
    expect((await only(log, "s", "call-finished")).map(({ from }) => from)).toEqual([
      "tool",
      "cache",
    ]);
  });
});

import { describe, expect, test } from "vitest";
import type { InferenceFault, LoggedEvent } from "../../../engine/contract/session.js";
import {
  applyEvent,
  emptySessionState,
  totalTokens,
  whyPaused,
} from "../../../engine/contract/session-state.js";
import type { SessionState } from "../../../engine/contract/session-state.js";
import { retryDelayMs } from "../../../engine/agent/brain/faults.js";
import { REHEARSAL_FAULTS } from "../../../engine/agent/rehearsal/faults.js";
import type { RehearsalFault } from "../../../engine/agent/rehearsal/faults.js";
import { call, created, newEngine, newWorld, scriptedHands } from "./engine.fixture.js";

/** What the session's log says of each fault of the model server; none: it is only slow. */
const SEEN_AS: Readonly<Record<RehearsalFault, InferenceFault | undefined>> = {
  "rate-limit": "rate-limited",
  overloaded: "overloaded",
  "overloaded-mid-stream": "overloaded",
  "server-error": "server-error",
  drop: "dropped",
  "drop-before-answer": "no-network",
  stall: "stalled",
  malformed: "malformed",
  "slow-first-byte": undefined,
};

const STALL_CUT = { idleMs: 1500 };
/** Where nothing stalls, a busy machine is not to look as if it did. */
const PATIENT = { idleMs: 19_000 };

function stateOf(events: readonly LoggedEvent[]): SessionState {
  const state = emptySessionState();
  for (const event of events) applyEvent(state, event);
  return state;
}

async function failures(log: ReturnType<typeof newEngine>["log"], session: string) {
  return (await log.events(session, 1)).flatMap(({ event }) =>
    event.type === "inference-failed" ? [event] : [],
  );
}

describe("a model server with faults", () => {
  test.each(REHEARSAL_FAULTS)(
    "%s: seen as what it is, tried again, and got over",
    async (fault) => {
      const world = await newWorld([call("look")], {
        script: [fault, "none", fault],
        retryAfterSeconds: 0,
        slowFirstByteMs: 100,
      });
      const times = fault === "stall" ? STALL_CUT : PATIENT;
      const { engine, log } = newEngine(world, scriptedHands({ look: {} }), times);
      await engine.start("s", created(["look"]), "Go");
      await engine.settled("s");
      const expected = SEEN_AS[fault] === undefined ? [] : [SEEN_AS[fault], SEEN_AS[fault]];
      const failed = await failures(log, "s");
      expect(failed.map((event) => event.fault)).toEqual(expected);
      expect((await log.events("s", 1)).at(-1)?.event).toMatchObject({ outcome: "completed" });
      const isMidStream = ["drop", "stall", "malformed", "overloaded-mid-stream"].includes(fault);
      const answered = (await log.events("s", 1)).flatMap(({ event }) =>
        event.type === "inference-finished" ? [event] : [],
      );
      for (const { inference, partial, usage, costUsd } of failed) {
        expect(partial.length > 0).toBe(isMidStream);
        // What broke off was billed all the same: the prompt as much as by the attempt that was answered.
        const whole = answered.find((event) => event.inference === inference)?.usage;
        expect(usage.cacheWriteTokens).toBe(isMidStream ? whole?.cacheWriteTokens : 0);
        expect(costUsd > 0).toBe(isMidStream);
      }
    },
  );

  test("all faults together leave no session without an end", async () => {
    const shares = Object.fromEntries(REHEARSAL_FAULTS.map((fault) => [fault, 0.05]));
    const world = await newWorld([call("look"), call("look", "look")], {
      shares,
      retryAfterSeconds: 0,
      slowFirstByteMs: 20,
    });
    const hands = scriptedHands({ look: {} });
    const { engine, log, broken } = newEngine(world, hands, STALL_CUT);
    const sessions = Array.from({ length: 40 }, (_, n) => `s-${n}`);
    await Promise.all(
      sessions.map(async (session) => {
        await engine.start(session, created(["look"]), `Go ${session}`);
        await engine.settled(session);
      }),
    );
    const outcomes = (await log.list()).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(sessions.map(() => "completed"));
    expect(world.rehearsal.counts.none).toBeGreaterThan(100);
    const faults = REHEARSAL_FAULTS.reduce((sum, fault) => sum + world.rehearsal.counts[fault], 0);
    expect(faults).toBeGreaterThan(30);
    expect(new Set(hands.executed).size).toBeGreaterThan(0);
    expect(broken).toEqual([]);
    // Tokens of answers that broke off are in what each session has used, and told apart.
    const states = await Promise.all(
      sessions.map(async (session) => stateOf(await log.events(session, 1))),
    );
    const wasted = states.reduce((sum, { wastedUsage }) => sum + totalTokens(wastedUsage), 0);
    const used = states.reduce((sum, { usage }) => sum + totalTokens(usage), 0);
    expect(wasted).toBeGreaterThan(0);
    expect(used).toBeGreaterThan(wasted);
  });

  test("a stop is heard in the middle of a stall", async () => {
    const world = await newWorld([], { script: ["stall"] });
    const { engine, log } = newEngine(world, scriptedHands({}), { idleMs: 60_000 });
    await engine.start("s", created([]), "Go");
    await expect.poll(() => world.rehearsal.counts.stall).toBe(1);
    await engine.submit("s", { type: "stop-requested", by: "ann", where: "terminal" });
    await engine.settled("s");
    expect((await log.events("s", 1)).at(-1)?.event).toMatchObject({ outcome: "stopped" });
  });

  test.each([
    ["a key that is refused", "key-refused", { key: "sk-ant-api03-wrong-key-0123456789" }, {}],
    [
      "an unknown model",
      "unknown-model",
      {},
      { model: { requested: "x", name: "x", version: "1", modelId: "no-such-model" } },
    ],
  ] as const)("%s pauses the session at once, and says why", async (_, fault, options, over) => {
    const world = await newWorld([]);
    const { engine, log } = newEngine(world, scriptedHands({}), options);
    await engine.start("s", created([], over), "Go");
    await engine.settled("s");
    expect((await failures(log, "s")).map((event) => event.fault)).toEqual([fault]);
    expect((await log.events("s", 1)).at(-1)?.event.type).toBe("paused");
    expect(whyPaused(stateOf(await log.events("s", 1)))).toMatch(/server/);
    expect(JSON.stringify(await log.events("s", 1))).not.toContain("wrong-key");
  });
});

describe("the one place that decides on a retry", () => {
  test("waits longer each time, at least as long as the server asks, and not for ever", () => {
    const overloaded = { fault: "overloaded", retryAfterMs: undefined } as const;
    const most = [1, 2, 3, 6, 7, 8].map((attempt) => retryDelayMs(overloaded, attempt, 1));
    expect(most).toEqual([500, 1000, 2000, 16_000, 30_000, null]);
    expect(retryDelayMs(overloaded, 3, 0.25)).toBe(500);
    expect(retryDelayMs({ fault: "rate-limited", retryAfterMs: 7000 }, 1, 0.5)).toBe(7250);
    expect(retryDelayMs({ fault: "rate-limited", retryAfterMs: 600_000 }, 1, 0.5)).toBeNull();
    expect(retryDelayMs({ fault: "key-refused", retryAfterMs: undefined }, 1, 0.5)).toBeNull();
  });
});

import { describe, expect, onTestFinished, test } from "vitest";
import type { LoggedEvent, SessionEvent } from "../../../engine/contract/session.js";
import { compactionOf } from "../../../engine/agent/brain/compaction.js";
import { Conversation } from "../../../engine/agent/brain/prompt.js";
import { INSTANT, startRehearsal } from "../../../engine/agent/rehearsal/server.js";
import type { SessionLog } from "../../../engine/agent/ports.js";
import type { RehearsalPolicy } from "../../../engine/agent/workload.js";
import { call, created, newEngine, newWorld, result, scriptedHands } from "./engine.fixture.js";
import { fc, runs } from "../../property.js";

/** Calls the tool as long as the last result says so, however much of the conversation is left. */
const STEPS: RehearsalPolicy = {
  handles: () => true,
  answer: ({ turns }) => {
    const last = turns.at(-1);
    const more =
      last?.role === "user" && !last.results.some(({ result: text }) => /end/.test(text));
    return more ? call("look") : { text: "All done.", calls: [] };
  },
};

/** An engine on a model that reads at most so many tokens, with a tool of `results`, one after the other. */
async function limited(contextTokens: number, results: readonly string[]) {
  const { file } = await newWorld([]);
  const rehearsal = await startRehearsal({
    seed: 1,
    latency: INSTANT,
    policies: [STEPS],
    contextTokens,
  });
  onTestFinished(() => rehearsal.close());
  let calls = 0;
  const execute = async () => {
    calls += 1;
    return result(results[calls - 1] ?? "end");
  };
  return newEngine({ file, rehearsal }, scriptedHands({ look: { execute } }));
}

async function eventsOf(log: SessionLog): Promise<SessionEvent[]> {
  return (await log.events("s", 1)).map(({ event }) => event);
}

describe("a session whose conversation outgrows the model", () => {
  test("is made shorter, as often as it takes, and comes to its end; the log keeps all", async () => {
    const long = Array.from({ length: 12 }, (_, n) => `page ${n} ${"words ".repeat(150)}`);
    const { engine, log } = await limited(1500, long);
    await engine.start("s", created(["look"]), "Read all pages");
    await engine.settled("s");
    const events = await eventsOf(log);
    expect(events.at(-1)).toMatchObject({ type: "ended", outcome: "completed" });
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === "context-compacted").length).toBeGreaterThan(1);
    expect(types.filter((type) => type === "call-finished")).toHaveLength(13);
    const failures = events.filter((event) => event.type === "inference-failed");
    expect(failures.every(({ fault }) => fault === "context-full")).toBe(true);
    expect(events.find((event) => event.type === "context-compacted")?.summary).toMatch(
      /Read all pages[^]*You called look with .*: result of \d+ characters, cleared/,
    );
  });

  test("goes on too where an answer was cut off, which is not sent again", async () => {
    const world = await newWorld(
      [call("look"), { text: "words ".repeat(250), calls: [] }],
      {},
      700,
    );
    const results = ["found ".repeat(340), "nothing more"];
    const execute = async () => result(results.shift() ?? "end");
    const { engine, log } = newEngine(world, scriptedHands({ look: { execute } }));
    await engine.start("s", created(["look"]), "Read");
    await engine.settled("s");
    const events = await eventsOf(log);
    const reasons = events.flatMap((event) =>
      event.type === "inference-finished" ? [event.stopReason] : [],
    );
    expect(reasons).toEqual(["tool_use", "model_context_window_exceeded", "tool_use", "end_turn"]);
    expect(events.at(-1)).toMatchObject({ type: "ended", outcome: "completed" });
  });

  test.each([
    ["a message alone", "word ".repeat(2000)],
    ["a short one, with nothing to leave out", "word ".repeat(300)],
  ])("%s that is too long ends with a message that says so", async (_, message) => {
    const { engine, log } = await limited(100, []);
    await engine.start("s", created(["look"]), message);
    await engine.settled("s");
    const events = await eventsOf(log);
    expect(events.filter(({ type }) => type === "context-compacted").length).toBeLessThan(2);
    expect(events.at(-1)).toMatchObject({
      type: "ended",
      outcome: "context-full",
      message: expect.stringMatching(/cannot be made shorter: start a new session/),
    });
  });

  test("answers a later message that made it too long", async () => {
    const { file, rehearsal } = await newWorld([], {}, 1000);
    const { engine, log } = newEngine({ file, rehearsal }, scriptedHands({}));
    await engine.start("s", created([]), "word ".repeat(500));
    await log.submit("s", { type: "user-message", text: "more ".repeat(400) });
    await engine.settled("s");
    const events = await eventsOf(log);
    expect(events.at(-1)).toMatchObject({ type: "ended", outcome: "completed" });
    expect(events.map(({ type }) => type)).toContain("context-compacted");
    const answered = events.findLastIndex(({ type }) => type === "inference-finished");
    const asked = events.findLastIndex(({ type }) => type === "user-message");
    expect(answered).toBeGreaterThan(asked);
  });

  test("loses nothing that was said while it answered what is left out", async () => {
    const { file, rehearsal } = await newWorld([], {}, 1000);
    const { engine, log } = newEngine({ file, rehearsal }, scriptedHands({}));
    await engine.start("s", created([]), "word ".repeat(500));
    await log.submit("s", {
      type: "user-message",
      text: `Remember the blue door. ${"more ".repeat(400)}`,
    });
    await engine.settled("s");
    const conversation = new Conversation();
    for (const logged of await log.events("s", 1)) conversation.add(logged);
    const { messages } = conversation.prompt([]);
    expect(JSON.stringify(messages)).toContain("Remember the blue door");
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
  });
});

describe("a compaction", () => {
  const step = (inference: number, text: string, found: string): SessionEvent[] => [
    {
      type: "inference-finished",
      inference,
      attempt: 1,
      stopReason: "tool_use",
      content: [
        { type: "text", text },
        { type: "tool_use", id: `toolu_${inference}`, name: "look", input: { text } },
      ],
      usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
      costUsd: 0,
      ttftMs: 0,
      durationMs: 0,
      origin: "rehearsal",
    },
    {
      type: "call-requested",
      call: `${inference}.0`,
      inference,
      toolUseId: `toolu_${inference}`,
      tool: "look",
      input: { text },
    },
    {
      type: "call-finished",
      call: `${inference}.0`,
      attempt: 1,
      result: `<${found}>`,
      truncated: false,
      from: "tool",
      durationMs: 0,
    },
  ];
  const logged = (events: readonly SessionEvent[]): LoggedEvent[] =>
    events.map((event, at) => ({ position: at + 1, at: "2026-11-22T00:00:00.000Z", event }));
  const messagesOf = (events: readonly LoggedEvent[]) => {
    const conversation = new Conversation();
    for (const event of events) conversation.add(event);
    return conversation.prompt([]).messages;
  };

  test("leaves less than half, still in turns, without the results that it cleared", () => {
    const text = fc.string({ minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(text, fc.array(fc.tuple(text, text), { maxLength: 40 }), (wish, steps) => {
        const events = logged([
          created(["look"]),
          { type: "user-message", text: wish },
          ...steps.flatMap(([said, found], at) => step(at + 1, said, `secret ${at} ${found}`)),
        ]);
        const compaction = compactionOf(events);
        if (compaction === undefined) return;
        const before = messagesOf(events);
        const after = messagesOf([
          ...events,
          ...logged([compaction]).map((event) => ({ ...event, position: events.length + 1 })),
        ]);
        expect(JSON.stringify(after).length).toBeLessThan(JSON.stringify(before).length * 0.7);
        expect(after.map(({ role }) => role)).toEqual(
          after.map((_, at) => (at % 2 === 0 ? "user" : "assistant")),
        );
        expect(after.at(-1)?.role).toBe("user");
        expect(compaction.summary).not.toContain("<secret");
      }),
      { numRuns: runs(200), endOnFailure: true },
    );
  });

  test("of a short conversation there is none", () => {
    expect(
      compactionOf(logged([created([]), { type: "user-message", text: "Hello" }])),
    ).toBeUndefined();
  });
});

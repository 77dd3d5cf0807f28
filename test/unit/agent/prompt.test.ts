import { describe, expect, test } from "vitest";
import type {
  LoggedEvent,
  SessionEvent,
  SessionEventOf,
} from "../../../engine/contract/session.js";
import { Conversation } from "../../../engine/agent/brain/prompt.js";
import { created } from "./engine.fixture.js";

const NO_USAGE = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

function answered(
  inference: number,
  text: string,
  ...tools: readonly string[]
): SessionEventOf<"inference-finished"> {
  return {
    type: "inference-finished",
    inference,
    attempt: 1,
    stopReason: tools.length === 0 ? "end_turn" : "tool_use",
    content: [
      { type: "text", text },
      ...tools.map((name, at) => ({
        type: "tool_use" as const,
        id: `toolu_${inference}_${at}`,
        name,
        input: {},
      })),
    ],
    usage: NO_USAGE,
    costUsd: 0,
    ttftMs: 0,
    durationMs: 0,
    origin: "rehearsal",
  };
}

function finished(call: string, result: string): SessionEvent {
  return {
    type: "call-finished",
    call,
    attempt: 1,
    result,
    truncated: false,
    from: "tool",
    durationMs: 0,
  };
}

function conversationOf(events: readonly SessionEvent[]): Conversation {
  const conversation = new Conversation();
  for (const [at, event] of events.entries()) {
    const logged: LoggedEvent = { position: at + 1, at: "2026-11-22T00:00:00.000Z", event };
    conversation.add(logged);
  }
  return conversation;
}

const MARK = { cache_control: { type: "ephemeral" } };
const EVENTS: readonly SessionEvent[] = [
  created(["look", "book"]),
  { type: "user-message", text: "Please book" },
  answered(1, "Let me see.", "look", "book"),
  finished("1.1", "booked"),
  {
    type: "call-failed",
    call: "1.0",
    attempt: 1,
    fault: "threw",
    message: "no such thing",
    retryInMs: null,
    durationMs: 0,
  },
  answered(2, " ", "look"),
  finished("2.0", "found"),
];

describe("a conversation", () => {
  test("takes turns, with the results of an answer right after it, in the order of its calls", () => {
    const { system, messages } = conversationOf(EVENTS).prompt([]);
    expect(system).toEqual([{ type: "text", text: "Be brief.", ...MARK }]);
    expect(messages).toEqual([
      { role: "user", content: [{ type: "text", text: "Please book" }] },
      {
        role: "assistant",
        content: [
          { type: "text", text: "Let me see." },
          { type: "tool_use", id: "toolu_1_0", name: "look", input: {} },
          { type: "tool_use", id: "toolu_1_1", name: "book", input: {} },
        ],
      },
      {
        role: "user",
        content: [
          {
            type: "tool_result",
            tool_use_id: "toolu_1_0",
            content: "no such thing",
            is_error: true,
          },
          // What the step before marked, however many blocks have come since.
          {
            type: "tool_result",
            tool_use_id: "toolu_1_1",
            content: "booked",
            is_error: false,
            ...MARK,
          },
        ],
      },
      // An empty text is not sent.
      {
        role: "assistant",
        content: [{ type: "tool_use", id: "toolu_2_0", name: "look", input: {} }],
      },
      {
        role: "user",
        content: [
          {
            type: "tool_result",
            tool_use_id: "toolu_2_0",
            content: "found",
            is_error: false,
            ...MARK,
          },
        ],
      },
    ]);
  });

  test("kept up step by step it is what it is when read from the log at once", () => {
    const kept = new Conversation();
    for (const [at, event] of EVENTS.entries()) {
      kept.add({ position: at + 1, at: "2026-11-22T00:00:00.000Z", event });
      // Asking leaves no mark behind.
      expect(kept.prompt([])).toEqual(conversationOf(EVENTS.slice(0, at + 1)).prompt([]));
    }
  });

  test("after a compaction the summary stands in place of what came before it", () => {
    const compacted: SessionEvent = {
      type: "context-compacted",
      upToPosition: 5,
      summary: "In short.",
    };
    const { messages } = conversationOf([...EVENTS, compacted]).prompt([]);
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    expect(messages[0]).toEqual({
      role: "user",
      content: [{ type: "text", text: "In short.", ...MARK }],
    });
    expect(JSON.stringify(messages)).not.toContain("booked");
    expect(JSON.stringify(messages)).toContain("found");
  });

  test("what a user says after the results stands in the same turn", () => {
    const { messages } = conversationOf([
      ...EVENTS,
      { type: "user-message", text: "Hurry" },
    ]).prompt([]);
    expect(messages.at(-1)?.content).toMatchObject([
      { type: "tool_result" },
      { type: "text", text: "Hurry", ...MARK },
    ]);
  });
});

test("thinking that max_tokens cut off before it was signed is not sent again", () => {
  const thinking = (signature: string) => ({
    type: "thinking" as const,
    thinking: "Hm",
    signature,
  });
  const said = (content: ReturnType<typeof thinking>[], text: string): SessionEvent => ({
    ...answered(1, text),
    stopReason: "max_tokens",
    content: [...content, { type: "text", text }],
  });
  const messages = (event: SessionEvent) =>
    conversationOf([created([]), { type: "user-message", text: "Go" }, event]).prompt([]).messages;
  expect(messages(said([thinking("signed")], "So"))[1]?.content).toHaveLength(2);
  expect(messages(said([thinking("")], "So"))[1]?.content).toHaveLength(1);
});

import { expect, onTestFinished, test } from "vitest";
import { createClient } from "../../../engine/contract/client.js";
import { createDispatch } from "../../../engine/contract/service.js";
import type { LoggedEvent } from "../../../engine/contract/session.js";
import { Conversation } from "../../../engine/agent/brain/prompt.js";
import { createEngine } from "../../../engine/services/index.js";
import { servicePorts } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";
import { created } from "../agent/engine.fixture.js";

function engineIn(folder: string) {
  const engine = createEngine(servicePorts(folder));
  onTestFinished(() => engine.close());
  return { client: createClient(createDispatch(engine.services)), close: () => engine.close() };
}

const TOOLS = ["read_file", "write_file"];

test.each(["decoupled", "coupled"] as const)(
  "a %s session waits for its user, is spoken to again, also by another process, and is ended",
  { timeout: 60_000 },
  async (architecture) => {
    const folder = await temporaryFolder();
    const first = engineIn(folder);
    const model = "rehearsal-instant";
    const started = await first.client.call("session.start", {
      prompt: 'write_file {"path": "a.txt", "content": "from the first turn"}',
      tools: TOOLS,
      architecture,
      model,
    });
    const { id } = started.session;
    expect(started.session).toMatchObject({ status: "idle", outcome: null, waitingCalls: [] });
    // Nobody holds it: it costs nothing, and any process may go on with it.
    await expect
      .poll(async () => (await first.client.call("session.list", {})).sessions[0])
      .toMatchObject({ id, status: "idle", holder: null });

    const again = await first.client.call("session.send", { id, message: "Anything else?" });
    expect(again.session.status).toBe("idle");
    await first.close();

    const second = engineIn(folder);
    const message = 'read_file {"path": "a.txt"}';
    const read = await second.client.call("session.send", { id, message });
    expect(read.session.status).toBe("idle");
    const { events } = await second.client.call("session.show", { id });
    expect(events.findLast(({ event }) => event.type === "inference-finished")).toMatchObject({
      event: { content: [{ text: expect.stringContaining("from the first turn") }] },
    });

    const { session } = await second.client.call("session.stop", { id });
    expect(session).toMatchObject({ status: "ended", outcome: "stopped" });
    await expect(second.client.call("session.send", { id, message })).rejects.toMatchObject({
      code: "conflict",
    });
  },
);

test("a session ends with its turn where it is asked to", async () => {
  const { client } = engineIn(await temporaryFolder());
  const { session } = await client.call("session.start", {
    prompt: "Hello",
    model: "rehearsal-instant",
    onTurnEnd: "end",
  });
  expect(session).toMatchObject({ status: "ended", outcome: "completed" });
});

test("what is said while the model answers comes after its answer", () => {
  const conversation = new Conversation();
  const said = { usage: NOTHING, costUsd: 0, origin: "model" } as const;
  const events: LoggedEvent["event"][] = [
    created([]),
    { type: "user-message", text: "first" },
    { type: "inference-started", inference: 1, attempt: 1, modelId: "m" },
    { type: "user-message", text: "meanwhile" },
    {
      type: "inference-finished",
      inference: 1,
      attempt: 1,
      stopReason: "end_turn",
      content: [{ type: "text", text: "answer" }],
      ttftMs: 1,
      durationMs: 1,
      ...said,
    },
  ];
  for (const [at, event] of events.entries()) {
    conversation.add({ position: at + 1, at: "2026-01-01T00:00:00.000Z", event });
  }
  const { messages } = conversation.prompt([]);
  expect(messages.map(({ role, content }) => [role, content])).toMatchObject([
    ["user", [{ text: "first" }]],
    ["assistant", [{ text: "answer" }]],
    ["user", [{ text: "meanwhile" }]],
  ]);
});

const NOTHING = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

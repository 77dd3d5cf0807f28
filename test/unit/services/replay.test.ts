import { expect, onTestFinished, test } from "vitest";
import { createClient } from "../../../engine/contract/client.js";
import { createDispatch } from "../../../engine/contract/service.js";
import { createEngine } from "../../../engine/services/index.js";
import { recordedPolicy } from "../../../engine/agent/rehearsal/recording.js";
import { servicePorts } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";

async function clientOfNewEngine() {
  const engine = createEngine(servicePorts(await temporaryFolder()));
  onTestFinished(() => engine.close());
  return createClient(createDispatch(engine.services));
}

/** A recorded session, and the text that it was exported as. */
async function recording() {
  const client = await clientOfNewEngine();
  const { session } = await client.call("session.start", {
    workload: "data-extraction",
    model: "rehearsal-instant",
    seed: 3,
  });
  const { text } = await client.call("session.export", { id: session.id });
  const { events } = await client.call("session.show", { id: session.id });
  return { id: session.id, text, events };
}

test("a session exported elsewhere is imported and replayed, word for word, without a model", async () => {
  const { id, text, events: recorded } = await recording();
  const client = await clientOfNewEngine();
  await client.call("session.import", { text });
  const { session } = await client.call("session.start", { replay: id });
  expect(session).toMatchObject({ status: "ended", outcome: "completed", origin: "replay" });
  expect(session.costUsd).toBe(0);
  const { events } = await client.call("session.show", { id: session.id });
  const said = (all: typeof events) =>
    all.flatMap(({ event }) =>
      event.type === "inference-finished"
        ? [{ content: event.content, stopReason: event.stopReason, usage: event.usage }]
        : [],
    );
  expect(said(events).length).toBeGreaterThan(2);
  expect(said(events)).toEqual(said(recorded));
  // Its tools are really called again.
  const called = events.filter(({ event }) => event.type === "call-started");
  expect(called).toHaveLength(recorded.filter(({ event }) => event.type === "call-started").length);
});

test.each([
  [{ replay: "no-such-session" }, "there is no session no-such-session to replay. Import it first"],
  [{ replay: "one", workload: "recommendation" as const }, "the session cannot be started"],
  [{ replay: "one", message: "another" }, "the session cannot be started"],
  [{ replay: "one", model: "rehearsal" }, "the session cannot be started"],
])("%j is refused", async (input, message) => {
  const client = await clientOfNewEngine();
  await expect(client.call("session.start", input)).rejects.toMatchObject({ message });
});

test("the recording answers at its step, after a shortened conversation too, and no other conversation", async () => {
  const { events } = await recording();
  const policy = recordedPolicy(events);
  const answers = events.flatMap(({ event }) =>
    event.type === "inference-finished" ? [event] : [],
  );
  const user = { role: "user", text: "", results: [] } as const;
  const turnOf = (at: number) => {
    const content = answers[at]?.content ?? [];
    return {
      role: "assistant" as const,
      text: content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n"),
      calls: content.flatMap((block) =>
        block.type === "tool_use"
          ? [{ tool: block.name, input: block.input as Record<string, unknown> }]
          : [],
      ),
    };
  };
  const next = (...turns: readonly (typeof user | ReturnType<typeof turnOf>)[]) =>
    policy.answer({ system: "", tools: [], turns }, () => 0.5).content;
  expect(next(user)).toEqual(answers[0]?.content);
  expect(next(user, turnOf(0), user, turnOf(1), user)).toEqual(answers[2]?.content);
  expect(next(user, turnOf(1), user)).toEqual(answers[2]?.content);
  const other = { role: "assistant" as const, text: "something else", calls: [] };
  expect(() => next(user, other, user)).toThrow(/does not know what was said last/);
  const last = answers.length - 1;
  expect(() => next(user, turnOf(last), user)).toThrow(
    `the recording ends after ${answers.length} answers`,
  );
});

import { EventEmitter, once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { describe, expect, it, onTestFinished } from "vitest";
import { CancelledError } from "../../engine/base/progress.js";
import { toHeadroomError } from "../../engine/contract/errors.js";
import { PART_ITEMS } from "../../engine/contract/parts.js";
import type { Dispatch } from "../../engine/contract/service.js";
import { Settings } from "../../engine/contract/settings.js";
import { WireReply } from "../../engine/contract/wire.js";
import { serveWire } from "../../main/host/wire-host.js";
import { dispatchOver } from "./services.js";
import { temporaryFolder } from "./temporary.js";

/** Answers `slow` only when it is cancelled, `fail` never well, and anything else with its own input. */
const dispatch: Dispatch = async (name, input, { signal, onEvent }) => {
  if (name === "slow") {
    onEvent("started");
    if (!signal.aborted) await once(signal, "abort");
    throw toHeadroomError(new CancelledError());
  }
  if (name === "fail") throw new Error("it broke");
  return { name, input };
};

/** Serves over a real message channel; `next` waits for so many replies. */
function served(over: Dispatch = dispatch) {
  const { port1: client, port2: engine } = new MessageChannel();
  const stop = serveWire(over, engine);
  const replies: WireReply[] = [];
  client.on("message", (message) => replies.push(WireReply.parse(message)));
  onTestFinished(() => client.close());
  return {
    stop,
    replies,
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    send: (message: unknown) => client.postMessage(message),
    next: async (count: number) => {
      await expect.poll(() => replies.length).toBe(count);
    },
  };
}

describe("serveWire", () => {
  it("carries a call of the real services", async () => {
    const { send, next, replies } = served(dispatchOver(await temporaryFolder()));
    send({ kind: "call", id: 5, method: "settings.read", input: {} });
    await next(1);
    expect(replies).toEqual([{ kind: "result", id: 5, output: Settings.parse({}) }]);
  });

  it("sends a long list in parts, and the rest of the answer after them", async () => {
    const list = Array.from({ length: PART_ITEMS + 1 }, (_, at) => at);
    const { send, next, replies } = served(async () => ({ list, name: "a" }));
    send({ kind: "call", id: 3, method: "echo", input: {} });
    await next(3);
    expect(replies).toEqual([
      { kind: "part", id: 3, path: ["list"], json: JSON.stringify(list.slice(0, PART_ITEMS)) },
      { kind: "part", id: 3, path: ["list"], json: `[${PART_ITEMS}]` },
      { kind: "result", id: 3, output: { list: [], name: "a" } },
    ]);
  });

  it("answers calls side by side, each under its own id", async () => {
    const { send, next, replies } = served();
    send({ kind: "call", id: 1, method: "slow", input: {} });
    send({ kind: "call", id: 2, method: "echo", input: 7 });
    await next(2);
    expect(replies).toEqual([
      { kind: "event", id: 1, event: "started" },
      { kind: "result", id: 2, output: { name: "echo", input: 7 } },
    ]);
  });

  it("cancels one call and no other", async () => {
    const { send, next, replies } = served();
    send({ kind: "call", id: 1, method: "slow", input: {} });
    send({ kind: "call", id: 2, method: "slow", input: {} });
    send({ kind: "cancel", id: 2 });
    send({ kind: "cancel", id: 99 });
    await next(3);
    expect(replies.at(-1)).toMatchObject({ kind: "error", id: 2, failure: { code: "cancelled" } });
  });

  it("turns whatever is thrown into a failure, and serves on", async () => {
    const { send, next, replies } = served();
    send({ kind: "call", id: 1, method: "fail", input: {} });
    send({ kind: "call", id: 2, method: "echo", input: 1 });
    await next(2);
    expect(replies).toContainEqual({
      kind: "error",
      id: 1,
      failure: { code: "internal", message: "it broke", problems: [] },
    });
  });

  it.each([
    ["no object", 5],
    ["null", null],
    ["no kind", { id: 1 }],
    ["another kind", { kind: "shout", id: 1 }],
    ["no method", { kind: "call", id: 1, input: {} }],
    ["a method that is no text", { kind: "call", id: 1, method: {}, input: {} }],
    ["more than a call", { kind: "call", id: 1, method: "echo", input: {}, extra: 1 }],
    ["an id that is none", { kind: "call", id: -1, method: "echo", input: {} }],
  ])(
    "answers a message with %s by an error or not at all, and serves on",
    async (_what, message) => {
      const { send, next, replies } = served();
      send(message);
      send({ kind: "call", id: 2, method: "echo", input: 1 });
      await expect.poll(() => replies.some(({ id }) => id === 2)).toBe(true);
      const others = replies.filter(({ id }) => id !== 2);
      for (const reply of others) {
        expect(reply).toMatchObject({ kind: "error", id: 1, failure: { code: "invalid-input" } });
      }
      await next(others.length + 1);
    },
  );

  it("never answers an open call on behalf of a message that reuses its id", async () => {
    const { send, next, replies } = served();
    send({ kind: "call", id: 1, method: "slow", input: {} });
    send({ kind: "call", id: 1, method: "echo", input: 1 });
    send({ kind: "call", id: 1, method: 5 });
    send({ kind: "call", id: 2, method: "echo", input: 1 });
    await next(2);
    send({ kind: "cancel", id: 1 });
    await next(3);
    expect(replies.map(({ id, kind }) => [id, kind])).toEqual([
      [1, "event"],
      [2, "result"],
      [1, "error"],
    ]);
  });

  it("cancels what is open and answers nothing more once it is stopped", async () => {
    const { send, next, replies, stop } = served();
    send({ kind: "call", id: 1, method: "slow", input: {} });
    await next(1);
    stop();
    send({ kind: "call", id: 2, method: "echo", input: 1 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(replies).toHaveLength(1);
  });

  it("reads the events that Electron's port wraps messages in", async () => {
    const sent: unknown[] = [];
    const port = Object.assign(new EventEmitter(), {
      postMessage: (message: unknown) => void sent.push(message),
    });
    serveWire(dispatch, port);
    port.emit("message", { data: { kind: "call", id: 1, method: "echo", input: 1 }, ports: [] });
    await expect
      .poll(() => sent)
      .toEqual([{ kind: "result", id: 1, output: { name: "echo", input: 1 } }]);
  });
});

import { describe, expect, it, vi } from "vitest";
import { createClient } from "../../../engine/contract/client.js";
import type { EngineStatus, WireReply, WireRequest } from "../../../engine/contract/wire.js";
import { createElectronBridge } from "../../../renderer/bridge/electron.js";

/** What the preload exposes, with a main process that the test plays. */
function desktop() {
  const sent: WireRequest[] = [];
  const replyTo = new Set<(reply: WireReply) => void>();
  const statusTo = new Set<(status: EngineStatus) => void>();
  const reload = vi.fn<() => void>();
  const bridge = createElectronBridge(
    {
      alert: () => {},
      send: (request) => void sent.push(request),
      onReply: (listener) => {
        replyTo.add(listener);
        return () => void replyTo.delete(listener);
      },
      onEngineStatus: (listener) => {
        statusTo.add(listener);
        return () => void statusTo.delete(listener);
      },
      onCommand: () => () => {},
      chooseFolder: async () => undefined,
      savePdf: async () => ({ state: "saved" }),
      onSaved: () => () => {},
      showSaved: () => {},
    },
    reload,
  );
  return {
    bridge,
    client: createClient(bridge.dispatch),
    sent,
    reload,
    reply: (reply: WireReply) => replyTo.forEach((listener) => listener(reply)),
    status: (state: EngineStatus["state"]) =>
      statusTo.forEach((listener) => listener({ state, message: `now ${state}` })),
  };
}

describe("the Electron bridge", () => {
  it("joins results that come in parts, each call its own", async () => {
    const { bridge, reply } = desktop();
    const signal = new AbortController().signal;
    const [first, second] = [1, 2].map((n) =>
      bridge.dispatch("settings.read", { n }, { signal, onEvent: () => {} }),
    );
    reply({ kind: "part", id: 0, path: ["list"], json: "[1]" });
    reply({ kind: "part", id: 1, path: ["list"], json: '["a"]' });
    reply({ kind: "part", id: 0, path: ["list"], json: "[2]" });
    reply({ kind: "result", id: 0, output: { list: [] } });
    reply({ kind: "result", id: 1, output: { list: [] } });
    expect([await first, await second]).toEqual([{ list: [1, 2] }, { list: ["a"] }]);
  });

  it("answers each call with the reply of its id, whatever their order", async () => {
    const { client, sent, reply } = desktop();
    const first = client.call("draft.discard", { id: "a" });
    const second = client.call("draft.discard", { id: "b" });
    expect(sent).toMatchObject([
      { kind: "call", id: 0, method: "draft.discard", input: { id: "a" } },
      { kind: "call", id: 1 },
    ]);
    reply({ kind: "result", id: 1, output: { id: "b" } });
    reply({ kind: "result", id: 0, output: { id: "a" } });
    expect([await first, await second]).toEqual([{ id: "a" }, { id: "b" }]);
  });

  it("ignores replies to calls that are not its own or long settled", async () => {
    const { client, reply } = desktop();
    const call = client.call("draft.discard", { id: "a" });
    reply({ kind: "result", id: 77, output: { id: "x" } });
    reply({ kind: "result", id: 0, output: { id: "a" } });
    reply({ kind: "error", id: 0, failure: { code: "internal", message: "late", problems: [] } });
    expect(await call).toEqual({ id: "a" });
  });

  it("rejects what is open when the engine dies, and works again with the next engine", async () => {
    const { client, reply, status, sent } = desktop();
    status("ready");
    const call = client.call("draft.discard", { id: "a" });
    status("crashed");
    await expect(call).rejects.toMatchObject({ code: "engine-crashed", message: "now crashed" });
    expect(sent.at(-1)).toEqual({ kind: "cancel", id: 0 });
    const next = client.call("draft.discard", { id: "b" });
    status("starting");
    status("ready");
    reply({ kind: "result", id: 1, output: { id: "b" } });
    expect(await next).toEqual({ id: "b" });
  });

  it("cancels at once, tells the engine, and drops what it still says", async () => {
    const { bridge, sent, reply } = desktop();
    const controller = new AbortController();
    const onEvent = vi.fn<(event: unknown) => void>();
    const call = bridge.dispatch("compare", {}, { signal: controller.signal, onEvent });
    reply({ kind: "event", id: 0, event: 1 });
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    expect(sent.at(-1)).toEqual({ kind: "cancel", id: 0 });
    reply({ kind: "event", id: 0, event: 2 });
    expect(onEvent.mock.calls).toEqual([[1]]);
  });

  it("sends nothing for a call that is cancelled before it starts", async () => {
    const { bridge, sent } = desktop();
    const signal = AbortSignal.abort();
    const call = bridge.dispatch("compare", {}, { signal, onEvent: () => {} });
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    expect(sent).toEqual([]);
  });

  it("tells late listeners the present status and reloads only an engine that was given up", () => {
    const { bridge, status, reload } = desktop();
    status("crashed");
    const states: string[] = [];
    const stop = bridge.onStatus(({ state }) => states.push(state));
    bridge.retry();
    expect(reload).not.toHaveBeenCalled();
    status("failed");
    bridge.retry();
    expect(reload).toHaveBeenCalledOnce();
    stop();
    status("ready");
    expect(states).toEqual(["crashed", "failed"]);
  });
});

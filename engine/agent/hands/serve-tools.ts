import { isMainThread, parentPort, workerData } from "node:worker_threads";
import type { Tool, ToolState } from "../tool.js";
import { attempt, fault } from "./attempt.js";
import type { ToolAnswer } from "./attempt.js";
import type { WorkerSetup } from "./launch-worker.js";
import { ToolStateStore } from "./tool-state.js";
import type { WorkerCall, WorkerReply } from "./worker-messages.js";

/**
 * The whole of a worker's entry: serves the calls that come in over the thread's port or the process's
 * channel. Cutting a call off is done from outside, by ending the worker.
 * @param makeTools The tools that `settings` of the setup describes.
 */
export function serveTools(makeTools: (settings: unknown) => readonly Tool[]): void {
  const setup: WorkerSetup = isMainThread ? JSON.parse(process.argv[2] ?? "{}") : workerData;
  const tools = new Map(makeTools(setup.settings).map((tool) => [tool.name, tool]));
  const state = new ToolStateStore(setup.stateFolder);
  const ready = new Set<string>();
  const never = new AbortController().signal;

  const answer = async (call: WorkerCall): Promise<ToolAnswer> => {
    const tool = tools.get(call.tool);
    if (tool === undefined) return fault(call.tool, "unavailable", "its worker does not know it");
    let own: ToolState;
    try {
      if (!ready.has(tool.name)) await tool.provision?.(call.resources);
      ready.add(tool.name);
      own = state.of(tool.stateNamespace);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return fault(tool.name, "unavailable", `could not be made ready: ${why}`);
    }
    const { idempotencyKey, session } = call;
    return attempt(tool, call.request, {
      idempotencyKey,
      session,
      signal: never,
      state: own,
    });
  };
  const reply = (send: (reply: WorkerReply) => void) => (call: WorkerCall) =>
    void answer(call).then((result) => send({ answer: result }));

  if (parentPort !== null) {
    const port = parentPort;
    port.on(
      "message",
      reply((message) => port.postMessage(message)),
    );
    return;
  }
  process.on(
    "message",
    reply((message) => process.send?.(message)),
  );
  // Whoever asked is gone: nobody is left to answer to.
  process.on("disconnect", () => process.exit());
}

import { isRecord } from "../../engine/base/guards.js";
import { HeadroomError, toHeadroomError } from "../../engine/contract/errors.js";
import { inParts } from "../../engine/contract/parts.js";
import { toProblems } from "../../engine/contract/problems.js";
import type { Dispatch } from "../../engine/contract/service.js";
import { WireRequest } from "../../engine/contract/wire.js";
import type { WireReply } from "../../engine/contract/wire.js";

/** A worker's MessagePort, a `parentPort` of worker_threads, or Electron's `process.parentPort`. */
export interface WirePort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (message: unknown) => void): unknown;
}

/**
 * Answers the calls that arrive on a port, any number side by side. Every well-formed call gets exactly
 * one result or error, and no event after it. A malformed message with an id is answered with an error,
 * one without an id, or with one that is open, is ignored. Returns a function that cancels what is open and answers nothing more.
 */
export function serveWire(dispatch: Dispatch, port: WirePort): () => void {
  const open = new Map<number, AbortController>();
  let closed = false;

  const post = (reply: WireReply): void => {
    if (!closed) port.postMessage(reply);
  };
  const fail = (id: number, error: unknown): void => {
    post({ kind: "error", id, failure: toHeadroomError(error).toFailure() });
  };

  const call = async (id: number, method: string, input: unknown): Promise<void> => {
    const controller = new AbortController();
    open.set(id, controller);
    try {
      const output = await dispatch(method, input, {
        signal: controller.signal,
        onEvent: (event) => {
          if (open.get(id) === controller) post({ kind: "event", id, event });
        },
      });
      open.delete(id);
      const { parts, rest } = inParts(output);
      for (const part of parts) post({ kind: "part", id, ...part });
      post({ kind: "result", id, output: rest });
    } catch (error) {
      open.delete(id);
      fail(id, error);
    }
  };

  port.on("message", (message) => {
    const body = payloadOf(message);
    const request = WireRequest.safeParse(body);
    if (!request.success) {
      const problems = toProblems(request.error, body);
      const id = idOf(body);
      if (id !== undefined && !open.has(id)) {
        fail(id, new HeadroomError("invalid-input", "the message is not a call", problems));
      }
    } else if (request.data.kind === "cancel") {
      open.get(request.data.id)?.abort();
    } else if (!open.has(request.data.id)) {
      // A second call of an open id gets no answer: it would be taken for the answer to the first.
      void call(request.data.id, request.data.method, request.data.input);
    }
  });

  return () => {
    closed = true;
    for (const controller of open.values()) controller.abort();
  };
}

/** Electron's port hands over an event with the message as its `data`; the others the message itself. */
function payloadOf(message: unknown): unknown {
  return isRecord(message) && "data" in message && !("kind" in message) ? message["data"] : message;
}

function idOf(body: unknown): number | undefined {
  const id = isRecord(body) ? body["id"] : undefined;
  return typeof id === "number" && Number.isSafeInteger(id) && id >= 0 ? id : undefined;
}

import { HeadroomError } from "../../engine/contract/errors.js";
import type { CallOptions, Dispatch } from "../../engine/contract/service.js";
import { parseFailure } from "../../engine/contract/service.js";
import { joined } from "../../engine/contract/parts.js";
import type { Part } from "../../engine/contract/parts.js";
import { PdfReply, SavedFile, WireReply } from "../../engine/contract/wire.js";
import type { DesktopBridge } from "../../engine/contract/wire.js";
import { StatusBoard } from "./bridge.js";
import type { Bridge } from "./bridge.js";

interface Pending {
  readonly parts: Part[];
  readonly onEvent: CallOptions["onEvent"];
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: HeadroomError) => void;
}

/**
 * Calls over the preload's `window.headroom`. A call is answered, cancelled, or rejected with
 * `engine-crashed` when the engine dies; it never hangs. A cancelled call is rejected at once, and
 * what the engine still says of it is dropped. `rest` is taken between the parts of a long answer.
 */
export function createElectronBridge(
  desktop: DesktopBridge,
  reload: () => void,
  rest: () => Promise<void> = () => Promise.resolve(),
): Bridge {
  const board = new StatusBoard({ state: "starting", message: "Starting the engine" });
  const pending = new Map<number, Pending>();
  let nextId = 0;

  desktop.onReply((received) => {
    const parsed = WireReply.safeParse(received);
    if (!parsed.success) return;
    const reply = parsed.data;
    const call = pending.get(reply.id);
    if (call === undefined) return;
    switch (reply.kind) {
      case "event":
        call.onEvent(reply.event);
        return;
      case "part":
        call.parts.push(reply);
        return;
      case "result":
        call.resolve(joined(reply.output, call.parts, rest));
        return;
      case "error":
        call.reject(parseFailure(reply.failure));
        return;
    }
  });

  desktop.onEngineStatus((status) => {
    board.set(status);
    if (status.state !== "crashed" && status.state !== "failed") return;
    // A call that still waited for an engine is taken back as well: nobody here expects its answer any
    // more. Rejecting removes the call from the map, which a walk over it allows.
    for (const [id, call] of pending) {
      desktop.send({ kind: "cancel", id });
      call.reject(new HeadroomError("engine-crashed", status.message));
    }
  });

  const dispatch: Dispatch = (method, input, { signal, onEvent }) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(new HeadroomError("cancelled", "cancelled on request"));
        return;
      }
      const id = nextId;
      nextId += 1;
      const settle = (): void => {
        pending.delete(id);
        signal.removeEventListener("abort", cancel);
      };
      const cancel = (): void => {
        settle();
        desktop.send({ kind: "cancel", id });
        reject(new HeadroomError("cancelled", "cancelled on request"));
      };
      pending.set(id, {
        parts: [],
        onEvent,
        resolve: (output) => {
          settle();
          resolve(output);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      signal.addEventListener("abort", cancel);
      desktop.send({ kind: "call", id, method, input });
    });

  return {
    host: "desktop",
    dispatch,
    onStatus: (listener) => board.listen(listener),
    chooseFolder: () => desktop.chooseFolder(),
    onCommand: (listener) => desktop.onCommand(listener),
    savePdf: async (request) => PdfReply.parse(await desktop.savePdf(request)),
    onSaved: (listener) => desktop.onSaved((told) => listener(SavedFile.parse(told))),
    showSaved: (id) => desktop.showSaved(id),
    // The main process restarts a crashed engine by itself; one it gave up starts again with the page.
    retry: () => {
      if (board.current.state === "failed") reload();
    },
  };
}

import { assertNever } from "../../../engine/base/assert.js";
import type { KeyStore } from "../../../engine/services/ports.js";
import { KeyRequest } from "./protocol.js";
import type { KeyChannel, KeyReply } from "./protocol.js";

/** The main process's end: does what well-formed requests ask for; anything else gets no answer. */
export function serveKeys(store: KeyStore, channel: KeyChannel): void {
  channel.listen((message) => {
    const request = KeyRequest.safeParse(message);
    if (request.success) void answer(store, request.data).then((reply) => channel.post(reply));
    // What was sent is not shown: it may be a key.
    else console.error("The engine asked for a key in words that are not known here");
  });
}

async function answer(store: KeyStore, request: KeyRequest): Promise<KeyReply> {
  const { id } = request;
  try {
    switch (request.op) {
      case "refusal":
        return { kind: "text", id, text: (await store.refusal()) ?? null };
      case "names":
        return { kind: "names", id, names: await store.names() };
      case "read":
        return { kind: "text", id, text: (await store.read(request.name)) ?? null };
      case "forget":
        await store.forget(request.name);
        return { kind: "text", id, text: null };
      case "keep":
        await store.keep(request.name, request.key);
        return { kind: "text", id, text: null };
      default:
        return assertNever(request);
    }
  } catch (error) {
    return { kind: "failed", id, message: error instanceof Error ? error.message : String(error) };
  }
}

import { HeadroomError } from "../../../engine/contract/errors.js";
import { KeyName } from "../../../engine/contract/model-registry.js";
import type { KeyStore } from "../../../engine/services/ports.js";
import { KeyReply } from "./protocol.js";
import type { KeyChannel, KeyRequest } from "./protocol.js";

/** Far more than an operating system's own question to its user takes. */
const ANSWER_LIMIT_MS = 120_000;

type Ask = KeyRequest extends infer R ? (R extends KeyRequest ? Omit<R, "id"> : never) : never;

/** The engine's end of the key channel, as a store. The channel may come later; calls wait for it. */
export function keyStoreOver(channel: Promise<KeyChannel>): KeyStore {
  const open = new Map<number, (reply: KeyReply) => void>();
  let nextId = 0;
  const ready = channel.then((opened) => {
    opened.listen((message) => {
      const reply = KeyReply.safeParse(message);
      if (reply.success) open.get(reply.data.id)?.(reply.data);
    });
    return opened;
  });
  const ask = async (request: Ask): Promise<KeyReply> => {
    const { post } = await ready;
    const id = nextId++;
    const reply = await new Promise<KeyReply>((resolve, reject) => {
      const late = new HeadroomError("unavailable", "the operating system's key store is silent");
      const timer = setTimeout(() => {
        open.delete(id);
        reject(late);
      }, ANSWER_LIMIT_MS);
      open.set(id, (answer) => {
        clearTimeout(timer);
        open.delete(id);
        resolve(answer);
      });
      post({ ...request, id });
    });
    if (reply.kind === "failed") throw new HeadroomError("unavailable", reply.message);
    return reply;
  };
  const text = async (request: Ask): Promise<string | undefined> => {
    const reply = await ask(request);
    return reply.kind === "text" ? (reply.text ?? undefined) : undefined;
  };
  return {
    refusal: () => text({ op: "refusal" }),
    // Variables of other names are no keys, and are nobody's to keep.
    read: async (name) =>
      KeyName.safeParse(name).success ? text({ op: "read", name }) : undefined,
    keep: async (name, key) => void (await ask({ op: "keep", name, key })),
    forget: async (name) => void (await ask({ op: "forget", name })),
    names: async () => {
      const reply = await ask({ op: "names" });
      return reply.kind === "names" ? reply.names : [];
    },
  };
}

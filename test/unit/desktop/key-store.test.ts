import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { MessageChannel } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { expect, onTestFinished, test, vi } from "vitest";
import { createClient } from "../../../engine/contract/client.js";
import { createDispatch } from "../../../engine/contract/service.js";
import { createEngine } from "../../../engine/services/index.js";
import type { KeyStore } from "../../../engine/services/ports.js";
import { keyStoreOver } from "../../../main/desktop/keys/client.js";
import type { KeyChannel } from "../../../main/desktop/keys/protocol.js";
import { SafeKeyStore } from "../../../main/desktop/keys/safe-key-store.js";
import type { SafeStorage } from "../../../main/desktop/keys/safe-key-store.js";
import { serveKeys } from "../../../main/desktop/keys/serve.js";
import { servicePorts } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";

const NAME = "ANTHROPIC_API_KEY";
const KEY = "a-key-to-be-kept-safe";

/** An operating system that turns every byte over; `user` is who may turn it back. */
function fakeStorage(over: Partial<SafeStorage> = {}, user = 1): SafeStorage {
  const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
  return {
    isEncryptionAvailable: () => true,
    getSelectedStorageBackend: () => "gnome_libsecret",
    encryptString: (text) => Buffer.concat([Buffer.from([user]), turned(Buffer.from(text))]),
    decryptString: (encrypted) => {
      if (encrypted[0] !== user) throw new Error("not yours");
      return turned(encrypted.subarray(1)).toString();
    },
    ...over,
  };
}

const channelOf = (port: MessagePort): KeyChannel => ({
  post: (message) => port.postMessage(message),
  listen: (listener) => void port.on("message", listener),
});

/** The engine's view of a store, over a real channel as between the two processes. */
function linked(store: KeyStore) {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  serveKeys(store, channelOf(port1));
  return { store: keyStoreOver(Promise.resolve(channelOf(port2))), port: port2 };
}

async function desktop(storage: SafeStorage, environment: Readonly<Record<string, string>> = {}) {
  const folder = await temporaryFolder();
  const file = path.join(folder, "keys.json");
  const client = async () => {
    const ports = servicePorts(folder, {
      keys: { read: async (name) => environment[name] },
      keyStore: linked(new SafeKeyStore(storage, file)).store,
    });
    const engine = createEngine(ports);
    onTestFinished(() => engine.close());
    return createClient(createDispatch(engine.services));
  };
  return { file, folder, client };
}

test("a kept key is there after a restart, its text is in no file, and it is forgotten on request", async () => {
  const { file, client } = await desktop(fakeStorage(), { [NAME]: "from-the-environment" });
  const first = await client();
  expect((await first.call("key.state", {})).storage.available).toBe(true);
  const { state } = await first.call("key.write", { key: NAME, text: KEY, keep: true });
  expect(state.source).toBe("kept");
  expect(await readFile(file, "utf8")).not.toContain(KEY);

  const second = await client();
  expect((await second.call("key.state", {})).keys).toMatchObject([{ name: NAME, source: "kept" }]);
  // Given to this process it goes before the kept one.
  expect(await second.call("key.write", { key: NAME, text: "another-key" })).toMatchObject({
    state: { source: "process" },
  });
  expect(await second.call("key.forget", { key: NAME })).toMatchObject({
    state: { source: "environment" },
  });
  expect(await readFile(file, "utf8")).not.toContain(NAME);
});

test.each([
  ["basic_text", fakeStorage({ getSelectedStorageBackend: () => "basic_text" })],
  ["unknown", fakeStorage({ getSelectedStorageBackend: () => "unknown" })],
  ["not available", fakeStorage({ isEncryptionAvailable: () => false })],
])("where nothing protects it (%s) a key is not kept, and that is told", async (why, storage) => {
  const { folder, client } = await desktop(storage);
  const one = await client();
  const state = await one.call("key.state", {});
  expect(state.storage).toEqual({ available: false, message: expect.stringContaining(why) });
  const failure: unknown = await one
    .call("key.write", { key: NAME, text: KEY, keep: true })
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "unavailable", message: expect.stringContaining(why) });
  expect(JSON.stringify(failure)).not.toContain(KEY);
  expect((await one.call("key.state", {})).keys).toMatchObject([{ source: "none" }]);
  expect(await readdir(folder)).not.toContain("keys.json");
});

test("what was encrypted for somebody else, or is damaged, counts as no key", async () => {
  const file = path.join(await temporaryFolder(), "keys.json");
  await new SafeKeyStore(fakeStorage({}, 1), file).keep(NAME, KEY);
  expect(await new SafeKeyStore(fakeStorage({}, 2), file).read(NAME)).toBeUndefined();
  expect(await new SafeKeyStore(fakeStorage({}, 1), file).read(NAME)).toBe(KEY);
  await writeFile(file, "{ half of a file");
  expect(await new SafeKeyStore(fakeStorage({}, 1), file).names()).toEqual([]);
});

test("the channel answers well-formed requests alone, and shows nothing of the others", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  onTestFinished(() => log.mockRestore());
  const file = path.join(await temporaryFolder(), "keys.json");
  const { store, port } = linked(new SafeKeyStore(fakeStorage(), file));
  const replies: unknown[] = [];
  port.on("message", (message) => replies.push(message));
  for (const junk of [
    null,
    { id: 1, op: "list" },
    { id: 2, op: "keep", name: "../../etc/passwd", key: KEY },
    { id: 3, op: "keep", name: NAME, key: KEY, extra: true },
    { id: 4, op: "read", name: "PATH" },
  ]) {
    port.postMessage(junk);
  }
  await store.keep(NAME, KEY);
  expect(await store.names()).toEqual([NAME]);
  expect(replies).toHaveLength(2);
  expect(JSON.stringify(log.mock.calls)).not.toContain(KEY);
  // Variables that are no keys are not asked for.
  expect(await store.read("PATH")).toBeUndefined();
});

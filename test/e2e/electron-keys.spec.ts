import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { methods } from "../../engine/contract/methods.js";
import { call, expect, test } from "./electron.fixture.js";

const KEY = { key: "ANTHROPIC_API_KEY", text: "plain-words-as-a-key" };

async function textsBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map((entry) => readFile(path.join(entry.parentPath, entry.name), "latin1")),
  );
  return texts.join("\n");
}

test("a key is kept only where the system protects it, and what happens is told", async ({
  desktop: { app, page, quit },
  home,
}) => {
  const backend = await app.evaluate(({ safeStorage }) => ({
    name: safeStorage.getSelectedStorageBackend?.(),
    available: safeStorage.isEncryptionAvailable(),
  }));
  const reply = await call(page, "key.state", {});
  const { storage } = methods["key.state"].output.parse(
    reply.kind === "result" ? reply.output : undefined,
  );
  // Without a desktop session, as here, Chromium has nothing but a password that everybody knows.
  expect(backend.name).toBe("basic_text");
  expect(storage.available).toBe(false);
  expect(storage.message).toContain("basic_text");
  const kept = await call(page, "key.write", { ...KEY, keep: true });
  expect(kept).toMatchObject({ kind: "error", failure: { code: "unavailable" } });
  const given = await call(page, "key.write", KEY);
  expect(given).toMatchObject({ kind: "result", output: { state: { source: "process" } } });
  await quit();
  expect(await textsBelow(home)).not.toContain(KEY.text);
});

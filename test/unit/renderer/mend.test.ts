import { describe, expect, it, vi } from "vitest";
import type { FileKind } from "../../../engine/contract/file-methods.js";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { hasConflict, withSide } from "../../../renderer/state/mend-parts.js";
import type { OpenFile } from "../../../renderer/state/mend-parts.js";
import type { AppStore } from "../../../renderer/state/store.js";
import { FakeEngine, page } from "./fake-engine.js";

/** One file of the workspace, which can be read once its text is `{}`. */
function withFile(engine: FakeEngine, kind: FileKind, text: string) {
  const disk = { text, trash: undefined as string | undefined };
  const problemsIn = (source: string) =>
    source === "{}" ? [] : [{ path: "(file)", expected: "{}", found: source, line: 1 }];
  const file = `/data/${kind}s/x.json`;
  engine.files = {
    "file.read": async () => ({
      file,
      bytes: disk.text.length,
      text: disk.text,
      version: disk.text,
      problems: problemsIn(disk.text),
      ...(disk.trash === undefined ? {} : { removedAt: "2026-01-01T00:00:00.000Z" }),
    }),
    "file.check": async ({ text: typed }) => ({ problems: problemsIn(typed) }),
    "file.save": async ({ text: typed, replaces }) => {
      if (replaces !== disk.text) throw new HeadroomError("conflict", "it was changed since");
      disk.text = typed;
      return { file, keptAs: `${file}.damaged-1` };
    },
    "file.restore": async () => {
      disk.text = disk.trash ?? "";
      return { file, keptAs: `${file}.damaged-1` };
    },
  };
  return disk;
}

const ENTRY = {
  id: "x",
  scenarioName: "x",
  createdAt: "2026-01-01T00:00:00.000Z",
  seed: 0,
  requirementsMet: null,
  damage: "half",
};

async function opened(store: AppStore): Promise<OpenFile> {
  return vi.waitFor(() => {
    const { mending } = store.getState();
    if (mending?.state !== "open") throw new Error("the file is not read yet");
    return mending.open;
  });
}

const mending = () => {
  const engine = new FakeEngine();
  const disk = withFile(engine, "run", "half");
  const shown = page(engine, "/overview");
  shown.store.getState().openDialog({ kind: "damaged", item: { kind: "run", entry: ENTRY } });
  void shown.store.getState().openFile({ kind: "run", id: "x" });
  return { engine, disk, ...shown };
};

describe("a damaged file", () => {
  it("is checked as it is typed, and saved once it has no faults", async () => {
    const { store, disk, shelf, stop } = mending();
    expect((await opened(store)).checked?.problems).toHaveLength(1);
    store.getState().editFile("{");
    await vi.waitFor(async () => expect((await opened(store)).checked?.text).toBe("{"));
    expect(shelf.get("file.run.x")?.text).toBe("{");
    store.getState().editFile("{}");
    await vi.waitFor(async () => expect((await opened(store)).checked?.problems).toEqual([]));
    await store.getState().saveFile();
    expect(disk.text).toBe("{}");
    expect(shelf.size).toBe(0);
    expect(store.getState().dialog).toBeUndefined();
    expect(store.getState().notices.at(-1)?.text).toBe(
      "x.json is mended. The damaged one is kept as x.json.damaged-1.",
    );
    stop();
  });

  it("gets back what was typed before the dialog was closed", async () => {
    const { store, stop } = mending();
    await opened(store);
    store.getState().editFile("{ typed");
    store.getState().closeFile();
    await store.getState().openFile({ kind: "run", id: "x" });
    expect(await opened(store)).toMatchObject({ text: "{ typed", isRestored: true });
    stop();
  });

  it("is not replaced by a text of an older version, and what was typed stays", async () => {
    const { store, disk, stop } = mending();
    await opened(store);
    store.getState().editFile("{}");
    disk.text = "another half";
    await store.getState().saveFile();
    expect(await opened(store)).toMatchObject({ text: "{}", fault: "It was changed since." });
    await store.getState().lookAgainAtFile();
    expect(await opened(store)).toMatchObject({ text: "{}", read: { text: "another half" } });
    await store.getState().saveFile();
    expect(disk.text).toBe("{}");
    stop();
  });

  it("that was mended outside is told as such", async () => {
    const { store, disk, stop } = mending();
    await opened(store);
    disk.text = "{}";
    await store.getState().lookAgainAtFile();
    expect((await opened(store)).read.problems).toEqual([]);
    stop();
  });

  it("is put back from the trash", async () => {
    const { store, disk, stop } = mending();
    disk.trash = "{}";
    await opened(store);
    await store.getState().restoreFile();
    expect(disk.text).toBe("{}");
    expect(store.getState().notices.at(-1)?.text).toContain("is back from the trash folder");
    stop();
  });
});

describe("the marks of a git conflict", () => {
  const text = [
    "{",
    "<<<<<<< HEAD",
    '"a": 1,',
    "||||||| base",
    '"a": 0,',
    "=======",
    '"a": 2,',
    '"b": 2,',
    ">>>>>>> theirs",
    '"c": 3',
    "<<<<<<< HEAD",
    "=======",
    ', "d": 4',
    ">>>>>>> theirs",
    "}",
  ].join("\n");

  it("are settled for one side, every one of them", () => {
    expect(hasConflict(text)).toBe(true);
    expect(JSON.parse(withSide(text, "ours"))).toEqual({ a: 1, c: 3 });
    expect(JSON.parse(withSide(text, "theirs"))).toEqual({ a: 2, b: 2, c: 3, d: 4 });
    const windows = text.replaceAll("\n", "\r\n");
    expect(JSON.parse(withSide(windows, "theirs"))).toEqual({ a: 2, b: 2, c: 3, d: 4 });
  });

  it("are left alone where they are not whole", () => {
    const half = "{\n<<<<<<< HEAD\n}\n";
    expect(hasConflict(half)).toBe(false);
    expect(withSide(half, "ours")).toBe(half);
    expect(hasConflict(withSide(text, "ours"))).toBe(false);
  });
});

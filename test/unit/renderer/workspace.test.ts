import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { openDocument } from "../../../renderer/state/document.js";
import { FakeEngine, page } from "./fake-engine.js";
import { openClaimSet } from "../../../renderer/state/audit.js";
import { articleText, claimsText, recordedResult } from "./recorded.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (ms = 1000): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

async function opened() {
  const engine = new FakeEngine();
  const { store } = page(engine, "/compare/article");
  await pass();
  return { engine, store };
}

describe("another workspace", () => {
  it("takes the place of the one before: library, document and history", async () => {
    const { engine, store } = await opened();
    store.getState().edit("typed");
    engine.texts.set("theirs", articleText());
    expect(await store.getState().openWorkspace("/team")).toBeUndefined();
    await pass();
    expect(engine.drafts.get("article")?.text).toBe("typed");
    expect(store.getState().workspaces?.present.folder).toBe("/team");
    expect(store.getState().past).toEqual([]);
    const { library } = store.getState();
    expect(library.kind === "ready" && library.scenarios.map(({ id }) => id)).toContain("theirs");
    expect(openDocument(store.getState().document)?.id).toBe("article");
  });

  it("is not opened where that is refused, which is told in full", async () => {
    const { engine, store } = await opened();
    const problem = { path: "folder", expected: "a folder that is there", found: "a file" };
    engine.failing.set(
      "workspace.open",
      new HeadroomError("invalid-input", "/team cannot be a workspace", [problem]),
    );
    expect(await store.getState().openWorkspace("/team")).toBe(
      "/team cannot be a workspace. Expected a folder that is there, found a file.",
    );
    expect(openDocument(store.getState().document)?.id).toBe("article");
  });

  it("is not opened while a result of this one is on no disk", async () => {
    const { engine, store } = await opened();
    engine.failing.set("run.save", new HeadroomError("unavailable", "the disk is full"));
    await store.getState().startRun();
    expect(await store.getState().openWorkspace("/team")).toMatch(/not on disk yet/);
    engine.failing.delete("run.save");
    expect(await store.getState().openWorkspace("/team")).toBeUndefined();
    expect(engine.runs).toHaveLength(1);
  });

  it("leaves a run going, whose result is kept where it was begun and not shown here", async () => {
    const { engine, store } = await opened();
    let finish = (): void => undefined;
    engine.compare = () =>
      new Promise((resolve) => {
        finish = () => resolve(recordedResult());
      });
    const run = store.getState().startRun();
    await pass();
    await store.getState().openWorkspace("/team");
    await pass();
    finish();
    await run;
    expect(engine.keptIn).toEqual(["/data"]);
    expect(store.getState().shown).toBeUndefined();
  });
});

describe("another window", () => {
  it("that opens another workspace moves this one there, whose words stay where they were typed", async () => {
    const { engine, store } = await opened();
    store.getState().edit("typed");
    const other = page(engine, "/compare/article").store;
    await pass(0);
    await other.getState().openWorkspace("/team");
    await pass();
    expect(store.getState().workspaces?.present.folder).toBe("/team");
    expect(store.getState().past).toEqual([]);
    expect(engine.meantFor).toEqual(["/data"]);
    const [notice] = store.getState().notices;
    expect(notice?.text).toBe("The workspace is now “team”. It was opened in another window.");
    expect(other.getState().notices).toEqual([]);
    // And the way back moves the other one along.
    notice?.action?.run();
    await pass();
    expect(other.getState().workspaces?.present.folder).toBe("/data");
    expect(other.getState().notices).toMatchObject([
      { text: expect.stringContaining("On this machine") },
    ]);
  });

  it("that was not heard of yet does not get what is saved here", async () => {
    const { engine, store } = await opened();
    engine.folder = "/team";
    await store.getState().openClaims();
    await store.getState().saveClaims();
    await store.getState().startRun();
    expect(engine.meantFor).toEqual(["/data"]);
    expect(engine.keptIn).toEqual(["/data"]);
  });

  it("is heard of again when the engine is back", async () => {
    const engine = new FakeEngine();
    const { store, link } = page(engine, "/compare/article");
    await pass();
    link("crashed");
    engine.followers.clear();
    link("ready");
    await pass();
    expect(engine.followers.size).toBe(1);
    store.getState().leaveWorkspace();
    await pass();
    expect(engine.followers.size).toBe(0);
  });
});

describe("a file that was changed outside", () => {
  const outside = articleText().replace('"replicas": 10', '"replicas": 12');

  it("is shown at once when the engine tells of it", async () => {
    const { engine, store } = await opened();
    engine.texts.set("article", outside);
    engine.texts.set("theirs", articleText());
    for (const tell of engine.followers) tell({ kind: "changed", folders: ["scenarios"] });
    await pass();
    expect(openDocument(store.getState().document)?.text).toBe(outside);
    const { library } = store.getState();
    expect(library.kind === "ready" && library.scenarios.map(({ id }) => id)).toContain("theirs");
  });

  it("is a claim set: read again, unless it was edited here", async () => {
    const { engine, store } = await opened();
    await store.getState().openClaims();
    const text = () => openClaimSet(store.getState().claims)?.text;
    const changed = claimsText().replace('"name": "', '"name": "New: ');
    engine.claims.set("article", changed);
    for (const tell of engine.followers) tell({ kind: "changed", folders: ["claims"] });
    await pass();
    expect(text()).toBe(changed);
    store.getState().editClaims("typed");
    engine.claims.set("article", claimsText());
    for (const tell of engine.followers) tell({ kind: "changed", folders: ["claims"] });
    await pass();
    expect(text()).toBe("typed");
    expect(store.getState().notices).toMatchObject([
      { tone: "bad", text: expect.stringContaining("was changed outside") },
    ]);
  });

  it("is none that was saved here", async () => {
    const engine = new FakeEngine();
    engine.texts.set("mine", articleText());
    engine.own.add("mine");
    const { store } = page(engine, "/scenario/mine");
    await pass();
    store.getState().edit(outside);
    const save = store.getState().saveScenario();
    for (const tell of engine.followers) tell({ kind: "changed", folders: ["scenarios"] });
    await save;
    await pass();
    expect(openDocument(store.getState().document)?.changedOutside).toBeUndefined();
    expect(store.getState().announcement).not.toContain("outside");
  });

  it("is read again", async () => {
    const { engine, store } = await opened();
    engine.texts.set("article", outside);
    await store.getState().lookAgain();
    expect(openDocument(store.getState().document)?.text).toBe(outside);
  });

  it("leaves nothing unsaved where another window saved the same draft", async () => {
    const engine = new FakeEngine();
    engine.texts.set("mine", articleText());
    engine.own.add("mine");
    engine.drafts.set("mine", { text: outside, savedAt: "2026-01-01T00:00:00.000Z" });
    const { store } = page(engine, "/scenario/mine");
    await pass();
    expect(openDocument(store.getState().document)?.restored).toBeDefined();
    engine.texts.set("mine", outside);
    await store.getState().lookAgain();
    expect(openDocument(store.getState().document)).toMatchObject({
      text: outside,
      savedText: outside,
      restored: undefined,
      draft: { kind: "none" },
      changedOutside: false,
    });
  });

  it("while it was edited loses neither version", async () => {
    const engine = new FakeEngine();
    engine.texts.set("mine", articleText());
    engine.own.add("mine");
    const { store } = page(engine, "/scenario/mine");
    await pass();
    const typed = articleText().replace('"replicas": 10', '"replicas": 11');
    store.getState().edit(typed);
    engine.texts.set("mine", outside);
    await store.getState().lookAgain();
    expect(openDocument(store.getState().document)).toMatchObject({
      text: typed,
      savedText: outside,
      changedOutside: true,
    });
    // Taking the file's is an edit like any other.
    store.getState().discardDraft();
    expect(openDocument(store.getState().document)?.text).toBe(outside);
    await store.getState().undo();
    expect(openDocument(store.getState().document)?.text).toBe(typed);
    await store.getState().saveScenario();
    await pass();
    expect(engine.texts.get("mine")).toContain('"replicas": 11');
    expect(engine.texts.get("mine-copy")).toContain('"replicas": 12');
  });
});

describe("a plan", () => {
  it("is kept, and shown again after a restart", async () => {
    const { engine, store } = await opened();
    await store.getState().startPlan();
    expect(store.getState().plans["article"]?.saved.kind).toBe("saved");
    const later = page(engine, "/plan/article").store;
    await pass();
    expect(later.getState().plans["article"]).toEqual(store.getState().plans["article"]);
  });

  it("that could not be kept stays on screen, with why", async () => {
    const { engine, store } = await opened();
    engine.failing.set("plan.save", new HeadroomError("unavailable", "the disk is full"));
    await store.getState().startPlan();
    expect(store.getState().plans["article"]?.saved).toEqual({
      kind: "failed",
      message: "The disk is full.",
    });
  });
});

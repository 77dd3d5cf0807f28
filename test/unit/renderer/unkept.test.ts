import { describe, expect, it, vi } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import type { AppStore } from "../../../renderer/state/store.js";
import { wouldLose } from "../../../renderer/state/unkept.js";
import { FakeEngine, page } from "./fake-engine.js";

const FULL = new HeadroomError("unavailable", "it was not written: the disk is full");

async function opened(engine: FakeEngine, hash: string) {
  const shown = page(engine, hash);
  await vi.waitFor(() => expect(shown.store.getState().document.kind).toBe("open"));
  await vi.waitFor(() => expect(shown.store.getState().workspaces).toBeDefined());
  return shown;
}

const COMPUTED: readonly [string, (store: AppStore) => Promise<void>][] = [
  ["run", (store) => store.getState().startRun()],
  ["plan", (store) => store.getState().startPlan()],
  ["projection", (store) => store.getState().startProjection()],
];

describe.each(COMPUTED)("a %s that could not be stored", (kind, compute) => {
  it("is told, warns who closes, and is stored with the next thing that can be", async () => {
    const engine = new FakeEngine();
    engine.failing.set(`${kind}.save`, FULL);
    const { store, stop } = await opened(engine, "/compare/article");
    await compute(store);
    expect(store.getState().unkept).toMatchObject([
      { what: `The ${kind} of The article`, message: "It was not written: the disk is full." },
    ]);
    const { notices } = store.getState();
    expect(notices.some(({ action }) => action?.label === "Save again")).toBe(true);
    expect(wouldLose(store.getState())).toBe(true);
    expect(await store.getState().openWorkspace("/team")).toContain("not on disk");

    engine.failing.clear();
    store.getState().edit(`${engine.texts.get("article")} `);
    await store.getState().flushDraft();
    await vi.waitFor(() => expect(store.getState().unkept).toEqual([]));
    expect(wouldLose(store.getState())).toBe(false);
    stop();
  });

  it("is not lost to a newer one of its scenario, nor takes its place", async () => {
    const engine = new FakeEngine();
    engine.failing.set(`${kind}.save`, FULL);
    const { store, stop } = await opened(engine, "/compare/article");
    await compute(store);
    await compute(store);
    expect(store.getState().unkept).toHaveLength(2);
    const { shown, plans, projections } = store.getState();
    engine.failing.clear();
    await store.getState().saveUnsaved();
    expect(store.getState().unkept).toEqual([]);
    expect(engine.calls.filter((call) => call === `${kind}.save`)).toHaveLength(4);
    const now = store.getState();
    expect(now.shown?.result).toBe(shown?.result);
    expect(now.plans["article"]?.result).toBe(plans["article"]?.result);
    expect(now.projections["article"]?.result).toBe(projections["article"]?.result);
    const saved = [now.shown, now.plans["article"], now.projections["article"]].filter(
      (one) => one !== undefined,
    );
    expect(saved.map((one) => one.saved.kind)).toEqual(["saved"]);
    stop();
  });
});

describe("what is not on disk", () => {
  it("is tried again after a while by itself", async () => {
    const engine = new FakeEngine();
    engine.failing.set("plan.save", FULL);
    const { store, stop } = await opened(engine, "/plan/article");
    vi.useFakeTimers();
    try {
      await store.getState().startPlan();
      engine.failing.clear();
      await vi.advanceTimersByTimeAsync(20_000);
      expect(store.getState().unkept).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
    stop();
  });

  it("keeps its scenario from being renamed, which it names", async () => {
    const engine = new FakeEngine();
    engine.texts.set("mine", engine.texts.get("article") ?? "");
    engine.own.add("mine");
    engine.failing.set("plan.save", FULL);
    const { store, stop } = await opened(engine, "/plan/mine");
    await store.getState().startPlan();
    const { library } = store.getState();
    const entry =
      library.kind === "ready" ? library.scenarios.find(({ id }) => id === "mine") : undefined;
    if (entry === undefined) throw new Error("the scenario is there");
    await store.getState().renameItem({ kind: "scenario", entry }, "Another");
    expect(store.getState().notices.at(-1)?.text).toContain("is not on disk yet");
    expect(engine.calls).not.toContain("scenario.rename");
    stop();
  });
});

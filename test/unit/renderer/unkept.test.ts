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
  ["study", (store) => store.getState().startSensitivity()],
  ["study", (store) => store.getState().startSides(["article"])],
];

describe.each(COMPUTED)("a %s that could not be stored", (kind, compute) => {
  it("is told, warns who closes, and is stored with the next thing that can be", async () => {
    const engine = new FakeEngine();
    engine.failing.set(`${kind}.save`, FULL);
    const { store, stop } = await opened(engine, "/compare/article");
    await compute(store);
    expect(store.getState().unkept).toMatchObject([
      {
        what: expect.stringMatching(new RegExp(`^The ${kind} of .*The article`)),
        message: "It was not written: the disk is full.",
      },
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
    const before = shownNow(store);
    expect(before).toHaveLength(1);
    engine.failing.clear();
    await store.getState().saveUnsaved();
    expect(store.getState().unkept).toEqual([]);
    expect(engine.calls.filter((call) => call === `${kind}.save`)).toHaveLength(4);
    const now = shownNow(store);
    expect(now.map((one) => one.result)).toEqual(before.map((one) => one.result));
    expect(now.map((one) => one.saved.kind)).toEqual(["saved"]);
    stop();
  });
});

/** Whatever is shown of the article. */
function shownNow(store: AppStore) {
  const { shown, plans, projections, sensitivities, sides } = store.getState();
  const ofArticle = [plans, projections, sensitivities, sides].map((held) => held["article"]);
  return [shown, ...ofArticle].filter((one) => one !== undefined);
}

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

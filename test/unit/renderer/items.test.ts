import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { openDocument } from "../../../renderer/state/document.js";
import { itemName } from "../../../renderer/state/items.js";
import type { LibraryItem } from "../../../renderer/state/parts.js";
import { FakeEngine, page } from "./fake-engine.js";
import { articleText } from "./recorded.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (ms = 1000): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

/** A window with a scenario of the user's, a result of each kind, and a claim set. */
async function opened() {
  const engine = new FakeEngine();
  engine.texts.set("mine", articleText());
  engine.claims.set("ours", engine.claims.get("article") ?? "");
  for (const id of ["mine", "ours"]) engine.own.add(id);
  const { store } = page(engine, "/compare/mine");
  await pass();
  await store.getState().startRun();
  await store.getState().startPlan();
  await store.getState().startProjection();
  const calibrated = { id: "c1", createdAt: "2026-01-01T00:00:00.000Z", logName: "a.csv" };
  engine.calibrations.push({ entry: { ...calibrated, requests: 20, medianError: 0.1 } });
  await store.getState().refreshLibrary();
  await store.getState().openClaims("ours");
  await pass();
  const items = (): Readonly<Record<string, LibraryItem | undefined>> => {
    const { library, claimSets } = store.getState();
    if (library.kind !== "ready") throw new Error("the library is not read");
    const [run] = library.runs;
    const [plan] = library.plans;
    const [projection] = library.projections;
    const [calibration] = library.calibrations;
    const scenario = library.scenarios.find(({ origin }) => origin === "user");
    const claims = claimSets.find(({ origin }) => origin === "user");
    return {
      scenario: scenario && { kind: "scenario", entry: scenario },
      run: run && { kind: "run", entry: run },
      plan: plan && { kind: "plan", entry: plan },
      projection: projection && { kind: "projection", entry: projection },
      calibration: calibration && { kind: "calibration", entry: calibration },
      claims: claims && { kind: "claims", entry: claims },
    };
  };
  return { engine, store, items };
}

const KINDS = ["scenario", "run", "plan", "projection", "calibration", "claims"];

describe.each(KINDS)("a %s", (kind) => {
  it("is removed, brought back by Undo, and removed again by Redo", async () => {
    const { store, items } = await opened();
    const item = items()[kind];
    if (item === undefined) throw new Error(`no ${kind}`);
    await store.getState().removeItem(item);
    await pass();
    expect(items()[kind]).toBeUndefined();
    await store.getState().undo();
    await pass();
    expect(items()[kind]).toEqual(item);
    await store.getState().redo();
    await pass();
    expect(items()[kind]).toBeUndefined();
    // The notice of what was done offers the way back too.
    await store.getState().undo();
    await pass();
    expect(items()[kind]).toEqual(item);
  });

  it("is renamed and called as before by Undo, under the id that it had", async () => {
    const { store, items } = await opened();
    const item = items()[kind];
    if (item === undefined) throw new Error(`no ${kind}`);
    await store.getState().renameItem(item, "board");
    await pass();
    const renamed = items()[kind];
    expect(renamed && itemName(renamed)).toBe("board");
    await store.getState().undo();
    await pass();
    expect(items()[kind]?.entry.id).toBe(item.entry.id);
    await store.getState().redo();
    await pass();
    expect(items()[kind]).toEqual(renamed);
  });

  it("is duplicated, and the copy alone goes with Undo", async () => {
    const { engine, store, items } = await opened();
    const item = items()[kind];
    if (item === undefined) throw new Error(`no ${kind}`);
    const count = () =>
      engine.texts.size +
      engine.claims.size +
      engine.runs.length +
      engine.plans.length +
      engine.projections.length +
      engine.calibrations.length;
    const before = count();
    await store.getState().duplicateItem(item);
    await pass();
    expect(count()).toBe(before + 1);
    await store.getState().undo();
    await pass();
    expect(count()).toBe(before);
    expect(items()[kind]?.entry.id).toBe(item.entry.id);
  });

  it("stays where the engine refuses, which is told", async () => {
    const { engine, store, items } = await opened();
    const item = items()[kind];
    if (item === undefined) throw new Error(`no ${kind}`);
    const past = store.getState().past.length;
    engine.failing.set(`${kind}.remove`, new HeadroomError("unavailable", "the disk is full"));
    await store.getState().removeItem(item);
    expect(items()[kind]).toEqual(item);
    expect(store.getState().past).toHaveLength(past);
    expect(store.getState().notices.at(-1)?.text).toContain("The disk is full.");
  });
});

describe("a scenario", () => {
  it("that is renamed stays open with its unsaved text, its address and its results", async () => {
    const { store, items } = await opened();
    const item = items()["scenario"];
    if (item === undefined) throw new Error("no scenario");
    await store.getState().startPlan();
    const typed = articleText().replace('"replicas": 10', '"replicas": 11');
    store.getState().edit(typed);
    await store.getState().renameItem(item, "board");
    await pass();
    expect(openDocument(store.getState().document)).toMatchObject({ id: "board", text: typed });
    expect(store.getState().route.scenarioId).toBe("board");
    expect(Object.keys(store.getState().plans)).toEqual(["board"]);
    // What was typed before the new name can be undone after it.
    await store.getState().undo();
    await store.getState().undo();
    await pass();
    expect(openDocument(store.getState().document)).toMatchObject({
      id: "mine",
      text: articleText(),
    });
  });

  it("is not renamed while it is being computed", async () => {
    const { engine, store, items } = await opened();
    const item = items()["scenario"];
    if (item === undefined) throw new Error("no scenario");
    engine.compare = () => new Promise(() => undefined);
    void store.getState().startRun();
    await pass();
    await store.getState().renameItem(item, "board");
    expect(engine.texts.has("mine")).toBe(true);
    expect(store.getState().notices.at(-1)?.text).toContain("wait for its end");
  });

  it("comes back by its notice though more was done since", async () => {
    const { store, items } = await opened();
    const item = items()["scenario"];
    if (item === undefined) throw new Error("no scenario");
    await store.getState().removeItem(item);
    await pass();
    const notice = store.getState().notices.at(-1);
    store.getState().edit("something else");
    notice?.action?.run();
    await pass();
    expect(items()["scenario"]).toEqual(item);
    expect(store.getState().past.map(({ what }) => what)).toEqual(["the text of The article"]);
  });
});

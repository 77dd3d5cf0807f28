import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import type { CompareResult } from "../../../engine/contract/result.js";
import { isDirty, openDocument } from "../../../renderer/state/document.js";
import type { OpenDocument } from "../../../renderer/state/parts.js";
import { formatRoute, parseRoute } from "../../../renderer/state/route.js";
import { isStale } from "../../../renderer/state/run.js";
import type { AppStore } from "../../../renderer/state/store.js";
import { FakeEngine, page } from "./fake-engine.js";
import { articleScenario, articleText, recordedResult } from "./recorded.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Lets everything that is due within `ms` happen. */
const pass = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

function opened(store: AppStore): OpenDocument {
  const document = openDocument(store.getState().document);
  if (document === undefined) throw new Error("no scenario is open");
  return document;
}

async function start(engine = new FakeEngine(), hash = "") {
  const window = page(engine, hash);
  await pass();
  return { engine, ...window };
}

/** A comparison that ends when the test says so. */
function comparison(): { promise: Promise<CompareResult>; finish: () => void } {
  const ends = new Set<() => void>();
  const promise = new Promise<CompareResult>((resolve) => {
    ends.add(() => resolve(recordedResult()));
  });
  return { promise, finish: () => ends.forEach((end) => end()) };
}

const crash = new HeadroomError("engine-crashed", "the engine died");
const broken = articleText().replace('"replicas": 10', '"replicas": -1');

describe("the first screen", () => {
  it("opens the article, with its settings, and names it in the address", async () => {
    const { store, place } = await start();
    expect(opened(store)).toMatchObject({ id: "article", name: "The article" });
    expect(store.getState().settings.theme).toBe("dark");
    expect(place.hash).toBe("/overview/article");
    expect(store.getState().shown).toBeUndefined();
  });

  it("opens what was open last", async () => {
    const engine = new FakeEngine();
    engine.texts.set("mine", articleText());
    engine.recents = ["gone", "mine"];
    expect(opened((await start(engine)).store).id).toBe("mine");
  });

  it("follows a deep link, and back and forward", async () => {
    const { store, goTo } = await start(new FakeEngine(), "/scenario/article");
    expect(store.getState().route.pane).toBe("scenario");
    goTo("/compare/article");
    expect(store.getState().route.pane).toBe("compare");
  });

  it("says so when a link names a scenario that is not there", async () => {
    const { store } = await start(new FakeEngine(), "/compare/nothing");
    expect(store.getState().document).toMatchObject({
      kind: "failed",
      message: "This scenario is not in the library any more.",
    });
  });

  it("tries everything again when the engine was away at the start", async () => {
    const engine = new FakeEngine();
    engine.failing.set("scenario.list", crash);
    const { store, link } = await start(engine);
    expect(store.getState().library.kind).toBe("failed");
    engine.failing.clear();
    link("crashed");
    link("ready");
    await pass();
    expect(opened(store).id).toBe("article");
  });
});

describe("editing", () => {
  it("checks 200 ms and autosaves 500 ms after the last key", async () => {
    const { engine, store } = await start();
    store.getState().edit(`${broken} `);
    await pass(150);
    store.getState().edit(broken);
    await pass(199);
    expect(opened(store).checked?.text).toBe(articleText());
    await pass(1);
    expect(opened(store).checked?.problems).toMatchObject([{ path: "brain.replicas" }]);
    expect(engine.drafts.size).toBe(0);
    await pass(300);
    expect(engine.drafts.get("article")?.text).toBe(broken);
    expect(opened(store).draft.kind).toBe("saved");
    expect(engine.calls.filter((name) => name === "draft.write")).toHaveLength(1);
  });

  it("writes the draft at once when another scenario is opened", async () => {
    const engine = new FakeEngine();
    engine.texts.set("mine", articleText());
    const { store } = await start(engine);
    store.getState().edit(broken);
    store.getState().navigate({ scenarioId: "mine" });
    await pass();
    expect(engine.drafts.get("article")?.text).toBe(broken);
    expect(opened(store).id).toBe("mine");
  });

  it("restores a draft, offers the saved text, and loses neither", async () => {
    const engine = new FakeEngine();
    engine.drafts.set("article", { text: broken, savedAt: "2026-01-01T00:00:00.000Z" });
    const { store } = await start(engine);
    await pass();
    expect(opened(store).text).toBe(broken);
    expect(opened(store).restored).toBeDefined();
    expect(opened(store).checked?.problems).toHaveLength(1);
    store.getState().discardDraft();
    expect(opened(store).text).toBe(articleText());
    await pass(500);
    expect(engine.drafts.size).toBe(0);
    expect(opened(store)).toMatchObject({ restored: undefined, draft: { kind: "none" } });
  });

  it("keeps a draft in the page when the engine cannot, and gives it back", async () => {
    const { engine, store, shelf, link } = await start();
    engine.failing.set("draft.write", crash);
    store.getState().edit(broken);
    await pass(500);
    expect(opened(store).draft.kind).toBe("failed");
    expect(shelf.get("article")?.text).toBe(broken);
    engine.failing.clear();
    link("unreachable");
    link("ready");
    await pass(1);
    expect(engine.drafts.get("article")?.text).toBe(broken);
    expect(shelf.size).toBe(0);
  });

  it("saves a copy of a shipped scenario, opens it, and drops the draft it came from", async () => {
    const { engine, store } = await start();
    store.getState().edit(articleText().replace('"seed": 1', '"seed": 7'));
    await pass(500);
    await store.getState().saveCopy("Mine");
    await pass();
    expect(opened(store)).toMatchObject({ id: "copy-1", name: "Mine" });
    expect(opened(store).checked?.scenario?.run.seed).toBe(7);
    expect(isDirty(opened(store))).toBe(false);
    expect(engine.drafts.size).toBe(0);
    expect(engine.texts.get("article")).toBe(articleText());
  });

  it("saves nothing that has problems", async () => {
    const { engine, store } = await start();
    store.getState().edit(broken);
    await store.getState().saveScenario();
    expect(engine.calls).not.toContain("scenario.save");
    expect(opened(store).text).toBe(broken);
  });

  it("keeps the text when saving fails, and says why", async () => {
    const { engine, store } = await start();
    engine.failing.set("scenario.save", new HeadroomError("unavailable", "the disk is full"));
    const text = articleText().replace('"seed": 1', '"seed": 7');
    store.getState().edit(text);
    await store.getState().saveCopy("Mine");
    expect(opened(store).text).toBe(text);
    expect(store.getState().notices.at(-1)?.text).toContain("The disk is full.");
  });
});

describe("a run", () => {
  it("tells progress, shows its result, saves it, and announces its end", async () => {
    const { engine, store } = await start();
    const { promise, finish } = comparison();
    engine.compare = (_input, context) => {
      context.emit({ kind: "progress", stage: "Coupled", fraction: 0.4 });
      return promise;
    };
    const run = store.getState().startRun();
    await pass();
    expect(store.getState().jobs).toMatchObject([{ stage: "Coupled", fraction: 0.4 }]);
    finish();
    await run;
    const { shown, jobs, announcement, library } = store.getState();
    expect(jobs).toEqual([]);
    expect(shown?.saved.kind).toBe("saved");
    expect(announcement).toBe("The run of The article is finished.");
    expect(library.kind === "ready" && library.runs).toHaveLength(1);
  });

  it("cancels, and keeps the result that was there", async () => {
    const { engine, store } = await start();
    await store.getState().startRun();
    const { shown } = store.getState();
    engine.compare = (_input, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new HeadroomError("cancelled", "cancelled")));
      });
    const run = store.getState().startRun();
    await pass();
    store.getState().cancelWork("run");
    await run;
    expect(store.getState().runEnd?.kind).toBe("cancelled");
    expect(store.getState().shown).toBe(shown);
    expect(engine.runs).toHaveLength(1);
  });

  it("is marked interrupted when the engine dies, and runs again", async () => {
    const { engine, store } = await start();
    engine.compare = () => Promise.reject(crash);
    await store.getState().startRun();
    expect(store.getState().runEnd).toMatchObject({
      kind: "interrupted",
      scenarioId: "article",
      message: "The engine died.",
    });
    engine.compare = async () => recordedResult();
    await store.getState().startRun();
    expect(store.getState().runEnd).toBeUndefined();
    expect(store.getState().shown).toBeDefined();
  });

  it("does not start on a text with problems, but goes where they are", async () => {
    const { engine, store } = await start();
    store.getState().edit(broken);
    await store.getState().startRun();
    expect(engine.calls).not.toContain("compare");
    expect(store.getState().route.pane).toBe("scenario");
    expect(store.getState().jobs).toEqual([]);
  });

  it("runs what is typed, and knows when that has changed since", async () => {
    const { engine, store } = await start();
    const seeds: (number | undefined)[] = [];
    engine.compare = async ({ scenario }) => {
      seeds.push(scenario.run.seed);
      return recordedResult();
    };
    store.getState().edit(articleText().replace('"seed": 1', '"seed": 7'));
    await store.getState().startRun();
    expect(seeds).toEqual([7]);
    const stale = (): boolean => {
      const { shown } = store.getState();
      return isStale(shown, opened(store).checked?.scenario, isDirty(opened(store)));
    };
    expect(stale()).toBe(false);
    // Another layout of the same scenario is the same scenario.
    store.getState().edit(opened(store).text.replaceAll("  ", "   "));
    await pass(200);
    expect(stale()).toBe(false);
    store.getState().edit(articleText());
    await pass(200);
    expect(stale()).toBe(true);
  });

  it("of one deployment alone is kept like a comparison, and shown again", async () => {
    const engine = new FakeEngine();
    const { coupled: _without, claims: _neither, ...alone } = articleScenario();
    engine.texts.set("alone", JSON.stringify(alone));
    const { store } = await start(engine, "/compare/alone");
    await store.getState().startRun();
    const { shown } = store.getState();
    expect(shown?.saved.kind).toBe("saved");
    store.getState().navigate({ scenarioId: "article" });
    await pass();
    expect(store.getState().shown).toBeUndefined();
    store.getState().navigate({ scenarioId: "alone" });
    await pass();
    const { keptIn: _where, ...kept } = shown ?? {};
    expect(store.getState().shown).toEqual(kept);
  });

  it("whose result could not be saved holds it while another scenario is open", async () => {
    const engine = new FakeEngine();
    engine.texts.set("mine", articleText());
    const { store } = await start(engine, "/compare/article");
    engine.failing.set("run.save", crash);
    await store.getState().startRun();
    store.getState().navigate({ scenarioId: "mine" });
    await pass();
    expect(store.getState().shown).toBeUndefined();
    store.getState().navigate({ scenarioId: "article" });
    await pass();
    expect(store.getState().shown?.saved.kind).toBe("failed");
    engine.failing.clear();
    await store.getState().saveUnsaved();
    expect(store.getState()).toMatchObject({ unsaved: {}, shown: { saved: { kind: "saved" } } });
  });

  it("shows a result that could not be saved, and saves it when the engine is back", async () => {
    const { engine, store, link } = await start();
    engine.failing.set("run.save", crash);
    await store.getState().startRun();
    expect(store.getState().shown?.saved.kind).toBe("failed");
    engine.failing.clear();
    link("crashed");
    link("ready");
    await pass();
    expect(store.getState().shown?.saved.kind).toBe("saved");
  });

  it("is shown again when its scenario is opened again", async () => {
    const { engine, store } = await start();
    await store.getState().startRun();
    const again = await start(engine);
    expect(again.store.getState().shown?.saved).toMatchObject({ entry: { id: "run-1" } });
    expect(store.getState().route.runId).toBeUndefined();
  });

  it("that ends while another scenario is open is kept, not thrown over what is shown", async () => {
    const engine = new FakeEngine();
    engine.texts.set("mine", articleText());
    const { store } = await start(engine, "/compare/article");
    const { promise, finish } = comparison();
    engine.compare = () => promise;
    const run = store.getState().startRun();
    await pass();
    store.getState().navigate({ scenarioId: "mine" });
    await pass();
    finish();
    await run;
    expect(store.getState().shown).toBeUndefined();
    expect(engine.runs).toHaveLength(1);
    store.getState().notices.at(-1)?.action?.run();
    await pass();
    expect(opened(store).id).toBe("article");
    expect(store.getState().shown).toBeDefined();
  });
});

describe("the library", () => {
  it("removes with undo, and opens something else meanwhile", async () => {
    const engine = new FakeEngine();
    engine.texts.set("mine", articleText());
    engine.own.add("mine");
    const { store } = await start(engine, "/compare/mine");
    await store.getState().removeItem({ kind: "scenario", entry: engine.entry("mine") });
    await pass();
    expect(opened(store).id).toBe("article");
    store.getState().notices.at(-1)?.action?.run();
    await pass();
    expect(opened(store).id).toBe("mine");
  });

  it("opens a run whose scenario is gone", async () => {
    const engine = new FakeEngine();
    const { store } = await start(engine);
    await store.getState().startRun();
    engine.texts.delete("article");
    engine.texts.set("mine", articleText());
    const later = await start(engine, "/compare?run=run-1");
    expect(later.store.getState().shown).toBeDefined();
    expect(opened(later.store)).toMatchObject({ id: undefined, name: "The article" });
  });
});

describe("the address", () => {
  it.each(["/compare/article", "/scenario/my-own-2", "/compare/article?run=r-1", "/compare"])(
    "%s reads back to itself",
    (hash) => {
      expect(formatRoute(parseRoute(hash))).toBe(hash);
    },
  );

  it.each(["", "/nowhere/%00", "/compare/../../etc?run=../x", "token=abc"])(
    "%j is no way into anything",
    (hash) => {
      expect(parseRoute(hash)).toMatchObject({ scenarioId: undefined, runId: undefined });
    },
  );
});

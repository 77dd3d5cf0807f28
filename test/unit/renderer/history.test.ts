import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openClaimSet } from "../../../renderer/state/audit.js";
import { openDocument } from "../../../renderer/state/document.js";
import type { AppStore } from "../../../renderer/state/store.js";
import { FakeEngine, page } from "./fake-engine.js";
import { articleText } from "./recorded.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (ms = 1000): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

async function opened(engine = new FakeEngine()): Promise<AppStore> {
  const { store } = page(engine);
  await pass();
  return store;
}

const textOf = (store: AppStore): string | undefined =>
  openDocument(store.getState().document)?.text;
const claimsOf = (store: AppStore): string | undefined =>
  openClaimSet(store.getState().claims)?.text;

describe("undoing and redoing", () => {
  it("goes back over all panes in the order of the edits, and forward again", async () => {
    const store = await opened();
    const { edit, editClaims, openClaims, changeSettings, undo, redo } = store.getState();
    await openClaims();
    edit("a scenario");
    editClaims("claims");
    await changeSettings({ theme: "light" });
    store.getState().navigate({ pane: "plan" });

    await undo();
    expect(store.getState().settings.theme).toBe("dark");
    await undo();
    expect(claimsOf(store)).not.toBe("claims");
    expect(textOf(store)).toBe("a scenario");
    await undo();
    expect(textOf(store)).toBe(articleText());
    expect(store.getState().past).toEqual([]);
    await undo();
    for (let n = 0; n < 3; n += 1) await redo();
    expect([textOf(store), claimsOf(store), store.getState().settings.theme]).toEqual([
      "a scenario",
      "claims",
      "light",
    ]);
    expect(store.getState().future).toEqual([]);
    // What is undone out of sight is told.
    expect(store.getState().notices.map(({ text }) => text)).toContain(
      "Redone: the text of The article.",
    );
  });

  it("takes back what was ticked in the readiness checklist", async () => {
    const store = await opened();
    await store.getState().loadReadiness();
    const gateway = () => {
      const item = store.getState().readiness?.items.find(({ id }) => id === "gateway");
      if (item === undefined) throw new Error("the checklist has a gateway");
      return item;
    };
    expect(gateway().state).toBe("open");
    await store.getState().markReadiness(gateway(), { state: "done" });
    await store.getState().markReadiness(gateway(), { state: "not needed" });
    expect(gateway().state).toBe("not needed");
    await store.getState().undo();
    expect(gateway().state).toBe("done");
    await store.getState().undo();
    expect(gateway().state).toBe("open");
    await store.getState().redo();
    expect(gateway().state).toBe("done");
  });

  it("takes typing without a pause as one edit, and what comes after a pause as another", async () => {
    const store = await opened();
    for (const text of ["a", "ab", "abc"]) {
      store.getState().edit(text);
      await pass(100);
    }
    await pass(1000);
    store.getState().edit("abcd");
    expect(store.getState().past).toHaveLength(2);
    await store.getState().undo();
    expect(textOf(store)).toBe("abc");
    store.getState().edit("abcX");
    expect(store.getState().future).toEqual([]);
    await store.getState().undo();
    await store.getState().undo();
    expect(textOf(store)).toBe(articleText());
  });

  it("opens the scenario that was edited, where another is open", async () => {
    const engine = new FakeEngine();
    engine.texts.set("other", articleText());
    const store = await opened(engine);
    store.getState().edit("edited");
    await pass();
    store.getState().navigate({ scenarioId: "other", runId: undefined });
    await pass();
    expect(openDocument(store.getState().document)?.id).toBe("other");
    await store.getState().undo();
    await pass();
    expect(openDocument(store.getState().document)?.id).toBe("article");
    expect(store.getState().route.scenarioId).toBe("article");
    expect(textOf(store)).toBe(articleText());
  });

  it("follows a shipped scenario into the copy that it was saved as", async () => {
    const engine = new FakeEngine();
    const store = await opened(engine);
    const changed = articleText().replace('"replicas": 10', '"replicas": 9');
    store.getState().edit(changed);
    await pass();
    await store.getState().saveCopy("Mine");
    await pass();
    expect(openDocument(store.getState().document)?.id).toBe("copy-1");
    await store.getState().undo();
    expect(openDocument(store.getState().document)?.id).toBe("copy-1");
    expect(textOf(store)).toBe(articleText());
    expect(engine.texts.get("article")).toBe(articleText());
  });

  it("says so where what was edited cannot be opened any more", async () => {
    const engine = new FakeEngine();
    engine.texts.set("other", articleText());
    const store = await opened(engine);
    store.getState().edit("edited");
    await pass();
    store.getState().navigate({ scenarioId: "other", runId: undefined });
    await pass();
    engine.texts.delete("article");
    await store.getState().undo();
    await pass();
    expect(store.getState().notices.at(-1)).toMatchObject({ tone: "bad" });
  });

  it("changes a scenario twice in a row without losing the first change", async () => {
    const store = await opened();
    const rename = (to: string) =>
      store.getState().changeScenario("the name", (scenario) => ({
        ...scenario,
        name: `${scenario.name} ${to}`,
      }));
    await Promise.all([rename("a"), pass()]);
    await Promise.all([rename("b"), pass()]);
    expect(textOf(store)).toContain('"The article a b"');
    store.getState().edit("{");
    expect(await store.getState().changeScenario("nothing", (scenario) => scenario)).toBe(false);
    expect(textOf(store)).toBe("{");
  });
});

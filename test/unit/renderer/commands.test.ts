import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { COMMAND_IDS, commandWords, isCommandId } from "../../../engine/contract/commands.js";
import type { CompareResult } from "../../../engine/contract/result.js";
import { runCommand } from "../../../renderer/panes/shell/commands/actions.js";
import { isPressed, keyNames } from "../../../renderer/panes/shell/commands/keys.js";
import type { KeyPress } from "../../../renderer/panes/shell/commands/keys.js";
import { pressedCommand } from "../../../renderer/panes/shell/commands/use-commands.js";
import { paletteEntries } from "../../../renderer/panes/shell/palette/entries.js";
import type { PaletteEntry } from "../../../renderer/panes/shell/palette/entries.js";
import { matchEntries } from "../../../renderer/panes/shell/palette/match.js";
import { PANES } from "../../../renderer/state/parts.js";
import type { AppStore } from "../../../renderer/state/store.js";
import { fc } from "../../property.js";
import { FakeEngine, page } from "./fake-engine.js";
import { articleText } from "./recorded.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const NOW = new Date("2026-01-02T00:00:00Z");
const pass = (ms = 1000): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

async function opened(engine = new FakeEngine()): Promise<AppStore> {
  const { store } = page(engine);
  await pass();
  return store;
}

const found = (store: AppStore): readonly PaletteEntry[] =>
  paletteEntries(store.getState(), "everything", NOW, "en-US");

/** What a keyboard says when these keys are pressed. */
function press(keys: string, mac: boolean): KeyPress {
  const parts = keys.split("+");
  const last = parts.at(-1) ?? "";
  const key = { Esc: "Escape", Plus: "+" }[last] ?? last;
  return {
    key,
    code: "",
    ctrlKey: !mac && parts.includes("Mod"),
    metaKey: mac && parts.includes("Mod"),
    shiftKey: parts.includes("Shift") || key === "?",
    altKey: parts.includes("Alt"),
  };
}

describe("the keys of commands", () => {
  it.each([true, false])("mean one command each (on a Mac: %s)", (mac) => {
    for (const id of COMMAND_IDS) {
      for (const keys of commandWords(id).keys ?? []) {
        const answering = COMMAND_IDS.filter((one) =>
          commandWords(one).keys?.some((theirs) => isPressed(theirs, press(keys, mac), mac)),
        );
        expect(answering, keys).toEqual([id]);
      }
    }
  });

  it("never have Mod and Alt together, which types letters on many keyboards", () => {
    const all = COMMAND_IDS.flatMap((id) => commandWords(id).keys ?? []);
    expect(all.filter((keys) => keys.includes("Mod") && keys.includes("Alt"))).toEqual([]);
    const typed = { ...press("Mod+K", false), altKey: true };
    expect(pressedCommand(typed, false)).toBeUndefined();
  });

  it("are read by their place where Shift types the digits, as on a French keyboard", () => {
    const pressed = { ...press("Mod+2", false), key: "é", code: "Digit2" };
    expect(pressedCommand(pressed, false)).toBe("pane.scenario");
  });

  it("do nothing with another modifier held", () => {
    expect(pressedCommand({ ...press("Mod+S", true), ctrlKey: true }, true)).toBeUndefined();
    expect(pressedCommand(press("S", false), false)).toBeUndefined();
  });

  it("are written as the keyboard has them", () => {
    expect(keyNames("Mod+Shift+Z", false)).toEqual(["Ctrl", "Shift", "Z"]);
    expect(keyNames("Mod+Shift+Z", true)).toEqual(["⌘", "⇧", "Z"]);
  });
});

describe("commands", () => {
  it("are a closed list", () => {
    expect(isCommandId("edit.undo")).toBe(true);
    for (const other of ["toString", "__proto__", "edit", "", 3, null, undefined, {}]) {
      expect(isCommandId(other)).toBe(false);
    }
  });

  it("go to every pane", async () => {
    const store = await opened();
    for (const pane of PANES) {
      expect(runCommand(`pane.${pane}`, store.getState())).toBe(true);
      expect(store.getState().route.pane).toBe(pane);
    }
  });

  it("do nothing where there is nothing for them to do", async () => {
    const store = await opened();
    expect(runCommand("edit.undo", store.getState())).toBe(false);
    expect(runCommand("cancel.work", store.getState())).toBe(false);
    expect(runCommand("document.remove", store.getState())).toBe(false);
  });

  it("step through the library, round at both ends", async () => {
    const engine = new FakeEngine();
    engine.texts.set("mine", articleText());
    engine.own.add("mine");
    const store = await opened(engine);
    const open = async (id: "scenario.next" | "scenario.previous") => {
      runCommand(id, store.getState());
      await pass();
      return store.getState().route.scenarioId;
    };
    expect(await open("scenario.next")).toBe("mine");
    expect(await open("scenario.next")).toBe("article");
    expect(await open("scenario.previous")).toBe("mine");
  });
});

describe("zoom", () => {
  it("goes in steps from 80 to 200 per cent, is stored, and is nothing to undo", async () => {
    const engine = new FakeEngine();
    const store = await opened(engine);
    const percent = (): number => store.getState().settings.zoomPercent;
    const steps: number[] = [];
    while (runCommand("zoom.in", store.getState())) steps.push(percent());
    expect(steps).toEqual([110, 125, 150, 175, 200]);
    await pass();
    expect(engine.settings.zoomPercent).toBe(200);
    while (runCommand("zoom.out", store.getState())) expect(percent()).toBeLessThan(200);
    expect(percent()).toBe(80);
    expect(runCommand("zoom.reset", store.getState())).toBe(true);
    expect(percent()).toBe(100);
    expect(runCommand("zoom.reset", store.getState())).toBe(false);
    expect(store.getState().past).toEqual([]);
  });
});

describe("the palette", () => {
  it("has every command, in one state or another of the app", async () => {
    const engine = new FakeEngine();
    const store = await opened(engine);
    const seen = new Set<string>();
    const look = (): void => found(store).forEach(({ id }) => seen.add(id));
    await store.getState().changeSettings({ theme: "light" });
    look();
    await store.getState().undo();
    look();
    await store.getState().startRun();
    await store.getState().saveCopy("Mine");
    await pass();
    look();
    store.getState().navigate({ scenarioId: "article", runId: undefined });
    await pass();
    look();
    runCommand("zoom.in", store.getState());
    runCommand("pane.scenario", store.getState());
    engine.compare = () => new Promise<CompareResult>(() => {});
    void store.getState().startRun();
    await pass();
    look();
    // The palette itself is open when it is looked at.
    const others = COMMAND_IDS.filter((id) => id !== "palette.open");
    expect(others.filter((id) => !seen.has(`command:${id}`))).toEqual([]);
  });

  it("finds scenarios and runs, and opens them", async () => {
    const store = await opened();
    await store.getState().startRun();
    store.getState().navigate({ pane: "plan" });
    const run = found(store).find(({ kind }) => kind === "Saved run");
    expect(run?.title).toBe("The article");
    run?.run(store.getState());
    expect(store.getState().route).toMatchObject({ pane: "compare", scenarioId: "article" });
    expect(`run:${store.getState().route.runId}`).toBe(run?.id);
    const [scenario] = paletteEntries(store.getState(), "scenarios", NOW, "en-US");
    expect(scenario).toMatchObject({ id: "scenario:article", kind: "Scenario" });
  });

  it("remembers what was picked, the latest first, and over a new opening of the page", async () => {
    const window = page(new FakeEngine());
    await pass();
    const { notePick } = window.store.getState();
    for (const id of ["a", "b", "a"]) notePick(id);
    expect(window.store.getState().recentPicks).toEqual(["a", "b"]);
    for (let at = 0; at < 50; at += 1) notePick(`pick ${at}`);
    expect(window.store.getState().recentPicks).toHaveLength(20);
    expect(window.remembered.get("picks")).toMatch(/^pick 49\npick 48\n/);
  });
});

describe("finding by a few letters", () => {
  const entry = (id: string, title: string, kind = "View"): PaletteEntry => ({
    id,
    title,
    kind,
    run: () => {},
  });
  const entries = [
    entry("money", "Go to Money"),
    entry("milestones", "Go to Milestones"),
    entry("article", "The article", "Scenario"),
    entry("résumé", "Résumé reading", "Scenario"),
  ];
  const ids = (query: string, recent: readonly string[] = []): string[] =>
    matchEntries(entries, query, recent).map((match) => match.entry.id);

  it("takes letters in their order, in the title or in what it is", () => {
    expect(ids("gmon")[0]).toBe("money");
    expect(ids("mile")).toEqual(["milestones"]);
    expect(ids("scenario").toSorted()).toEqual(["article", "résumé"]);
    expect(ids("resume")).toEqual(["résumé"]);
    expect(ids("zzz")).toEqual([]);
  });

  it("marks the letters that were found", () => {
    const [first] = matchEntries(entries, "money", []);
    expect([...(first?.marked ?? [])]).toEqual([6, 7, 8, 9, 10]);
  });

  it("puts what was picked before first, among what matches as well", () => {
    expect(ids("")).toEqual(["money", "milestones", "article", "résumé"]);
    expect(ids("", ["article", "milestones"])).toEqual([
      "article",
      "milestones",
      "money",
      "résumé",
    ]);
    expect(ids("go to", ["milestones"])[0]).toBe("milestones");
    expect(ids("go to", ["money"])[0]).toBe("money");
  });

  it("finds every title by itself, and takes any text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.nat(3), (text, at) => {
        const own = entries[at];
        expect(own).toBeDefined();
        expect(ids(own?.title ?? "")).toContain(own?.id);
        // A query of blanks alone is none.
        const matched = ids(text);
        expect(new Set(matched).size).toBe(matched.length);
        if (text.trim() === "") expect(matched).toHaveLength(entries.length);
      }),
    );
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AppState } from "../../../renderer/state/app-state.js";
import { openDocument } from "../../../renderer/state/document.js";
import { droppedFiles } from "../../../renderer/state/dropped.js";
import { kindOf } from "../../../renderer/state/files.js";
import { FakeEngine, page } from "./fake-engine.js";
import { articleText } from "./recorded.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (ms = 1000): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

const SCENARIO = '{ "schema": "headroom/scenario/v1", "name": "a" }';

describe("what a file is", () => {
  it.each([
    [SCENARIO, "scenario"],
    ['{\n  "name": "cut off", "workloads": [{ "arriv', "scenario"],
    ['{\n<<<<<<< ours\n  "brain": {},\n', "scenario"],
    ['{ "schema": "headroom/claims/v1" }', "claims"],
    ['{"schema":"headroom/session/v1","session":"s","events":1}\n{"position":1}', "session"],
    ['{\n  "engine_kwargs": { "max_num_seqs": 8 }\n}', "engine settings"],
    ['{"max_num_seqs":8}', "engine settings"],
    ['{"arrival":1,"prompt_tokens":3}\n{"arrival":2,"prompt_tokens":3}', "request log"],
    ["arrival,input_tokens\n1,2\n", "request log"],
    ['[{"arrival":1}]', "request log"],
    [
      "TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:17:03.97,4808,10\r\n",
      "request trace",
    ],
    ['{"timestamp": 0, "input_length": 4, "output_length": 1, "hash_ids": [0]}\n', "request trace"],
    ['{"timestamp": 0, "input_length": 4, "output_length": 1}\n', "request log"],
    ['{ "schema": "headroom/deck/v1" }', "deck"],
    ['{ "schema": "headroom/preset/v1" }', "preset"],
    ['{ "schema": "headroom/billing-rules/v1" }', "billing rules"],
    ["BillingCurrency,ChargePeriodStart,BilledCost\nUSD,2026-10-01,1\n", "bill"],
  ])("is told by its content: %j", (head, kind) => expect(kindOf(head)).toBe(kind));

  it("is nothing that can be taken in where it is no text", () => {
    expect(kindOf("PK\u0003\u0004\0\0")).toBeUndefined();
    expect(kindOf(new TextDecoder().decode(Uint8Array.from([0xff, 0xd8, 0xff])))).toBeUndefined();
  });
});

describe("files that are dropped", () => {
  it("become scenarios of the user's and are opened, valid or not, and can be taken back", async () => {
    const engine = new FakeEngine();
    const { store, place } = page(engine, "/compare/article");
    await pass();
    const damaged = articleText().slice(0, 300);
    await store
      .getState()
      .takeFiles([new File([articleText()], "ours.json"), new File([damaged], "torn.json")]);
    await pass();
    const open = openDocument(store.getState().document);
    expect(place.hash).toMatch(/^\/scenario\/torn-/);
    expect(open?.text).toBe(damaged);
    expect(open?.checked?.problems).not.toHaveLength(0);
    expect([...engine.texts.values()].filter((text) => text === articleText())).toHaveLength(2);
    expect(store.getState().notices.map(({ text }) => text)).toMatchObject([
      expect.stringContaining("is taken in as a scenario of yours"),
      expect.stringContaining("has faults"),
    ]);
    await store.getState().undo();
    await pass();
    expect([...engine.texts.values()]).not.toContain(damaged);
  });

  it("are told apart from folders, which are named with what to do", () => {
    const file = new File(["{}"], "ours.json");
    const dropped = (name: string, isDirectory: boolean) => ({
      webkitGetAsEntry: () => ({ name, isDirectory }),
      getAsFile: () => file,
    });
    const notices: Parameters<AppState["notify"]>[0][] = [];
    const opened: string[] = [];
    const taken = droppedFiles([dropped("traces", true), dropped("ours.json", false)], {
      notify: (notice) => void notices.push(notice),
      chooseWorkspace: async () => void opened.push("asked"),
    });
    expect(taken).toEqual([file]);
    expect(notices.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^traces is a folder, and files are taken in: drop those/),
    ]);
    notices[0]?.action?.run();
    expect(opened).toEqual(["asked"]);
  });

  it("go to calibration where they are logs, and are refused in words where they are no text", async () => {
    const { store } = page(new FakeEngine(), "/compare/article");
    await pass();
    const log = new File(["arrival,input_tokens\n1,2\n"], "requests.csv");
    await store.getState().takeFiles([log]);
    expect(store.getState()).toMatchObject({ logFile: log, route: { pane: "calibrate" } });
    await store.getState().takeFiles([new File([Uint8Array.from([0, 1, 2])], "photo.json")]);
    await store.getState().takeFiles([new File([], "empty.json")]);
    expect(store.getState().notices.map(({ text }) => text)).toMatchObject([
      expect.stringContaining("photo.json was not taken in. It is no text"),
      expect.stringContaining("empty.json was not taken in. It is empty"),
    ]);
  });

  it("become scenarios that replay them on the open one's deployment where they are request traces", async () => {
    const engine = new FakeEngine();
    const { store, place } = page(engine, "/compare/article");
    await pass();
    const text = "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.97,4808,10\n";
    await store.getState().takeFiles([new File([text], "morning.csv")]);
    await pass();
    expect(engine.replayed).toEqual([{ name: "morning", on: "article", text }]);
    expect(place.hash).toBe("/scenario/morning-replayed");
    await store.getState().undo();
    expect(engine.texts.has("morning-replayed")).toBe(false);
  });

  it("become a deck, a preset of the workspace, and the bill of the next projection", async () => {
    const engine = new FakeEngine();
    const { store, place } = page(engine, "/compare/article");
    await pass();
    const deck = { schema: "headroom/deck/v1", name: "For the board", slides: [] };
    await store.getState().takeFiles([new File([JSON.stringify(deck)], "board.json")]);
    await pass();
    expect(place.hash).toMatch(/^\/overview.*deck=/);
    expect([...engine.decks.values()]).toMatchObject([{ name: "For the board" }]);
    await store.getState().undo();
    expect(engine.decks.size).toBe(0);

    const preset = {
      id: "ours",
      name: "Our hour",
      gpu: "h100-sxm",
      lowUsdPerHour: 2,
      highUsdPerHour: 1,
      source: "us",
      date: "2026",
    };
    const file = (highUsdPerHour: number): string =>
      JSON.stringify({
        schema: "headroom/preset/v1",
        kind: "gpu-price",
        preset: { ...preset, highUsdPerHour },
      });
    await store.getState().takeFiles([new File([file(1)], "hour.json")]);
    expect(engine.ownPresets.size).toBe(0);
    expect(store.getState().presetDraft?.problems).toHaveLength(1);
    await store.getState().takeFiles([new File([file(3)], "hour.json")]);
    expect([...engine.ownPresets.values()]).toEqual([file(3)]);

    const bill = "BillingCurrency,ChargePeriodStart,BilledCost\nUSD,2026-10-01,1\n";
    await store.getState().takeFiles([new File([bill], "october.csv")]);
    expect(store.getState().runOptions.bill).toEqual({ name: "october.csv", text: bill });
    expect(store.getState().route.pane).toBe("money");
  });

  it("are refused where they are longer than their kind may be", async () => {
    const engine = new FakeEngine();
    const { store } = page(engine, "/compare/article");
    await pass();
    const long = `${SCENARIO.slice(0, -1)}, "description": "${"x".repeat(5_000_001)}" }`;
    await store.getState().takeFiles([new File([long], "long.json")]);
    expect([...engine.texts.values()]).not.toContain(long);
    expect(store.getState().notices[0]?.text).toContain("A scenario has at most 5 MB");
  });
});

import { describe, expect, it, vi } from "vitest";
import { missingTarget } from "../../../renderer/state/missing.js";
import { recordedPlan } from "./recorded.js";
import { FakeEngine, page } from "./fake-engine.js";

async function at(hash: string, engine = new FakeEngine()) {
  const shown = page(engine, hash);
  await vi.waitFor(() => expect(shown.store.getState().library.kind).toBe("ready"));
  const missing = () => missingTarget(shown.store.getState());
  return { ...shown, missing, engine };
}

describe("a link", () => {
  it.each([
    ["/scenario/gone", { kind: "scenario", id: "gone", named: "scenarioId" }],
    ["/compare/article?run=gone", { kind: "run", id: "gone", named: "runId" }],
    ["/plan/article?plan=gone", { kind: "plan", id: "gone", named: "planId" }],
    ["/money/article?projection=gone", { kind: "projection", id: "gone", named: "projectionId" }],
    ["/milestones/article?projection=gone", { kind: "projection", named: "projectionId" }],
    ["/plan/article?sensitivity=gone", { kind: "study", id: "gone", named: "sensitivityId" }],
    ["/compare/article?sides=gone", { kind: "study", id: "gone", named: "sidesId" }],
    ["/calibrate?calibration=gone", { kind: "calibration", id: "gone", named: "calibrationId" }],
    ["/overview/article?deck=gone", { kind: "deck", id: "gone", named: "deckId" }],
  ])("to what is not in the workspace is told: %s", async (hash, target) => {
    const { missing, stop } = await at(hash);
    await vi.waitFor(() => expect(missing()).toMatchObject(target));
    stop();
  });

  it("to claims that are not there is told once they were looked for", async () => {
    const { store, missing, stop } = await at("/audit?claims=gone");
    expect(missing()).toBeUndefined();
    await store.getState().openClaims();
    expect(missing()).toMatchObject({ kind: "claims", id: "gone" });
    stop();
  });

  it("to what is there is told of nothing, nor is one that the pane does not show", async () => {
    for (const hash of ["/scenario/article", "/settings", "/plan/article?deck=gone", "/live"]) {
      const { missing, store, stop } = await at(hash);
      await vi.waitFor(() => expect(store.getState().document.kind).not.toBe("loading"));
      expect([hash, missing()]).toEqual([hash, undefined]);
      stop();
    }
  });

  it("to a file that cannot be read is told as such", async () => {
    const { engine, store, missing, stop } = await at("/plan/article");
    const createdAt = "2026-01-01T00:00:00.000Z";
    const entry = { id: "torn", scenarioName: "torn", createdAt, seed: 0, damage: "half" };
    engine.plans.push({
      entry: { ...entry, costUsdPer30Days: null },
      result: recordedPlan(),
      text: "",
    });
    await store.getState().refreshLibrary();
    store.getState().navigate({ planId: "torn" });
    expect(missing()).toMatchObject({ kind: "plan", id: "torn", isDamaged: true });
    stop();
  });

  it("leaves what is on screen there, though its file was taken away", async () => {
    const { engine, store, missing, stop } = await at("/scenario/article");
    await vi.waitFor(() => expect(store.getState().document.kind).toBe("open"));
    engine.texts.delete("article");
    await store.getState().refreshLibrary();
    expect(missing()).toBeUndefined();
    stop();
  });
});

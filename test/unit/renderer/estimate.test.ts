import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { readScenarioOrThrow } from "../../../engine/contract/scenario-file.js";
import type { Scenario } from "../../../engine/contract/scenario.js";
import { stripModel } from "../../../renderer/panes/scenario/estimate/estimate-model.js";
import { openDocument } from "../../../renderer/state/document.js";
import type { AppStore } from "../../../renderer/state/store.js";
import { FakeEngine, page } from "./fake-engine.js";
import { articleText } from "./recorded.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (ms = 1000): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

async function opened(engine: FakeEngine): Promise<AppStore> {
  const { store } = page(engine);
  await pass();
  return store;
}

/** The article with so many brain replicas. */
function article(replicas: number): Scenario {
  const text = articleText().replace('"replicas": 10', `"replicas": ${replicas}`);
  return readScenarioOrThrow(text, "article");
}

const countOf = (engine: FakeEngine, method: string): number =>
  engine.calls.filter((call) => call === method).length;

describe("the live estimate", () => {
  it("bounds at once, simulates once nothing moves, and tells what the saved scenario has", async () => {
    const engine = new FakeEngine();
    const store = await opened(engine);
    const saved = article(10);
    const { followEstimate } = store.getState();
    for (const replicas of [9, 8, 7, 6, 5]) followEstimate(1, article(replicas), saved);
    await pass(10);
    const { bounds, quickState } = store.getState().estimate;
    expect(bounds?.result).toBeDefined();
    expect(bounds?.scenario.brain).toMatchObject({ replicas: 5 });
    expect(quickState).toBe("waiting");
    expect(countOf(engine, "simulate")).toBe(0);
    // Of the five only the first and the newest are asked for, and the saved one.
    expect(countOf(engine, "estimate")).toBe(3);

    await pass();
    expect(store.getState().estimate.quickState).toBe("done");
    const model = stripModel(store.getState().estimate, "en-US");
    const fullest = model?.bounds.find(({ label }) => label === "Fullest pool");
    expect(fullest?.detail).toBe("brain");
    expect(fullest?.was).toBe("≈ 86%");
    expect(model?.pools[0]?.name).toBe("brain");
    expect(model?.size).toMatch(/^5 × [\d,]+ sessions$/);
    // The same result on both sides: nothing to tell.
    expect(model?.quick.map(({ was }) => was)).toEqual(Array(5).fill(undefined));
  });

  it("says that it simulates the beginning of a recording, of all of which the bounds are", async () => {
    const store = await opened(new FakeEngine());
    const scenario = article(10);
    store.getState().followEstimate(1, scenario, undefined);
    await pass();
    const { estimate } = store.getState();
    const { quick } = estimate;
    if (quick === undefined) throw new Error("a quick simulation was asked for");
    expect(stripModel(estimate, "en-US")?.caveat).not.toContain("recorded");
    const trace = { file: "traces/a.csv", format: "azure-llm-2023" as const, speed: 1 };
    const workloads = scenario.workloads.map((one) => ({ ...one, arrivals: { trace } }));
    const replayed = { ...quick, requests: 1000, scenario: { ...scenario, workloads } };
    expect(stripModel({ ...estimate, quick: replayed }, "en-US")?.caveat).toContain(
      "at no more than the first 1,000 recorded sessions, while the bounds are of all of them",
    );
  });

  it("is no shorter than the bounds ask for, however late they come", async () => {
    const engine = new FakeEngine();
    const { estimate } = engine;
    engine.estimate = async (input, context) => {
      await new Promise((resume) => setTimeout(resume, 5000));
      const result = await estimate(input, context);
      const { decoupled } = result.architectures;
      if (decoupled === undefined) throw new Error("the article has a decoupled deployment");
      // 100 sessions in flight: 500 would end with those that were quick.
      const busy = { ...decoupled, leastLatencyMs: 100_000 / decoupled.arrivals.perSecond };
      return { ...result, architectures: { ...result.architectures, decoupled: busy } };
    };
    const store = await opened(engine);
    const sizes: (number | undefined)[] = [];
    const { simulate } = engine;
    engine.simulate = async (input, context) => {
      sizes.push(input.requests);
      return simulate(input, context);
    };
    store.getState().followEstimate(1, article(10), undefined);
    await pass(3000);
    expect(sizes).toEqual([]);
    await pass(4000);
    expect(sizes).toEqual([5000]);
    expect(store.getState().estimate.quickState).toBe("done");
  });

  it("breaks a simulation off when the scenario changes, and when nobody looks", async () => {
    const engine = new FakeEngine();
    const aborted: boolean[] = [];
    engine.simulate = (_input, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          aborted.push(true);
          reject(new HeadroomError("cancelled", "cancelled on request"));
        });
      });
    const store = await opened(engine);
    store.getState().followEstimate(1, article(10), undefined);
    await pass();
    expect(store.getState().estimate.quickState).toBe("running");
    store.getState().followEstimate(1, article(9), undefined);
    await pass();
    expect(aborted).toEqual([true]);
    store.getState().leaveEstimate();
    await pass();
    expect(aborted).toEqual([true, true]);
    expect(store.getState().estimate).toMatchObject({ followed: undefined, quickFault: undefined });
  });

  it("is there before the saved scenario is simulated to compare with, and stays short", async () => {
    const engine = new FakeEngine();
    const sizes: (number | undefined)[] = [];
    const { simulate } = engine;
    engine.simulate = async (input, context) => {
      sizes.push(input.requests);
      // The saved scenario never answers.
      if (input.scenario.brain.kind === "slots" && input.scenario.brain.replicas === 10) {
        return new Promise(() => {});
      }
      return simulate(input, context);
    };
    const store = await opened(engine);
    for (const replicas of [9, 8, 7, 6]) {
      store.getState().followEstimate(1, article(replicas), article(10));
      await pass();
      const { quickState, quick } = store.getState().estimate;
      expect(quickState).toBe("done");
      expect(quick?.scenario.brain).toMatchObject({ replicas });
    }
    // However fast they were: the next one may have to share the processor with a run.
    expect(Math.max(...sizes.map((size) => size ?? Infinity))).toBeLessThanOrEqual(2000);
  });

  it("says why it cannot be had", async () => {
    const engine = new FakeEngine();
    engine.failing.set("estimate", new HeadroomError("invalid-input", "no such trace"));
    engine.failing.set("simulate", new HeadroomError("invalid-input", "no such trace"));
    const store = await opened(engine);
    store.getState().followEstimate(1, article(10), undefined);
    await pass();
    expect(store.getState().estimate).toMatchObject({
      boundsFault: "No such trace.",
      quickState: "failed",
      quickFault: "No such trace.",
    });
  });

  it("checks the text of a moving slider at once, as one edit", async () => {
    const engine = new FakeEngine();
    const store = await opened(engine);
    const { editField, undo } = store.getState();
    const text = articleText();
    for (const replicas of [11, 12, 13]) {
      editField(text.replace('"replicas": 10', `"replicas": ${replicas}`), "Replicas", "brain");
      await pass(20);
      const checked = openDocument(store.getState().document)?.checked;
      expect(checked?.scenario?.brain).toMatchObject({ replicas });
    }
    expect(store.getState().past).toHaveLength(1);
    await undo();
    expect(openDocument(store.getState().document)?.text).toBe(text);
  });
});

import { describe, expect, it } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { openDocument } from "../../../renderer/state/document.js";
import { workOf } from "../../../renderer/state/queue.js";
import { FakeEngine, page } from "./fake-engine.js";
import { articleText, recordedPlan, recordedProjection, recordedResult } from "./recorded.js";

/** Answers that come, in the order they were asked for, when the test says so. */
function held<T>(answer: T) {
  const waiting: { resolve: () => void; reject: (error: HeadroomError) => void }[] = [];
  return {
    waiting,
    call: (_input: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ resolve: () => resolve(answer), reject });
        signal.addEventListener("abort", () =>
          reject(new HeadroomError("cancelled", "on request")),
        );
      }),
  };
}

async function opened() {
  const engine = new FakeEngine();
  engine.texts.set("mine", articleText().replace('"name": "The article"', '"name": "Mine"'));
  const [runs, plans, projections] = [
    held(recordedResult()),
    held(recordedPlan()),
    held(recordedProjection()),
  ];
  engine.compare = runs.call;
  engine.plan = plans.call;
  engine.project = projections.call;
  const window = page(engine, "/compare/article");
  const { store } = window;
  await expect.poll(() => openDocument(store.getState().document)?.id).toBe("article");
  const open = async (id: string): Promise<void> => {
    store.getState().navigate({ scenarioId: id });
    await expect.poll(() => openDocument(store.getState().document)?.id).toBe(id);
  };
  const jobs = () =>
    store.getState().jobs.map(({ kind, state, scenarioId }) => `${kind} ${scenarioId} ${state}`);
  return { ...window, engine, open, jobs, runs, plans, projections };
}

describe("the queue", () => {
  it("does one after another, of any kind and scenario, in the order asked for", async () => {
    const { store, open, jobs, runs, plans, projections } = await opened();
    const state = store.getState();
    const ended: string[] = [];
    void state.startRun().then(() => ended.push("run"));
    void state.startProjection().then(() => ended.push("projection"));
    await expect.poll(jobs).toEqual(["run article running", "projection article waiting"]);
    await open("mine");
    void state.startPlan().then(() => ended.push("plan"));
    await expect.poll(() => jobs().at(-1)).toBe("plan mine waiting");
    expect(projections.waiting).toHaveLength(0);
    runs.waiting[0]?.resolve();
    await expect.poll(jobs).toEqual(["projection article running", "plan mine waiting"]);
    projections.waiting[0]?.resolve();
    await expect.poll(jobs).toEqual(["plan mine running"]);
    plans.waiting[0]?.resolve();
    await expect.poll(() => ended).toEqual(["run", "projection", "plan"]);
    expect(store.getState().plans["mine"]?.scenario.name).toBe("Mine");
    expect(store.getState().projections["article"]?.scenario.name).toBe("The article");
  });

  it("takes the same work once, and the same of a changed scenario again", async () => {
    const { store, jobs } = await opened();
    const state = store.getState();
    void state.startRun();
    await expect.poll(jobs).toHaveLength(1);
    await state.startRun();
    expect(jobs()).toHaveLength(1);
    expect(store.getState().announcement).toContain("Already in the queue");
    state.edit(articleText().replace('"seed": 1', '"seed": 7'));
    void state.startRun();
    await expect.poll(jobs).toEqual(["run article running", "run article waiting"]);
  });

  it("cancels what waits without the engine, and what goes on without what waits", async () => {
    const { store, jobs, runs, plans, projections } = await opened();
    const state = store.getState();
    void state.startRun();
    void state.startPlan();
    void state.startProjection();
    await expect.poll(jobs).toHaveLength(3);
    state.cancelWork("plan");
    expect(jobs()).toEqual(["run article running", "projection article waiting"]);
    expect(store.getState().planEnd?.kind).toBe("cancelled");
    state.cancelWork("run");
    await expect.poll(jobs).toEqual(["projection article running"]);
    expect(store.getState().runEnd?.kind).toBe("cancelled");
    expect([runs, plans, projections].map(({ waiting }) => waiting.length)).toEqual([1, 0, 1]);
  });

  it("ends what the engine took with it, and goes on with the rest once that is back", async () => {
    const { store, jobs, runs, plans, link } = await opened();
    link("ready");
    void store.getState().startRun();
    void store.getState().startPlan();
    await expect.poll(jobs).toHaveLength(2);
    link("crashed");
    runs.waiting[0]?.reject(new HeadroomError("engine-crashed", "the engine died"));
    await expect.poll(jobs).toEqual(["plan article waiting"]);
    expect(store.getState().runEnd?.kind).toBe("interrupted");
    expect(plans.waiting).toHaveLength(0);
    link("ready");
    await expect.poll(jobs).toEqual(["plan article running"]);
    plans.waiting[0]?.resolve();
    await expect.poll(jobs).toEqual([]);
    expect(store.getState().plans["article"]).toBeDefined();
  });

  it("tells who looks elsewhere that work is done, with a way there, and nobody else", async () => {
    const { store, jobs, open, plans, projections } = await opened();
    const state = store.getState();
    state.navigate({ pane: "plan" });
    void state.startPlan();
    await expect.poll(() => plans.waiting).toHaveLength(1);
    plans.waiting[0]?.resolve();
    await expect.poll(jobs).toEqual([]);
    expect(store.getState().notices).toEqual([]);
    void state.startProjection();
    await expect.poll(() => projections.waiting).toHaveLength(1);
    await open("mine");
    projections.waiting[0]?.resolve();
    await expect.poll(jobs).toEqual([]);
    const [notice] = store.getState().notices;
    expect(notice?.text).toBe("The projection of The article is ready.");
    notice?.action?.run();
    expect(store.getState().route).toMatchObject({ pane: "money", scenarioId: "article" });
  });

  it("shows a pane the work of the open scenario alone", async () => {
    const { store, open } = await opened();
    void store.getState().startRun();
    await expect.poll(() => workOf("run")(store.getState())?.state).toBe("running");
    await open("mine");
    expect(workOf("run")(store.getState())).toBeUndefined();
    expect(workOf("plan")(store.getState())).toBeUndefined();
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { linkEntry } from "../../../renderer/panes/shell/palette/entries.js";
import { openClaimSet } from "../../../renderer/state/audit.js";
import { openDocument } from "../../../renderer/state/document.js";
import { PANES } from "../../../renderer/state/parts.js";
import type { Pane } from "../../../renderer/state/parts.js";
import { formatRoute, parseRoute, readAddress } from "../../../renderer/state/route.js";
import { NO_OPTIONS } from "../../../renderer/state/run-options-parts.js";
import { VIEW } from "../../../renderer/state/view.js";
import { fc } from "../../property.js";
import { FakeEngine, page } from "./fake-engine.js";
import { claimsText } from "./recorded.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (ms = 1000): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,30}$/);
const maybeId = fc.option(id, { nil: undefined });
const allIds = fc.record({
  scenarioId: maybeId,
  runId: maybeId,
  planId: maybeId,
  projectionId: maybeId,
  sensitivityId: maybeId,
  sidesId: maybeId,
  calibrationId: maybeId,
  claimsId: maybeId,
  sessionId: maybeId,
  loadId: maybeId,
  deckId: maybeId,
});
/** A kept result and a claim set stand in the addresses of the panes that show them alone. */
const route = fc.tuple(fc.constantFrom(...PANES), allIds).map(([pane, all]) => ({
  pane,
  ...all,
  planId: pane === "plan" ? all.planId : undefined,
  projectionId: ["money", "milestones", "overview"].includes(pane) ? all.projectionId : undefined,
  sensitivityId: pane === "plan" ? all.sensitivityId : undefined,
  sidesId: pane === "compare" ? all.sidesId : undefined,
  calibrationId: pane === "calibrate" ? all.calibrationId : undefined,
  claimsId: pane === "audit" ? all.claimsId : undefined,
  deckId: pane === "overview" ? all.deckId : undefined,
}));

const choices = {
  simulateDeployment: fc.constantFrom("decoupled", "coupled"),
  simulateHeat: fc.stringMatching(/^[\w .:/-]{1,40}$/),
  simulateAxis: fc.constantFrom("log", "linear"),
  simulateCells: fc
    .tuple(fc.nat(999), fc.nat(999), fc.nat(99), fc.nat(99))
    .map(([bin, bins, row, rows]) => `${bin}-${bin + bins}x${row}-${row + rows}`),
  compareWhat: fc.constantFrom("deployments", "scenarios"),
  compareWith: fc.uniqueArray(id, { maxLength: 3 }).map((ids) => ids.join(",")),
  moneyAlike: fc.constantFrom("load", "work"),
  moneyOpen: fc
    .uniqueArray(fc.stringMatching(/^[a-zA-Z &()]{1,30}$/), { minLength: 1, maxLength: 9 })
    .map((names) => names.join(",")),
  calibrateScatter: fc.constantFrom("endToEnd", "ttft", "tpot"),
  calibrateFit: fc.constantFrom("endToEnd", "ttft", "tpot"),
  deckSlide: id,
} satisfies Record<keyof typeof VIEW, fc.Arbitrary<string>>;

/** A view that a pane can have: some of its fields, each with a text of its own. */
function viewOf(pane: Pane): fc.Arbitrary<Record<string, string>> {
  const own = Object.entries(VIEW).filter(([, field]) => field.pane === pane);
  const texts = own.map(([key, { name }]) => {
    const [, arbitrary] = Object.entries(choices).find(([one]) => one === key) ?? [];
    return fc
      .option(arbitrary ?? fc.constant(""), { nil: undefined })
      .map((text) => ({ name, text }));
  });
  return fc
    .tuple(...texts)
    .map((all) =>
      Object.fromEntries(
        all.flatMap(({ name, text }) => (text === undefined ? [] : [[name, text]])),
      ),
    );
}

describe("an address", () => {
  it("reads back to where it was written, with all that is chosen there", () => {
    const where = route.chain((at) => fc.tuple(fc.constant(at), viewOf(at.pane)));
    fc.assert(
      fc.property(where, ([at, view]) => {
        expect(readAddress(formatRoute(at, view))).toEqual({
          route: at,
          view,
          options: { options: {}, bill: undefined },
          faults: [],
        });
      }),
    );
  });

  it("carries how things are computed, but for the engine's own ways and for files", () => {
    const percent = fc.integer({ min: 1, max: 500 }).map((tenths) => String(tenths / 10));
    const options = fc.record({
      precisionPercent: fc.oneof(
        fc.constant(""),
        percent.filter((one) => Number(one) <= 50),
      ),
      maxReplications: fc.oneof(fc.constant(""), fc.integer({ min: 2, max: 10_000 }).map(String)),
      equalBelowPercent: fc.oneof(fc.constant(""), percent),
      swingPercent: fc.oneof(fc.constant(""), percent),
      band: fc.constantFrom("", "slow", "fast"),
      swung: fc.constantFrom("coupled", "decoupled"),
      billed: fc.constantFrom("before", "after"),
      replan: fc.boolean(),
      measured: fc.uniqueArray(id, { maxLength: 20 }),
    });
    fc.assert(
      fc.property(route, options, (at, chosen) => {
        const all = { ...NO_OPTIONS, ...chosen };
        const read = readAddress(formatRoute(at, {}, all));
        expect({ ...NO_OPTIONS, ...read.options.options }).toEqual(all);
        expect(read.faults).toEqual([]);
      }),
    );
    const bill = { name: "bill.csv", text: "…" };
    const text = formatRoute(parseRoute("/money/article"), {}, { ...NO_OPTIONS, bill });
    expect(text).toBe("/money/article?bill=bill.csv");
    expect(readAddress(text).options).toEqual({ options: {}, bill: "bill.csv" });
  });

  it("leads somewhere however damaged it is, and what is left reads back without a fault", () => {
    const damaged = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.webQueryParameters().map((query) => `/compare/article?${query}`),
      fc.tuple(route, fc.nat(60), fc.string({ maxLength: 3 })).map(([at, cut, more]) => {
        const text = formatRoute(at);
        return text.slice(0, cut) + more + text.slice(cut);
      }),
    );
    fc.assert(
      fc.property(damaged, (hash) => {
        const read = readAddress(hash);
        expect(PANES).toContain(read.route.pane);
        const again = readAddress(formatRoute(read.route, read.view));
        expect(again).toMatchObject({ route: read.route, view: read.view, faults: [] });
      }),
    );
  });

  it.each([
    ["/nowhere/article", ["/nowhere/article"]],
    ["token=abc", ["token=abc"]],
    ["/compare/..%2F..", ["..%2F.."]],
    ["/compare/a/b", ["/compare/a/b"]],
    ["/compare/article?run=../x", ["run=../x"]],
    ["/compare?what=nothing&axis=log", ["what=nothing", "axis=log"]],
    ["/simulate?cells=9-3x0-1&__proto__=x", ["cells=9-3x0-1", "__proto__=x"]],
    ["/compare/article?plan=p1", ["plan=p1"]],
    ["/compare?with=a,a", ["with=a,a"]],
    ["/plan?precision=0&band=middle&measured=a,a", ["precision=0", "band=middle", "measured=a,a"]],
    ["", []],
    ["/", []],
  ])("tells of %j what means nothing: %j", (hash, faults) => {
    expect(readAddress(hash).faults).toEqual(faults);
  });
});

describe("how things are computed", () => {
  it("comes with a link, and a bill of the sender's is asked for", async () => {
    const link = "/money/article?precision=2&replan=yes&measured=m1&bill=october.csv";
    const { store, place } = page(new FakeEngine(), link);
    await pass();
    const { runOptions, notices } = store.getState();
    expect(runOptions).toMatchObject({ precisionPercent: "2", replan: true, measured: ["m1"] });
    expect(notices.map(({ text }) => text).join(" ")).toContain("october.csv");
    store.getState().changeRunOptions({ ...NO_OPTIONS, band: "slow" });
    expect(place.hash).toBe("/money/article?band=slow");
    const bill = { name: "own.csv", text: "…" };
    store.getState().changeRunOptions({ ...NO_OPTIONS, bill });
    store.getState().openLink("#/plan/article?equal=3");
    await pass();
    expect(store.getState().runOptions).toEqual({ ...NO_OPTIONS, equalBelowPercent: "3", bill });
  });
});

describe("what is chosen in a pane", () => {
  it("stands in the address while the pane is on screen, and comes back with it", async () => {
    const { store, place } = page(new FakeEngine(), "/compare/article");
    await pass();
    const { changeView, navigate } = store.getState();
    changeView("compare", "what", "scenarios");
    expect(place.hash).toBe("/compare/article?what=scenarios");
    changeView("money", "alike", "work");
    navigate({ pane: "plan" });
    expect(place.hash).toBe("/plan/article");
    navigate({ pane: "money" });
    expect(place.hash).toBe("/money/article?alike=work");
    navigate({ pane: "compare" });
    changeView("compare", "what", undefined);
    expect(place.hash).toBe("/compare/article");
  });

  it("follows a link, and the way back", async () => {
    const { store, goTo } = page(new FakeEngine(), "/compare/article?what=scenarios");
    await pass();
    expect(store.getState().views.compare).toEqual({ what: "scenarios" });
    goTo("/compare/article");
    expect(store.getState().views.compare).toEqual({});
  });
});

describe("a kept result", () => {
  /** A window in which two plans and two projections of the article were made, the second ones last. */
  async function made(host: "browser" | "desktop" = "browser") {
    const engine = new FakeEngine();
    const window = page(engine, "/plan/article", { host });
    await pass();
    for (let time = 0; time < 2; time += 1) {
      await window.store.getState().startPlan();
      await window.store.getState().startProjection();
    }
    const shown = () => {
      const { plans, projections } = window.store.getState();
      return [plans, projections].map((all) => {
        const saved = all["article"]?.saved;
        return saved?.kind === "saved" ? saved.entry.id : saved?.kind;
      });
    };
    return { engine, ...window, shown };
  }

  it("is the newest without an id, the named one with it, and follows back and forward", async () => {
    const { store, place, goTo, shown } = await made();
    expect(shown()).toEqual(["plan-2", "projection-2"]);
    store.getState().navigate({ planId: "plan-1" });
    await pass();
    expect(place.hash).toBe("/plan/article?plan=plan-1");
    expect(shown()).toEqual(["plan-1", "projection-2"]);
    store.getState().navigate({ pane: "milestones", projectionId: "projection-1" });
    await pass();
    expect(place.hash).toBe("/milestones/article?projection=projection-1");
    expect(shown()).toEqual(["plan-1", "projection-1"]);
    goTo("/plan/article");
    await pass();
    expect(shown()).toEqual(["plan-2", "projection-2"]);
  });

  it("comes back from disk at the next start, by the last address", async () => {
    const { engine, store, remembered } = await made("desktop");
    store.getState().navigate({ planId: "plan-1" });
    await pass();
    const again = page(engine, "", { host: "desktop", remembered });
    await pass();
    const { plans, projections } = again.store.getState();
    expect(plans["article"]?.saved).toMatchObject({ kind: "saved", entry: { id: "plan-1" } });
    expect(projections["article"]?.saved).toMatchObject({ entry: { id: "projection-2" } });
  });

  it("that is made anew takes the place of the named one", async () => {
    const { store, place, shown } = await made();
    store.getState().navigate({ planId: "plan-1" });
    await pass();
    await store.getState().startPlan();
    expect(place.hash).toBe("/plan/article");
    expect(shown()).toEqual(["plan-3", "projection-2"]);
  });

  it("stays on screen where it cannot be kept, and no kept one hides it", async () => {
    const { engine, store, shown } = await made();
    engine.failing.set("plan.save", new HeadroomError("unavailable", "the disk is full"));
    await store.getState().startPlan();
    expect(shown()).toEqual(["failed", "projection-2"]);
    await store.getState().followRoute();
    expect(shown()).toEqual(["failed", "projection-2"]);
  });

  it("whose scenario is gone brings the one it was made of", async () => {
    const { engine } = await made();
    engine.texts.delete("article");
    const { store } = page(engine, "/plan?plan=plan-1");
    await pass();
    expect(openDocument(store.getState().document)).toMatchObject({
      id: undefined,
      name: "The article",
    });
    expect(store.getState().plans[""]?.saved).toMatchObject({ entry: { id: "plan-1" } });
  });

  it("of one scenario is none of the next one's", async () => {
    const { store, place } = await made();
    store.getState().navigate({ planId: "plan-1" });
    store.getState().navigate({ scenarioId: "other" });
    expect(place.hash).toBe("/plan/other");
  });
});

describe("a kept study", () => {
  it("has an address of its own, and its removal and return are seen where it is shown", async () => {
    const engine = new FakeEngine();
    const { store, place, goTo } = page(engine, "/plan/article");
    await pass();
    await store.getState().startSensitivity();
    await store.getState().startSides(["article"]);
    await store.getState().startSensitivity();
    const shown = () => {
      const { sensitivities, sides } = store.getState();
      return [sensitivities, sides].map(({ article }) =>
        article?.saved.kind === "saved" ? article.saved.entry.id : article?.saved.kind,
      );
    };
    expect(shown()).toEqual(["study-3", "study-2"]);
    goTo("/plan/article?sensitivity=study-1");
    await pass();
    expect(shown()).toEqual(["study-1", "study-2"]);
    store.getState().navigate({ pane: "compare", sidesId: "study-2" });
    await pass();
    expect(place.hash).toBe("/compare/article?sides=study-2&what=scenarios");
    const kept = engine.studies.find((study) => study.entry.id === "study-2");
    if (kept === undefined) throw new Error("it was kept");
    await store.getState().removeItem({ kind: "study", entry: kept.entry });
    expect(shown()).toEqual(["study-1", undefined]);
    expect(store.getState().route.sidesId).toBeUndefined();
    await store.getState().undo();
    await pass();
    expect(shown()).toEqual(["study-1", "study-2"]);
    const again = page(engine, "/compare/article?sides=study-2");
    await pass();
    expect(again.store.getState().sides["article"]?.saved).toMatchObject({ kind: "saved" });
  });
});

describe("a claim set", () => {
  it("is opened by a link, and by the way back", async () => {
    const engine = new FakeEngine();
    engine.claims.set("ours", claimsText());
    const { store, place, goTo } = page(engine, "/audit/article?claims=ours");
    await pass();
    await store.getState().openClaims();
    const opened = () => openClaimSet(store.getState().claims)?.entry.id;
    expect(opened()).toBe("ours");
    goTo("/audit/article");
    await pass();
    expect(opened()).toBe("article");
    await store.getState().openClaims("ours");
    expect(place.hash).toBe("/audit/article?claims=ours");
  });
});

describe("a link", () => {
  it("that is damaged leads to what is left of it, with a notice", async () => {
    const { store, place } = page(new FakeEngine(), "/compare/article?what=nothing");
    await pass();
    expect(place.hash).toBe("/compare/article");
    expect(store.getState().notices).toMatchObject([
      { tone: "bad", text: expect.stringContaining("“what=nothing”") },
    ]);
    expect(store.getState().document.kind).toBe("open");
  });

  it("from another Headroom is opened by the palette", async () => {
    const { store } = page(new FakeEngine());
    await pass();
    expect(linkEntry("compare")).toBeUndefined();
    const copied = "look: http://127.0.0.1:4000/#/compare/article?what=scenarios";
    linkEntry(copied)?.run(store.getState());
    expect(store.getState().route).toMatchObject({ pane: "compare", scenarioId: "article" });
    expect(store.getState().views.compare).toEqual({ what: "scenarios" });
  });
});

describe("the last address", () => {
  it("is where a window starts, unless its own address says otherwise", async () => {
    const first = page(new FakeEngine(), "", { host: "desktop" });
    await pass();
    first.store.getState().navigate({ pane: "money" });
    first.store.getState().changeView("money", "alike", "work");
    const { remembered } = first;
    const again = page(new FakeEngine(), "", { host: "desktop", remembered });
    await pass();
    expect(again.place.hash).toBe("/money/article?alike=work");
    again.goTo("/audit/article?claims=article");
    await pass();
    const back = page(new FakeEngine(), "", { host: "desktop", remembered });
    await pass();
    expect(back.place.hash).toBe("/audit/article?claims=article");
    const other = page(new FakeEngine(), "/plan/article", { host: "desktop", remembered });
    await pass();
    expect(other.store.getState().route.pane).toBe("plan");
    expect(page(new FakeEngine(), "", { remembered }).store.getState().route.pane).toBe("overview");
  });
});

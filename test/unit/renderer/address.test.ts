import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { linkEntry } from "../../../renderer/panes/shell/palette/entries.js";
import { PANES } from "../../../renderer/state/parts.js";
import type { Pane } from "../../../renderer/state/parts.js";
import { formatRoute, readAddress } from "../../../renderer/state/route.js";
import { VIEW } from "../../../renderer/state/view.js";
import { fc } from "../../property.js";
import { FakeEngine, page } from "./fake-engine.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (ms = 1000): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,30}$/);
const maybeId = fc.option(id, { nil: undefined });
const route = fc.record({
  pane: fc.constantFrom(...PANES),
  scenarioId: maybeId,
  runId: maybeId,
  sessionId: maybeId,
  loadId: maybeId,
});

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
        expect(readAddress(formatRoute(at, view))).toEqual({ route: at, view, faults: [] });
      }),
    );
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
        expect(again).toEqual({ route: read.route, view: read.view, faults: [] });
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
    ["/compare?with=a,a", ["with=a,a"]],
    ["", []],
    ["/", []],
  ])("tells of %j what means nothing: %j", (hash, faults) => {
    expect(readAddress(hash).faults).toEqual(faults);
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
    const other = page(new FakeEngine(), "/plan/article", { host: "desktop", remembered });
    await pass();
    expect(other.store.getState().route.pane).toBe("plan");
    expect(page(new FakeEngine(), "", { remembered }).store.getState().route.pane).toBe("overview");
  });
});

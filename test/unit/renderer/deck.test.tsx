import { renderToStaticMarkup } from "react-dom/server";
import type { ReactElement } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  AUDIT_PARTS,
  CALIBRATION_PARTS,
  DRIVE_PARTS,
  PLAN_PARTS,
  PROJECTION_PARTS,
  RUN_PARTS,
  SENSITIVITY_PARTS,
  SIDES_PARTS,
} from "../../../engine/contract/deck.js";
import { SlideShows } from "../../../engine/contract/deck.js";
import type { ChartView } from "../../../engine/contract/deck.js";
import { HeadroomError } from "../../../engine/contract/errors.js";
import type { StudyResult } from "../../../engine/contract/study.js";
import type { DriveEntry } from "../../../engine/contract/methods.js";
import { calibrationScatter } from "../../../renderer/charts/calibration-scatter.js";
import type { ChartProps } from "../../../renderer/charts/chart.js";
import { FitsChart } from "../../../renderer/charts/fits-chart.js";
import { fitsModel } from "../../../renderer/charts/fits-model.js";
import { GaugesChart } from "../../../renderer/charts/gauges-chart.js";
import { gaugesModel } from "../../../renderer/charts/gauges-model.js";
import { HeatChart } from "../../../renderer/charts/heat-chart.js";
import { heatModel, heatSources } from "../../../renderer/charts/heat-model.js";
import { LatencyChart } from "../../../renderer/charts/latency-chart.js";
import { latencyModel } from "../../../renderer/charts/latency-model.js";
import { ScatterChart } from "../../../renderer/charts/scatter-chart.js";
import { slideSize } from "../../../renderer/charts/slide-chart.js";
import { LIGHT } from "../../../renderer/theme/tokens.js";
import { MediumProvider } from "../../../renderer/charts/paper.js";
import { SlidePart } from "../../../renderer/panes/deck/slide-part.js";
import { moved } from "../../../renderer/state/deck.js";
import type { SlideSource } from "../../../renderer/state/deck-parts.js";
import { StoreProvider } from "../../../renderer/state/use-app.js";
import { DRIVEN, gauges } from "./driven.js";
import { FakeEngine, page, smallSensitivity } from "./fake-engine.js";
import { FakeSession, recordedSession } from "./live-session.js";
import {
  articleScenario,
  recordedCalibration,
  recordedPlan,
  recordedProjection,
  recordedSides,
  recordedSimulation,
} from "./recorded.js";

const LOCALE = "en-US";
const AT = "2026-01-01T00:00:00.000Z";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (ms = 1000): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

/** A window with a kept run, and two of its charts on a new deck that is open. */
async function opened() {
  const engine = new FakeEngine();
  const { store, place } = page(engine, "/compare/article");
  await pass();
  await store.getState().startRun();
  const [run = ""] = engine.runs.map(({ entry }) => entry.id);
  const offered = (["latency-distribution", "time-by-stage"] as const).map((part) => ({
    name: part,
    shows: async (): Promise<SlideShows> => ({ kind: "run", run, part }),
  }));
  await store.getState().addSlides({ kind: "new", name: "Board" }, offered);
  store.getState().navigate({ pane: "overview", deckId: "board" });
  await store.getState().openDeck("board");
  const slides = () => {
    const { deck } = store.getState();
    return deck.kind === "open" ? deck.deck.slides : [];
  };
  const read = async () => {
    const { library, claimSets } = store.getState();
    await store.getState().readSlideSources({ slides: slides(), library, claimSets });
    return store.getState().slideSources;
  };
  return { engine, store, place, run, slides, read };
}

const parts = (slides: readonly { readonly shows: SlideShows }[]) =>
  slides.map(({ shows }) => ("part" in shows ? shows.part : shows.text));

describe("a deck", () => {
  it("is made of what is added, in the address, and changed with a way back", async () => {
    const { engine, store, place, slides } = await opened();
    expect(place.hash).toBe("/overview/article?deck=board");
    expect(parts(slides())).toEqual(["latency-distribution", "time-by-stage"]);
    const [first] = slides();
    await store
      .getState()
      .changeSlides("the place of a slide", (all) => moved(all, first?.id ?? "", 1));
    expect(parts(engine.decks.get("board")?.slides ?? [])).toEqual([
      "time-by-stage",
      "latency-distribution",
    ]);
    await store.getState().undo();
    expect(parts(slides())).toEqual(["latency-distribution", "time-by-stage"]);
    await store
      .getState()
      .removeSlide(slides()[1] ?? { id: "", shows: { kind: "words", text: "" } });
    expect(parts(slides())).toEqual(["latency-distribution"]);
    const [notice] = store.getState().notices.slice(-1);
    notice?.action?.run();
    await pass();
    expect(parts(slides())).toEqual(["latency-distribution", "time-by-stage"]);
  });

  it("takes every one of two changes that follow closely, and one made in another window", async () => {
    const { engine, store, slides } = await opened();
    const elsewhere = engine.decks.get("board");
    if (elsewhere === undefined) throw new Error("no deck");
    engine.decks.set("board", {
      ...elsewhere,
      slides: [...elsewhere.slides, { id: "theirs", shows: { kind: "words", text: "theirs" } }],
    });
    const [first, second] = slides();
    const titled = (id: string | undefined, title: string) =>
      store
        .getState()
        .changeSlides("a title", (all) =>
          all.map((slide) => (slide.id === id ? { ...slide, title } : slide)),
        );
    await Promise.all([titled(first?.id, "One"), titled(second?.id, "Two")]);
    expect(slides().map(({ id, title }) => title ?? id)).toEqual(["One", "Two", "theirs"]);
  });

  it("says of a slide whose run is gone that it is, and draws it again once it is back", async () => {
    const { engine, store, run, slides, read } = await opened();
    expect(Object.values(await read())).toMatchObject([{ kind: "run", entry: { id: run } }]);
    engine.calls.length = 0;
    await read();
    // What is listed as it was is not read again.
    expect(engine.calls).not.toContain("run.read");
    const entry = engine.runs[0]?.entry;
    if (entry === undefined) throw new Error("no run");
    await store.getState().removeItem({ kind: "run", entry });
    expect(Object.values(await read())).toEqual([
      {
        kind: "missing",
        isGone: true,
        message: `The run ${run}, which this slide shows, is no longer in the workspace: bring it back, or remove the slide.`,
      },
    ]);
    const [slide] = slides();
    if (slide === undefined) throw new Error("no slide");
    await store.getState().bringBackSource(slide);
    expect(Object.values(await read())).toMatchObject([{ kind: "run" }]);
  });

  it("reads what was measured, and says what of it is gone", async () => {
    const engine = new FakeEngine();
    const entry = { id: "c", createdAt: AT, logName: "a.csv", requests: 60, medianError: null };
    engine.calibrations.push({ entry, result: recordedCalibration() });
    const session = new FakeSession();
    session.push(recordedSession(), "ended");
    engine.sessions = session.services();
    const there: SlideShows[] = [
      { kind: "calibration", calibration: "c", part: "step-time" },
      { kind: "session", session: "s-1", part: "timeline" },
    ];
    const gone: SlideShows[] = [
      { kind: "calibration", calibration: "no", part: "step-time" },
      { kind: "drive", drive: "no", part: "measured" },
      { kind: "session", session: "no", part: "timeline" },
    ];
    engine.drives = {
      "drive.read": async ({ id }) => {
        throw new HeadroomError("not-found", `there is no drive ${id}`);
      },
    };
    const { store } = page(engine);
    await pass();
    const { library, claimSets } = store.getState();
    const slides = [...there, ...gone].map((shows, at) => ({ id: `s${at}`, shows }));
    await store.getState().readSlideSources({ slides, library, claimSets });
    expect(store.getState().slideSources).toMatchObject({
      "calibration c": { kind: "calibration", entry: { logName: "a.csv" } },
      "session s-1": { kind: "session", view: { id: "s-1" } },
      "calibration no": { isGone: true, message: expect.stringContaining("The calibration no") },
      "drive no": { isGone: true, message: expect.stringContaining("The load run no") },
      "session no": { isGone: true, message: expect.stringContaining("not on this machine") },
    });
  });

  it("simulates a kept run again for the sessions that a slide shows", async () => {
    const engine = new FakeEngine();
    const { shown } = recordedSimulation();
    const { provenance } = shown.result;
    const asked: unknown[] = [];
    engine.inspectSessions = async (input) => {
      asked.push(input);
      return {
        provenance,
        architecture: "decoupled",
        completed: 3,
        failed: 0,
        sessions: [],
        criticalPath: [],
      };
    };
    const { store } = page(engine);
    await pass();
    const run = await store.getState().keepSimulation(shown);
    const mark = { endedFromMs: 1000, endedBeforeMs: 2000, tookFromMs: 100 };
    const part = "critical-path-of-these-sessions" as const;
    const architecture = "decoupled" as const;
    const shows: SlideShows = { kind: "inspection", run, architecture, mark, part };
    const { library, claimSets } = store.getState();
    await store.getState().readSlideSources({ slides: [{ id: "a", shows }], library, claimSets });
    expect(Object.values(store.getState().slideSources)).toMatchObject([
      { kind: "inspection", entry: { id: run }, result: { completed: 3 } },
    ]);
    const { seed, replications, requests } = provenance;
    const again = { scenario: { name: "The article" }, architecture, seed, replications, requests };
    expect(asked).toMatchObject([{ ...again, ...mark }]);
  });

  it("is renamed and removed as other items are, and leaves the screen with its file", async () => {
    const { engine, store, place } = await opened();
    const deck = () => {
      const { library } = store.getState();
      const [entry] = library.kind === "ready" ? library.decks : [];
      if (entry === undefined) throw new Error("no deck");
      return { kind: "deck" as const, entry };
    };
    await store.getState().renameItem(deck(), "Investors");
    expect(place.hash).toBe("/overview/article?deck=investors");
    expect(engine.decks.get("investors")?.name).toBe("Investors");
    await store.getState().removeItem(deck());
    expect(place.hash).toBe("/overview/article");
    await store.getState().undo();
    expect(place.hash).toBe("/overview/article?deck=investors");
  });
});

describe("every part of a result", () => {
  const made = { id: "a", scenarioName: "The article", createdAt: AT, seed: 1 };
  const run = recordedSimulation().shown.result;
  const scenario = articleScenario();
  const moves: StudyResult = { kind: "sensitivity", found: smallSensitivity() };
  const sides: StudyResult = { kind: "side-by-side", others: ["b", "c"], found: recordedSides() };
  const calibrated = { id: "a", createdAt: AT, logName: "a.csv", requests: 60, medianError: null };
  const driven: DriveEntry = {
    id: "a",
    createdAt: AT,
    scenarioName: "Customer support",
    workload: "customer-support",
    origin: "rehearsal",
    ratePerSecond: 4,
    repeats: 1,
    architectures: ["coupled", "decoupled"],
  };
  const seconds = [1, 2, 3].map((second) =>
    gauges({ elapsedSeconds: second, throughputPerSecond: second, inFlight: 9 - second }),
  );
  const session = new FakeSession();
  session.events = recordedSession();
  const sources: readonly [SlideSource, readonly SlideShows[]][] = [
    [
      { kind: "run", entry: { ...made, requirementsMet: null }, result: run },
      RUN_PARTS.map((part) => ({ kind: "run", run: "a", part })),
    ],
    [
      { kind: "plan", entry: { ...made, costUsdPer30Days: 1 }, result: recordedPlan() },
      PLAN_PARTS.map((part) => ({ kind: "plan", plan: "a", part })),
    ],
    [
      {
        kind: "projection",
        entry: { ...made, horizonDays: 60, requirementsMet: null },
        result: recordedProjection(),
      },
      PROJECTION_PARTS.map((part) => ({ kind: "projection", projection: "a", part })),
    ],
    [
      { kind: "study", entry: { ...made, kind: "sensitivity" }, scenario, result: moves },
      SENSITIVITY_PARTS.map((part) => ({ kind: "study", study: "a", part })),
    ],
    [
      { kind: "study", entry: { ...made, kind: "side-by-side" }, scenario, result: sides },
      SIDES_PARTS.map((part) => ({ kind: "study", study: "b", part })),
    ],
    [
      { kind: "calibration", entry: calibrated, result: recordedCalibration() },
      CALIBRATION_PARTS.map((part) => ({ kind: "calibration", calibration: "a", part })),
    ],
    [
      { kind: "drive", entry: driven, result: { ...DRIVEN, gauges: seconds } },
      DRIVE_PARTS.map((part) => ({ kind: "drive", drive: "a", part })),
    ],
    [
      { kind: "session", view: session.view(), events: session.events },
      [{ kind: "session", session: "s-1", part: "timeline" }],
    ],
  ];

  const drawn = (shows: SlideShows, source: SlideSource): string => {
    const { store } = page(new FakeEngine());
    const part = "part" in shows ? shows.part : "";
    const view = "view" in shows ? shows.view : undefined;
    return renderToStaticMarkup(
      <StoreProvider value={store}>
        <MediumProvider value={{ kind: "slide", part, title: "My own title", view }}>
          <SlidePart shows={shows} source={source} title="My own title" />
        </MediumProvider>
      </StoreProvider>,
    );
  };

  it.each(sources.flatMap(([source, all]) => all.map((shows) => ({ shows, source }))))(
    "is drawn on a slide under its own title, once and without controls: $shows.kind $shows.part",
    ({ shows, source }) => {
      const markup = drawn(shows, source);
      expect(markup.match(/<h2>/g)).toHaveLength(1);
      expect(markup).toContain("<h2>My own title</h2>");
      expect(markup).toMatch(/<svg|<table/);
      expect(markup).not.toMatch(/chart-export|Export /);
    },
  );

  /** The picture alone; what a browser numbers anew each time left out. */
  const svgOf = (markup: string): string => {
    const [svg] = /<svg[^]*<\/svg>/.exec(markup) ?? [];
    if (svg === undefined) throw new Error("no picture");
    return svg.replaceAll(/_r?[rR_]\w*_/g, "");
  };
  const onSlide = (shows: SlideShows): string => {
    const [source] = sources.find(([one]) => one.kind === shows.kind) ?? [];
    if (source === undefined) throw new Error(`nothing is a ${shows.kind}`);
    return svgOf(drawn(shows, source));
  };
  /** The chart that a pane draws in this view, at the size of a slide. */
  const inPane = <M,>(
    Chart: (props: ChartProps<M>) => ReactElement,
    model: M | undefined,
    height: number,
  ): string => {
    if (model === undefined) throw new Error("there is something to draw");
    const size = slideSize(height);
    return svgOf(
      renderToStaticMarkup(<Chart model={model} size={size} theme={LIGHT} locale={LOCALE} />),
    );
  };
  const { series } = recordedSimulation();
  const [, , stage] = heatSources(series);
  if (stage === undefined) throw new Error("a session has stages");
  const cells = { bins: [3, 20], rows: [0, 4] } as const;
  const calibration = recordedCalibration();
  const run1 = { kind: "run", run: "a" } as const;

  it.each<{ readonly shows: SlideShows; readonly pane: string }>([
    {
      shows: {
        ...run1,
        part: "latency-distribution",
        view: { shape: "cumulative", axis: "linear" },
      },
      pane: inPane(
        LatencyChart,
        latencyModel(run.architectures, { shape: "cumulative", axis: "linear" }, LOCALE),
        340,
      ),
    },
    {
      shows: {
        ...run1,
        part: "latency-heat-map",
        view: { heat: stage.id, axis: "linear", ...cells },
      },
      pane: inPane(HeatChart, heatModel(stage, series, { axis: "linear", ...cells }, LOCALE), 380),
    },
    {
      shows: {
        kind: "calibration",
        calibration: "a",
        part: "fit-over-the-log",
        view: { time: "ttft" },
      },
      pane: inPane(FitsChart, fitsModel(calibration, "ttft", LOCALE), 380),
    },
    {
      shows: {
        kind: "calibration",
        calibration: "a",
        part: "predicted-against-measured",
        view: { time: "tpot" },
      },
      pane: inPane(ScatterChart, calibrationScatter(calibration, "tpot", LOCALE), 380),
    },
    {
      shows: { kind: "drive", drive: "a", part: "gauges-over-time", view: { gauge: "inFlight" } },
      pane: inPane(
        GaugesChart,
        gaugesModel({ coupled: [], decoupled: seconds }, "inFlight", 10, LOCALE),
        240,
      ),
    },
  ])("is the picture that the pane had when it was put there: $shows.part", ({ shows, pane }) => {
    expect(onSlide(shows)).toBe(pane);
    // And not one that it would draw anyway.
    expect(onSlide(SlideShows.parse({ ...shows, view: undefined }))).not.toBe(pane);
  });

  it("of costs holds the load or the work alike, as it did when it was put there", () => {
    const [source] = sources.find(([one]) => one.kind === "projection") ?? [];
    if (source === undefined) throw new Error("there is a projection");
    const table = (view: ChartView): string =>
      drawn({ kind: "projection", projection: "a", part: "total-cost", view }, source);
    expect(table({ alike: "work" })).toContain("for as many successful sessions");
    // Nothing on a slide is to be pressed.
    expect(table({ alike: "work" })).not.toMatch(/class="disclosure"|A line opens/u);
    expect(table({})).toContain("at the same offered load");
  });

  it("of an audit is drawn too", async () => {
    const { store } = page(new FakeEngine());
    await pass();
    const shows = AUDIT_PARTS.map((part) => ({ kind: "audit" as const, claims: "article", part }));
    const slides = shows.map((one, index) => ({ id: `s${index}`, shows: one }));
    const { library, claimSets } = store.getState();
    await store.getState().readSlideSources({ slides, library, claimSets });
    const source = store.getState().slideSources["audit article"];
    if (source === undefined) throw new Error("not read");
    for (const one of shows) expect(drawn(one, source)).toContain("<table");
  });
});

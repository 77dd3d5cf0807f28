import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { DriveGauges, DriveResult } from "../../../engine/contract/drive.js";
import { driveSentences, windowSentences } from "../../../engine/contract/drive-wording.js";
import { HeadroomError } from "../../../engine/contract/errors.js";
import type { OutputOf } from "../../../engine/contract/methods.js";
import { GaugesChart } from "../../../renderer/charts/gauges-chart.js";
import { gaugesModel } from "../../../renderer/charts/gauges-model.js";
import { Measured } from "../../../renderer/panes/live/load/load-result.js";
import {
  measuredRows,
  poolRows,
  predictedRows,
} from "../../../renderer/panes/live/load/load-rows.js";
import { begunLoad, driveOf, FIRST_LOAD, withGauges } from "../../../renderer/state/load-parts.js";
import { formatRoute, parseRoute } from "../../../renderer/state/route.js";
import { DARK, LIGHT } from "../../../renderer/theme/tokens.js";
import { DRIVEN, drivenScenario, gauges } from "./driven.js";
import { FakeEngine, page } from "./fake-engine.js";
import { goldenSvg } from "./golden-svg.js";

const LOCALE = "en-US";
describe("what a load run found", () => {
  it("is said with what limits each deployment, and that one run proves nothing", () => {
    expect(driveSentences(DRIVEN)).toEqual([
      "Latency, p95 was 25% lower decoupled in this one run, which does not tell whether that is chance.",
      "Throughput was the same in this one run of each.",
      "Coupled, what limits is the coupled workers, 97% taken.",
      "Decoupled, nothing is used up: the busiest are the model slots, 50% taken.",
    ]);
  });

  it("tells why figures have no value where no session ended while it was measured", () => {
    const { coupled } = DRIVEN.architectures;
    if (coupled === undefined) throw new Error("it was driven");
    const none = (throughput: number | null, requests: Partial<typeof coupled.requests>) => ({
      ...DRIVEN,
      durationSeconds: 3,
      architectures: {
        ...DRIVEN.architectures,
        coupled: {
          ...coupled,
          requests: { ...coupled.requests, ...requests },
          throughput: { ...coupled.throughput, mean: throughput },
          errorRate: { mean: null, low: null, high: null, unit: "ratio" as const },
        },
      },
    });
    expect(windowSentences(DRIVEN)).toEqual([]);
    const late = none(0, { injected: 14, completed: 11, failed: 1, inFlight: 2 });
    const why =
      "Coupled, no session ended within the measured 2.4 s (after 20% of warm-up, while sessions arrived): of those that arrived, 14 in all, 12 ended before or after it.";
    expect(windowSentences(late)).toEqual([
      why,
      "Load it for longer, or lower the warm-up share of the scenario.",
    ]);
    expect(renderToStaticMarkup(<Measured result={late} />)).toContain(why);
    const [some] = windowSentences({ ...none(2, {}), repeats: 3 });
    expect(some).toContain("of one run at least, so means over the 3 runs have no value");
    const [nobody] = windowSentences(none(0, { injected: 0, completed: 0 }));
    expect(nobody).toContain("no session arrived within 3 s");
  });

  it("stands in tables, measured beside predicted", () => {
    const p95 = measuredRows(DRIVEN, LOCALE).find(({ label }) => label === "Latency, p95");
    expect(p95?.cells.map(({ value }) => value)).toEqual(["4,000\u202fms", "3,000\u202fms"]);
    expect(p95?.change).toBe("−25.0%");
    expect(poolRows(DRIVEN, LOCALE).map(({ pool }) => pool)).toEqual([
      "model slots",
      "coupled workers",
      "model slots",
      "lookup_order workers",
    ]);
    expect(predictedRows(DRIVEN, LOCALE)).toMatchObject([
      {
        label: "Latency, p95",
        architecture: "decoupled",
        predicted: "3,300\u202fms",
        error: "+10.0%",
        within: false,
      },
    ]);
  });
});

describe("gauges over time", () => {
  const drawn = {
    coupled: [],
    decoupled: [gauges({}), gauges({ elapsedSeconds: 2.01, throughputPerSecond: 2.5 })],
  };

  it("are drawn for those that have any, with every value in the table", () => {
    const model = gaugesModel(drawn, "throughput", 10, LOCALE);
    expect(model?.title).toBe("Throughput: Decoupled 2.50/s");
    expect(model?.table.rows).toMatchObject([
      [
        { value: 1, unit: "s" },
        { text: "0/s", value: 0, unit: "1/s" },
      ],
      [
        { value: 2, unit: "s" },
        { text: "2.50/s", value: 2.5, unit: "1/s" },
      ],
    ]);
    if (model === undefined) return;
    const markup = renderToStaticMarkup(
      <GaugesChart model={model} size={{ width: 600, height: 240 }} theme={DARK} locale={LOCALE} />,
    );
    expect(markup).toContain(DARK.architecture.decoupled);
    expect(markup).not.toContain("NaN");
  });

  it("golden", async () => {
    const at = (architecture: DriveGauges["architecture"], rates: readonly number[]) =>
      rates.map((throughputPerSecond, second) =>
        gauges({ architecture, elapsedSeconds: second + 1, throughputPerSecond }),
      );
    const both = {
      coupled: at("coupled", [0, 0.5, 1.2, 1.6, 1.8, 1.9]),
      decoupled: at("decoupled", [0, 1, 2, 2.7, 3.1]),
    };
    const model = gaugesModel(both, "throughput", 6, LOCALE);
    if (model === undefined) throw new Error("there are values");
    const size = { width: 720, height: 240 };
    const chart = <GaugesChart model={model} size={size} theme={LIGHT} locale={LOCALE} />;
    await expect(goldenSvg(renderToStaticMarkup(chart))).toMatchFileSnapshot("golden/gauges.svg");
  });

  it("are nothing before there is a value", () => {
    expect(gaugesModel(drawn, "latencyP95", 10, LOCALE)).toBeUndefined();
    expect(gaugesModel(drawn, "waiting", 10, LOCALE)?.title).toBe("Waiting: Decoupled 3");
  });
});

describe("a load run in progress", () => {
  it("goes from nothing to all over both architectures and their repeats", () => {
    const begun = begunLoad({ ...FIRST_LOAD, duration: "10", repeat: "2" }, drivenScenario);
    const half = withGauges(begun, gauges({ architecture: "coupled", elapsedSeconds: 5 }));
    expect(half.fraction).toBeCloseTo(0.125);
    const again = withGauges(half, gauges({ architecture: "coupled", repeat: 2 }));
    // In the second pair the other one comes first.
    expect(again.fraction).toBeCloseTo(0.775);
    expect(again.gauges.coupled).toHaveLength(1);
  });
});

/** A page with a drive that the test lets end. */
async function driving() {
  const engine = new FakeEngine();
  type Ending = (kept: OutputOf<"drive">) => void;
  const ends: { resolve: Ending; reject: (error: HeadroomError) => void } = {
    resolve: () => {},
    reject: () => {},
  };
  let input: unknown;
  const trash = new Set<string>();
  const saved: DriveResult[] = [];
  const { scenarioName, workload, origin, ratePerSecond, repeats } = DRIVEN;
  const entryFields = {
    createdAt: "2026-01-01T00:00:00.000Z",
    architectures: ["decoupled" as const],
    scenarioName,
    workload,
    origin,
    ratePerSecond,
    repeats,
  };
  engine.drives = {
    "drive.remove": async ({ id }) => {
      trash.add(id);
      return { id };
    },
    "drive.restore": async ({ id }) => {
      trash.delete(id);
      return { entry: { id, ...entryFields } };
    },
    drive: (given, context) => {
      input = given;
      context.emit(gauges({}));
      return new Promise((resolve, reject) => {
        Object.assign(ends, { resolve, reject });
        context.signal.addEventListener("abort", () =>
          reject(new HeadroomError("cancelled", "cancelled on request")),
        );
      });
    },
    "drive.save": async ({ result }) => {
      saved.push(result);
      return { entry: { id: "support-2", ...entryFields } };
    },
    "drive.list": async () => ({ drives: [] }),
    "drive.read": async ({ id }) => {
      throw new HeadroomError("not-found", `there is no drive ${id}`);
    },
  };
  const { store } = page(engine, "/live?load=new");
  store.getState().changeLoadDraft({ scenarioId: "article", workload: "customer-support" });
  const started = store.getState().startLoad();
  await expect.poll(() => store.getState().activeLoad?.gauges.decoupled.length).toBe(1);
  return { engine, store, started, ends, trash, saved, input: () => input };
}

describe("the page", () => {
  it("names the load run in its address", () => {
    for (const hash of ["/live?load=new", "/live?load=support-1"]) {
      expect(formatRoute(parseRoute(hash))).toBe(hash);
    }
  });

  it("shows gauges while a run goes on, and what was measured once it is kept", async () => {
    const { store, started, ends, input } = await driving();
    expect(input()).toMatchObject({ rate: 4, brains: 6, hands: 2, workload: "customer-support" });
    ends.resolve({ ...DRIVEN, id: "support-1" });
    await started;
    expect(store.getState().activeLoad).toBeUndefined();
    expect(store.getState().route.loadId).toBe("support-1");
    expect(store.getState().openLoad).toMatchObject({ id: "support-1", result: DRIVEN });
  });

  it("keeps a run that could not be kept by itself on screen, and stores it as soon as it can", async () => {
    const { engine, store, started, ends, saved } = await driving();
    const failing = new HeadroomError("unavailable", "it was not written: the disk is full");
    engine.failing.set("drive.save", failing);
    ends.resolve({ ...DRIVEN, notKept: "the disk is full" });
    await started;
    expect(store.getState().openLoad).toMatchObject({ id: "new", result: DRIVEN });
    expect(store.getState().unkept).toMatchObject([
      {
        what: `The load run of ${DRIVEN.scenarioName}`,
        message: "It was not written: the disk is full.",
      },
    ]);
    engine.failing.clear();
    await store.getState().saveUnsaved();
    expect(store.getState().unkept).toEqual([]);
    expect(saved).toEqual([DRIVEN]);
    expect(store.getState().openLoad).toMatchObject({ id: "support-2", result: DRIVEN });
    expect(store.getState().route.loadId).toBe("support-2");
  });

  it("removes a kept run with a way back, in whatever pane one is by then", async () => {
    const { store, started, ends, trash } = await driving();
    ends.resolve({ ...DRIVEN, id: "support-1" });
    await started;
    await store.getState().removeLoad("support-1");
    expect([...trash]).toEqual(["support-1"]);
    expect(store.getState().route.loadId).toBe("new");
    expect(store.getState().notices.at(-1)).toMatchObject({ action: { label: "Undo" } });
    await store.getState().undo();
    expect(trash.size).toBe(0);
    expect(store.getState().route.loadId).toBe("support-1");
    await store.getState().redo();
    expect([...trash]).toEqual(["support-1"]);
  });

  it("stops a run without a complaint, and says why one failed", async () => {
    const { store, started } = await driving();
    store.getState().stopLoad();
    await started;
    expect(store.getState()).toMatchObject({ activeLoad: undefined, loadFault: undefined });
    const failed = await driving();
    failed.ends.reject(new HeadroomError("unavailable", "the engine is away"));
    await failed.started;
    expect(failed.store.getState().loadFault?.message).toBe("The engine is away.");
  });

  it("leaves to the scenario what the form leaves empty", () => {
    const empty = { ...FIRST_LOAD, rate: "", brains: "", hands: "", duration: "" };
    expect(Object.keys(driveOf(empty, drivenScenario)).toSorted()).toEqual([
      "architecture",
      "holdSlots",
      "repeat",
      "scenario",
    ]);
  });

  it("makes the rehearsal model alone fail, in every way as often", () => {
    const { faults = {} } = driveOf({ ...FIRST_LOAD, faultPercent: "9" }, drivenScenario);
    const shares = Object.values(faults);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(0.09, 12);
    expect(new Set(shares).size).toBe(1);
    const real = { ...FIRST_LOAD, faultPercent: "9", model: "real" };
    expect(driveOf(real, drivenScenario)).not.toHaveProperty("faults");
  });

  it("passes on every number that was typed", () => {
    const typed = { coupled: "3", seed: "7", budgetTokens: "1000", budgetUsd: "" };
    expect(driveOf({ ...FIRST_LOAD, ...typed }, drivenScenario)).toMatchObject({
      coupled: 3,
      seed: 7,
      budget: { tokens: 1000 },
    });
  });
});

import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { CalibrateResult, TimeErrors } from "../../../engine/contract/calibration.js";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { readScenarioOrThrow } from "../../../engine/contract/scenario-file.js";
import { UPLOAD_PART_CHARACTERS } from "../../../engine/contract/uploads.js";
import { calibrationService } from "../../../engine/services/calibration/index.js";
import {
  coefficientRows,
  errorRows,
  findingOf,
  settingRows,
  verdictOf,
} from "../../../renderer/panes/calibrate/calibration-words.js";
import {
  FIRST_CALIBRATION,
  fileProblem,
  optionsOf,
} from "../../../renderer/state/calibration-parts.js";
import { textParts } from "../../../renderer/state/hand-over.js";
import { FakeEngine, page } from "./fake-engine.js";

const LOCALE = "en-US";
const MEASURED = path.resolve(import.meta.dirname, "../../../scenarios/measured");
const read = (name: string): string =>
  readFileSync(path.join(MEASURED, `RTXPRO6000__Llama-3.1-8B__vllm__${name}`), "utf8");

/** The first requests of a measured log: enough to fit, and quick. */
const LOG = read("requests.jsonl").split("\n").slice(0, 60).join("\n");
const file = (text: BlobPart, name = "llama.jsonl"): File => new File([text], name);

/** A page whose engine calibrates for real. */
function calibrating() {
  const engine = new FakeEngine();
  const { calibrate } = calibrationService({
    version: "1",
    readUpload: async (id) => engine.uploads.get(id) ?? "",
  });
  engine.calibrate = calibrate;
  return { engine, ...page(engine) };
}

async function calibrated(): Promise<CalibrateResult> {
  const { store, stop } = calibrating();
  store.getState().chooseLog(file(LOG));
  await store.getState().chooseEngineSettings(file(read("meta.json"), "meta.json"));
  await store.getState().startCalibration();
  stop();
  const { calibration } = store.getState();
  if (calibration === undefined) throw new Error("the log is one that can be calibrated");
  return calibration.result;
}

let result: CalibrateResult;
beforeAll(async () => {
  result = await calibrated();
}, 60_000);

describe("a log on its way to the engine", () => {
  it("opens the pane, is calibrated with its settings, and leaves nothing behind", async () => {
    const { engine, store, stop } = calibrating();
    store.getState().chooseLog(file(LOG));
    expect(store.getState().route.pane).toBe("calibrate");
    await store.getState().chooseEngineSettings(file(read("meta.json"), "meta.json"));
    store.getState().changeCalibrationDraft({ fitPercent: "60", kvTokens: "400000" });
    await store.getState().startCalibration();
    const { calibration, calibrationProblems, jobs } = store.getState();
    expect(calibrationProblems).toEqual([]);
    expect(jobs).toEqual([]);
    expect(calibration?.logName).toBe("llama.jsonl");
    expect(calibration?.result.provenance).toMatchObject({ requests: 60, fittedRequests: 36 });
    expect(calibration?.result.settings).toMatchObject({
      maxBatch: { value: 128, origin: "given" },
      kvTokens: { value: 400_000, origin: "given" },
    });
    expect(engine.uploads.size).toBe(0);
    // It is kept, and there for another window.
    expect(calibration?.saved).toMatchObject({ kind: "saved", entry: { id: "calibration-1" } });
    const next = page(engine, "/calibrate?calibration=calibration-1");
    await vi.waitFor(() => expect(next.store.getState().calibration).toEqual(calibration));
    next.stop();
    stop();
  });

  it("is named after a reload, which keeps no file, until one is chosen", async () => {
    const { engine, store, remembered, stop } = calibrating();
    store.getState().chooseLog(file(LOG));
    stop();
    const again = page(engine, "/calibrate", { remembered });
    expect(again.store.getState()).toMatchObject({ logChosenBefore: "llama.jsonl" });
    again.store.getState().chooseLog(file(LOG));
    expect(again.store.getState().logChosenBefore).toBeUndefined();
    again.stop();
  });

  it("is cut into parts that a call can take, whatever characters fall on a cut", async () => {
    // Three bytes each, so that every cut falls inside one.
    const text = "€".repeat(UPLOAD_PART_CHARACTERS);
    const parts: string[] = [];
    const words = { field: "log", expected: "a text" };
    for await (const part of textParts(new Blob([text]), words)) parts.push(part);
    expect(parts).toHaveLength(3);
    expect(parts.every((part) => part.length <= UPLOAD_PART_CHARACTERS)).toBe(true);
    expect(parts.join("") === text).toBe(true);
  });

  it("is refused where it is empty, too long or no text", async () => {
    expect(fileProblem({ size: 0 })).toMatchObject({ path: "log", found: "an empty file" });
    expect(fileProblem({ size: 412_300_000 })).toMatchObject({
      expected: "a file of at most 300 MB",
      found: "413 MB",
    });
    expect(fileProblem({ size: 300_000_000 })).toBeUndefined();
    const { store, stop } = calibrating();
    for (const bytes of [Uint8Array.of(0x50, 0x4b, 0x03, 0xff), Uint8Array.of(0x61, 0x00, 0x62)]) {
      store.getState().chooseLog(file(bytes));
      await store.getState().startCalibration();
      expect(store.getState().calibrationProblems).toMatchObject([
        { path: "log", found: "bytes that are no text" },
      ]);
    }
    stop();
  });

  it.each([
    ["no log at all", "once upon a time", { path: "log: arrival" }],
    [
      "a missing column",
      "arrival,ttft,latency,output\n0,1,2,5",
      { path: "log: inputTokens", found: "the columns arrival, ttft, latency, output" },
    ],
    [
      "a negative time",
      "arrival,ttft,latency,input,output\n0,-1,2,10,5\n1,1,3,10,5",
      { path: expect.stringMatching(/^log: /) },
    ],
    [
      "no finished request",
      "arrival,ttft,latency,input,output\n0,1,2,10,5",
      { path: "log: requests", found: "1" },
    ],
  ])("tells %s at the field", async (_what, text, problem) => {
    const { store, stop } = calibrating();
    store.getState().chooseLog(file(text));
    await store.getState().startCalibration();
    const { calibrationProblems, calibrationEnd, calibration } = store.getState();
    expect(calibrationProblems).toMatchObject([problem]);
    expect(calibrationEnd).toBeUndefined();
    expect(calibration).toBeUndefined();
    stop();
  });

  it("is not sent with options that cannot be", async () => {
    const { engine, store, stop } = calibrating();
    await store.getState().startCalibration();
    expect(store.getState().calibrationProblems).toMatchObject([{ path: "log" }]);
    store.getState().chooseLog(file(LOG));
    store.getState().changeCalibrationDraft({ fitPercent: "100", maxBatch: "-3" });
    await store.getState().startCalibration();
    expect(store.getState().calibrationProblems.map(({ path: at }) => at)).toEqual([
      "maxBatch",
      "fit",
    ]);
    await store.getState().chooseEngineSettings(file("[1]", "meta.json"));
    expect(store.getState().calibrationProblems.at(-1)).toMatchObject({
      path: "settings",
      found: "other JSON",
    });
    expect(engine.calls).not.toContain("upload.append");
    stop();
  });

  it("is cancelled, and deleted all the same", async () => {
    const { engine, store, stop } = calibrating();
    engine.calibrate = async () => {
      store.getState().jobs.forEach(({ id }) => store.getState().cancelJob(id));
      throw new HeadroomError("cancelled", "cancelled on request");
    };
    store.getState().chooseLog(file(LOG));
    await store.getState().startCalibration();
    expect(store.getState().calibrationEnd).toMatchObject({ kind: "cancelled" });
    expect(engine.uploads.size).toBe(0);
    stop();
  });

  it("becomes a scenario of the user's own, with its source and a promise to plan by", async () => {
    const { engine, store, stop } = calibrating();
    store.setState({ calibration: { logName: "llama.jsonl", result, saved: { kind: "saving" } } });
    await store.getState().makeCalibratedScenario();
    const { route } = store.getState();
    expect(route.pane).toBe("scenario");
    const text = engine.texts.get(route.scenarioId ?? "") ?? "";
    const scenario = readScenarioOrThrow(text, "scenario");
    expect(scenario.name).toBe("Calibrated from llama.jsonl");
    expect(scenario.sources[0]?.from).toMatch(
      /^headroom calibrate 1, log \w{12} \(llama\.jsonl\)$/,
    );
    expect(scenario.brain).toMatchObject(result.brain);
    const measured = result.prediction.quantilesMs.endToEnd?.p95.measured ?? 0;
    const promised = scenario.workloads[0]?.objectives.latencyP95Ms ?? 0;
    expect(promised / measured).toBeGreaterThan(1);
    expect(promised / measured).toBeLessThan(1.2);
    stop();
  });
});

/** The result with these errors of the part that was not fitted. */
function withErrors(errors: CalibrateResult["prediction"]["errors"]): CalibrateResult {
  return { ...result, prediction: { ...result.prediction, errors } };
}
const off = (median: number, p95 = 0): TimeErrors => ({
  median,
  p95: 2 * median,
  quantiles: { p50: 0, p95, p99: 0 },
});

describe("what the pane says", () => {
  it("judges by the median request and by the p95", () => {
    expect(verdictOf(off(0.05, -0.1))).toBe("close");
    expect(verdictOf(off(0.05, -0.11))).toBe("rough");
    expect(verdictOf(off(0.051))).toBe("rough");
    expect(verdictOf(off(0.16))).toBe("poor");
    expect(verdictOf(off(0.01, 0.26))).toBe("poor");
  });

  it("leads with the worst time, and says what would help", () => {
    const poor = findingOf(
      withErrors({ endToEnd: off(0.01), ttft: off(0.34), tpot: null }),
      LOCALE,
    );
    expect(poor.verdict).toBe("poor");
    expect(poor.lead).toContain("do not plan with this yet");
    expect(poor.support).toContain("time to first token: off by 34.0% in the median request");
    expect(poor.helps[0]).toBe("Give the settings that were inferred: KV tokens.");
    expect(poor.helps[1]).toBe("Give a longer log: 30 requests were fitted.");
    const close = findingOf(withErrors({ endToEnd: off(0.01), ttft: null, tpot: null }), LOCALE);
    expect(close).toMatchObject({ verdict: "close", helps: [] });
  });

  it("tells a server that changed from one that the model does not fit", () => {
    const changed = withErrors({ endToEnd: off(0.3), ttft: null, tpot: null });
    expect(findingOf(changed, LOCALE).helps.at(-1)).toContain("may have changed during the log");
    const unlike = { ...changed, fit: { ...changed.fit, errors: changed.prediction.errors } };
    expect(findingOf(unlike, LOCALE).helps.at(-1)).toContain("what the log does not tell");
  });

  it("writes errors as the engine gave them, and a dash where there are none", () => {
    const { errors, quantilesMs } = result.prediction;
    const [endToEnd] = errorRows(result.prediction, LOCALE);
    expect(endToEnd?.median).toBe(`${(100 * (errors.endToEnd?.median ?? 0)).toFixed(1)}%`);
    const measured = (quantilesMs.endToEnd?.p50.measured ?? 0) / 1000;
    expect(endToEnd?.quantiles[0]?.times).toContain(measured.toFixed(1));
    const none = { ...result.prediction, errors: { ...errors, tpot: null } };
    expect(errorRows(none, LOCALE)[2]).toMatchObject({ verdict: undefined, median: "–" });
  });

  it("lists coefficients in units that can be read, and every setting with how it is known", () => {
    const rows = coefficientRows(result, LOCALE);
    expect(rows.map(({ symbol }) => symbol)).toEqual(["b0", "b1", "b2", "b3", "b4", "", ""]);
    expect(rows[0]?.text.value).toMatch(/^\d+(\.\d+)?\u202fms$/);
    expect(rows[1]?.text.value).toMatch(/^\d+(\.\d+)?\u202fµs\/token$/);
    const settings = settingRows(result, LOCALE);
    // Of one replica there is nothing to say of how several share the load.
    expect(settings.map(({ name }) => name)).not.toContain("Routing");
    expect(settings.slice(0, 4).map(({ name, value, isGiven }) => [name, value, isGiven])).toEqual([
      ["Replicas", "1", true],
      ["Batch limit", "128\u202fsequences", true],
      ["Token budget", "2,048\u202ftokens", true],
      ["KV tokens", "no limit seen", false],
    ]);
  });
});

describe("columns and seed", () => {
  it("go to the engine where they were typed, and a seed that is none is named", () => {
    const typed = { ...FIRST_CALIBRATION, seed: "7", columns: { arrival: " at ", ttft: "" } };
    expect(optionsOf(typed, undefined)).toMatchObject({
      options: { seed: 7, columns: { arrival: "at" } },
      problems: [],
    });
    const { options } = optionsOf(FIRST_CALIBRATION, undefined);
    expect(options).not.toHaveProperty("seed");
    expect(options).not.toHaveProperty("columns");
    const wrong = optionsOf({ ...FIRST_CALIBRATION, seed: "1.5" }, undefined);
    expect(wrong.problems.map(({ path: at }) => at)).toEqual(["seed"]);
  });
});

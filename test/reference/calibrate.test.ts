import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { CancelledError } from "../../engine/base/progress.js";
import { readScenarioOrThrow, writeScenario } from "../../engine/contract/scenario-file.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { calibrationService } from "../../engine/services/calibration/index.js";
import { calibrate } from "../../engine/trace/calibration/calibrate.js";
import type { Calibration } from "../../engine/trace/calibration/calibrate.js";
import { readEngineSettings } from "../../engine/trace/calibration/engine-settings.js";
import { readRequestLog } from "../../engine/trace/calibration/read-log.js";
import type { RequestLog } from "../../engine/trace/calibration/request-log.js";
import { simulate } from "../laws/simulate.js";
import { toServingTimes } from "./batched/cases.js";
import { logOf, measuredLog, noisyClock, poissonLoad, SMALL_MODEL } from "./batched/synthetic.js";
import { runTwin } from "./batched/twin.js";
import type { TwinSettings, TwinTimes } from "./batched/twin.js";

const MEASURED = path.resolve(import.meta.dirname, "../../scenarios/measured");
const read = (name: string): string => readFileSync(path.join(MEASURED, name), "utf8");

function learn(log: RequestLog, settings: Record<string, unknown>, fitShare = 0.5): Calibration {
  const work = calibrate(log, readEngineSettings(settings), { fitShare, seed: 1 });
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
}

/** What a log of a real server may be off by when it was never seen before. */
function expectPredicted({ predicted }: Calibration, endToEnd = 0.03, ttft = 0.1): void {
  expect(predicted.metrics.endToEnd.median).toBeLessThanOrEqual(endToEnd);
  expect(predicted.metrics.ttft.median).toBeLessThanOrEqual(ttft);
}

const SERVER: TwinSettings = {
  maxBatch: 128,
  tokenBudget: 2048,
  kvTokens: 400_000,
  blockTokens: 16,
  prefixCache: true,
  reservePrompt: true,
  planAhead: true,
};
const GIVEN = { maxBatch: 128, tokenBudget: 2048 };
const LOAD = {
  count: 240,
  perSecond: 10,
  promptTokens: [256, 4000],
  outputTokens: [300, 800],
} as const;

describe("measured servers", () => {
  it.each(["Llama-3.1-8B", "Qwen3-32B"])(
    "%s: the second half within 1 % end to end and 2 % to the first token",
    (model) => {
      const { log } = readRequestLog(read(`RTXPRO6000__${model}__vllm__requests.jsonl`), {
        name: model,
        columns: {},
      });
      const meta: unknown = JSON.parse(read(`RTXPRO6000__${model}__vllm__meta.json`));
      const work = calibrate(log, readEngineSettings(meta), { fitShare: 0.5, seed: 1 });
      let next = work.next();
      while (next.done !== true) next = work.next();
      expectPredicted(next.value, 0.01, 0.02);
      expect(next.value.predicted.requests).toBe(150);
    },
  );

  it("the batch limit is found where nothing is given", () => {
    const { log } = readRequestLog(read("RTXPRO6000__Llama-3.1-8B__vllm__requests.jsonl"), {
      name: "log",
      columns: {},
    });
    const calibration = learn(log, {});
    expect(calibration.deployment.settings.maxBatch).toBe(128);
    expect(calibration.deployment.replicas).toBe(1);
    expect(calibration.origins.maxBatch).toBe("log");
    expectPredicted(calibration, 0.015, 0.03);
  });
});

describe("servers that are not linear, with noise", () => {
  it("short of KV memory, with preemptions", () => {
    const server = { ...SERVER, kvTokens: 24_000 };
    const { log, preemptions } = measuredLog(poissonLoad(LOAD, 21), server, SMALL_MODEL, 22);
    expect(preemptions).toBeGreaterThan(50);
    expectPredicted(learn(log, { ...GIVEN, kvTokens: 24_000, replicas: 1 }));
  });

  it("short of KV memory that nobody told of", () => {
    const server = { ...SERVER, kvTokens: 48_000 };
    const { log } = measuredLog(poissonLoad(LOAD, 23), server, SMALL_MODEL, 24);
    const calibration = learn(log, { ...GIVEN, replicas: 1, planAhead: true });
    expect(calibration.origins.kvTokens).toBe("log");
    expect(calibration.deployment.settings.kvTokens / 48_000).toBeGreaterThan(0.95);
    expect(calibration.deployment.settings.kvTokens / 48_000).toBeLessThan(1.05);
    expectPredicted(calibration);
  });

  it.each([
    ["apart", false],
    ["in lockstep", true],
  ])("two replicas %s behind a router with stale counts", (_how, lockstep) => {
    const load = { ...LOAD, perSecond: 14, count: 400 };
    const { log } = measuredLog(poissonLoad(load, 25), SERVER, SMALL_MODEL, 26, 2, lockstep);
    const calibration = learn(log, { ...GIVEN, replicas: 2, lockstep, planAhead: true });
    expectPredicted(calibration, 0.03, 0.12);
  });

  it("one that does not plan ahead is told from one that does", () => {
    const { log } = measuredLog(
      poissonLoad(LOAD, 27),
      { ...SERVER, planAhead: false },
      SMALL_MODEL,
      28,
    );
    const calibration = learn(log, { ...GIVEN, replicas: 1 });
    expect(calibration.deployment.settings.planAhead).toBe(false);
    expectPredicted(calibration);
  });
});

describe("a linear server", () => {
  const TRUTH: TwinTimes = [0.011, 4e-5, 3e-9, 5e-5, 8e-8];

  it("is recovered: what the truth predicts, the fit predicts", () => {
    const requests = poissonLoad({ ...LOAD, perSecond: 4 }, 31);
    const clock = noisyClock(TRUTH, 0.01, 32);
    const log = logOf(requests, runTwin(requests, SERVER, clock, 1, false));
    const { coefficients } = learn(log, { ...GIVEN, replicas: 1, planAhead: true });
    const truth = toServingTimes(TRUTH).stepTime;
    // A decode iteration and a full prefill, which is what the coefficients are for.
    const decode = (c: typeof truth): number =>
      c.baseSeconds + 60 * c.perDecodeSequenceSeconds + 80_000 * c.perKvTokenSeconds;
    const prefill = (c: typeof truth): number =>
      decode(c) + 2000 * c.perPrefillTokenSeconds + 2e6 * c.perPrefillContextSeconds;
    const fitted = {
      baseSeconds: coefficients.baseSeconds.value,
      perPrefillTokenSeconds: coefficients.perPrefillTokenSeconds.value,
      perPrefillContextSeconds: coefficients.perPrefillContextSeconds.value,
      perDecodeSequenceSeconds: coefficients.perDecodeSequenceSeconds.value,
      perKvTokenSeconds: coefficients.perKvTokenSeconds.value,
      perAdmissionSeconds: 0,
    };
    expect(decode(fitted) / decode(truth)).toBeCloseTo(1, 1.5);
    expect(prefill(fitted) / prefill(truth)).toBeCloseTo(1, 1);
    for (const { value, low, high } of Object.values(coefficients)) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
  });

  it("gives the same result for the same seed", () => {
    const { log } = measuredLog(poissonLoad({ ...LOAD, count: 60 }, 41), SERVER, SMALL_MODEL, 42);
    const once = learn(log, { ...GIVEN, replicas: 1 });
    expect(learn(log, { ...GIVEN, replicas: 1 })).toEqual(once);
  });
});

describe("the calibrate service", () => {
  const text = read("RTXPRO6000__Llama-3.1-8B__vllm__requests.jsonl");

  /** What it gives to simulate has the log's own latencies, within the error that it states of itself. */
  function expectSimulated(scenario: Scenario): void {
    const { log } = readRequestLog(text, { name: "log", columns: {} });
    const latencyMs = log.lastTokenSeconds
      .map((last, at) => 1000 * (last - (log.arrivalSeconds[at] ?? 0)))
      .toSorted();
    const mean = latencyMs.reduce((sum, ms) => sum + ms, 0) / latencyMs.length;
    const written = readScenarioOrThrow(writeScenario(scenario), "scenario");
    const { total } = simulate(written);
    expect(total.completed).toBe(latencyMs.length);
    expect(Math.abs((total.latencyMs.mean ?? 0) / mean - 1)).toBeLessThan(0.01);
    const p95 = latencyMs[Math.round(0.95 * (latencyMs.length - 1))] ?? 0;
    expect(Math.abs((total.latencyMs.p95 ?? 0) / p95 - 1)).toBeLessThan(0.02);
  }
  const input = { log: text, settings: GIVEN, fit: 0.5, seed: 1, columns: {} };
  const { calibrate: service } = calibrationService({
    version: "1",
    readUpload: () => Promise.reject(new Error("nothing was handed over")),
  });

  it("reports progress that never goes back, and ends at 1", async () => {
    const fractions: number[] = [];
    const result = await service(input, {
      signal: new AbortController().signal,
      emit: ({ fraction }) => void fractions.push(fraction),
    });
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    expect(result.provenance.fittedRequests).toBe(150);
    expectSimulated(result.scenario);
    expect(result.brain.stepTime.baseMs).toBeCloseTo(
      1000 * result.coefficients.baseSeconds.value,
      9,
    );
  });

  it("stops at the next step when it is told to", async () => {
    const controller = new AbortController();
    let reports = 0;
    const emit = (): void => {
      reports += 1;
      controller.abort();
    };
    const work = service(input, { signal: controller.signal, emit });
    await expect(work).rejects.toThrow(CancelledError);
    expect(reports).toBe(1);
  });
});

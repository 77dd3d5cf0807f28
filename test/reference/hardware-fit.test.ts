import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { quantileOf, relativeError } from "../../engine/simulator/hardware/bands.js";
import type { OperatingPoint } from "../../engine/simulator/hardware/hardware.js";
import { describeFit } from "../../engine/simulator/hardware/hardware-fit.js";
import { fitLaw } from "../../engine/simulator/hardware/law-fit.js";
import type { Sample } from "../../engine/simulator/hardware/law-fit.js";
import { predictServing } from "../../engine/simulator/hardware/predict.js";
import { readHardwareFit } from "../../engine/simulator/hardware/read-fit.js";
import {
  crossValidate,
  predictSample,
  rooflineTpotMs,
} from "../../engine/simulator/hardware/validate.js";
import type { HeldOut } from "../../engine/simulator/hardware/validate.js";
import { loadGpus, loadModels, loadSamples, ORIGIN } from "../bench/hardware-fit.js";

/** The small form of `npm run fit:gpu`: fewer folds, the same code, the same limits. */
const fit = readHardwareFit(JSON.parse(readFileSync("scenarios/presets/gpu-fit.json", "utf8")));
const samples = loadSamples();
const sound = samples.filter(({ recorded }) => recorded);

const median = (held: readonly HeldOut[]): number =>
  quantileOf(
    held
      .filter(({ sample }) => sample.recorded)
      .map((one) => relativeError(one.tpotMs, one.sample.tpotMs)),
    0.5,
  );
const without = (left: (sample: Sample) => boolean): HeldOut[] => {
  const law = fitLaw(samples.filter((sample) => !left(sample)));
  return samples.filter(left).map((sample) => predictSample(law, sample, ""));
};

describe("the shipped GPU fit", () => {
  it("reads every one of the 3,198 measured points", () => {
    expect(samples).toHaveLength(3198);
  });

  it("is what the measured points give today", () => {
    const again = describeFit(fitLaw(samples), fit.bands, samples, ORIGIN);
    for (const part of ["step", "ttft"] as const)
      for (const [name, { value }] of Object.entries(again[part]))
        expect({
          name,
          ratio: value / (Object.entries(fit[part]).find(([n]) => n === name)?.[1].value ?? 0),
        }).toEqual({ name, ratio: expect.closeTo(1, 3) });
    expect(Object.keys(again.tpotCorrection[2] ?? {})).toEqual(
      Object.keys(fit.tpotCorrection[2] ?? {}),
    );
    expect(again.ranges).toEqual(fit.ranges);
  });

  it("predicts held-out operating points within 10 % (median), far better than a roofline", () => {
    const held = median(crossValidate(samples, "random", 2));
    const roofline = quantileOf(
      sound.map((sample) => relativeError(rooflineTpotMs(sample), sample.tpotMs)),
      0.5,
    );
    expect(held).toBeLessThan(0.1);
    expect(roofline).toBeGreaterThan(0.4);
  });

  it("predicts an unseen GPU within 12 % and an unseen model within 20 % (median)", () => {
    expect(median(without(({ point }) => point.deployment.gpu.id === "b300-sxm"))).toBeLessThan(
      0.12,
    );
    expect(median(without(({ point }) => point.deployment.model.family === "glm-5"))).toBeLessThan(
      0.2,
    );
  });
});

describe("an RTX PRO 6000, which no fitted point knows", () => {
  /**
   * Mean over all decoded tokens of two logs of 300 requests on vLLM 0.19 (LLMServingSim bench
   * examples, MIT): batch seen by a token, mean prompt and answer, milliseconds per token.
   */
  it.each([
    ["llama-3.1-8b", 116.6, 857, 653, 32.39, 0.1],
    ["qwen3-32b", 119.7, 862, 665, 80.58, 0.2],
  ])("%s", (id, batch, inputTokens, outputTokens, measured, tolerance) => {
    const gpu = loadGpus().get("rtx-pro-6000-server");
    const model = loadModels().get(id);
    if (gpu === undefined || model === undefined) throw new Error("no such preset");
    const point: OperatingPoint = {
      deployment: {
        gpu,
        model,
        backend: "vllm",
        precision: "bf16",
        gpus: 1,
        attentionReplicas: 1,
        expertParallel: false,
        separatePrefill: false,
      },
      batch,
      inputTokens,
      outputTokens,
    };
    const { tpotMs, outside } = predictServing(point, fit);
    expect(relativeError(tpotMs.value, measured)).toBeLessThan(tolerance);
    expect(tpotMs.low).toBeLessThan(measured);
    expect(measured).toBeLessThan(tpotMs.high);
    expect(outside.map(({ quantity }) => quantity)).toContain("bandwidthTBs");
  });
});

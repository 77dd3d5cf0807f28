import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { weightCounts } from "../../engine/simulator/hardware/architecture.js";
import type { Deployment } from "../../engine/simulator/hardware/hardware.js";
import { PresetError, readGpus, readModels } from "../../engine/simulator/hardware/presets.js";
import { readHardwareFit } from "../../engine/simulator/hardware/read-fit.js";
import { cacheCapacityTokens, stepWork } from "../../engine/simulator/hardware/work.js";
import { loadGpus, loadModels } from "../bench/hardware-fit.js";

const text = (file: string): string => readFileSync(`scenarios/presets/${file}`, "utf8");
const gpus = loadGpus();
const models = loadModels();

interface Published {
  readonly id: string;
  readonly source: string;
  readonly date: string;
  readonly published: { readonly totalWeights: number; readonly activeWeights: number };
}
const entries = (JSON.parse(text("models.json")) as { models: Published[] }).models;

const need = <Item>(item: Item | undefined): Item => {
  if (item === undefined) throw new Error("no such preset");
  return item;
};

const deployment = (gpu: string, model: string, more: Partial<Deployment> = {}): Deployment => ({
  gpu: need(gpus.get(gpu)),
  model: need(models.get(model)),
  backend: "vllm",
  precision: "bf16",
  gpus: 1,
  attentionReplicas: 1,
  expertParallel: false,
  separatePrefill: false,
  ...more,
});

const cacheReadMs = (model: string, count: number): number =>
  stepWork(deployment("h200-sxm", model, { gpus: count }), {
    sequences: 16,
    contextTokens: 4096,
    prefillTokens: 0,
    prefillContext: 0,
    admissions: 0,
  }).cacheRead;

describe("model presets", () => {
  it.each(entries)("$id: its shape gives the published weights", ({ id, published }) => {
    const counted = weightCounts(need(models.get(id)));
    expect(Math.abs(counted.total / published.totalWeights - 1)).toBeLessThan(0.02);
    // Cards round, and differ in whether the embedding table counts as active.
    expect(Math.abs(counted.active - published.activeWeights)).toBeLessThan(
      Math.max(0.8e9, 0.1 * published.activeWeights),
    );
  });

  it("carry a source and a date, as the GPUs do", () => {
    const cards = (JSON.parse(text("gpus.json")) as { gpus: Published[] }).gpus;
    for (const entry of [...entries, ...cards]) {
      expect(entry.source).not.toBe("");
      expect(entry.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });
});

describe("KV cache", () => {
  // 2 x layers x KV heads x head size x 2 bytes; the latent cache is 61 x 576 x 2 bytes.
  it.each([
    ["llama-3.1-8b", 131_072],
    ["qwen3-32b", 262_144],
    ["deepseek-v3", 70_272],
  ])("of %s takes %i bytes a token in bf16", (model, bytesPerToken) => {
    const one = deployment("h100-sxm", model);
    const load = { sequences: 1, prefillTokens: 0, prefillContext: 0, admissions: 0 };
    const short = stepWork(one, { ...load, contextTokens: 1000 }).cacheRead;
    const long = stepWork(one, { ...load, contextTokens: 2000 }).cacheRead;
    const bytes = ((long - short) * one.gpu.bandwidthTBs * 1e9) / 1000;
    expect(bytes).toBeCloseTo(bytesPerToken, 3);
  });

  it("is empty where the weights alone do not fit, and halves on twice the cache bytes", () => {
    expect(cacheCapacityTokens(deployment("l4", "llama-3.1-70b"))).toBe(0);
    const fp8 = deployment("h100-sxm", "llama-3.1-8b", { precision: "fp8" });
    const bf16 = deployment("h100-sxm", "llama-3.1-8b");
    expect(cacheCapacityTokens(fp8) / cacheCapacityTokens(bf16)).toBeGreaterThan(2);
  });

  it("is repeated on every GPU where attention is latent, and divided where it is grouped", () => {
    expect(cacheReadMs("deepseek-v3", 8)).toBeCloseTo(cacheReadMs("deepseek-v3", 1), 9);
    expect(cacheReadMs("llama-3.1-70b", 8)).toBeCloseTo(cacheReadMs("llama-3.1-70b", 1) / 8, 9);
  });
});

describe("bad preset files", () => {
  const gpu = {
    id: "x",
    name: "X",
    generation: "hopper",
    memoryGiB: 80,
    bandwidthTBs: 3,
    denseTflops: { bf16: 900 },
    linkGBs: 450,
    linkGpus: 8,
    networkGBs: 50,
    source: "s",
    date: "2026-01-01",
  };
  it.each([
    ["a missing figure", { ...gpu, bandwidthTBs: undefined }, "gpus[0].bandwidthTBs"],
    ["a negative figure", { ...gpu, memoryGiB: -1 }, "gpus[0].memoryGiB"],
    ["an infinite figure", { ...gpu, linkGBs: Infinity }, "gpus[0].linkGBs"],
    ["an unknown generation", { ...gpu, generation: "volta" }, "gpus[0].generation"],
    ["a text for an object", { ...gpu, denseTflops: "900" }, "gpus[0].denseTflops"],
    ["a missing source", { ...gpu, source: "" }, "gpus[0].source"],
  ])("%s is named", (_, entry, path) => {
    const read = (): unknown => readGpus({ gpus: [entry] });
    expect(read).toThrow(PresetError);
    expect(read).toThrow(path);
  });

  it("two presets with one name, a model without attention and no list are refused", () => {
    expect(() => readGpus({ gpus: [gpu, gpu] })).toThrow("gpus[1].id");
    const model = { id: "m", name: "M", family: "m", layers: 1 };
    expect(() => readModels({ models: [model] })).toThrow("models[0].hidden");
    expect(() => readGpus({})).toThrow("gpus: expected an array");
  });

  it("a fit that lacks a parameter or has other levels is refused", () => {
    const fit = JSON.parse(text("gpu-fit.json")) as Record<string, Record<string, unknown>>;
    expect(() => readHardwareFit({ ...fit, format: "v0" })).toThrow("format");
    expect(() => readHardwareFit({ ...fit, levels: [] })).toThrow("levels");
    expect(() => readHardwareFit({ ...fit, step: { ...fit["step"], kernelMs: {} } })).toThrow(
      "step.kernelMs.value",
    );
  });
});

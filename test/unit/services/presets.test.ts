import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readPresetFile } from "../../../engine/contract/preset.js";
import type { PresetFile } from "../../../engine/contract/preset.js";
import { readScenarioOrThrow } from "../../../engine/contract/scenario-file.js";
import { createInProcessRunner } from "../../../main/worker/in-process.js";
import { clientOver } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";

const shippedFolder = path.resolve(import.meta.dirname, "../../../scenarios");

const price = (id: string, name: string, inputUsdPerMillion: number): string =>
  JSON.stringify({
    schema: "headroom/preset/v1",
    kind: "api-price",
    preset: {
      id,
      name,
      inputUsdPerMillion,
      outputUsdPerMillion: 30,
      cacheWriteUsdPerMillion: 1,
      cacheWriteOneHourUsdPerMillion: 2,
      cacheReadUsdPerMillion: 0.5,
      source: "Our contract",
      date: "2026-11-20",
    },
  } satisfies PresetFile);

async function scenario(model: string) {
  const text = await readFile(path.join(shippedFolder, "claude-api.json"), "utf8");
  const read = readScenarioOrThrow(text, "claude-api.json");
  if (read.brain.kind !== "api") throw new Error("the scenario has another brain");
  // Its own prices would hold before those of the preset.
  return { ...read, brain: { ...read.brain, model }, prices: { ...read.prices, tokens: {} } };
}

async function open() {
  const folder = await temporaryFolder();
  await mkdir(path.join(folder, "presets"), { recursive: true });
  const client = clientOver(folder, { shippedFolder, runner: createInProcessRunner() });
  return {
    client,
    put: (name: string, text: string) => writeFile(path.join(folder, "presets", name), text),
  };
}

describe("presets of a workspace", () => {
  it("add to the shipped ones, or replace the one of their id, in lists and in simulations", async () => {
    const { client, put } = await open();
    const before = await client.call("preset.list", {});
    await put("cheaper.json", price("claude-opus-5-5", "Opus by contract", 3));
    await put("own-model.json", price("house-model", "House model", 1));
    const { prices, own } = await client.call("preset.list", {});
    expect(prices.map(({ id }) => id)).toEqual([
      ...before.prices.map(({ id }) => id),
      "house-model",
    ]);
    expect(prices.find(({ id }) => id === "claude-opus-5-5")).toMatchObject({
      name: "Opus by contract",
      inputUsdPerMillion: 3,
    });
    expect(own).toEqual([
      { id: "cheaper", name: "Opus by contract", kind: "api-price", presetId: "claude-opus-5-5" },
      { id: "own-model", name: "House model", kind: "api-price", presetId: "house-model" },
    ]);

    const run = { replications: 2, requests: 50 };
    const { provenance } = await client.call("simulate", {
      scenario: await scenario("house-model"),
      ...run,
    });
    expect(provenance.presets).toContainEqual({
      what: "Prices of House model",
      from: "Our contract (presets/own-model.json of the workspace)",
      seen: "2026-11-20",
    });
    const costOf = async () =>
      (await client.call("estimate", { scenario: await scenario("claude-opus-5-5") }))
        .architectures;
    const cheap = await costOf();
    await client.call("preset.remove", { id: "cheaper" });
    expect(await costOf()).not.toEqual(cheap);
    await client.call("preset.restore", { id: "cheaper" });
    expect(await costOf()).toEqual(cheap);
  });

  it("that cannot be read, or are there twice, are named, left out and warned of", async () => {
    const { client, put } = await open();
    await put("a.json", price("house-model", "House model", 1));
    await put("b.json", price("house-model", "House model, again", 9));
    await put("c.json", '{ "schema": "headroom/preset/v1", "kind": "gpu", "preset": {} }');
    const { prices, own } = await client.call("preset.list", {});
    expect(prices.filter(({ id }) => id === "house-model")).toMatchObject([
      { inputUsdPerMillion: 1 },
    ]);
    expect(own.map(({ id, damage }) => [id, damage === undefined])).toEqual([
      ["a", true],
      ["b", false],
      ["c", false],
    ]);
    expect(own[1]?.damage).toContain("a.json is the api-price house-model too");
    expect(own[2]?.damage).toContain("preset.");
    const { warnings } = await client.call("simulate", {
      scenario: await scenario("house-model"),
      replications: 2,
      requests: 50,
    });
    expect(warnings.filter((text) => text.includes("is left out"))).toHaveLength(2);
  });

  it("are saved as typed, under a file of their own, and never twice", async () => {
    const { client } = await open();
    const text = price("house-model", "House model", 1);
    const { entry } = await client.call("preset.save", { text });
    expect(entry).toMatchObject({ id: "house-model", presetId: "house-model" });
    expect(await client.call("preset.read", { id: entry.id })).toEqual({ entry, text });
    await expect(client.call("preset.save", { text })).rejects.toMatchObject({
      code: "conflict",
      problems: [{ path: "preset.id" }],
    });
    const changed = price("house-model", "House model", 2);
    expect(await client.call("preset.save", { id: entry.id, text: changed })).toEqual({ entry });
    const bad = price("house-model", "House model", -1);
    await expect(client.call("preset.save", { text: bad })).rejects.toMatchObject({
      code: "invalid-input",
      problems: [{ path: "preset.inputUsdPerMillion" }],
    });
  });
});

it("every shipped preset can be copied to a workspace as it is listed, and GPU hours are of GPUs that are there", async () => {
  const { client } = await open();
  const { gpus, models, gpuPrices, prices, limits } = await client.call("preset.list", {});
  const kinds = {
    gpu: gpus,
    model: models,
    "gpu-price": gpuPrices,
    "api-price": prices,
    "api-limit": limits,
  };
  for (const [kind, presets] of Object.entries(kinds)) {
    expect(presets.length).toBeGreaterThan(2);
    for (const preset of presets) {
      const text = JSON.stringify({ schema: "headroom/preset/v1", kind, preset });
      expect(readPresetFile(text).problems).toEqual([]);
    }
  }
  expect(gpuPrices.map(({ gpu }) => gpus.some(({ id }) => id === gpu))).not.toContain(false);
});

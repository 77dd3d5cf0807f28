import { readFile } from "node:fs/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { ApiPrices } from "../../../engine/contract/api-preset.js";
import { ModelRegistry } from "../../../engine/contract/model-registry.js";
import type { ModelVersion } from "../../../engine/contract/model-registry.js";
import {
  costUsd,
  deprecationWarnings,
  findVersion,
  FIRST_REGISTRY,
  pinModel,
} from "../../../engine/agent/registry/registry.js";
import { drawOf } from "../../../engine/agent/draw.js";
import { REHEARSAL_MODEL } from "../../../engine/agent/rehearsal/server.js";
import { createClient } from "../../../engine/contract/client.js";
import { createDispatch } from "../../../engine/contract/service.js";
import { createEngine } from "../../../engine/services/index.js";
import { servicePorts } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";

const version = (name: string, more: Partial<ModelVersion> = {}): ModelVersion => ({
  version: name,
  modelId: `id-${name}`,
  server: "rehearsal",
  prices: [],
  ...more,
});
const registry = (share?: number): ModelRegistry =>
  ModelRegistry.parse({
    schema: "headroom/models/v1",
    models: { a: [version("1"), version("2")], b: [version("1")] },
    aliases: {
      production: {
        model: "a",
        version: "1",
        ...(share === undefined ? {} : { canary: { model: "b", version: "1", share } }),
      },
    },
  });

describe("a session pins", () => {
  test("the last version of a model, and of an alias its own", () => {
    expect(pinModel(registry(), "a", 0.5).pinned).toEqual({
      requested: "a",
      name: "a",
      version: "2",
      modelId: "id-2",
    });
    expect(pinModel(registry(), "production", 0.5).pinned).toMatchObject({
      requested: "production",
      name: "a",
      version: "1",
    });
  });

  test("nothing that is not there, and says what is", () => {
    expect(() => pinModel(registry(), "c", 0.5)).toThrow("there are: a, b, production");
  });

  test("the canary as often as its share says, in the long run", () => {
    const share = 0.2;
    const sessions = 4000;
    const canaries = Array.from({ length: sessions }, (_, seed) =>
      pinModel(registry(share), "production", drawOf(seed, "session")("canary")),
    ).filter(({ pinned }) => pinned.name === "b").length;
    // Binomial: within 4 standard deviations, which one in 16,000 seeds would miss; these are fixed.
    const deviation = Math.sqrt(sessions * share * (1 - share));
    expect(Math.abs(canaries - sessions * share)).toBeLessThan(4 * deviation);
    for (const [edge, name] of [
      [0, "a"],
      [1, "b"],
    ] as const) {
      expect(pinModel(registry(edge), "production", 0.5).pinned.name).toBe(name);
    }
  });

  test("for good: a version added or an alias moved later changes nothing of it", () => {
    const { pinned } = pinModel(registry(), "production", 0.5);
    const later = registry();
    later.models["a"]?.push(version("3"));
    later.aliases["production"] = { model: "a", version: "3" };
    expect(findVersion(later, pinned.name, pinned.version)?.modelId).toBe("id-1");
  });
});

test("an alias of nothing, or one named as a model is, is refused with its path", () => {
  const aliases = { a: { model: "a", version: "1" }, lost: { model: "a", version: "9" } };
  const parsed = ModelRegistry.safeParse({ ...registry(), aliases });
  expect(parsed.error?.issues.map(({ path }) => path.join("."))).toEqual([
    "aliases.a",
    "aliases.lost.version",
  ]);
});

describe("the price of a day", () => {
  const prices = [
    { from: "2026-06-01", inputUsd: 2, outputUsd: 20, cacheReadUsd: 0.2, cacheWriteUsd: 4 },
    { from: "2026-01-01", inputUsd: 1, outputUsd: 10, cacheReadUsd: 0.1, cacheWriteUsd: 2 },
  ];
  const usage = {
    inputTokens: 1e6,
    outputTokens: 1e5,
    cacheReadTokens: 2e6,
    cacheWriteTokens: 5e5,
  };
  test.each([
    ["2025-12-31", 0],
    ["2026-01-01", 1 + 1 + 0.2 + 1],
    ["2026-05-31", 3.2],
    ["2026-06-01", 6.4],
    ["2030-01-01", 6.4],
  ])("on %s is the last one that had begun: %d USD", (day, expected) => {
    expect(costUsd(version("1", { prices }), usage, day)).toBeCloseTo(expected, 12);
  });

  test("is a multiple for a prompt above its limit, the cached part counted", () => {
    const longPrompt = { aboveTokens: 100, factor: 5 };
    const [price] = prices;
    if (price === undefined) throw new Error("no price");
    const model = version("1", { prices: [{ ...price, longPrompt }] });
    const of = (cacheReadTokens: number): number =>
      costUsd(
        model,
        { inputTokens: 40, outputTokens: 10, cacheReadTokens, cacheWriteTokens: 20 },
        "2026-07-01",
      );
    const at = (40 * 2 + 10 * 20 + 40 * 0.2 + 20 * 4) / 1e6;
    expect(of(40)).toBeCloseTo(at, 15);
    expect(of(41)).toBeCloseTo(5 * (at + 0.2 / 1e6), 15);
  });
});

test("the first registry has every model of the shipped price list, at its prices", async () => {
  const file = new URL("../../../scenarios/presets/api-prices.json", import.meta.url);
  const list = ApiPrices.parse(JSON.parse(await readFile(file, "utf8")));
  for (const entry of list.models) {
    expect(FIRST_REGISTRY.models[entry.id]).toEqual([
      {
        version: "1",
        modelId: entry.id,
        server: "https://api.anthropic.com",
        keyName: "ANTHROPIC_API_KEY",
        prices: [
          {
            from: entry.date,
            source: entry.source,
            inputUsd: entry.inputUsdPerMillion,
            outputUsd: entry.outputUsdPerMillion,
            cacheReadUsd: entry.cacheReadUsdPerMillion,
            cacheWriteUsd: entry.cacheWriteUsdPerMillion,
            ...(entry.longPrompt === undefined ? {} : { longPrompt: entry.longPrompt }),
          },
        ],
      },
    ]);
  }
  expect(Object.keys(FIRST_REGISTRY.models)).toHaveLength(list.models.length + 2);
  expect(ModelRegistry.parse(FIRST_REGISTRY)).toEqual(FIRST_REGISTRY);
});

test("a registry made from one that is no longer stored is refused, and changes nothing", async () => {
  const engine = createEngine(servicePorts(await temporaryFolder()));
  onTestFinished(() => engine.close());
  const client = createClient(createDispatch(engine.services));
  const { registry: first, revision } = await client.call("registry.read", {});
  const written = await client.call("registry.write", { registry: registry(0.5), revision });
  expect(await client.call("registry.read", {})).toEqual(written);
  await expect(client.call("registry.write", { registry: first, revision })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(await client.call("registry.read", {})).toEqual(written);
  await client.call("registry.write", { registry: first });
  expect((await client.call("registry.read", {})).revision).toBe(revision);
});

describe("a deprecated model", () => {
  const old = version("1", { deprecatedFrom: "2026-03-01" });

  test("warns from its day on", () => {
    expect(deprecationWarnings("a", old, "2026-02-28")).toEqual([]);
    expect(deprecationWarnings("a", old, "2026-03-01")).toEqual([
      "a 1 is deprecated since 2026-03-01; point the alias at another version, or name another model",
    ]);
    expect(deprecationWarnings("a", version("1"), "2026-03-01")).toEqual([]);
  });

  test("still starts a session, which says so", async () => {
    const ports = servicePorts(await temporaryFolder(), {
      now: () => new Date("2026-03-02T00:00:00Z"),
    });
    const engine = createEngine(ports);
    onTestFinished(() => engine.close());
    const client = createClient(createDispatch(engine.services));
    const modelId = REHEARSAL_MODEL;
    await client.call("registry.write", {
      registry: {
        schema: "headroom/models/v1",
        models: { old: [{ ...old, modelId }], fresh: [version("1", { modelId })] },
        aliases: {},
      },
    });
    const start = async (model: string): Promise<string[]> =>
      (await client.call("session.start", { workload: "recommendation", model })).warnings;
    expect(await start("old")).toEqual(deprecationWarnings("old", old, "2026-03-02"));
    expect(await start("fresh")).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { ModelRegistry, readRegistry } from "../../../engine/contract/model-registry.js";
import { Scenario } from "../../../engine/contract/scenario.js";
import { openDocument } from "../../../renderer/state/document.js";
import { registryText } from "../../../renderer/state/models-parts.js";
import { lawOf, withLatency, withTimes } from "../../../renderer/state/times.js";
import type { ModelTimes } from "../../../renderer/state/times.js";
import { FakeEngine, page } from "./fake-engine.js";
import { articleScenario } from "./recorded.js";

const TIMES: ModelTimes = {
  name: "large",
  version: "1",
  origin: "model",
  sessions: 3,
  from: "2026-11-20T10:00:00.000Z",
  to: "2026-11-22T10:00:00.000Z",
  ttftMs: { count: 40, meanMs: 412.34, cv: 0.5 },
  tpotMs: { count: 38, meanMs: 12, cv: 0.25 },
  outputTokens: 101,
};
const scenario = articleScenario();
const pools = Object.keys(scenario.hands);
const [pool = ""] = pools;
/** As a live tool is called that does what the pool does. */
const toolName = `${pool.replaceAll("-", "_")}_now`;
const tools = [
  { tool: toolName, timeMs: { count: 9, meanMs: 80, cv: 1 } },
  { tool: "of-no-pool", timeMs: { count: 9, meanMs: 80, cv: 1 } },
];

describe("measured times", () => {
  it("are used with three digits, as a lognormal or, where nothing varied, a constant", () => {
    expect(lawOf(TIMES.ttftMs)).toEqual({ lognormal: { mean: 412, cv: 0.5 } });
    expect(lawOf({ count: 1, meanMs: 7, cv: 0 })).toEqual({ constant: 7 });
  });

  it("go to an API brain as they are, to a slot as the whole answer, to pools of a tool's name", () => {
    const api = Scenario.parse({
      ...scenario,
      coupled: undefined,
      brain: { kind: "api", ttftMs: 1, tpotMs: 1 },
    });
    const behindApi = withTimes(api, TIMES, tools);
    expect(behindApi.brain).toMatchObject({
      ttftMs: { lognormal: { mean: 412 } },
      tpotMs: { lognormal: { mean: 12, cv: 0.25 } },
    });
    const inSlots = withTimes(scenario, TIMES, tools);
    // 412.34 + 100 · 12, and the spreads of both parts together.
    expect(inSlots.brain).toMatchObject({
      serviceMs: { lognormal: { mean: 1610, cv: 0.226 } },
      prefillShare: 0.256,
    });
    expect(inSlots.hands[pool]?.serviceMs).toEqual({ lognormal: { mean: 80, cv: 1 } });
    expect(Object.keys(inSlots.hands)).toEqual(pools);
    expect(inSlots.sources.at(-1)).toMatchObject({
      what: `Times of the brain, ${pool}`,
      from: expect.stringContaining(
        "Measured live with large 1 (answers: 40, sessions: 3), 2026-11-20 to 2026-11-22;",
      ),
      seen: "2026-11-22",
    });
    expect(Scenario.parse(inSlots)).toEqual(inSlots);
    const again = withTimes(inSlots, TIMES, tools);
    expect(again.sources).toEqual(inSlots.sources);
  });

  it("go to the version of the model that was measured, with where they are from", () => {
    const version = { version: "1", modelId: "large-id", server: "https://api.example" };
    const registry = ModelRegistry.parse({
      schema: "headroom/models/v1",
      models: { large: [version, { ...version, version: "2" }] },
      aliases: {},
    });
    const text = withLatency(registryText(registry), TIMES);
    const [first, second] = readRegistry(text ?? "").registry?.models["large"] ?? [];
    expect(first?.latency).toMatchObject({
      ttftMs: { lognormal: { mean: 412 } },
      source: expect.stringContaining("answers: 40"),
    });
    expect(second?.latency).toBeUndefined();
    expect(withLatency(registryText(registry), { ...TIMES, version: "9" })).toBeUndefined();
    expect(withLatency("{", TIMES)).toBeUndefined();
  });

  it("are an edit of the open scenario, with its way back", async () => {
    const { store } = page(new FakeEngine(), "/live/article");
    await expect.poll(() => openDocument(store.getState().document)?.id).toBe("article");
    const before = openDocument(store.getState().document)?.text;
    await store.getState().putTimesInScenario(TIMES, tools);
    expect(store.getState().route.pane).toBe("scenario");
    expect(openDocument(store.getState().document)?.text).toContain("Measured live with large 1");
    await store.getState().undo();
    expect(openDocument(store.getState().document)?.text).toBe(before);
  });
});

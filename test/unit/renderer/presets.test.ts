import path from "node:path";
import { describe, expect, it } from "vitest";
import { STALE_DAYS } from "../../../engine/contract/api-preset.js";
import { Scenario } from "../../../engine/contract/scenario.js";
import { presetServices } from "../../../engine/services/presets.js";
import {
  ageOf,
  choicesFor,
  hourPrices,
  namesPreset,
  originOf,
  tokenPricesOf,
} from "../../../renderer/panes/scenario/form/presets.js";
import { articleScenario } from "./recorded.js";

const shippedFolder = path.join(import.meta.dirname, "../../../scenarios");
const context = { signal: new AbortController().signal, emit: () => {} };
const noWorkspace = () => Promise.reject(new Error("none is open"));
const list = () => presetServices({ shippedFolder }, noWorkspace)["preset.list"]({}, context);

describe("presets in the form", () => {
  it("are the shipped ones, each with its source and date, where a scenario names them", async () => {
    const presets = await list();
    for (const at of [
      ["brain", "hardware", "gpu"],
      ["planning", "brains", 0, "brain", "hardware", "model"],
      ["brain", "model"],
      ["brain", "tier"],
    ]) {
      expect(namesPreset(at)).toBe(true);
      const choices = choicesFor(at, presets) ?? [];
      expect(choices.length).toBeGreaterThan(2);
      for (const { source, date } of choices) {
        expect(source).not.toBe("");
        expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }
    }
    expect(namesPreset(["name"])).toBe(false);
    expect(namesPreset(["brain", "hardware", "precision"])).toBe(false);
  });

  it("write plain prices that the schema takes", async () => {
    const { prices } = await list();
    for (const price of prices) {
      const tokens = tokenPricesOf(price);
      expect(Scenario.parse({ ...articleScenario(), prices: { tokens } }).prices.tokens).toEqual(
        tokens,
      );
      expect(tokens).toMatchObject({ outputUsdPerMillion: price.outputUsdPerMillion });
    }
  });

  it("offer the least, the middle and the most of an hour of a GPU, the scenario's first", async () => {
    const presets = await list();
    const offers = hourPrices(presets, "h100_sxm");
    expect(offers.slice(0, 3).map(({ level, usd }) => [level, usd])).toEqual([
      ["low", 2.29],
      ["middle", 3.29],
      ["high", 4.29],
    ]);
    const single = hourPrices(presets, undefined).filter(({ level }) => level === "only");
    expect(single.map(({ usd }) => usd)).toEqual([3.39, 4.89]);
    for (const offer of offers) {
      const scenario = { ...articleScenario(), sources: [originOf(offer)] };
      expect(Scenario.parse(scenario).sources).toEqual([originOf(offer)]);
      expect(JSON.stringify(originOf(offer))).toContain("2026");
    }
  });

  it("tell how old they are", () => {
    const now = new Date("2026-11-22T12:00:00Z");
    expect(ageOf("2026-11-22", now)).toEqual({ days: 0, isStale: false });
    expect(ageOf("2026-11-01", now)).toEqual({ days: 21, isStale: false });
    expect(ageOf("2025-11-22", now)).toEqual({ days: 365, isStale: true });
    // Of a year or a month only its end is surely past.
    expect(ageOf("2026", now)).toEqual({ days: 0, isStale: false });
    expect(ageOf("2025", now)).toEqual({ days: 326, isStale: true });
    expect(ageOf("2026-10", now)).toEqual({ days: 22, isStale: false });
    const day = (days: number) => new Date(Date.parse("2026-01-01") + days * 86_400_000);
    expect(ageOf("2026-01-01", day(STALE_DAYS)).isStale).toBe(false);
    expect(ageOf("2026-01-01", day(STALE_DAYS + 1)).isStale).toBe(true);
  });

  it("cannot be had from a build without scenarios", async () => {
    const none = presetServices({ shippedFolder: undefined }, noWorkspace);
    await expect(none["preset.list"]({}, context)).rejects.toMatchObject({ code: "invalid-input" });
  });
});

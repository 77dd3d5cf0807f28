import path from "node:path";
import { describe, expect, it } from "vitest";
import { STALE_DAYS } from "../../../engine/contract/api-preset.js";
import { Scenario } from "../../../engine/contract/scenario.js";
import { presetService } from "../../../engine/services/presets.js";
import {
  ageOf,
  choicesFor,
  namesPreset,
  tokenPricesOf,
} from "../../../renderer/panes/scenario/form/presets.js";
import { articleScenario } from "./recorded.js";

const shippedFolder = path.join(import.meta.dirname, "../../../scenarios");
const context = { signal: new AbortController().signal, emit: () => {} };
const list = () => presetService({ shippedFolder })["preset.list"]({}, context);

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

  it("tell how old they are", () => {
    const now = new Date("2026-11-22T12:00:00Z");
    expect(ageOf("2026-11-22", now)).toEqual({ days: 0, isStale: false });
    expect(ageOf("2026-11-01", now)).toEqual({ days: 21, isStale: false });
    expect(ageOf("2025-11-22", now)).toEqual({ days: 365, isStale: true });
    const day = (days: number) => new Date(Date.parse("2026-01-01") + days * 86_400_000);
    expect(ageOf("2026-01-01", day(STALE_DAYS)).isStale).toBe(false);
    expect(ageOf("2026-01-01", day(STALE_DAYS + 1)).isStale).toBe(true);
  });

  it("cannot be had from a build without scenarios", async () => {
    const none = presetService({ shippedFolder: undefined });
    await expect(none["preset.list"]({}, context)).rejects.toMatchObject({ code: "invalid-input" });
  });
});

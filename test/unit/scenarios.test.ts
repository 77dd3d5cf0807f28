import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readScenario, writeScenario } from "../../engine/contract/scenario-file.js";

const folder = path.resolve(import.meta.dirname, "../../scenarios");
const files = readdirSync(folder).filter((file) => file.endsWith(".json"));

describe("shipped scenarios", () => {
  it("are the five the README lists", () => {
    expect(files.toSorted()).toEqual([
      "article.json",
      "azure-code.json",
      "customer-support.json",
      "data-extraction.json",
      "realtime-recommendation.json",
    ]);
  });

  it.each(files)("%s is valid, names its sources and survives a round trip", (file) => {
    const { scenario, problems } = readScenario(readFileSync(path.join(folder, file)));
    expect(problems).toEqual([]);
    expect(scenario?.sources.length).toBeGreaterThan(0);
    const text = scenario === undefined ? "" : writeScenario(scenario);
    expect(readScenario(text).scenario).toEqual(scenario);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readScenario, writeScenario } from "../../engine/contract/scenario-file.js";

const folder = path.resolve(import.meta.dirname, "../../scenarios");
const files = readdirSync(folder).filter((file) => /^[a-z0-9-]+\.json$/.test(file));

describe("shipped scenarios", () => {
  it("are those the README lists", () => {
    const readme = readFileSync(path.join(folder, "README.md"), "utf8");
    const listed = [...readme.matchAll(/^\| `([a-z0-9-]+\.json)`/gm)].map(([, file]) => file);
    expect(new Set(listed)).toEqual(new Set(files));
  });

  it.each(files)("%s is valid, names its sources and survives a round trip", (file) => {
    const { scenario, problems } = readScenario(readFileSync(path.join(folder, file)));
    expect(problems).toEqual([]);
    expect(scenario?.sources.length).toBeGreaterThan(0);
    const text = scenario === undefined ? "" : writeScenario(scenario);
    expect(readScenario(text).scenario).toEqual(scenario);
  });
});

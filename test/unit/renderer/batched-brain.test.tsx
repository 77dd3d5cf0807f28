import { readFileSync } from "node:fs";
import path from "node:path";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { readScenarioOrThrow } from "../../../engine/contract/scenario-file.js";
import { prepare } from "../../../engine/services/simulation/prepare.js";
import { simulateReplication } from "../../../engine/simulator/replication.js";
import { summariseArchitecture } from "../../../engine/simulator/summary.js";
import { UtilisationChart } from "../../../renderer/charts/utilisation-chart.js";
import { utilisationModel } from "../../../renderer/charts/utilisation-model.js";
import { LIGHT } from "../../../renderer/theme/tokens.js";
import { quiet } from "../../laws/simulate.js";

const LOCALE = "en-US";
const shippedFolder = path.join(import.meta.dirname, "../../../scenarios");
const text = readFileSync(path.join(shippedFolder, "gpu-h100.json"), "utf8");
const scenario = readScenarioOrThrow(text, "gpu-h100.json");

describe("a brain described by its hardware", () => {
  it("has its KV memory among the pools of the utilisation chart", async () => {
    const input = { scenario, series: false, requests: 200, replications: 2, maxReplications: 2 };
    const ports = { shippedFolder, version: "0", now: () => new Date("2026-11-22") };
    const prepared = await prepare(input, ports, []);
    const records = prepared.jobs("decoupled", 0, 2).map((job) => simulateReplication(job, quiet));
    const decoupled = summariseArchitecture(prepared.scenario, prepared.run, records);
    const model = utilisationModel({ decoupled }, LOCALE);
    if (model === undefined) throw new Error("the result has pools");
    const names = model.rows.map(({ name }) => name.toLowerCase());
    expect(names).toContain("brain kv memory");
    const memory = decoupled.utilisation.pools["brain KV memory"]?.mean ?? 0;
    expect(memory).toBeGreaterThan(0);
    expect(memory).toBeLessThan(1);
    const size = { width: 720, height: 320 };
    const markup = renderToStaticMarkup(
      <UtilisationChart model={model} size={size} theme={LIGHT} locale={LOCALE} />,
    );
    expect(markup.toLowerCase()).toContain("brain kv memory");
  });
});

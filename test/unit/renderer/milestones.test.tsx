import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { readScenarioOrThrow } from "../../../engine/contract/scenario-file.js";
import type { ProjectedMilestone, ProjectResult } from "../../../engine/contract/project-result.js";
import { MilestoneChart, milestoneHeight } from "../../../renderer/charts/milestone-chart.js";
import {
  milestoneModel,
  milestonesSentence,
  probabilityText,
} from "../../../renderer/charts/milestone-model.js";
import {
  nextMilestone,
  replaced,
  thresholdProblem,
} from "../../../renderer/panes/milestones/milestone-edits.js";
import { requirementRows } from "../../../renderer/panes/milestones/milestone-words.js";
import { openDocument } from "../../../renderer/state/document.js";
import { LIGHT } from "../../../renderer/theme/tokens.js";
import { FakeEngine, page } from "./fake-engine.js";
import { recordedProjection } from "./recorded.js";

const LOCALE = "en-US";
const result = recordedProjection();

function milestoneOn(day: number): ProjectedMilestone {
  const found = result.milestones.find((one) => one.day === day);
  if (found === undefined) throw new Error(`the recorded projection has a milestone on day ${day}`);
  return found;
}

/** The recorded projection with throughput falling below its threshold after day 20, until day 40. */
function dipping(): ProjectResult {
  const throughput = result.daily.demand.map((_, day) => (day > 20 && day < 40 ? 150 : 300));
  return {
    ...result,
    daily: { ...result.daily, kpis: { ...result.daily.kpis, throughput } },
    milestones: result.milestones.map((one) =>
      one.day === 90 ? { ...one, verdict: "at risk", probability: 0.57 } : one,
    ),
  };
}

describe("milestones over time", () => {
  it("draws a lane for every requirement, with the days on which it is kept", () => {
    const model = milestoneModel(dipping(), LOCALE);
    if (model === undefined) throw new Error("the recorded projection has milestones");
    const lanes = model.groups.flatMap((group) => group.lanes);
    expect(lanes).toHaveLength(4);
    const throughput = lanes.find(({ label }) => label.startsWith("Throughput"));
    expect(throughput?.kept).toEqual([
      { from: 0, to: 20 },
      { from: 40, to: 60 },
    ]);
    expect(model.lastDay).toBe(180);
    const size = { width: 900, height: milestoneHeight(model) };
    const svg = renderToStaticMarkup(
      <MilestoneChart model={model} size={size} theme={LIGHT} locale={LOCALE} />,
    );
    for (const { words } of lanes) expect(svg).toContain(words);
    expect(svg.match(/tabindex="0"/g)).toHaveLength(lanes.length);
    expect(svg).not.toContain("NaN");
    expect(milestoneModel({ ...result, milestones: [] }, LOCALE)).toBeUndefined();
  });

  it("counts the verdicts in a sentence, and claims no certainty", () => {
    expect(milestonesSentence(result.milestones)).toBe("All 3 milestones are met.");
    expect(milestonesSentence(dipping().milestones)).toBe(
      "2 of 3 milestones are met, 1 is at risk.",
    );
    expect([1, 0.995, 0.42, 0, null].map((one) => probabilityText(one, LOCALE))).toEqual([
      "over 99.9%",
      "99.5%",
      "42%",
      "under 0.1%",
      "unknown",
    ]);
  });

  it("tells what moves a figure, what shows an MTBF, and what was measured live", () => {
    const live = { mean: 310, low: 300, high: 320, unit: "1/s" as const };
    const { requirements, ...milestone } = milestoneOn(90);
    const drive = {
      drive: "m1",
      ratePerSecond: 2,
      figure: { mean: 190, low: 185, high: 195, unit: "1/s" as const },
      verdict: "missed" as const,
    };
    const measured = requirements.map((one, at) => ({ ...one, measured: at === 0 ? [drive] : [] }));
    const rows = requirementRows(
      { ...milestone, requirements: measured },
      (kpi) => (kpi === "throughput" ? live : undefined),
      LOCALE,
    );
    expect(rows.map(({ driver }) => driver)).toEqual(["Demand", expect.any(String)]);
    expect(rows[0]?.live?.value).toBe("310/s");
    expect(rows[0]?.measured).toMatchObject([{ key: "m1", verdict: "missed" }]);
    expect(rows[0]?.measured[0]?.text).toMatch(/^Measured live: 190\/s.* at 2 sessions\/s \(m1\)$/);
    expect(rows[1]?.measured).toEqual([]);
    expect(rows[1]?.live).toBeUndefined();
    expect(rows[0]?.exposure).toBeUndefined();
    expect(rows[1]?.exposure).toMatch(/^A mean of more than 10 h .* by 30 h of operation without/);
  });
});

describe("changing milestones", () => {
  it("writes into the scenario's text", async () => {
    const { store } = page(new FakeEngine());
    await expect.poll(() => openDocument(store.getState().document)?.id).toBe("article");
    await store.getState().changeScenario("a milestone added", (scenario) => ({
      ...scenario,
      milestones: [...scenario.milestones, nextMilestone(scenario.milestones)],
    }));
    const text = openDocument(store.getState().document)?.text ?? "";
    const { milestones } = readScenarioOrThrow(text, "article");
    expect(milestones.map(({ day }) => day)).toEqual([30, 90, 180, 270]);
  });

  it("takes the first usual day that is free, and refuses what the scenario would", () => {
    expect(
      nextMilestone([milestoneOn(30)].map(({ day, name }) => ({ day, name, requirements: [] })))
        .day,
    ).toBe(90);
    expect([thresholdProblem("below", 0), thresholdProblem("above", 0)]).toEqual([
      "a number above 0",
      undefined,
    ]);
    expect(replaced(["a", "b"], 0, () => undefined)).toEqual(["b"]);
    expect(replaced(["a", "b"], 1, (item) => `${item}c`)).toEqual(["a", "bc"]);
  });
});

describe("live measurements", () => {
  it("stand beside the projection of the scenario they played", async () => {
    const engine = new FakeEngine();
    const { store } = page(engine);
    await expect.poll(() => openDocument(store.getState().document)?.id).toBe("article");
    await store.getState().loadMeasured("The article");
    // This page's engine keeps none, and says so.
    expect(store.getState().measured).toEqual({});
    expect(store.getState().notices.at(-1)?.text).toMatch(/^Live measurements were not read\./);
  });
});

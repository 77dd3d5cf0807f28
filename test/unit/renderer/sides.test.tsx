import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { SidesChart, sidesHeight } from "../../../renderer/charts/sides-chart.js";
import { armNames, sidesModel, sidesSentence } from "../../../renderer/charts/sides-model.js";
import { openDocument } from "../../../renderer/state/document.js";
import { LIGHT } from "../../../renderer/theme/tokens.js";
import { FakeEngine, page } from "./fake-engine.js";
import { articleText, recordedSides } from "./recorded.js";

const LOCALE = "en-US";
const result = recordedSides();

describe("scenarios side by side, drawn", () => {
  const model = sidesModel(result, LOCALE);

  it("has a panel for each main figure, with every scenario on its axis", () => {
    expect(model.names).toEqual(["The article", "Eight replicas", "Twenty replicas"]);
    expect(model.panels.every(({ points }) => points.length === 3)).toBe(true);
    const size = { width: 900, height: sidesHeight(model, 900) };
    const svg = renderToStaticMarkup(
      <SidesChart model={model} size={size} theme={LIGHT} locale={LOCALE} />,
    );
    expect(svg.match(/tabindex="0"/g)).toHaveLength(3 * model.panels.length);
    expect(svg).not.toContain("NaN");
    expect(sidesHeight(model, 500)).toBe(2 * sidesHeight(model, 900));
  });

  it("counts what is better and worse beyond chance", () => {
    expect(sidesSentence(result, model.names)).toBe(
      "Against The article, Eight replicas is better in 7 figures and worse in 0; Twenty replicas is better in 0 figures and worse in 7.",
    );
  });

  it("tells scenarios of one name apart", () => {
    const arms = result.arms.map((arm) => ({
      ...arm,
      provenance: { ...arm.provenance, scenarioName: "Same" },
    }));
    expect(armNames({ ...result, arms })).toEqual(["Same", "Same (2)", "Same (3)"]);
  });
});

describe("comparing scenarios", () => {
  it("holds the chosen ones against the open one as it is in the editor", async () => {
    const engine = new FakeEngine();
    engine.texts.set("other", articleText().replace('"replicas": 10', '"replicas": 8'));
    const seen: (number | null)[] = [];
    engine.compareScenarios = async ({ scenarios }) => {
      for (const { brain } of scenarios) seen.push("replicas" in brain ? brain.replicas : null);
      return result;
    };
    const { store } = page(engine);
    await expect.poll(() => openDocument(store.getState().document)?.id).toBe("article");
    store.getState().edit(articleText().replace('"replicas": 10', '"replicas": 12'));
    await store.getState().startSides(["other"]);
    expect(seen).toEqual([12, 8]);
    expect(store.getState().sides["article"]).toMatchObject({ others: ["other"], result });
    engine.texts.set("broken", "{");
    await store.getState().startSides(["broken"]);
    expect(store.getState().sidesEnd).toMatchObject({
      kind: "failed",
      message: "Broken cannot be read.",
    });
  });
});

import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { quantile, rebin, shareBelow } from "../../../renderer/charts/latency-bins.js";
import { LatencyChart } from "../../../renderer/charts/latency-chart.js";
import { latencyLayout } from "../../../renderer/charts/latency-layout.js";
import { latencyModel } from "../../../renderer/charts/latency-model.js";
import type { LatencyModel } from "../../../renderer/charts/latency-model.js";
import { PlaybackChart } from "../../../renderer/charts/playback-chart.js";
import { playbackModel } from "../../../renderer/charts/playback-model.js";
import { StageBarsChart } from "../../../renderer/charts/stages-chart.js";
import { stagesModel } from "../../../renderer/charts/stages-model.js";
import { UtilisationChart } from "../../../renderer/charts/utilisation-chart.js";
import { utilisationModel } from "../../../renderer/charts/utilisation-model.js";
import { DARK, LIGHT } from "../../../renderer/theme/tokens.js";
import { goldenSvg } from "./golden-svg.js";
import { recordedResult, recordedSeries } from "./recorded.js";

const LOCALE = "en-US";
const { architectures } = recordedResult();

const svg = (chart: ReactElement): string => goldenSvg(renderToStaticMarkup(chart));

function latency(view: Pick<LatencyModel, "shape" | "axis">): LatencyModel {
  const model = latencyModel(architectures, view, LOCALE);
  if (model === undefined) throw new Error("the recorded result has latencies");
  return model;
}

const size = { width: 720, height: 320 };

describe("golden charts", () => {
  it.each([
    ["latency-density-log", { shape: "density", axis: "log" }, LIGHT],
    ["latency-cumulative-linear", { shape: "cumulative", axis: "linear" }, DARK],
  ] as const)("%s", async (name, view, theme) => {
    const chart = <LatencyChart model={latency(view)} size={size} theme={theme} locale={LOCALE} />;
    await expect(svg(chart)).toMatchFileSnapshot(`golden/${name}.svg`);
  });

  it("stages", async () => {
    const model = stagesModel(architectures, LOCALE);
    if (model === undefined) throw new Error("the recorded result has stages");
    const chart = <StageBarsChart model={model} size={size} theme={LIGHT} locale={LOCALE} />;
    await expect(svg(chart)).toMatchFileSnapshot("golden/stages.svg");
  });

  it("utilisation", async () => {
    const model = utilisationModel(architectures, LOCALE);
    if (model === undefined) throw new Error("the recorded result has pools");
    const chart = <UtilisationChart model={model} size={size} theme={DARK} locale={LOCALE} />;
    await expect(svg(chart)).toMatchFileSnapshot("golden/utilisation.svg");
  });
});

describe("a name as long as a name may be", () => {
  const long = "W".repeat(64);

  it("ends in an ellipsis where it has no room, in place of beginning outside the picture", () => {
    const { decoupled } = architectures;
    const pools = { [long]: decoupled.utilisation.gpu };
    const model = utilisationModel(
      { decoupled: { ...decoupled, utilisation: { ...decoupled.utilisation, pools } } },
      LOCALE,
    );
    const series = recordedSeries();
    const [pool] = series.pools;
    if (model === undefined || pool === undefined) throw new Error("recorded results have pools");
    const tools = { [long]: series.heatMaps.latency };
    const playback = playbackModel(
      { ...series, pools: [{ ...pool, name: long }], heatMaps: { ...series.heatMaps, tools } },
      LOCALE,
    );
    if (playback === undefined) throw new Error("recorded series have bins");
    const shared = { size, theme: LIGHT, locale: LOCALE };
    expect(svg(<UtilisationChart model={model} {...shared} />)).toMatch(/>W+…/u);
    expect(svg(<PlaybackChart model={playback} at={0} {...shared} />)).toMatch(/>W+…/u);
  });
});

describe("what the charts say", () => {
  it("states the finding, the units and every figure in words", () => {
    const model = latency({ shape: "density", axis: "log" });
    expect(model.title).toMatch(/^95 of 100 sessions finish within \d+\sms decoupled and within/u);
    for (const name of ["Coupled p50", "Coupled p95", "Decoupled p99"]) {
      expect(model.summary).toContain(name);
    }
    expect(model.table.rows).toHaveLength(6);
    expect(new Set(model.table.columns).size).toBe(model.table.columns.length);
  });

  it("tells the stages' time in the table as the engine gave it", () => {
    const model = stagesModel(architectures, LOCALE);
    const present = architectures.coupled.stages.filter(({ meanMs }) => (meanMs.mean ?? 0) > 0);
    expect(model?.table.rows.filter(([name]) => name === "Coupled")).toHaveLength(present.length);
    expect(model?.title).toContain("decode");
  });

  it("draws one deployment alone", () => {
    const alone = { decoupled: architectures.decoupled };
    expect(latencyModel(alone, { shape: "density", axis: "log" }, LOCALE)?.series).toHaveLength(1);
    expect(utilisationModel(alone, LOCALE)?.architectures).toEqual(["decoupled"]);
    expect(stagesModel(alone, LOCALE)?.title).toMatch(/^Sessions spend/);
  });

  it("has nothing to draw of an empty histogram", () => {
    const empty = { lowerMs: [], upperMs: [], count: [], relativeError: 0.01 };
    const none = { coupled: { ...architectures.coupled, latencyHistogram: empty } };
    expect(latencyModel(none, { shape: "density", axis: "log" }, LOCALE)).toBeUndefined();
  });
});

describe("the histogram's arithmetic", () => {
  const { latencyHistogram } = architectures.decoupled;

  it("keeps every session: the bins and what lies beyond add up to one", () => {
    for (const axis of ["log", "linear"] as const) {
      const { bins } = latencyLayout(latency({ shape: "density", axis }), size, LOCALE);
      for (const { bins: one, series } of bins) {
        const inside = one.shares.reduce((sum, share) => sum + share, 0);
        const before = shareBelow(series.histogram, one.edges[0] ?? 0);
        expect(before + inside + one.beyond).toBeCloseTo(1, 12);
        expect(Math.min(...one.shares)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it("reads quantiles that shares read back", () => {
    for (const share of [0.01, 0.5, 0.95, 0.999]) {
      expect(shareBelow(latencyHistogram, quantile(latencyHistogram, share))).toBeCloseTo(share, 9);
    }
  });

  it("agrees with the engine's own percentiles within the histogram's stated error", () => {
    const { p50, p95 } = architectures.decoupled.latencyMs;
    // The figures are means over replications, the histogram pools them: allow for both.
    const allowed = 2 * latencyHistogram.relativeError + 0.01;
    for (const [figure, share] of [
      [p50, 0.5],
      [p95, 0.95],
    ] as const) {
      const mean = figure.mean ?? Number.NaN;
      expect(Math.abs(quantile(latencyHistogram, share) / mean - 1)).toBeLessThan(allowed);
    }
  });

  it("shares a bucket out over the bins it straddles", () => {
    const one = { lowerMs: [0], upperMs: [10], count: [4], relativeError: 0 };
    expect(rebin(one, [0, 2.5, 5, 8])).toEqual({
      edges: [0, 2.5, 5, 8],
      shares: [0.25, 0.25, 0.30000000000000004],
      beyond: 0.19999999999999996,
    });
  });
});

import { describe, expect, it } from "vitest";
import type { HeatMap, Series } from "../../../engine/contract/series.js";
import { heatLayout } from "../../../renderer/charts/heat-layout.js";
import { heatModel, heatSources } from "../../../renderer/charts/heat-model.js";
import { playbackModel } from "../../../renderer/charts/playback-model.js";
import { poolsModel } from "../../../renderer/charts/pools-model.js";
import { fc } from "../../property.js";

const LOCALE = "en-US";
const EDGES = [1, 2, 4, 8, 16, 32];

function seriesOf(latency: HeatMap): Series {
  const bins = latency.counts.length;
  const perBin = latency.counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  return {
    binSeconds: 60,
    warmUpEndsSeconds: { first: 60, last: 60 },
    replications: 1,
    observedSeconds: perBin.map(() => 60),
    arrived: perBin,
    completed: perBin,
    failed: perBin.map(() => 0),
    interrupted: perBin.map(() => 0),
    throughputPerSecond: perBin.map((count) => count / 60),
    pools: [
      {
        name: "brain",
        busyServers: Array.from({ length: bins }, () => 1),
        provisionedServers: Array.from({ length: bins }, () => 4),
        queueLength: Array.from({ length: bins }, () => 0.5),
      },
    ],
    stagesMs: { decode: perBin.map(() => 2000), tool: perBin.map(() => 1000) },
    heatMaps: { latency, stages: {}, tools: {} },
  };
}

const counted = fc.array(
  fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 6, maxLength: 6 }),
  { minLength: 1, maxLength: 12 },
);
const mapOf = (counts: number[][]): HeatMap => ({
  lowerMs: EDGES,
  upperMs: [...EDGES.slice(1), null],
  counts,
});
const sum = (counts: readonly (readonly number[])[]): number =>
  counts.flat().reduce((all, count) => all + count, 0);

describe("the heat map", () => {
  it("loses no count to the slowest bucket, and counts the same on either axis", () => {
    fc.assert(
      fc.property(counted, (counts) => {
        const series = seriesOf(mapOf(counts));
        const [source] = heatSources(series);
        fc.pre(source !== undefined);
        const [log, linear] = (["log", "linear"] as const).map((axis) =>
          heatModel(source, series, { axis }, LOCALE),
        );
        expect(sum(log?.counts ?? [])).toBe(sum(counts));
        expect(linear?.counts).toEqual(log?.counts);
        expect(linear?.rows).toEqual(log?.rows);
      }),
    );
  });

  it("places rows from the bottom to the top without a gap but the one below the slowest", () => {
    const series = seriesOf(mapOf([[500, 400, 90, 5, 3, 2]]));
    const [source] = heatSources(series);
    if (source === undefined) throw new Error("there are counts");
    for (const axis of ["log", "linear"] as const) {
      const model = heatModel(source, series, { axis }, LOCALE);
      if (model === undefined) throw new Error("there are counts");
      expect(model.rows.at(-1)).toEqual({ lowerMs: 16, upperMs: null });
      const { rows } = heatLayout(model, { width: 600, height: 300 }, LOCALE);
      const bounded = rows.slice(0, -1);
      for (const [index, row] of bounded.entries()) {
        expect(row.top).toBeLessThan(row.bottom);
        const next = bounded[index + 1];
        if (next !== undefined) expect(next.bottom).toBeCloseTo(row.top, 9);
      }
      expect(rows.at(-1)?.bottom).toBeLessThan(bounded.at(-1)?.top ?? 0);
    }
  });

  it("tells percentiles between the edges of their bucket", () => {
    const series = seriesOf(mapOf([[0, 0, 100, 0, 0, 0]]));
    const [source] = heatSources(series);
    const model = source && heatModel(source, series, { axis: "log" }, LOCALE);
    // Half of 100 counts that lie evenly from 4 to 8 ms are below 6 ms.
    expect(model?.words(0, 0)).toContain("p50 6.00");
    expect(model?.table.rows[0]?.[3]).toMatchObject({ value: 6, unit: "ms" });
  });
});

it("has load, the time of sessions, and servers and queue of every pool, each with its numbers", () => {
  const model = poolsModel(seriesOf(mapOf([[60, 0, 0, 0, 0, 0]])), LOCALE);
  expect(model?.panels.map(({ name }) => name)).toEqual([
    "Sessions per second",
    "Seconds that ended sessions took",
    "Brain: servers",
    "Brain: waiting",
  ]);
  expect(model?.table.rows[0]?.slice(1)).toMatchObject(
    [1, 1, 3, 1, 4, 0.5].map((value) => ({ value })),
  );
  expect(model?.title).toContain("25%");
});

it("has no least and greatest where no session ended", () => {
  const series = seriesOf(mapOf([[60, 0, 0, 0, 0, 0]]));
  const idle: Series = { ...series, stagesMs: { decode: [null], tool: [null] } };
  expect(poolsModel(idle, LOCALE)?.summary).toContain(
    "Seconds that ended sessions took, mean: no values.",
  );
});

it("says that pools keep their size where averages differ in digits that nobody sees", () => {
  const series = seriesOf(mapOf([[60], [60], [60]].map(([count = 0]) => [count, 0, 0, 0, 0, 0])));
  const titleOf = (provisionedServers: number[]): string | undefined =>
    playbackModel(
      { ...series, pools: series.pools.map((pool) => ({ ...pool, provisionedServers })) },
      LOCALE,
    )?.title;
  expect(titleOf([4, 4 + 1e-12, 4])).toBe("The pools keep their size.");
  expect(titleOf([4, 6, 5])).toBe("Brain scales between 4 and 6 servers as the load changes.");
});

it("says of a limit, which nobody waits for by itself, how much of it is in use", () => {
  const series = seriesOf(mapOf([[60, 0, 0, 0, 0, 0]]));
  const limit = { name: "api input tokens", busyServers: [0.68], provisionedServers: [1] };
  const model = poolsModel({ ...series, pools: [...series.pools, limit] }, LOCALE);
  expect(model?.panels.at(-1)).toMatchObject({
    name: "API input tokens: share in use",
    filled: { values: [0.68] },
  });
  expect(model?.table.rows[0]?.at(-1)).toMatchObject({ value: 0.68, unit: "ratio" });
  expect(model?.title).toBe("The busiest pool: API input tokens, 68% in use on average.");
  const playback = playbackModel({ ...series, pools: [limit] }, LOCALE);
  expect(playback?.words(0)).toContain("API input tokens: 68.0% in use");
});

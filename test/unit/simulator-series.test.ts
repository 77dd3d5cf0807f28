import { describe, expect, it } from "vitest";
import { mergeSeries } from "../../engine/simulator/series-summary.js";
import { FIRST_BIN_MS, MOST_BINS } from "../../engine/simulator/series.js";
import { bucketEdges, bucketOf } from "../../engine/statistics/histogram.js";
import { HEAT_ROWS, heatRowEdges, heatRowOf } from "../../engine/statistics/heat-rows.js";
import { scenarioOf, simulate, traceOf, TRACE_ARRIVALS } from "../laws/simulate.js";

describe("rows of a heat map", () => {
  it("join without gaps, eight to a doubling, with open ends", () => {
    expect(heatRowEdges(0)[0]).toBe(0);
    expect(heatRowEdges(HEAT_ROWS - 1)[1]).toBe(Infinity);
    for (let row = 1; row < HEAT_ROWS; row += 1) {
      expect(heatRowEdges(row)[0]).toBe(heatRowEdges(row - 1)[1]);
      expect(heatRowOf(heatRowEdges(row)[0])).toBe(row);
    }
    expect(heatRowEdges(9)[0]).toBe(2 * heatRowEdges(1)[0]);
  });

  it("hold what they say, and whole buckets of the histogram", () => {
    for (const value of [0, 1e-9, 0.0625, 0.99, 1, 7, 1234.5, 2 ** 24 - 1, 2 ** 24, 1e12]) {
      const [lower, upper] = heatRowEdges(heatRowOf(value));
      expect(value).toBeGreaterThanOrEqual(lower);
      expect(value).toBeLessThan(upper);
    }
    const [lower, upper] = bucketEdges(bucketOf(777));
    expect(heatRowOf(lower)).toBe(heatRowOf(upper - 1e-6));
  });
});

describe("a series", () => {
  /** One server, 10 ms a session. */
  const scenario = scenarioOf({
    workloads: [{ name: "w", arrivals: TRACE_ARRIVALS }],
    brain: { kind: "slots", replicas: 2, serviceMs: 10 },
  });
  const seriesOf = (arrivalsMs: readonly number[]) => {
    const record = simulate(scenario, {
      traces: { "t.csv": traceOf(arrivalsMs) },
      series: true,
      run: { warmUpShare: 0 },
    });
    if (record.series === undefined) throw new Error("no series");
    return record.series;
  };

  it("tells when what happened", () => {
    // Three at once on two servers: one waits for 10 ms.
    const { binMs, bins, arrived, completed, pools } = seriesOf([5, 5, 5]);
    expect(binMs).toBe(FIRST_BIN_MS);
    expect(bins).toBe(26);
    const at = (values: Float64Array | undefined): [number, number][] =>
      [...(values ?? [])].flatMap((value, bin): [number, number][] =>
        value === 0 ? [] : [[bin, value]],
      );
    expect(at(arrived)).toEqual([[5, 3]]);
    expect(at(completed)).toEqual([
      [15, 2],
      [25, 1],
    ]);
    const between = (from: number, to: number, value: number) =>
      Array.from({ length: to - from }, (_, n): [number, number] => [from + n, value]);
    expect(at(pools[0]?.busyMs)).toEqual([...between(5, 15, 2), ...between(15, 25, 1)]);
    expect(at(pools[0]?.queueMs)).toEqual(between(5, 15, 1));
    expect(at(pools[0]?.serverMs)).toEqual(between(0, 25, 2));
  });

  it("doubles its bins rather than their number, and keeps what was in them", () => {
    const { binMs, bins, completed } = seriesOf([0, 100, 1_000_000]);
    expect(binMs).toBe(8192);
    expect(bins).toBeLessThanOrEqual(MOST_BINS);
    expect(completed[0]).toBe(2);
    expect(completed[Math.floor(1_000_010 / binMs)]).toBe(1);
  });

  it("lies over another one of another length on the coarser bins", () => {
    const [long, short] = [seriesOf([0, 1_000_000]), seriesOf([0, 20, 9000])];
    expect(short.binMs).toBeLessThan(long.binMs);
    const merged = mergeSeries([short, long], []);
    expect(merged.binSeconds).toBe(long.binMs / 1000);
    expect(merged.replications).toBe(2);
    expect(merged.completed[0]).toBe(3);
    expect(merged.completed[1]).toBe(1);
    expect(merged.observedSeconds[0]).toBeCloseTo(2 * merged.binSeconds, 9);
    expect(merged.heatMaps.latency.counts[0]).toEqual([3]);
    expect(merged.heatMaps.latency.lowerMs[0]).toBeLessThanOrEqual(10);
    expect(merged.heatMaps.latency.upperMs[0]).toBeGreaterThan(10);
  });
});

import { describe, expect, it } from "vitest";
import { ARCHITECTURES, STAGES } from "../../engine/contract/result.js";
import { Series } from "../../engine/contract/series.js";
import type { HeatMap } from "../../engine/contract/series.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type { ReplicationRecord } from "../../engine/simulator/replication.js";
import { mergeSeries } from "../../engine/simulator/series-summary.js";
import { MOST_BINS } from "../../engine/simulator/series.js";
import { scenarios } from "./random-scenario.js";
import { simulate } from "./simulate.js";
import { fc, runs } from "../property.js";

const RUNS = { numRuns: runs(12) };
const sum = (values: Iterable<number | null>): number =>
  [...values].reduce<number>((total, value) => total + (value ?? 0), 0);
const countOf = (map: HeatMap | undefined): number => sum((map?.counts ?? []).flat());
/** Time-average per bin, times the time observed in it. */
const areaOf = (means: readonly (number | null)[] | undefined, { observedSeconds }: Series) =>
  sum((means ?? []).map((mean, bin) => (mean ?? 0) * (observedSeconds[bin] ?? 0)));

function recorded(scenario: Scenario, architecture: (typeof ARCHITECTURES)[number]) {
  const records = [0, 1].map((replication) =>
    simulate(scenario, { architecture, replication, series: true }),
  );
  const parts = records.flatMap(({ series }) => (series === undefined ? [] : [series]));
  return { records, series: mergeSeries(parts, Object.keys(scenario.hands)) };
}

const total = (
  records: readonly ReplicationRecord[],
  value: (record: ReplicationRecord) => number,
): number => sum(records.map(value));

describe.each(ARCHITECTURES)("the series of any %s deployment", (architecture) => {
  it("leaves out nothing and counts nothing twice, warm-up included", () => {
    fc.assert(
      fc.property(scenarios({ failures: true }), (scenario) => {
        const { records, series } = recorded(scenario, architecture);
        expect(Series.parse(series)).toEqual(series);
        const completed = total(records, ({ requests }) => requests.completed);
        expect(sum(series.arrived)).toBe(total(records, ({ requests }) => requests.injected));
        expect(sum(series.completed)).toBe(completed);
        expect(sum(series.failed)).toBe(total(records, ({ requests }) => requests.failed));
        expect(countOf(series.heatMaps.latency)).toBe(completed);
        // In each bin, too: a latency belongs to the bin in which its session ended.
        series.heatMaps.latency.counts.forEach((rows, bin) => {
          expect(sum(rows)).toBe(series.completed[bin]);
        });
        expect(series.completed.length).toBeLessThanOrEqual(MOST_BINS);
        for (const { window } of records) {
          expect(window.endMs / 1000).toBeLessThanOrEqual(
            series.completed.length * series.binSeconds * (1 + 1e-12),
          );
        }
        expect(sum(series.observedSeconds)).toBeCloseTo(
          total(records, ({ window }) => window.endMs / 1000),
          6,
        );
      }),
      RUNS,
    );
  });

  it("has the run's utilisation, queues and stages below its curves", () => {
    fc.assert(
      fc.property(scenarios({ failures: true }), (random) => {
        const scenario = { ...random, run: { ...random.run, warmUpShare: 0 } };
        const { records, series } = recorded(scenario, architecture);
        records[0]?.pools.forEach(({ name, servers }, at) => {
          const pool = series.pools[at];
          expect(pool?.name).toBe(name);
          const busy = total(
            records,
            ({ pools, window }) => ((pools[at]?.meanBusy ?? 0) * window.endMs) / 1000,
          );
          const seconds = sum(series.observedSeconds);
          expect(areaOf(pool?.busyServers, series)).toBeCloseTo(busy, 6);
          expect(areaOf(pool?.provisionedServers, series)).toBeCloseTo(servers * seconds, 6);
        });
        STAGES.forEach((stage, at) => {
          const spent = sum(
            (series.stagesMs[stage] ?? []).map(
              (mean, bin) =>
                (mean ?? 0) * ((series.completed[bin] ?? 0) + (series.failed[bin] ?? 0)),
            ),
          );
          const expected = total(records, ({ stagesMs }) => stagesMs[at] ?? 0);
          expect(Math.abs(spent - expected)).toBeLessThanOrEqual(1e-9 * (expected + 1));
        });
      }),
      RUNS,
    );
  });

  it("changes nothing else", () => {
    fc.assert(
      fc.property(scenarios({ failures: true }), (scenario) => {
        const { series, pools, ...record } = simulate(scenario, { architecture, series: true });
        expect(series).toBeDefined();
        const { pools: poolsWithout, ...without } = simulate(scenario, { architecture });
        expect(record).toEqual(without);
        // The level of an API's token bucket, looked at more often, is rounded more often.
        pools.forEach(({ name, servers, meanBusy }, at) => {
          const same = poolsWithout[at];
          expect({ name, servers }).toEqual({ name: same?.name, servers: same?.servers });
          expect(meanBusy).toBeCloseTo(same?.meanBusy ?? Number.NaN, 9);
        });
      }),
      RUNS,
    );
  });
});

import { MS_PER_SECOND } from "../base/units.js";
import { STAGES } from "../contract/result.js";
import type { HeatMap, PoolSeries, Series } from "../contract/series.js";
import { HEAT_ROWS, heatRowEdges } from "../statistics/heat-rows.js";
import { pathGroups } from "./inspect/path-sums.js";
import type { PoolSeriesRecord, SeriesRecord, SparseCounts } from "./record.js";

/**
 * The replications laid over each other on the bins of the coarsest, which the others' nest in. `tools`
 * names the scenario's pools of hands, in order. Throws RangeError for no replication.
 */
export function mergeSeries(records: readonly SeriesRecord[], tools: readonly string[]): Series {
  const [first] = records;
  if (first === undefined) throw new RangeError("a series needs a replication");
  const grid = gridOf(records);
  const sumOf = (values: (record: SeriesRecord) => Float64Array | undefined): number[] =>
    grid.sum(values);
  const observedMs = sumOf((record) => record.observedMs);
  const completed = sumOf((record) => record.completed);
  const failed = sumOf((record) => record.failed);
  const finished = completed.map((count, bin) => count + (failed[bin] ?? 0));
  const starts = records.map(({ windowStartMs }) => windowStartMs / MS_PER_SECOND);
  const mapOf = (counts: (record: SeriesRecord) => SparseCounts | undefined): HeatMap =>
    heatMap(grid, counts);
  return {
    binSeconds: grid.binMs / MS_PER_SECOND,
    warmUpEndsSeconds: { first: Math.min(...starts), last: Math.max(...starts) },
    replications: records.length,
    observedSeconds: observedMs.map((ms) => ms / MS_PER_SECOND),
    arrived: sumOf((record) => record.arrived),
    completed,
    failed,
    interrupted: sumOf((record) => record.interrupted),
    throughputPerSecond: means(completed, observedMs, MS_PER_SECOND),
    pools: first.pools.map(({ name }, at) => poolSeries(grid, name, at, observedMs)),
    stagesMs: byName(STAGES, (at) =>
      means(
        sumOf((record) => record.stagesMs[at]),
        finished,
      ),
    ),
    heatMaps: {
      latency: mapOf((record) => record.latency),
      stages: byName(STAGES, (at) => mapOf((record) => record.stages[at])),
      tools: byName(tools, (at) => mapOf((record) => record.tools[at])),
    },
    criticalPath: pathGroups(records.map(({ paths }) => paths)),
  };
}

/** The common bins, and the records by how many of their bins make one. */
interface Grid {
  readonly binMs: number;
  readonly bins: number;
  readonly parts: readonly { readonly record: SeriesRecord; readonly perBin: number }[];
  sum(values: (record: SeriesRecord) => Float64Array | undefined): number[];
}

function gridOf(records: readonly SeriesRecord[]): Grid {
  const binMs = Math.max(...records.map((record) => record.binMs));
  const parts = records.map((record) => ({ record, perBin: binMs / record.binMs }));
  const bins = Math.max(...parts.map(({ record, perBin }) => Math.ceil(record.bins / perBin)));
  return {
    binMs,
    bins,
    parts,
    sum(values) {
      const sums = Array.from({ length: bins }, () => 0);
      for (const { record, perBin } of parts) {
        values(record)?.forEach((value, at) => {
          const bin = Math.floor(at / perBin);
          sums[bin] = (sums[bin] ?? 0) + value;
        });
      }
      return sums;
    },
  };
}

function poolSeries(
  grid: Grid,
  name: string,
  at: number,
  observedMs: readonly number[],
): PoolSeries {
  const mean = (values: (pool: PoolSeriesRecord) => Float64Array | undefined) =>
    means(
      grid.sum(({ pools }) => {
        const pool = pools[at];
        return pool === undefined ? undefined : values(pool);
      }),
      observedMs,
    );
  const hasQueue = grid.parts[0]?.record.pools[at]?.queueMs !== undefined;
  return {
    name,
    busyServers: mean((pool) => pool.busyMs),
    provisionedServers: mean((pool) => pool.serverMs),
    ...(hasQueue ? { queueLength: mean((pool) => pool.queueMs) } : {}),
  };
}

function heatMap(grid: Grid, counts: (record: SeriesRecord) => SparseCounts | undefined): HeatMap {
  const cells = new Int32Array(grid.bins * HEAT_ROWS);
  let lowest = HEAT_ROWS;
  let highest = -1;
  for (const { record, perBin } of grid.parts) {
    const { cell, count } = counts(record) ?? { cell: [], count: [] };
    cell.forEach((from, at) => {
      const row = from % HEAT_ROWS;
      const bin = Math.floor((from - row) / HEAT_ROWS / perBin);
      const to = bin * HEAT_ROWS + row;
      cells[to] = (cells[to] ?? 0) + (count[at] ?? 0);
      lowest = Math.min(lowest, row);
      highest = Math.max(highest, row);
    });
  }
  const edges = Array.from({ length: Math.max(0, highest - lowest + 1) }, (_, at) =>
    heatRowEdges(lowest + at),
  );
  return {
    lowerMs: edges.map(([lower]) => lower),
    upperMs: edges.map(([, upper]) => (upper === Infinity ? null : upper)),
    counts: Array.from({ length: grid.bins }, (_, bin) => [
      ...cells.subarray(bin * HEAT_ROWS + lowest, bin * HEAT_ROWS + highest + 1),
    ]),
  };
}

function means(sums: readonly number[], weights: readonly number[], factor = 1): (number | null)[] {
  return sums.map((sum, at) => {
    const weight = weights[at] ?? 0;
    return weight > 0 ? (factor * sum) / weight : null;
  });
}

function byName<T>(names: readonly string[], value: (at: number) => T): Record<string, T> {
  return Object.fromEntries(names.map((name, at) => [name, value(at)]));
}

import { STAGES } from "../contract/result.js";
import { HEAT_ROWS, heatRowOf } from "../statistics/heat-rows.js";
import type { Clock } from "./calendar.js";
import { PathSums } from "./inspect/path-sums.js";
import type { Measures } from "./measures.js";
import type { Meter, Metered, Model } from "./model.js";
import type { PoolSeriesRecord, SeriesRecord, SparseCounts } from "./record.js";
import { ARRIVAL_MS, SESSION_DOUBLES, STAGE } from "./session-row.js";
import type { Table } from "./table.js";

/** At most so many bins; when they are full, neighbours are joined and half as many remain. */
export const MOST_BINS = 160;
/** Width of a bin at first. Widths are this times a power of two, so bins of any two runs nest. */
export const FIRST_BIN_MS = 1;

/** A running total that is read at the end of every bin. */
interface Total {
  readonly perBin: Float64Array;
  readonly read: () => number;
  before: number;
}

interface PoolTotals {
  readonly name: string;
  readonly busyMs: Total;
  readonly serverMs: Total;
  readonly queueMs: Total | undefined;
}

/**
 * What happens over simulated time, in bins that double their width when they are full: no length
 * need be known beforehand, and memory does not grow with it. Counts and pools cost nothing while
 * events run, since their running totals are read when a bin ends; only the heat maps look at every
 * session and at every attempt of a tool call.
 */
export class Series {
  /** End of the bin that now lies in. */
  nextMs = FIRST_BIN_MS;
  private binMs = FIRST_BIN_MS;
  private bin = 0;
  private windowStartMs = 0;
  private readonly clock: Clock;
  private readonly totals: Total[] = [];
  private readonly pools: PoolTotals[] = [];
  private readonly observedMs: Total;
  private readonly arrived: Total;
  private readonly completed: Total;
  private readonly failed: Total;
  private readonly interrupted: Total;
  /** `[stage · MOST_BINS + bin]`. */
  private readonly stagesMs = new Float64Array(STAGES.length * MOST_BINS);
  /** `[bin · HEAT_ROWS + row]`: latency, then each stage, then each pool of hands. */
  private readonly heat: readonly Int32Array[];
  private readonly paths = new PathSums();

  constructor(clock: Clock, measures: Measures, handsPools: number) {
    this.clock = clock;
    this.heat = Array.from(
      { length: 1 + STAGES.length + handsPools },
      () => new Int32Array(MOST_BINS * HEAT_ROWS),
    );
    this.observedMs = this.total(() => this.clock[0] ?? 0);
    this.arrived = this.total(() => measures.injected);
    this.completed = this.total(() => measures.completed);
    this.failed = this.total(() => measures.failed);
    this.interrupted = this.total(() => measures.interrupted);
  }

  /** Follows the pools of `model`; to be called once, before the first event. */
  watch(model: Model): void {
    const add = (
      name: string,
      meter: Meter,
      serverMs: () => number,
      queue?: Metered["queue"],
    ): void => {
      this.pools.push({
        name,
        busyMs: this.total(() => meter.totalMs()),
        serverMs: this.total(serverMs),
        queueMs: queue === undefined ? undefined : this.total(() => queue.waitedMs()),
      });
    };
    for (const station of model.stations) {
      add(station.name, station, () => station.serverMs(), station.queue);
    }
    for (const { name, servers, meter, queue } of model.meters) {
      add(name, meter, () => servers * (this.clock[0] ?? 0), queue);
    }
  }

  openWindow(): void {
    this.windowStartMs = this.clock[0] ?? 0;
  }

  /** The session in `row` ends now. */
  finish({ real }: Table, row: number, hasFailed: boolean): void {
    const at = row * SESSION_DOUBLES;
    const { bin, heat, stagesMs } = this;
    const cell = bin * HEAT_ROWS;
    if (!hasFailed) {
      const latencyMs = (this.clock[0] ?? 0) - (real[at + ARRIVAL_MS] ?? 0);
      increment(heat[0], cell + heatRowOf(latencyMs));
      this.paths.add(real, row, latencyMs);
    }
    for (let stage = 0; stage < STAGES.length; stage += 1) {
      const spentMs = real[at + STAGE + stage] ?? 0;
      if (spentMs <= 0) continue;
      const sumAt = stage * MOST_BINS + bin;
      stagesMs[sumAt] = (stagesMs[sumAt] ?? 0) + spentMs;
      increment(heat[1 + stage], cell + heatRowOf(spentMs));
    }
  }

  /** An attempt at a worker of hands pool `pool`, whose start is `starts[at]`, ends now. */
  attemptEnds(pool: number, starts: Float64Array, at: number): void {
    const row = heatRowOf((this.clock[0] ?? 0) - (starts[at] ?? 0));
    increment(this.heat[1 + STAGES.length + pool], this.bin * HEAT_ROWS + row);
  }

  /** It is {@link nextMs}: the bin is over. */
  closeBin(): void {
    this.readTotals();
    this.bin += 1;
    if (this.bin === MOST_BINS) this.joinBins();
    this.nextMs = (this.bin + 1) * this.binMs;
  }

  /** All there is, the run being over. */
  record(): SeriesRecord {
    this.readTotals();
    const bins = this.bin + 1;
    const valuesOf = ({ perBin }: Total): Float64Array => perBin.slice(0, bins);
    const [latency, ...rest] = this.heat.map((counts) => sparse(counts));
    return {
      binMs: this.binMs,
      bins,
      windowStartMs: this.windowStartMs,
      observedMs: valuesOf(this.observedMs),
      arrived: valuesOf(this.arrived),
      completed: valuesOf(this.completed),
      failed: valuesOf(this.failed),
      interrupted: valuesOf(this.interrupted),
      pools: this.pools.map(({ name, busyMs, serverMs, queueMs }): PoolSeriesRecord => ({
        name,
        busyMs: valuesOf(busyMs),
        serverMs: valuesOf(serverMs),
        queueMs: queueMs === undefined ? undefined : valuesOf(queueMs),
      })),
      stagesMs: STAGES.map((_, stage) =>
        this.stagesMs.slice(stage * MOST_BINS, stage * MOST_BINS + bins),
      ),
      latency: latency ?? sparse(new Int32Array(0)),
      stages: rest.slice(0, STAGES.length),
      tools: rest.slice(STAGES.length),
      paths: this.paths.sums,
    };
  }

  private total(read: () => number): Total {
    const total = { perBin: new Float64Array(MOST_BINS), read, before: read() };
    this.totals.push(total);
    return total;
  }

  private readTotals(): void {
    const { bin } = this;
    for (const total of this.totals) {
      const now = total.read();
      total.perBin[bin] = (total.perBin[bin] ?? 0) + (now - total.before);
      total.before = now;
    }
  }

  private joinBins(): void {
    for (const { perBin } of this.totals) joinNeighbours(perBin, 1);
    for (let stage = 0; stage < STAGES.length; stage += 1) {
      joinNeighbours(this.stagesMs.subarray(stage * MOST_BINS, (stage + 1) * MOST_BINS), 1);
    }
    for (const counts of this.heat) joinNeighbours(counts, HEAT_ROWS);
    this.binMs *= 2;
    this.bin = MOST_BINS / 2;
  }
}

function increment(counts: Int32Array | undefined, at: number): void {
  if (counts !== undefined) counts[at] = (counts[at] ?? 0) + 1;
}

/** Joins blocks 2n and 2n + 1, each of `size` values, into block n; the upper half becomes 0. */
function joinNeighbours(values: Float64Array | Int32Array, size: number): void {
  const half = values.length / 2;
  for (let block = 0; block < half; block += size) {
    for (let at = block; at < block + size; at += 1) {
      values[at] = (values[at + block] ?? 0) + (values[at + block + size] ?? 0);
    }
  }
  values.fill(0, half);
}

function sparse(counts: Int32Array): SparseCounts {
  const cell: number[] = [];
  const count: number[] = [];
  counts.forEach((value, at) => {
    if (value === 0) return;
    cell.push(at);
    count.push(value);
  });
  return { cell: Int32Array.from(cell), count: Int32Array.from(count) };
}

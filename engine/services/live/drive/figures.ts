import type { Unit } from "../../../base/units.js";
import type { DriveMeasured } from "../../../contract/drive.js";
import type { KpiPath } from "../../../contract/kpi.js";
import type { Figure } from "../../../contract/result.js";
import { collect, figure, widenRareShare } from "../../../simulator/figures.js";
import type { Values } from "../../../simulator/figures.js";
import type { PoolUse } from "./pool-watch.js";

/** What a run measures one value of, and its unit. */
const UNITS = {
  throughput: "1/s",
  "latencyMs.mean": "ms",
  "latencyMs.p50": "ms",
  "latencyMs.p95": "ms",
  "latencyMs.p99": "ms",
  "ttftMs.mean": "ms",
  "ttftMs.p50": "ms",
  "ttftMs.p95": "ms",
  "ttftMs.p99": "ms",
  errorRate: "ratio",
  "tokens.input": "tokens",
  "tokens.output": "tokens",
  "tokens.cacheRead": "tokens",
  "tokens.cacheWrite": "tokens",
  "tokens.wasted": "tokens",
  "costUsd.total": "usd",
  "costUsd.perRequest": "usd",
  "costUsd.perSuccess": "usd",
} as const satisfies Readonly<Record<string, Unit>>;

/** Null where no session got that far. */
export type DriveValues = Readonly<Record<keyof typeof UNITS, number | null>>;

/** One run of one architecture, over its measured window. */
export interface DriveRecord {
  readonly requests: DriveMeasured["requests"];
  readonly values: DriveValues;
  /** Sessions that ended in the window. */
  readonly ended: { readonly all: number; readonly failed: number };
  readonly pools: readonly PoolUse[];
}

/** One value of each run; or why there is none. */
export function driveValues(records: readonly DriveRecord[], path: keyof DriveValues): Values {
  return collect(
    records.map(({ values }) => values[path]),
    "no session ended in the measured window",
  );
}

/** The runs of one architecture as key figures. */
export function measured(records: readonly DriveRecord[]): DriveMeasured {
  const of = (path: keyof DriveValues): Figure => figure(UNITS[path], driveValues(records, path));
  const total = (count: (record: DriveRecord) => number): number =>
    records.reduce((sum, record) => sum + count(record), 0);
  return {
    pools: (records[0]?.pools ?? []).map(({ name, servers }, at) => {
      const over = (value: (use: PoolUse) => number): Values =>
        collect(
          records.map(({ pools }) => (pools[at] === undefined ? null : value(pools[at]))),
          "not looked at",
        );
      return {
        name,
        servers,
        utilisation: figure(
          "ratio",
          over(({ utilisation }) => utilisation),
        ),
        waiting: figure(
          "1",
          over(({ waiting }) => waiting),
        ),
      };
    }),
    requests: {
      injected: total(({ requests }) => requests.injected),
      completed: total(({ requests }) => requests.completed),
      failed: total(({ requests }) => requests.failed),
      inFlight: total(({ requests }) => requests.inFlight),
    },
    throughput: of("throughput"),
    latencyMs: {
      mean: of("latencyMs.mean"),
      p50: of("latencyMs.p50"),
      p95: of("latencyMs.p95"),
      p99: of("latencyMs.p99"),
    },
    ttftMs: {
      mean: of("ttftMs.mean"),
      p50: of("ttftMs.p50"),
      p95: of("ttftMs.p95"),
      p99: of("ttftMs.p99"),
    },
    errorRate: widenRareShare(
      of("errorRate"),
      total(({ ended }) => ended.failed),
      total(({ ended }) => ended.all),
    ),
    tokens: {
      input: of("tokens.input"),
      output: of("tokens.output"),
      cacheRead: of("tokens.cacheRead"),
      cacheWrite: of("tokens.cacheWrite"),
      wasted: of("tokens.wasted"),
    },
    costUsd: {
      total: of("costUsd.total"),
      perRequest: of("costUsd.perRequest"),
      perSuccess: of("costUsd.perSuccess"),
    },
  };
}

/** Whether a run measures this key figure of `simulate`. */
export function isDriveKpi(kpi: KpiPath): kpi is KpiPath & keyof DriveValues {
  return Object.hasOwn(UNITS, kpi);
}

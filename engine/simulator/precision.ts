import type { KpiPath } from "../contract/kpi.js";
import type { Architecture, Figure, Precision } from "../contract/result.js";
import type { Scenario } from "../contract/scenario.js";
import { neededReplications, nextReplications } from "../statistics/sequential.js";
import { kpiFigure, kpiValues } from "./figures.js";
import type { ReplicationRecord } from "./record.js";

/** What a wanted precision is of: the figures that decide between deployments. */
const KPIS_OF_PRECISION: readonly KpiPath[] = [
  "throughput",
  "latencyMs.mean",
  "latencyMs.p95",
  "costUsd.perRequest",
];

/** Relative half-width for which replications are counted when none is asked for. */
const DEFAULT_PRECISION = 0.05;

interface Arm {
  readonly architecture: Architecture;
  readonly records: readonly ReplicationRecord[];
}

/** How narrow the intervals are, and how many replications the wanted width would take. */
export function precisionOf(
  scenario: Scenario,
  arms: readonly Arm[],
  wanted = DEFAULT_PRECISION,
): Precision {
  const figures = arms.flatMap(({ architecture, records }) =>
    KPIS_OF_PRECISION.map((kpi) => {
      const found = kpiValues(scenario, records, kpi);
      const halfWidth = relativeHalfWidth(kpiFigure(scenario, records, kpi));
      const needed =
        "note" in found
          ? (found.needed?.replications ?? null)
          : neededReplications(found.values, wanted);
      return { architecture, kpi, halfWidth, neededReplications: needed };
    }),
  );
  const reached = figures.every(({ halfWidth }) => halfWidth !== null && halfWidth <= wanted);
  return { wanted, reached, figures };
}

function relativeHalfWidth({ mean, low, high }: Figure): number | null {
  if (mean === null || low === null || high === null) return null;
  if (low === high) return 0;
  return mean === 0 ? null : (high - low) / 2 / Math.abs(mean);
}

/** How many replications to have next for that precision; the number there is when it is enough. */
export function nextCount(
  scenario: Scenario,
  arms: readonly Arm[],
  precision: number,
  most: number,
): number {
  const found = arms.flatMap(({ records }) =>
    KPIS_OF_PRECISION.map((kpi) => kpiValues(scenario, records, kpi)),
  );
  const values = found.flatMap((one) => ("values" in one ? [one.values] : []));
  const count = Math.max(0, ...arms.map(({ records }) => records.length));
  // What has no interval yet is not known that well either.
  const isRefused = found.some((one) => "note" in one && one.needed !== undefined);
  return Math.max(
    nextReplications(values, precision, most),
    isRefused ? Math.max(count, Math.min(2 * count, most)) : 0,
  );
}

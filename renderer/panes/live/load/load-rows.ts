import type {
  DriveMeasured,
  DrivePredictionRow,
  DriveResult,
} from "../../../../engine/contract/drive.js";
import { drivePoolName } from "../../../../engine/contract/drive-wording.js";
import { KPIS } from "../../../../engine/contract/kpi.js";
import type { KpiPath } from "../../../../engine/contract/kpi.js";
import { ARCHITECTURES } from "../../../../engine/contract/result.js";
import type { Architecture, Figure } from "../../../../engine/contract/result.js";
import { formatFigure, formatShort, MISSING, sharedScale } from "../../../ui/format/figure.js";
import type { FigureText } from "../../../ui/format/figure.js";
import { formatNumber } from "../../../ui/format/number.js";
import { scaleFor } from "../../../ui/format/scale.js";

/** The architectures that were driven, coupled first. */
export function drivenOf({ architectures }: DriveResult): readonly Architecture[] {
  return ARCHITECTURES.filter((one) => architectures[one] !== undefined);
}

const MEASURED: readonly {
  readonly label: string;
  readonly kpi?: KpiPath;
  readonly of: (one: DriveMeasured) => Figure;
}[] = [
  { ...kpi("throughput"), of: ({ throughput }) => throughput },
  { ...kpi("latencyMs.mean"), of: ({ latencyMs }) => latencyMs.mean },
  { ...kpi("latencyMs.p50"), of: ({ latencyMs }) => latencyMs.p50 },
  { ...kpi("latencyMs.p95"), of: ({ latencyMs }) => latencyMs.p95 },
  { ...kpi("latencyMs.p99"), of: ({ latencyMs }) => latencyMs.p99 },
  { ...kpi("ttftMs.p50"), of: ({ ttftMs }) => ttftMs.p50 },
  { ...kpi("ttftMs.p95"), of: ({ ttftMs }) => ttftMs.p95 },
  { ...kpi("errorRate"), of: ({ errorRate }) => errorRate },
  { label: "Output tokens per session", of: ({ tokens }) => tokens.output },
  { label: "Token spend of a run", of: ({ costUsd }) => costUsd.total },
];

function kpi(path: KpiPath): { readonly kpi: KpiPath; readonly label: string } {
  return { kpi: path, label: KPIS[path].label };
}

/** A row of the measured table: a cell for each architecture, and the change where both were driven. */
export interface MeasuredRow {
  readonly label: string;
  readonly cells: readonly FigureText[];
  readonly change: string;
}

export function measuredRows(result: DriveResult, locale: string): MeasuredRow[] {
  const driven = drivenOf(result).flatMap((name) => result.architectures[name] ?? []);
  const changes = new Map<string, number | null>(
    result.comparison.map((row) => [row.kpi, row.relativeChange]),
  );
  return MEASURED.map(({ label, kpi: path, of }) => {
    const figures = driven.map(of);
    const scale = sharedScale(figures, figures[0]?.unit ?? "1");
    const change = path === undefined ? null : (changes.get(path) ?? null);
    return {
      label,
      cells: figures.map((figure) => formatFigure(figure, scale, locale)),
      change: change === null ? MISSING : signed(change, locale),
    };
  });
}

/** A row of the pools table. */
export interface PoolRow {
  readonly key: string;
  readonly architecture: Architecture;
  readonly pool: string;
  readonly servers: string;
  readonly taken: FigureText;
  readonly waiting: FigureText;
}

export function poolRows(result: DriveResult, locale: string): PoolRow[] {
  const share = scaleFor("ratio", 1);
  return drivenOf(result).flatMap((architecture) =>
    (result.architectures[architecture]?.pools ?? []).map(
      ({ name, servers, utilisation, waiting }): PoolRow => ({
        key: `${architecture} ${name}`,
        architecture,
        pool: drivePoolName(name),
        servers: String(servers),
        taken: formatFigure(utilisation, share, locale),
        waiting: formatFigure(waiting, sharedScale([waiting], "1"), locale),
      }),
    ),
  );
}

/** A row of the table that holds measurements against predictions. */
export interface PredictedRow {
  readonly key: string;
  readonly label: string;
  readonly architecture: Architecture;
  readonly measured: FigureText;
  readonly predicted: string;
  readonly error: string;
  readonly range: string;
  readonly within: boolean | null;
}

export function predictedRows({ prediction }: DriveResult, locale: string): PredictedRow[] {
  return ARCHITECTURES.flatMap((architecture) =>
    (prediction?.rows[architecture] ?? []).map((row) => predictedRow(row, architecture, locale)),
  );
}

function predictedRow(
  { kpi: path, measured, predicted, low, high, relativeError, within }: DrivePredictionRow,
  architecture: Architecture,
  locale: string,
): PredictedRow {
  const { unit } = measured;
  const short = (value: number): string => formatShort(value, unit, locale);
  return {
    key: `${architecture} ${path}`,
    label: KPIS[path].label,
    architecture,
    measured: formatFigure(measured, sharedScale([measured], unit), locale),
    predicted: predicted === null ? MISSING : short(predicted),
    error: relativeError === null ? MISSING : signed(relativeError, locale),
    range: low === null || high === null ? MISSING : `${short(low)} to ${short(high)}`,
    within,
  };
}

function signed(change: number, locale: string): string {
  return formatNumber(change, scaleFor("ratio", 1), 1, locale, { sign: true });
}

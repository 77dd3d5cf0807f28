import type { DrivePrediction, DrivePredictionRow } from "../../engine/contract/drive.js";
import { KPIS } from "../../engine/contract/kpi.js";
import type { Architecture } from "../../engine/contract/result.js";
import { formatShort } from "../ui/format/figure.js";
import { scaleFor } from "../ui/format/scale.js";
import { ARCHITECTURE_NAMES } from "../ui/names.js";
import { figureCells, numberCell, rangeCell } from "./cells.js";
import { groupSummary, pointWords, scatterDomain, signedPercent } from "./scatter-model.js";
import type { ScatterGroup, ScatterModel, ScatterPoint } from "./scatter-model.js";

/** In the order of the marks: a circle for decoupled, a square for coupled, as everywhere. */
const ORDER: readonly Architecture[] = ["decoupled", "coupled"];

interface Timed {
  readonly architecture: Architecture;
  readonly row: DrivePredictionRow;
  readonly measured: number;
  readonly predicted: number;
}

/** The times that a live load measured against what the simulator says of them, with both their ranges. */
export function driveScatter(
  { rows }: Pick<DrivePrediction, "rows">,
  locale: string,
): ScatterModel | undefined {
  const timed = ORDER.flatMap((architecture) =>
    (rows[architecture] ?? []).flatMap((row): Timed[] => {
      const measured = row.measured.mean ?? 0;
      const predicted = row.predicted ?? 0;
      const isTime = row.measured.unit === "ms" && measured > 0 && predicted > 0;
      return isTime ? [{ architecture, row, measured, predicted }] : [];
    }),
  );
  const groups: ScatterGroup[] = ORDER.flatMap((architecture) => {
    const points = timed.filter((one) => one.architecture === architecture);
    if (points.length === 0) return [];
    return [
      { name: ARCHITECTURE_NAMES[architecture], points: points.map((one) => pointOf(one, locale)) },
    ];
  });
  const domain = scatterDomain(groups);
  if (domain === undefined) return undefined;
  const scale = scaleFor("ms", domain[1]);
  const judged = timed.filter(({ row }) => row.within !== null);
  const within = judged.filter(({ row }) => row.within === true).length;
  return {
    groups,
    domain,
    scale,
    title:
      judged.length === 0
        ? "Nothing tells how far apart measured and predicted times may be."
        : `${within} of ${judged.length} measured times lie where 95% of such runs would.`,
    subtitle:
      "Times of sessions, predicted against measured, both logarithmic; whiskers: the measurement's 95% interval, and where 95% of such runs would lie",
    summary: groups.map((group) => groupSummary(group, locale)).join(" "),
    table: {
      columns: [
        "Figure",
        "Architecture",
        "Measured",
        "95% interval",
        "Predicted",
        "95% of such runs",
        "Error",
      ],
      rows: timed.map(({ architecture, row, predicted, measured }) => {
        const error = predicted / measured - 1;
        return [
          KPIS[row.kpi].label,
          ARCHITECTURE_NAMES[architecture],
          ...figureCells(row.measured, scale, locale),
          numberCell(formatShort(predicted, "ms", locale), predicted, "ms"),
          rangeCell(rangeText(row.low, row.high, locale) ?? "none", row.low, row.high, "ms"),
          numberCell(signedPercent(error, locale), error),
        ];
      }),
    },
  };
}

function pointOf({ row, measured, predicted }: Timed, locale: string): ScatterPoint {
  const { low, high } = row;
  const range = rangeText(low, high, locale);
  const words = `${KPIS[row.kpi].label}: ${pointWords(measured, predicted, locale)}`;
  return {
    measured,
    predicted,
    ...rangeOf("measuredRange", row.measured.low, row.measured.high),
    ...rangeOf("predictedRange", low, high),
    words: range === undefined ? words : `${words}, 95% of such runs ${range}`,
  };
}

function rangeOf<K extends string>(
  key: K,
  low: number | null,
  high: number | null,
): Partial<Record<K, readonly [number, number]>> {
  const range: Partial<Record<K, readonly [number, number]>> = {};
  if (low !== null && high !== null) range[key] = [low, high];
  return range;
}

function rangeText(low: number | null, high: number | null, locale: string): string | undefined {
  if (low === null || high === null) return undefined;
  return `${formatShort(low, "ms", locale)} to ${formatShort(high, "ms", locale)}`;
}

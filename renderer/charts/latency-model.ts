import type {
  Architecture,
  ArchitectureResult,
  Figure,
  Histogram,
} from "../../engine/contract/result.js";
import { ARCHITECTURES } from "../../engine/contract/result.js";
import { figureSentence, formatRounded, sharedScale } from "../ui/format/figure.js";
import { sessionsWithin } from "../ui/format/failures.js";
import { formatCount } from "../ui/format/number.js";
import { ARCHITECTURE_NAMES } from "../ui/names.js";
import { figureCells, numberCell } from "./cells.js";
import type { DataTable, Described } from "./chart.js";
import { totalCount } from "./latency-bins.js";

export interface LatencyMark {
  readonly name: "p50" | "p95" | "p99";
  readonly share: number;
  readonly figure: Figure;
  /** The mark in words, for a screen reader and on hover. */
  readonly words: string;
}

export interface LatencySeries {
  readonly architecture: Architecture;
  readonly histogram: Histogram;
  readonly marks: readonly LatencyMark[];
}

export interface LatencyModel extends Described {
  readonly series: readonly LatencySeries[];
  readonly shape: "density" | "cumulative";
  readonly axis: "log" | "linear";
}

/** What was simulated: both deployments, or one alone. */
export type Results = { readonly [A in Architecture]?: ArchitectureResult | undefined };

export function presentArchitectures(results: Results): Architecture[] {
  return ARCHITECTURES.filter((architecture) => results[architecture] !== undefined);
}

/** The view-model of the latency chart; undefined when no session finished. */
export function latencyModel(
  results: Results,
  view: Pick<LatencyModel, "shape" | "axis">,
  locale: string,
): LatencyModel | undefined {
  const series = ARCHITECTURES.flatMap((architecture): LatencySeries[] => {
    const result = results[architecture];
    if (result === undefined || totalCount(result.latencyHistogram) === 0) return [];
    const { p50, p95, p99 } = result.latencyMs;
    const mark = (name: LatencyMark["name"], share: number, figure: Figure): LatencyMark => ({
      name,
      share,
      figure,
      words: `${ARCHITECTURE_NAMES[architecture]} ${name}: ${figureSentence(figure, locale)}`,
    });
    const marks = [mark("p50", 0.5, p50), mark("p95", 0.95, p95), mark("p99", 0.99, p99)];
    return [{ architecture, histogram: result.latencyHistogram, marks }];
  });
  if (series.length === 0) return undefined;
  return {
    series,
    ...view,
    title: title(results, locale),
    subtitle: subtitle(view.shape),
    summary: series.flatMap(({ marks }) => marks.map(({ words }) => `${words}.`)).join(" "),
    table: table(series, locale),
  };
}

function title(results: Results, locale: string): string {
  const { coupled, decoupled } = results;
  const figures = [coupled, decoupled].flatMap((result) =>
    result === undefined ? [] : [result.latencyMs.p95],
  );
  const scale = sharedScale(figures, "ms");
  const p95 = (result: ArchitectureResult | undefined): string | undefined =>
    result === undefined || result.latencyMs.p95.mean === null
      ? undefined
      : formatRounded(result.latencyMs.p95, scale, locale);
  const sessions = sessionsWithin(results);
  const before = p95(coupled);
  const after = p95(decoupled);
  if (before !== undefined && after !== undefined) {
    return `${sessions} within ${after} decoupled and within ${before} coupled.`;
  }
  const one = before ?? after;
  if (one === undefined) return "How long sessions take.";
  return `${sessions} within ${one}.`;
}

function subtitle(shape: LatencyModel["shape"]): string {
  return shape === "density"
    ? "Session latency: share of sessions per interval of time; below, p50, p95 and p99 with 95% intervals"
    : "Session latency: share of sessions finished by then; below, p50, p95 and p99 with 95% intervals";
}

function table(series: readonly LatencySeries[], locale: string): DataTable {
  const figures = series.flatMap(({ marks }) => marks.map(({ figure }) => figure));
  const scale = sharedScale(figures, "ms");
  return {
    columns: ["Deployment", "Percentile", "Latency", "95% interval", "Sessions counted"],
    rows: series.flatMap(({ architecture, marks, histogram }) =>
      marks.map(({ name, figure }) => {
        const count = totalCount(histogram);
        return [
          ARCHITECTURE_NAMES[architecture],
          name,
          ...figureCells(figure, scale, locale),
          numberCell(formatCount(count, locale), count),
        ];
      }),
    ),
  };
}

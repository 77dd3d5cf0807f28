import { KPIS } from "../../engine/contract/kpi.js";
import type { KpiPath } from "../../engine/contract/kpi.js";
import type { SideBySideResult, SideRow } from "../../engine/contract/side-by-side.js";
import type { Figure } from "../../engine/contract/result.js";
import { formatFigure, MISSING, sharedScale } from "../ui/format/figure.js";
import { kpiLabel } from "../ui/format/kpi-label.js";
import type { Scale } from "../ui/format/scale.js";
import { figureCells, numberCell, rangeCell } from "./cells.js";
import type { Cell } from "./cells.js";
import type { Described } from "./chart.js";

/** One scenario's figure on the axis that all share. */
export interface SidePoint {
  readonly name: string;
  /** Its place among the scenarios: decides mark and colour. */
  readonly arm: number;
  readonly figure: Figure & { readonly mean: number };
  readonly words: string;
}

export interface SidePanel {
  readonly kpi: KpiPath;
  readonly label: string;
  readonly scale: Scale;
  readonly points: readonly SidePoint[];
}

export interface SidesModel extends Described {
  readonly names: readonly string[];
  readonly panels: readonly SidePanel[];
}

const NO_FIGURE: Cell[] = [numberCell(MISSING, null), rangeCell(MISSING, null, null)];

/** What a first look at several scenarios is about. */
const SHOWN: readonly KpiPath[] = [
  "throughput",
  "latencyMs.p95",
  "ttftMs.p95",
  "errorRate",
  "utilisation.gpu",
  "costUsd.per30Days",
  "costUsd.perSuccess",
  "costUsd.perMillionTokens",
];

/** Names of the scenarios, told apart where two have the same. */
export function armNames({ arms }: SideBySideResult): string[] {
  const names = arms.map(({ provenance }) => provenance.scenarioName);
  return names.map((name, at) => {
    const earlier = names.slice(0, at).filter((one) => one === name).length;
    return earlier === 0 ? name : `${name} (${earlier + 1})`;
  });
}

/** The main figures of every scenario, each on one axis for all. */
export function sidesModel(result: SideBySideResult, locale: string): SidesModel {
  const names = armNames(result);
  const panels = SHOWN.flatMap((kpi) => {
    const row = result.rows.find((one) => one.kpi === kpi);
    return row === undefined ? [] : panelOf(row, names, locale);
  });
  return {
    names,
    panels,
    title: title(panels),
    subtitle:
      "Decoupled deployments on the same sessions: mean over replications with its 95% interval",
    summary: panels
      .map(({ label, points }) => `${label}: ${points.map(({ words }) => words).join("; ")}.`)
      .join(" "),
    table: {
      columns: ["Figure", ...names.flatMap((name) => [name, `${name}: 95% interval`])],
      rows: panels.map(({ label, points, scale }): Cell[] => [
        label,
        ...names.flatMap((name): Cell[] => {
          const point = points.find((one) => one.name === name);
          return point === undefined ? NO_FIGURE : figureCells(point.figure, scale, locale);
        }),
      ]),
    },
  };
}

function panelOf({ kpi, figures }: SideRow, names: readonly string[], locale: string): SidePanel[] {
  const scale = sharedScale(figures, KPIS[kpi].unit);
  const points = figures.flatMap((figure, arm): SidePoint[] => {
    const { mean } = figure;
    if (mean === null) return [];
    const name = names[arm] ?? "";
    const { value, interval } = formatFigure(figure, scale, locale);
    const words = `${name} ${interval === undefined ? value : `${value} (${interval})`}`;
    return [{ name, arm, figure: { ...figure, mean }, words }];
  });
  return points.length === 0 ? [] : [{ kpi, label: kpiLabel(kpi, scale), scale, points }];
}

/** Which scenario is fastest and which cheapest, as simulated. */
function title(panels: readonly SidePanel[]): string {
  const least = (kpi: KpiPath): string | undefined =>
    panels
      .find((panel) => panel.kpi === kpi)
      ?.points.toSorted((a, b) => a.figure.mean - b.figure.mean)[0]?.name;
  const fastest = least("latencyMs.p95");
  const cheapest = least("costUsd.perMillionTokens");
  if (fastest === undefined || cheapest === undefined) return "The main figures on shared axes.";
  return fastest === cheapest
    ? `${fastest} has the lowest p95 latency and the cheapest tokens.`
    : `${fastest} has the lowest p95 latency, ${cheapest} the cheapest tokens.`;
}

/** How many figures are better and worse than the base's, beyond chance. */
export function sidesSentence({ rows }: SideBySideResult, names: readonly string[]): string {
  const [base = "", ...others] = names;
  const parts = others.map((name, at) => {
    const count = (isBetter: boolean): number =>
      rows.filter(({ kpi, differences }) => {
        const outcome = differences[at]?.finding.outcome;
        const { better } = KPIS[kpi];
        if (better === "neither" || (outcome !== "higher" && outcome !== "lower")) return false;
        return (outcome === better) === isBetter;
      }).length;
    return `${name} is better in ${count(true)} figures and worse in ${count(false)}`;
  });
  return `Against ${base}, ${parts.join("; ")}.`;
}

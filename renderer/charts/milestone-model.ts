import { KPIS } from "../../engine/contract/kpi.js";
import type { ProjectedRequirement, ProjectResult } from "../../engine/contract/project-result.js";
import { formatFigure, formatStated, requirementScale } from "../ui/format/figure.js";
import { kpiLabel } from "../ui/format/kpi-label.js";
import { formatPercent } from "../ui/format/number.js";
import type { Scale } from "../ui/format/scale.js";
import { figureCells, numberCell, plainUnit } from "./cells.js";
import type { Cell } from "./cells.js";
import type { Described } from "./chart.js";

export type ProjectedVerdict = ProjectedRequirement["verdict"];

/** One requirement over the days: when its expected figure keeps it, and what is said of it when due. */
export interface MilestoneLane {
  readonly label: string;
  readonly dueDay: number;
  readonly verdict: ProjectedVerdict;
  /** Verdict and probability. */
  readonly outcome: string;
  /** Days on which the expected figure keeps it, both ends included. */
  readonly kept: readonly { readonly from: number; readonly to: number }[];
  readonly words: string;
  /** Requirement, threshold, day due, verdict, probability, expected figure, days kept. */
  readonly cells: readonly Cell[];
}

export interface MilestoneModel extends Described {
  readonly groups: readonly { readonly title: string; readonly lanes: readonly MilestoneLane[] }[];
  /** The last day that was projected, and the last on the axis. */
  readonly horizonDays: number;
  readonly lastDay: number;
}

const VERDICT_WORDS: Readonly<Record<ProjectedVerdict, string>> = {
  met: "Met",
  "at risk": "At risk",
  missed: "Missed",
};

/** A requirement in words with the scale its figures share with it. */
export function requirementWords(
  { kpi, below, above, figure }: ProjectedRequirement,
  locale: string,
): {
  readonly label: string;
  readonly stated: string;
  readonly threshold: string;
  readonly scale: Scale;
} {
  const value = below ?? above ?? 0;
  const scale = requirementScale([figure], value, KPIS[kpi].unit);
  const stated = formatStated(value, scale, locale);
  return {
    label: kpiLabel(kpi, scale),
    stated,
    threshold: below === undefined ? `above ${stated}` : `below ${stated}`,
    scale,
  };
}

/** A probability from draws: certainty is not claimed. */
export function probabilityText(probability: number | null, locale: string): string {
  if (probability === null) return "unknown";
  if (probability > 0.999) return `over ${formatPercent(0.999, 1, locale)}`;
  if (probability < 0.001) return `under ${formatPercent(0.001, 1, locale)}`;
  const isExtreme = probability > 0.99 || probability < 0.01;
  return formatPercent(probability, isExtreme ? 1 : 0, locale);
}

/** The milestones over time; undefined where the scenario has none. */
export function milestoneModel(result: ProjectResult, locale: string): MilestoneModel | undefined {
  const { milestones, horizonDays, daily } = result;
  if (milestones.length === 0) return undefined;
  const groups = milestones.map(({ day, name, requirements }) => ({
    title: `Day ${day}: ${name}`,
    lanes: requirements.map((one): MilestoneLane => {
      const { label, stated, threshold, scale } = requirementWords(one, locale);
      const { value, interval } = formatFigure(one.figure, scale, locale);
      const kept = keptSpans(one, daily.kpis[one.kpi] ?? []);
      const chance = probabilityText(one.probability, locale);
      const outcome = `${VERDICT_WORDS[one.verdict]}, ${chance}`;
      const found = interval === undefined ? value : `${value} (${interval})`;
      return {
        label: `${label} ${threshold}`,
        dueDay: day,
        verdict: one.verdict,
        outcome,
        kept,
        cells: [
          `${label} ${threshold}`,
          numberCell(stated, one.below ?? one.above ?? null, plainUnit(one.figure.unit)),
          numberCell(String(day), day, "day"),
          VERDICT_WORDS[one.verdict],
          numberCell(chance, one.probability, "ratio"),
          ...figureCells(one.figure, scale, locale),
          numberCell(String(daysIn(kept)), daysIn(kept), "days"),
          keptWords(kept),
        ],
        words: `${label} ${threshold} by day ${day}: ${one.verdict}, probability ${chance}, expected ${found}; ${keptWords(kept)}`,
      };
    }),
  }));
  return {
    groups,
    horizonDays,
    lastDay: Math.max(horizonDays, ...milestones.map(({ day }) => day)),
    title: lanesSentence(groups.flatMap(({ lanes }) => lanes)),
    subtitle:
      "By day: whether the expected figure keeps its threshold, and the verdict with its probability on the day it is due",
    summary: groups
      .flatMap(({ title, lanes }) => lanes.map(({ words }) => `${title}. ${words}.`))
      .join(" "),
    table: {
      columns: [
        "Milestone",
        "Requirement",
        "Threshold",
        "Due",
        "Verdict",
        "Probability",
        "Expected when due",
        "95% interval",
        "Kept for",
        "Kept when",
      ],
      rows: groups.flatMap(({ title, lanes }) => lanes.map(({ cells }) => [title, ...cells])),
    },
  };
}

function lanesSentence(lanes: readonly MilestoneLane[]): string {
  const unsure = lanes.filter(({ verdict }) => verdict !== "met").length;
  if (unsure === 0) return "Every requirement is kept on the day it is due.";
  const of = lanes.length === 1 ? "1 requirement" : `${lanes.length} requirements`;
  return `${unsure} of ${of} ${unsure === 1 ? "is" : "are"} not sure to be kept on the day due.`;
}

/** How many milestones are met, at risk and missed. */
export function milestonesSentence(milestones: ProjectResult["milestones"]): string {
  const count = (verdict: ProjectedVerdict): number =>
    milestones.filter((one) => one.verdict === verdict).length;
  const [met, risky, missed] = [count("met"), count("at risk"), count("missed")];
  const all = milestones.length;
  if (met === all) {
    if (all === 2) return "Both milestones are met.";
    return all === 1 ? "The milestone is met." : `All ${all} milestones are met.`;
  }
  const parts = [
    `${met} of ${all} milestones ${met === 1 ? "is" : "are"} met`,
    ...(risky === 0 ? [] : [`${risky} ${risky === 1 ? "is" : "are"} at risk`]),
    ...(missed === 0 ? [] : [`${missed} ${missed === 1 ? "is" : "are"} missed`]),
  ];
  return `${parts.join(", ")}.`;
}

/** Days on which the expected figure keeps its requirement, as stretches. */
function keptSpans(
  { below, above }: ProjectedRequirement,
  values: readonly (number | null)[],
): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const [day, value] of values.entries()) {
    const isKept =
      value !== null &&
      (below === undefined || value < below) &&
      (above === undefined || value > above);
    if (!isKept) continue;
    const last = spans.at(-1);
    if (last !== undefined && last.to === day - 1) last.to = day;
    else spans.push({ from: day, to: day });
  }
  return spans;
}

const daysIn = (spans: MilestoneLane["kept"]): number =>
  spans.reduce((days, { from, to }) => days + to - from + 1, 0);

function keptWords(spans: MilestoneLane["kept"]): string {
  if (spans.length === 0) return "not kept on any day";
  const days = spans.map(({ from, to }) => (from === to ? `day ${from}` : `day ${from} to ${to}`));
  return `kept on ${days.join(", ")}`;
}

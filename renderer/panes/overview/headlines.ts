import { KPIS } from "../../../engine/contract/kpi.js";
import type { KpiPath } from "../../../engine/contract/kpi.js";
import type {
  Architecture,
  ArchitectureResult,
  ComparisonRow,
  Figure,
} from "../../../engine/contract/result.js";
import { figureAt } from "../../../engine/contract/figure-at.js";
import { isComparison } from "../../state/parts.js";
import type { RunResult } from "../../state/parts.js";
import { failuresCount } from "../../ui/format/failures.js";
import { formatFigure, sharedScale } from "../../ui/format/figure.js";
import type { FigureText } from "../../ui/format/figure.js";
import { kpiLabel } from "../../ui/format/kpi-label.js";
import type { Judgement } from "../compare/judgement.js";
import { rowText } from "../compare/rows.js";

/** A deployment's figure as a part of the greatest of the row, with its 95 % interval. */
export interface HeadlineBar {
  readonly architecture: Architecture;
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly value: string;
}

/** One figure a manager sees first: of the decoupled deployment where there is one. */
export interface Headline {
  readonly kpi: KpiPath;
  readonly label: string;
  readonly figure: FigureText;
  /** Of the deployment before, how it changes, and what the engine found of that. */
  readonly against?: {
    readonly coupled: FigureText;
    readonly change: string | undefined;
    readonly judgement: Judgement;
    readonly sentence: string | undefined;
  };
  readonly bars: readonly HeadlineBar[];
}

/** Cost is by session that succeeded where many fail: else the price of failing looks low. */
const headlineKpis = (result: RunResult): readonly KpiPath[] => [
  "throughput",
  "latencyMs.p95",
  failuresCount(result.architectures) ? "costUsd.perSuccess" : "costUsd.perRequest",
  "costUsd.perMillionTokens",
];

/** The headline figures of a run; a figure that the scenario leaves out, such as a price, is left out. */
export function headlinesOf(result: RunResult, locale: string): Headline[] {
  const kpis = headlineKpis(result);
  if (isComparison(result)) {
    return kpis.flatMap((kpi) => {
      const row = result.table.find((one) => one.kpi === kpi);
      return row === undefined || isLeftOut(row.coupled, row.decoupled)
        ? []
        : [compared(row, locale)];
    });
  }
  const { coupled, decoupled } = result.architectures;
  const architecture = decoupled === undefined ? "coupled" : "decoupled";
  const only = decoupled ?? coupled;
  if (only === undefined) return [];
  return kpis.flatMap((kpi) => alone(kpi, only, architecture, locale));
}

/** Two zeros are a figure without a price. */
const isLeftOut = (...figures: readonly Figure[]): boolean =>
  figures.every(({ mean }) => mean === 0);

function compared(row: ComparisonRow, locale: string): Headline {
  const { kpi, label, coupled, decoupled, change, judgement, sentence } = rowText(row, locale);
  return {
    kpi,
    label,
    figure: decoupled,
    against: { coupled, change, judgement, sentence },
    bars: barsOf([
      ["coupled", row.coupled, coupled],
      ["decoupled", row.decoupled, decoupled],
    ]),
  };
}

function alone(
  kpi: KpiPath,
  result: ArchitectureResult,
  architecture: Architecture,
  locale: string,
): Headline[] {
  const figure = figureAt(result, kpi);
  if (isLeftOut(figure)) return [];
  const scale = sharedScale([figure], KPIS[kpi].unit);
  const text = formatFigure(figure, scale, locale);
  return [
    {
      kpi,
      label: kpiLabel(kpi, scale),
      figure: text,
      bars: barsOf([[architecture, figure, text]]),
    },
  ];
}

function barsOf(rows: readonly (readonly [Architecture, Figure, FigureText])[]): HeadlineBar[] {
  const most = Math.max(...rows.map(([, { mean, high }]) => Math.max(mean ?? 0, high ?? 0)));
  return rows.flatMap(([architecture, { mean, low, high }, { value }]) =>
    mean === null || most <= 0
      ? []
      : [
          {
            architecture,
            share: mean / most,
            low: Math.max(0, (low ?? mean) / most),
            high: (high ?? mean) / most,
            value,
          },
        ],
  );
}

/** What the change spends less, or more, in 30 days at the rate of the run. */
export interface Savings {
  readonly title: "Saved in 30 days" | "Spent more in 30 days" | "Difference in 30 days";
  readonly figure: FigureText;
  readonly change: string | undefined;
  readonly judgement: Judgement;
}

export function savingsOf(result: RunResult, locale: string): Savings | undefined {
  if (!isComparison(result)) return undefined;
  const row = result.table.find(({ kpi }) => kpi === "costUsd.per30Days");
  if (row === undefined || isLeftOut(row.coupled, row.decoupled)) return undefined;
  const { change, judgement } = rowText(row, locale);
  const { difference } = row;
  const shown = judgement === "better" ? negated(difference) : difference;
  const title = TITLES[judgement];
  const sign = title === "Difference in 30 days";
  const scale = sharedScale([difference], KPIS["costUsd.per30Days"].unit);
  const figure = formatFigure(shown, scale, locale, { sign });
  return { title, figure, change, judgement };
}

const TITLES: Readonly<Record<Judgement, Savings["title"]>> = {
  better: "Saved in 30 days",
  worse: "Spent more in 30 days",
  same: "Difference in 30 days",
  different: "Difference in 30 days",
  undecided: "Difference in 30 days",
};

const minus = (value: number | null): number | null => (value === null ? null : -value);

function negated({ mean, low, high, ...rest }: Figure): Figure {
  return { ...rest, mean: minus(mean), low: minus(high), high: minus(low) };
}

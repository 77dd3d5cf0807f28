import { sideWords } from "../../../engine/contract/claim-side.js";
import { KPIS } from "../../../engine/contract/kpi.js";
import type { KpiPath } from "../../../engine/contract/kpi.js";
import type { ComparisonRow } from "../../../engine/contract/result.js";
import { comparisonSentence } from "../../../engine/contract/wording.js";
import { formatFigure, formatStated, sharedScale } from "../../ui/format/figure.js";
import type { FigureText } from "../../ui/format/figure.js";
import { kpiLabel } from "../../ui/format/kpi-label.js";
import { formatPercent, MINUS } from "../../ui/format/number.js";
import { scaleFor } from "../../ui/format/scale.js";
import { changeOf } from "./finding.js";
import type { Judgement } from "./judgement.js";

/** The figures a first look is about; the rest is one click away. */
export const MAIN_KPIS: ReadonlySet<KpiPath> = new Set<KpiPath>([
  "throughput",
  "latencyMs.mean",
  "latencyMs.p50",
  "latencyMs.p95",
  "latencyMs.p99",
  "utilisation.gpu",
  "utilisation.cpu",
  "errorRate",
  "retryRate",
  "costUsd.perRequest",
  "costUsd.perMillionTokens",
]);

/** And those that a slide has room for. */
export const SLIDE_KPIS: ReadonlySet<KpiPath> = new Set<KpiPath>([
  "throughput",
  "latencyMs.mean",
  "latencyMs.p95",
  "utilisation.gpu",
  "errorRate",
  "costUsd.perRequest",
  "costUsd.perMillionTokens",
]);

/** A row is on the first look when it is one of the main figures, or someone claimed something of it. */
export const isMainRow = ({ kpi, claim }: ComparisonRow): boolean =>
  MAIN_KPIS.has(kpi) || claim !== undefined;

export interface ClaimText {
  readonly value: string;
  readonly reproduced: boolean | undefined;
}

/** One row of the table in words. */
export interface RowText {
  readonly kpi: KpiPath;
  readonly label: string;
  readonly coupled: FigureText;
  readonly decoupled: FigureText;
  readonly difference: FigureText;
  readonly change: string | undefined;
  readonly judgement: Judgement;
  readonly claims: {
    readonly coupled: ClaimText | undefined;
    readonly decoupled: ClaimText | undefined;
  };
  readonly note: string | undefined;
  /** What was found, in one sentence; undefined where nothing was tested. */
  readonly sentence: string | undefined;
}

export function rowText(row: ComparisonRow, locale: string): RowText {
  const { kpi, coupled, decoupled, difference, relativeChange, claim } = row;
  const { unit } = KPIS[kpi];
  const scale = sharedScale([coupled, decoupled], unit);
  const differenceScale = unit === "ratio" ? scaleFor(unit, 1, "difference") : scale;
  const claimText = (value: number | undefined, reproduced: boolean | undefined) =>
    value === undefined
      ? undefined
      : { value: formatStated(value, scale, locale) + sideWords(claim?.side), reproduced };
  const changeText = (share: number | undefined, reproduced: boolean | undefined) =>
    share === undefined
      ? undefined
      : { value: signedPercent(share, locale) + sideWords(claim?.side), reproduced };
  return {
    kpi,
    label: kpiLabel(kpi, scale),
    coupled: formatFigure(coupled, scale, locale),
    decoupled: formatFigure(decoupled, scale, locale),
    difference: formatFigure(difference, differenceScale, locale, { sign: true }),
    change: relativeChange === null ? undefined : signedPercent(relativeChange, locale),
    judgement: judge(row),
    claims: {
      coupled: claimText(claim?.coupled, claim?.coupledReproduced),
      decoupled:
        claimText(claim?.decoupled, claim?.decoupledReproduced) ??
        changeText(claim?.change, claim?.changeReproduced),
    },
    note: claim?.note,
    sentence: comparisonSentence(row),
  };
}

function judge(row: ComparisonRow): Judgement {
  const change = changeOf(row);
  if (change === "same" || change === "undecided") return change;
  const { better } = KPIS[row.kpi];
  if (better === "neither") return "different";
  return change === better ? "better" : "worse";
}

export function signedPercent(share: number, locale: string): string {
  const decimals = Math.abs(share) < 1 ? 1 : 0;
  const text = formatPercent(Math.abs(share), decimals, locale);
  // A change that rounds to nothing has no direction.
  if (text === formatPercent(0, decimals, locale)) return text;
  return share > 0 ? `+${text}` : `${MINUS}${text}`;
}

import type { AuditFinding, AuditResult, ClaimSet } from "../../../engine/contract/claims.js";
import { formatGiven, formatPercent, MINUS } from "../../ui/format/number.js";
import { MISSING } from "../../ui/format/figure.js";
import { headline } from "../../ui/format/sentence.js";

/** From here on a gap reads better as a multiple than as a percentage. */
const GAP_IN_MULTIPLES = 10;
const DIGITS = 4;

/** What the audit found, in one sentence. */
export function auditSentence({ findings, rules }: AuditResult): string {
  const count = (severity: AuditFinding["severity"]): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const contradictions = count("contradiction");
  const doubtful = count("doubtful");
  const holding = rules.filter(({ outcome }) => outcome === "holds").length;
  if (findings.length === 0) {
    return holding === 0
      ? "The claims hold no two figures that could be checked against each other."
      : "No claim contradicts another.";
  }
  const doubts = doubtful === 1 ? "1 doubtful figure" : `${doubtful} doubtful figures`;
  if (contradictions === 0) return `No contradiction, but ${doubts}.`;
  const lead = contradictions === 1 ? "1 contradiction" : `${contradictions} contradictions`;
  return doubtful === 0 ? `${lead} in these claims.` : `${lead} and ${doubts} in these claims.`;
}

/** How many rules were broken, held, and could not be tried. */
export function rulesSentence({ rules }: AuditResult): string {
  const count = (outcome: AuditResult["rules"][number]["outcome"]): number =>
    rules.filter((rule) => rule.outcome === outcome).length;
  return `Of ${rules.length} rules ${count("broken")} are broken, ${count("holds")} hold and ${count("not applicable")} lack a figure they need.`;
}

/** A finding's relative gap: 0.045 → `off by 4.5%`, 292 → `off by 292 times`. */
export function gapText(gap: number, locale: string): string {
  if (gap >= GAP_IN_MULTIPLES) return `off by ${formatGiven(round(gap, 3), locale)} times`;
  return `off by ${formatPercent(gap, gap < 0.1 ? 1 : 0, locale)}`;
}

/**
 * The path of a figure in the claims file: `spend.after` → `claims[8].after`. What is no claim,
 * statement or target is named by its path already (`investment.months`).
 */
export function figurePath(figure: string, claims: ClaimSet): string {
  const dot = figure.lastIndexOf(".");
  const id = figure.slice(0, dot);
  const side = figure.slice(dot);
  for (const list of ["claims", "statements", "targets"] as const) {
    const at = claims[list].findIndex((one) => one.id === id);
    if (at >= 0) return `${list}[${at}]${side}`;
  }
  return figure;
}

export interface DerivedRow {
  readonly what: string;
  readonly formula: string;
  readonly before: string;
  readonly after: string;
}

/** What follows from the claims, each with its unit. */
export function derivedRows({ derived }: AuditResult, locale: string): DerivedRow[] {
  return derived.map(({ what, formula, unit, before, after }) => {
    const text = (value: number | null): string => {
      if (value === null) return MISSING;
      const number = formatGiven(round(value, DIGITS), locale).replace("-", MINUS);
      if (unit === "1") return number;
      return `${number} ${unit === "usd" ? "USD" : unit}`;
    };
    return {
      what: headline(what),
      formula,
      before: text(before),
      after: text(after),
    };
  });
}

const round = (value: number, digits: number): number => Number(value.toPrecision(digits));

import { assertNever } from "../base/assert.js";
import { KPIS } from "./kpi.js";
import type { ComparisonRow } from "./result.js";

/**
 * What a paired comparison found of one key figure, as one whole sentence: the one place where it is
 * worded, for the screen, the command line and every export. Undefined where the result is of a version
 * that tested nothing.
 */
export function comparisonSentence(row: ComparisonRow): string | undefined {
  const { kpi, coupled, difference, relativeChange, finding } = row;
  if (finding === undefined) return undefined;
  const { label } = KPIS[kpi];
  const least = percent(finding.practicalThreshold);
  switch (finding.outcome) {
    case "unknown":
      return `${label} cannot be compared: ${difference.note ?? "it was not observed"}.`;
    case "undecided":
      return finding.neededReplications === null
        ? `${label} shows no difference beyond chance.`
        : `${label} shows no difference beyond chance; about ${count(finding.neededReplications)} replications would tell one of ${least}.`;
    case "equal":
      if (difference.low === 0 && difference.high === 0) {
        return `${label} was the same in both deployments in every replication.`;
      }
      return `${label} is practically equal in both deployments: the difference is less than ${least}.`;
    case "higher":
    case "lower": {
      const way = `${finding.outcome} decoupled`;
      if (finding.adjustedPValue === null) {
        return relativeChange === null
          ? `${label} is ${way}, by the same amount in every replication.`
          : `${label} is ${percent(relativeChange)} ${way}, in every replication.`;
      }
      const chance = `beyond chance (Holm-adjusted p ${pText(finding.adjustedPValue)}), ${effect(finding.effectSize)}`;
      const { low, high } = difference;
      const base = Math.abs(coupled.mean ?? 0);
      if (relativeChange === null || low === null || high === null || base === 0) {
        return `${label} is ${way}, ${chance}.`;
      }
      const [near, far] = [Math.abs(low), Math.abs(high)].toSorted((a, b) => a - b);
      const interval = `${digits((near ?? 0) / base)} to ${percent((far ?? 0) / base)}`;
      return `${label} is ${percent(relativeChange)} ${way} (95% interval ${interval}), ${chance}.`;
    }
    default:
      return assertNever(finding.outcome);
  }
}

/** J. Cohen's words for a standardised difference (Statistical Power Analysis, 1988). */
function effect(size: number | null): string {
  const absolute = Math.abs(size ?? 0);
  if (absolute < 0.2) return "a negligible effect";
  if (absolute < 0.5) return "a small effect";
  return absolute < 0.8 ? "a medium effect" : "a large effect";
}

function pText(p: number): string {
  return p < 0.001 ? "< 0.001" : `= ${p.toFixed(3)}`;
}

/** `12.3%`, without its sign. */
export function percent(share: number): string {
  return `${digits(share)}%`;
}

/** A share in percent, without its sign: three digits at most, and none after the point from 100 on. */
function digits(share: number): string {
  const value = Math.abs(100 * share);
  return value.toLocaleString("en-US", {
    maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0,
  });
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

import { assertNever } from "../../../engine/base/assert.js";
import type { KpiPath } from "../../../engine/contract/kpi.js";
import type { CompareResult, ComparisonRow } from "../../../engine/contract/result.js";
import { formatShort } from "../../ui/format/figure.js";
import { decimalsForDigits, formatNumber, formatPercent } from "../../ui/format/number.js";
import { scaleFor } from "../../ui/format/scale.js";

/** The result in words: whole sentences, the most important first. */
export interface Finding {
  readonly lead: string;
  readonly support: readonly string[];
}

/** A change smaller than this is none to a reader, however certain it is. */
const NEGLIGIBLE = 0.005;

type Change = "higher" | "lower" | "same" | "undecided";

/** What the paired interval says of a row. */
export function changeOf({ difference, relativeChange }: ComparisonRow): Change {
  const { low, high, mean } = difference;
  if (relativeChange !== null && Math.abs(relativeChange) < NEGLIGIBLE) return "same";
  if (mean === 0) return "same";
  if (low === null || high === null) return "undecided";
  if (low > 0) return "higher";
  return high < 0 ? "lower" : "undecided";
}

/** Throughput leads when it changed, else latency, else cost; the others support. */
export function findingOf(result: CompareResult, locale: string): Finding {
  const sentences = [
    describe(result, "throughput", throughputSentence, locale),
    describe(result, "latencyMs.p95", latencySentence, locale),
    describe(result, "costUsd.perRequest", costSentence, locale),
  ].flatMap((part) => (part === undefined ? [] : [part]));
  const lead = sentences.find(({ change }) => change === "higher" || change === "lower");
  if (lead === undefined) {
    return {
      lead: "This run shows no difference between the two deployments.",
      support: sentences.map(({ text }) => text),
    };
  }
  return {
    lead: lead.text,
    support: sentences.filter((part) => part !== lead).map(({ text }) => text),
  };
}

interface Part {
  readonly text: string;
  readonly change: Change;
}

interface Pair {
  readonly coupled: number;
  readonly decoupled: number;
  readonly change: Change;
}

function describe(
  { table }: CompareResult,
  kpi: KpiPath,
  sentence: (pair: Pair, locale: string) => string,
  locale: string,
): Part | undefined {
  const row = table.find((candidate) => candidate.kpi === kpi);
  const coupled = row?.coupled.mean ?? undefined;
  const decoupled = row?.decoupled.mean ?? undefined;
  if (row === undefined || coupled === undefined || decoupled === undefined) return undefined;
  // Two zeros are a figure that the scenario leaves out, such as prices.
  if (coupled === 0 && decoupled === 0) return undefined;
  const change = changeOf(row);
  return { change, text: sentence({ coupled, decoupled, change }, locale) };
}

/** Beyond half as much again, a factor is easier to grasp than a percentage. */
const FACTOR_FROM = 1.5;

function throughputSentence({ coupled, decoupled, change }: Pair, locale: string): string {
  switch (change) {
    case "same":
      return `Both deployments serve ${formatShort(decoupled, "1", locale)} sessions per second.`;
    case "undecided":
      return "This run does not show whether decoupled serves more sessions per second.";
    case "higher":
      if (coupled === 0) return "Decoupled serves sessions where coupled finishes none.";
      return decoupled / coupled >= FACTOR_FROM
        ? `Decoupled serves ${factor(decoupled / coupled, locale)} times as many sessions per second.`
        : `Decoupled serves ${percent(decoupled / coupled - 1, locale)} more sessions per second.`;
    case "lower":
      return decoupled === 0
        ? "Decoupled finishes no session where coupled serves some."
        : `Decoupled serves ${percent(1 - decoupled / coupled, locale)} fewer sessions per second.`;
    default:
      return assertNever(change);
  }
}

function latencySentence({ coupled, decoupled, change }: Pair, locale: string): string {
  const before = formatShort(coupled, "ms", locale);
  const after = formatShort(decoupled, "ms", locale);
  switch (change) {
    case "same":
      return `95 of 100 sessions finish within ${after} in both deployments.`;
    case "undecided":
      return "This run does not show in which deployment 95 of 100 sessions finish sooner.";
    case "lower":
      return `95 of 100 sessions finish within ${after} decoupled, sooner than the ${before} coupled.`;
    case "higher":
      return `95 of 100 sessions finish within ${after} decoupled, later than the ${before} coupled.`;
    default:
      return assertNever(change);
  }
}

function costSentence({ coupled, decoupled, change }: Pair, locale: string): string {
  const scale = scaleFor("usd", Math.max(coupled, decoupled));
  const price = (value: number): string =>
    formatNumber(value, scale, decimalsForDigits(value / scale.divisor, 3), locale);
  const before = price(coupled);
  const after = price(decoupled);
  const subject = scale.per === 1000 ? "1,000 requests cost" : "A request costs";
  switch (change) {
    case "same":
      return `${subject} ${after} in both deployments.`;
    case "undecided":
      return "This run does not show in which deployment a request costs less.";
    case "lower":
      return `${subject} ${after} decoupled, ${percent(1 - decoupled / coupled, locale)} less than the ${before} coupled.`;
    case "higher":
      return coupled === 0
        ? `${subject} ${after} decoupled and nothing coupled.`
        : `${subject} ${after} decoupled, ${percent(decoupled / coupled - 1, locale)} more than the ${before} coupled.`;
    default:
      return assertNever(change);
  }
}

function factor(ratio: number, locale: string): string {
  return formatNumber(ratio, scaleFor("1", ratio), ratio < 10 ? 1 : 0, locale);
}

function percent(share: number, locale: string): string {
  // Two digits, also of what rounds up to ten percent.
  return formatPercent(share, share < 0.0995 ? 1 : 0, locale);
}

import { assertNever } from "../../../engine/base/assert.js";
import type { KpiPath } from "../../../engine/contract/kpi.js";
import type {
  Architecture,
  CompareResult,
  ComparisonRow,
  Figure,
} from "../../../engine/contract/result.js";
import {
  collapseSentence,
  failedShare,
  failuresCount,
  sessionsWithin,
} from "../../ui/format/failures.js";
import { formatRounded, sharedScale } from "../../ui/format/figure.js";
import {
  decimalsForDigits,
  decimalsForHalfWidth,
  formatNumber,
  isExact,
} from "../../ui/format/number.js";
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
export function changeOf({ difference, relativeChange, finding }: ComparisonRow): Change {
  if (finding !== undefined && finding.outcome !== "unknown") {
    return finding.outcome === "equal" ? "same" : finding.outcome;
  }
  const { low, high, mean } = difference;
  if (relativeChange !== null && Math.abs(relativeChange) < NEGLIGIBLE) return "same";
  if (mean === 0) return "same";
  if (low === null || high === null) return "undecided";
  if (low > 0) return "higher";
  return high < 0 ? "lower" : "undecided";
}

/** A difference of failure rates from which speeds no longer compare like with like. */
const MATERIAL_FAILURES = 0.01;

/**
 * That most sessions fail leads; else throughput when it changed, then failures, latency and cost;
 * the others support.
 */
export function findingOf(result: CompareResult, locale: string): Finding {
  const collapse = collapseSentence(result.architectures, locale);
  const failures = collapse === undefined ? failuresPart(result, locale) : undefined;
  const cost = costKpi(result);
  const sentences = [
    collapse === undefined ? undefined : { text: collapse, decided: true },
    part(result, "throughput", (pair) => throughputSentence(pair, locale)),
    failures,
    part(result, "latencyMs.p95", (pair) => latencySentence(result, pair, locale)),
    part(result, cost, (pair) => costSentence(cost, pair, locale)),
  ].flatMap((one) => (one === undefined ? [] : [one]));
  const lead = sentences.find(({ decided }) => decided);
  if (lead === undefined) {
    return {
      lead: "This run shows no difference between the two deployments.",
      support: sentences.map(({ text }) => text),
    };
  }
  return {
    lead: lead.text,
    support: sentences.filter((one) => one !== lead).map(({ text }) => text),
  };
}

interface Part {
  readonly text: string;
  /** Whether it tells a difference, and so may lead. */
  readonly decided: boolean;
}

/** A row of which both deployments have a mean. */
interface Pair {
  readonly row: ComparisonRow;
  readonly coupled: number;
  readonly decoupled: number;
  readonly change: Change;
}

function pairOf({ table }: CompareResult, kpi: KpiPath): Pair | undefined {
  const row = table.find((candidate) => candidate.kpi === kpi);
  const coupled = row?.coupled.mean ?? undefined;
  const decoupled = row?.decoupled.mean ?? undefined;
  if (row === undefined || coupled === undefined || decoupled === undefined) return undefined;
  // Two zeros are a figure that the scenario leaves out, such as prices.
  if (coupled === 0 && decoupled === 0) return undefined;
  return { row, coupled, decoupled, change: changeOf(row) };
}

function part(
  result: CompareResult,
  kpi: KpiPath,
  sentence: (pair: Pair) => string,
): Part | undefined {
  const pair = pairOf(result, kpi);
  if (pair === undefined) return undefined;
  const { change } = pair;
  return { decided: change === "higher" || change === "lower", text: sentence(pair) };
}

/** Which deployment certainly fails materially more sessions, if one does. */
function failsMore(result: CompareResult): Architecture | undefined {
  const pair = pairOf(result, "errorRate");
  if (pair === undefined) return undefined;
  if (Math.abs(pair.decoupled - pair.coupled) <= MATERIAL_FAILURES) return undefined;
  if (pair.change === "higher") return "decoupled";
  return pair.change === "lower" ? "coupled" : undefined;
}

function failuresPart(result: CompareResult, locale: string): Part | undefined {
  const more = failsMore(result);
  const row = result.table.find(({ kpi }) => kpi === "errorRate");
  if (more === undefined || row === undefined) return undefined;
  const less = more === "coupled" ? "decoupled" : "coupled";
  const [high, low] = [failedShare(row[more], locale), failedShare(row[less], locale)];
  return {
    decided: true,
    text: `${high} of the ${more} sessions fail, and ${low} of the ${less}.`,
  };
}

/** Beyond half as much again, a factor is easier to grasp than a percentage. */
const FACTOR_FROM = 1.5;

function throughputSentence({ row, coupled, decoupled, change }: Pair, locale: string): string {
  switch (change) {
    case "same":
      return sameThroughput(row, locale);
    case "undecided":
      return "This run does not show whether decoupled serves more sessions per second.";
    case "higher":
      if (coupled === 0) return "Decoupled serves sessions where coupled finishes none.";
      return decoupled / coupled >= FACTOR_FROM
        ? `Decoupled serves ${factor(row, decoupled / coupled, locale)} times as many sessions per second.`
        : `Decoupled serves ${percent(row, decoupled / coupled - 1, locale)} more sessions per second.`;
    case "lower":
      return decoupled === 0
        ? "Decoupled finishes no session where coupled serves some."
        : `Decoupled serves ${percent(row, 1 - decoupled / coupled, locale)} fewer sessions per second.`;
    default:
      return assertNever(change);
  }
}

/** "Same" is within a few percent: where the figures read differently, both are told. */
function sameThroughput(row: Pair["row"], locale: string): string {
  const scale = sharedScale([row.coupled, row.decoupled], "1");
  const before = formatRounded(row.coupled, scale, locale);
  const after = formatRounded(row.decoupled, scale, locale);
  return before === after
    ? `Both deployments serve ${after} sessions per second.`
    : `Both deployments serve about as many sessions per second: ${after} decoupled, ${before} coupled.`;
}

function latencySentence(result: CompareResult, { row, change }: Pair, locale: string): string {
  const sessions = sessionsWithin(result.architectures);
  const scale = sharedScale([row.coupled, row.decoupled], "ms");
  const before = formatRounded(row.coupled, scale, locale);
  const after = formatRounded(row.decoupled, scale, locale);
  if (change === "same") return `${sessions} within ${after} in both deployments.`;
  if (change === "undecided") {
    return `This run does not show in which deployment ${sessions} sooner.`;
  }
  const faster = change === "lower" ? "decoupled" : "coupled";
  // To fail early is not to be fast.
  if (failsMore(result) === faster) {
    return `${sessions} within ${after} decoupled and within ${before} coupled, but ${faster} is no better for it: more of its sessions fail.`;
  }
  const than = change === "lower" ? "sooner" : "later";
  if (before === after) {
    const { difference } = row;
    const size = { ...difference, mean: Math.abs(difference.mean ?? 0) };
    return `${sessions} within about ${after} in both deployments, ${distance(size, locale)} ${than} decoupled.`;
  }
  return `${sessions} within ${after} decoupled, ${than} than the ${before} coupled.`;
}

/** A difference without its sign. */
function distance({ low, high, ...size }: Figure, locale: string): string {
  const bounds = [Math.abs(low ?? 0), Math.abs(high ?? 0)];
  const figure = { ...size, low: Math.min(...bounds), high: Math.max(...bounds) };
  return formatRounded(figure, sharedScale([figure], "ms"), locale);
}

/** Where sessions may fail in numbers, a low price per request may be the price of failing. */
function costKpi({ architectures }: CompareResult): "costUsd.perRequest" | "costUsd.perSuccess" {
  return failuresCount(architectures) ? "costUsd.perSuccess" : "costUsd.perRequest";
}

const PRICED = {
  request: {
    request: "request",
    one: "A request costs",
    thousand: "A thousand requests cost",
  },
  success: {
    request: "successful request",
    one: "A successful request costs",
    thousand: "A thousand successful requests cost",
  },
} as const;

function costSentence(kpi: KpiPath, { row, change, ...means }: Pair, locale: string): string {
  const { coupled, decoupled } = means;
  const scale = scaleFor("usd", Math.max(coupled, decoupled));
  const before = formatRounded(row.coupled, scale, locale);
  const after = formatRounded(row.decoupled, scale, locale);
  const { request, one, thousand } = kpi === "costUsd.perSuccess" ? PRICED.success : PRICED.request;
  const subject = scale.per === 1000 ? thousand : one;
  const about = `${subject} about ${after} in both deployments`;
  switch (change) {
    case "same":
      return `${subject} ${after} in both deployments.`;
    case "undecided":
      return `This run does not show in which deployment a ${request} costs less.`;
    case "lower": {
      const less = `${percent(row, 1 - decoupled / coupled, locale)} less`;
      return before === after
        ? `${about}, ${less} decoupled.`
        : `${subject} ${after} decoupled, ${less} than the ${before} coupled.`;
    }
    case "higher": {
      if (coupled === 0) return `${subject} ${after} decoupled and nothing coupled.`;
      const more = `${percent(row, decoupled / coupled - 1, locale)} more`;
      return before === after
        ? `${about}, ${more} decoupled.`
        : `${subject} ${after} decoupled, ${more} than the ${before} coupled.`;
    }
    default:
      return assertNever(change);
  }
}

function factor(row: ComparisonRow, ratio: number, locale: string): string {
  const decimals = Math.min(ratioDecimals(row, ratio, 1), ratio < 10 ? 1 : 0);
  return formatNumber(ratio, scaleFor("1", ratio), decimals, locale);
}

function percent(row: ComparisonRow, share: number, locale: string): string {
  // Two digits, also of what rounds up to ten percent.
  const decimals = Math.min(ratioDecimals(row, share, 100), share < 0.0995 ? 1 : 0);
  return formatNumber(share, scaleFor("ratio", 1), decimals, locale);
}

/**
 * Decimals that the interval of decoupled ÷ coupled supports, and at least one digit of `value`. Its
 * half-width is taken as the paired difference's over the coupled mean, the delta method's leading
 * term; what the coupled mean itself adds is left out.
 */
function ratioDecimals({ difference, coupled }: ComparisonRow, value: number, per: number): number {
  const { mean, low, high } = difference;
  const least = decimalsForDigits(value * per, 1);
  if (mean === null || low === null || high === null || isExact(mean, low, high)) return Infinity;
  const halfWidth = Math.max(mean - low, high - mean) / Math.abs(coupled.mean ?? 1);
  return Math.max(least, decimalsForHalfWidth(halfWidth * per));
}

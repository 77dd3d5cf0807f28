import type { CostLine, EqualWork, QualityRow } from "../../../engine/contract/money-result.js";
import type {
  Investment,
  ProjectResult,
  UnitCosts,
} from "../../../engine/contract/project-result.js";
import { chanceText, multipleText } from "../../charts/return-model.js";
import { formatAbout, formatShort, MISSING } from "../../ui/format/figure.js";
import {
  formatCount,
  formatLargeCount,
  formatNumber,
  formatPercent,
  MINUS,
} from "../../ui/format/number.js";
import { requirementText } from "../compare/requirement.js";
import { scaleFor } from "../../ui/format/scale.js";

/** From here on a table of costs has no cents. */
const WITHOUT_CENTS_USD = 1000;

/** What is reckoned from simulated figures and assumptions is known to three digits at best. */
const usd = (value: number, locale: string): string => formatAbout(value, "usd", locale);
/** What the scenario states keeps its digits. */
const stated = (value: number, locale: string): string => formatShort(value, "usd", locale);

/** What the change costs or saves, first in one sentence, then what it is worth. */
export function moneySentences(
  { costs, horizonDays, investment, units }: ProjectResult,
  locale: string,
): { lead: string; support: string[] } {
  const { beforeUsd, afterUsd, differenceUsd } = costs.total;
  if (beforeUsd === null || differenceUsd === null) {
    return {
      lead: `Decoupled costs ${usd(afterUsd, locale)} over ${horizonDays} days.`,
      support: ["The scenario describes no coupled deployment to compare it with."],
    };
  }
  const support = [];
  const before = units.before?.perSuccessUsd ?? null;
  const after = units.after.perSuccessUsd;
  if (before !== null && after !== null) {
    support.push(
      `A successful session costs ${unitText(after, locale)} in all, coupled ${unitText(before, locale)}.`,
    );
  }
  if (investment !== null) support.push(...investmentSentences(investment, horizonDays, locale));
  const how = differenceUsd > 0 ? "more" : "less";
  return {
    lead:
      differenceUsd === 0
        ? `Decoupled costs as much as coupled over ${horizonDays} days.`
        : `Decoupled costs ${usd(Math.abs(differenceUsd), locale)} ${how} than coupled over ${horizonDays} days, all costs counted.`,
    support,
  };
}

function investmentSentences(
  { investedUsd, paybackDays, risk, claimedMultiple }: Investment,
  horizonDays: number,
  locale: string,
): string[] {
  const sentences = [];
  if (investedUsd > 0) {
    const putIn = `The ${stated(investedUsd, locale)} put in`;
    sentences.push(
      paybackDays === null
        ? `${putIn} does not come back within ${horizonDays} days.`
        : `${putIn} is back after ${daysText(paybackDays, locale)}.`,
    );
  }
  if (risk !== null && risk.probabilityOfClaimedMultiple !== null) {
    const chance = chanceText(risk.probabilityOfClaimedMultiple, risk.draws, locale);
    sentences.push(
      `The claimed ${multipleText(claimedMultiple, locale)} return has a probability of ${chance}.`,
    );
  }
  return sentences;
}

const daysText = (days: number, locale: string): string =>
  `${formatCount(Math.ceil(days), locale)} days`;

export interface CostRow {
  readonly name: string;
  readonly formula: string;
  readonly before: string;
  readonly after: string;
  readonly difference: string;
  readonly isTotal: boolean;
}

/** How work and quality were made alike, and what they are worth then. */
export function equalWorkSentences(work: EqualWork, locale: string): string[] {
  const { copies, multiple, npvUsd, quality, sameQuality, successfulSessions } = work;
  const times = (value: number): string => multipleText(value, locale);
  const worth = multiple === null ? "" : `, ${times(multiple)} of what is put in comes back`;
  const broken = quality.flatMap((row) => brokenTexts(row, locale)).join("; ");
  const alike =
    sameQuality === false ? "They are not of the same quality" : "Equal quality is not certain";
  return [
    `Each does ${formatLargeCount(successfulSessions, locale)} successful sessions: coupled is taken ${times(copies.before)}, decoupled ${times(copies.after)}.`,
    `On this basis the change is worth ${usd(npvUsd, locale)}${worth}, as far as that work is wanted.`,
    ...(quality.length === 0
      ? ["Nothing is promised, so quality is not compared."]
      : [sameQuality === true ? "Both keep every promise today." : `${alike}: ${broken}.`]),
  ];
}

function brokenTexts(row: QualityRow, locale: string): string[] {
  const { label, threshold } = requirementText(row, [row.before.figure, row.after.figure], locale);
  return (["before", "after"] as const).flatMap((side) => {
    const { verdict } = row[side];
    const who = side === "before" ? "coupled" : "decoupled";
    return verdict === "met" ? [] : [`${who}, ${label} ${threshold} is ${verdict}`];
  });
}

/** The lines of the total cost of ownership and their total; those that cost nothing are told of. */
export function costRows(
  { lines, total }: Pick<EqualWork, "lines" | "total">,
  locale: string,
): { rows: CostRow[]; free: string[] } {
  const most = Math.max(total.afterUsd, total.beforeUsd ?? 0);
  const decimals = most < WITHOUT_CENTS_USD ? 2 : 0;
  const amount = (value: number | null, sign = false): string =>
    value === null ? MISSING : formatNumber(value, scaleFor("usd", 1), decimals, locale, { sign });
  const row = (line: CostLine, isTotal: boolean): CostRow => ({
    name: capital(line.name),
    formula: line.formula,
    before: amount(line.beforeUsd),
    after: amount(line.afterUsd),
    difference: amount(line.differenceUsd, true),
    isTotal,
  });
  return {
    rows: [...lines.filter(isSpent).map((line) => row(line, false)), row(total, true)],
    free: lines.filter((line) => !isSpent(line)).map(({ name }) => name),
  };
}

const isSpent = ({ beforeUsd, afterUsd }: CostLine): boolean =>
  afterUsd !== 0 || (beforeUsd ?? 0) !== 0;

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export interface UnitRow {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly change: string;
}

const UNITS: readonly (readonly [string, (units: UnitCosts) => number | null])[] = [
  ["Request", (units) => units.perRequestUsd],
  ["Successful session", (units) => units.perSuccessUsd],
  ["Token", (units) => units.perTokenUsd],
  ["Million tokens", (units) => units.perMillionTokensUsd],
  ["Million input tokens", (units) => units.perMillionUsd.input],
  ["Million output tokens", (units) => units.perMillionUsd.output],
  ["Million cached tokens", (units) => units.perMillionUsd.cached],
];

/** What one of each costs, all costs of the horizon spread over what was done in it. */
export function unitRows({ before, after }: ProjectResult["units"], locale: string): UnitRow[] {
  return UNITS.flatMap(([name, of]) => {
    const now = of(after);
    const was = before === null ? null : of(before);
    if (now === null && was === null) return [];
    return [
      {
        name,
        before: was === null ? MISSING : unitText(was, locale),
        after: now === null ? MISSING : unitText(now, locale),
        change: was === null || now === null || was === 0 ? MISSING : change(now / was - 1, locale),
      },
    ];
  });
}

/** A unit cost with three digits, however many zeros come first: the price of one token is shown as such. */
function unitText(value: number, locale: string): string {
  if (value === 0) return formatNumber(0, scaleFor("usd", 1), 0, locale);
  const decimals = 2 - Math.floor(Math.log10(Math.abs(value)));
  return formatNumber(value, scaleFor("usd", 1), Math.min(12, Math.max(2, decimals)), locale);
}

function change(share: number, locale: string): string {
  const text = formatPercent(Math.abs(share), 1, locale);
  if (text === formatPercent(0, 1, locale)) return text;
  return share > 0 ? `+${text}` : `${MINUS}${text}`;
}

export interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note: string | undefined;
}

/** The change as an investment, figure by figure. */
export function investmentTiles(
  investment: Investment,
  horizonDays: number,
  locale: string,
): Tile[] {
  const { risk, cases } = investment;
  const rate = formatPercent(investment.discountRatePerYear, 1, locale);
  const premium = investment.riskPremiumPerYear;
  const range = (spread: { p10: number; p90: number } | null | undefined, of = usd) =>
    spread === null || spread === undefined || of(spread.p10, locale) === of(spread.p90, locale)
      ? undefined
      : // A word joiner keeps a minus and its amount on one line.
        `P10 to P90: ${of(spread.p10, locale)} to ${of(spread.p90, locale)}`.replaceAll(
          MINUS,
          `${MINUS}\u2060`,
        );
  const back = (days: number | null): string =>
    days === null ? `Not within ${horizonDays} days` : daysText(days, locale);
  const rates = investment.irrPerYear.map((one) => yearly(one, locale));
  return [
    { name: "Put in on day 0", value: stated(investment.investedUsd, locale), note: undefined },
    {
      name: "Net present value",
      value: usd(investment.npvUsd, locale),
      note: [
        premium > 0
          ? `At ${rate} a year, ${formatPercent(premium, 1, locale)} of it for risk`
          : `At ${rate} a year`,
        range(risk?.npvUsd),
        cases === null ? undefined : `By cases ${usd(cases.weightedNpvUsd, locale)}`,
      ]
        .filter((part) => part !== undefined)
        .join(". "),
    },
    {
      name: "Internal rate of return",
      value: rates.length === 0 ? "None" : rates.join(", "),
      note: investment.irrNote === undefined ? "A year" : capital(investment.irrNote),
    },
    {
      name: "Payback",
      value: investment.investedUsd > 0 ? back(investment.paybackDays) : MISSING,
      note:
        investment.investedUsd <= 0
          ? "Nothing is put in"
          : investment.discountRatePerYear === 0
            ? undefined
            : `Discounted: ${back(investment.discountedPaybackDays).toLowerCase()}`,
    },
    {
      name: "Return on investment",
      value: investment.roi === null ? MISSING : change(investment.roi, locale),
      note: investment.roi === null ? "Nothing is put in" : `Over ${horizonDays} days`,
    },
    ...(investment.multiple === null
      ? []
      : [
          {
            name: "Returned for each dollar put in",
            value: multipleText(investment.multiple, locale),
            note: [
              `Claimed: ${multipleText(investment.claimedMultiple, locale)}`,
              range(risk?.multiple, multipleText),
            ]
              .filter((part) => part !== undefined)
              .join(". "),
          },
        ]),
  ];
}

/** The rate of a change that pays back within months is huge by the year; decimals say nothing then. */
const yearly = (rate: number, locale: string): string =>
  formatPercent(rate, rate >= 10 ? 0 : 1, locale).replace("-", MINUS);

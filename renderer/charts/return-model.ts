import type { DrawHistogram, Investment, Spread } from "../../engine/contract/project-result.js";
import { formatAbout } from "../ui/format/figure.js";
import { formatCount, formatGiven, formatPercent } from "../ui/format/number.js";
import { numberCell, rangeCell } from "./cells.js";
import type { Described } from "./chart.js";

/** A value on the axis that is named there. */
export interface ReturnMark {
  readonly kind: "percentile" | "threshold";
  readonly value: number;
  readonly label: string;
  readonly words: string;
}

export interface ReturnModel extends Described {
  readonly histogram: DrawHistogram;
  /** Below it money is lost. */
  readonly even: number;
  readonly marks: readonly ReturnMark[];
  readonly xTitle: string;
  readonly format: (value: number) => string;
  /** One bar in words: how many draws lie in it. */
  readonly barWords: (bar: number) => string;
}

/**
 * What comes back over the draws of what is uncertain, as a multiple of what is put in, else as net
 * present value; undefined where nothing is uncertain or no draw differs.
 */
export function returnModel(investment: Investment, locale: string): ReturnModel | undefined {
  const { risk, claimedMultiple } = investment;
  if (risk === null) return undefined;
  const { draws, probabilityOfLoss, probabilityOfClaimedMultiple: reached, histograms } = risk;
  const isMultiple = histograms.multiple !== null && risk.multiple !== null;
  const histogram = histograms.multiple ?? histograms.npvUsd;
  if (histogram.counts.length < 2) return undefined;
  const spread = risk.multiple ?? risk.npvUsd;
  const format = (value: number): string =>
    isMultiple ? multipleText(value, locale) : formatAbout(value, "usd", locale);
  const even = isMultiple ? 1 : 0;
  const chance = (share: number): string => chanceText(share, draws, locale);
  const marks: ReturnMark[] = [
    ...percentiles(spread, format),
    {
      kind: "threshold",
      value: even,
      label: isMultiple ? "money back" : "even",
      words: `${format(even)}: ${isMultiple ? "what was put in comes back" : "neither gain nor loss"}. Probability of a loss ${chance(probabilityOfLoss)}`,
    },
    ...(isMultiple && reached !== null
      ? [
          {
            kind: "threshold" as const,
            value: claimedMultiple,
            label: `claimed ${format(claimedMultiple)}`,
            words: `${format(claimedMultiple)} is claimed. Probability of reaching it ${chance(reached)}`,
          },
        ]
      : []),
  ];
  const claim =
    reached === null
      ? ""
      : `; ${chance(reached)} reach the claimed ${multipleText(claimedMultiple, locale)}`;
  const share = (bar: number): string =>
    formatPercent((histogram.counts[bar] ?? 0) / draws, 1, locale);
  const barRange = (bar: number): string => {
    const from = format(histogram.edges[bar] ?? 0);
    const to = format(histogram.edges[bar + 1] ?? 0);
    if (bar === 0) return `up to ${to}`;
    return bar === histogram.counts.length - 1 ? `from ${from}` : `${from} to ${to}`;
  };
  return {
    histogram,
    even,
    marks,
    format,
    barWords: (bar) => `${barRange(bar)}: ${share(bar)} of the draws`,
    xTitle: isMultiple ? "Returned, times what was put in" : "Net present value, USD",
    title: `${capital(chance(probabilityOfLoss))} of the draws lose money${claim}.`,
    subtitle: `${isMultiple ? "Money returned, times what was put in" : "Net present value in USD"}, over ${formatCount(draws, locale)} draws of what is uncertain; a loss is a net present value below 0`,
    summary: `${marks.map(({ words }) => words).join(". ")}.`,
    table: {
      columns: [
        isMultiple ? "Returned, times what was put in" : "Net present value",
        "Share of the draws",
        "Draws",
      ],
      rows: histogram.counts.map((count, bar) => [
        rangeCell(
          barRange(bar),
          bar === 0 ? null : (histogram.edges[bar] ?? null),
          bar === histogram.counts.length - 1 ? null : (histogram.edges[bar + 1] ?? null),
          isMultiple ? "" : "usd",
        ),
        numberCell(share(bar), count / draws, "ratio"),
        numberCell(formatCount(count, locale), count),
      ]),
    },
  };
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function percentiles(spread: Spread, format: (value: number) => string): ReturnMark[] {
  return (["p10", "p50", "p90"] as const).map((name) => ({
    kind: "percentile",
    value: spread[name],
    label: name.toUpperCase(),
    words: `${name.toUpperCase()}: ${format(spread[name])}`,
  }));
}

/** `1.37×`: what came back for each dollar put in. */
export const multipleText = (value: number, locale: string): string =>
  `${formatGiven(Number(value.toPrecision(3)), locale).replace("-", "\u2212")}×`;

/** A share of draws: never 0 or 100 % where the draws are too few to know. */
export function chanceText(share: number, draws: number, locale: string): string {
  const least = 1 / draws;
  if (share < least) return `under ${formatPercent(least, 2, locale)}`;
  if (share > 1 - least) return `over ${formatPercent(1 - least, 2, locale)}`;
  // 99.95% with one decimal would read as certainty.
  const toEnd = Math.min(share, 1 - share);
  return formatPercent(share, toEnd < 0.001 ? 2 : toEnd < 0.1 ? 1 : 0, locale);
}

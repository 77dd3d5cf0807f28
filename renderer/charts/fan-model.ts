import type { ProjectResult } from "../../engine/contract/project-result.js";
import type { Architecture } from "../../engine/contract/result.js";
import { formatAbout, formatShort } from "../ui/format/figure.js";
import { formatCount, formatHugeSum, isHugeSum } from "../ui/format/number.js";
import { scaleFor } from "../ui/format/scale.js";
import { ARCHITECTURE_NAMES } from "../ui/names.js";
import { numberCell } from "./cells.js";
import type { Described } from "./chart.js";

/** One quantity by day from day 0: as expected, and between P10 and P90 where inputs are uncertain. */
export interface FanSeries {
  /** `net` is of both deployments: what the change saves. */
  readonly of: Architecture | "net";
  readonly expected: readonly number[];
  readonly band: { readonly low: readonly number[]; readonly high: readonly number[] } | undefined;
}

/** A day that can be pointed at, with its values in words. */
export interface FanDay {
  readonly day: number;
  readonly words: string;
}

export interface FanModel extends Described {
  readonly horizonDays: number;
  readonly series: readonly FanSeries[];
  readonly days: readonly FanDay[];
  readonly yTitle: string;
  /** A day on which something happens, and what. */
  readonly event: { readonly day: number; readonly label: string } | undefined;
}

type Spread = NonNullable<ProjectResult["daily"]["fan"]>["afterUsd"] | null | undefined;

const bandOf = (spread: Spread): FanSeries["band"] =>
  spread === null || spread === undefined ? undefined : { low: spread.p10, high: spread.p90 };

/** What both deployments cost to run, day by day. */
export function dailyCostModel(result: ProjectResult, locale: string): FanModel {
  const { daily, horizonDays } = result;
  const { beforeUsd, afterUsd, fan } = daily;
  const series: FanSeries[] = [
    ...(beforeUsd === null
      ? []
      : [{ of: "coupled" as const, expected: beforeUsd, band: bandOf(fan?.beforeUsd) }]),
    { of: "decoupled", expected: afterUsd, band: bandOf(fan?.afterUsd) },
  ];
  const after = usd(afterUsd.at(-1), locale);
  const title =
    beforeUsd === null
      ? `On day ${horizonDays} decoupled costs ${after} a day.`
      : `On day ${horizonDays} decoupled costs ${after} a day, coupled ${usd(beforeUsd.at(-1), locale)}.`;
  return fanModel(result, locale, series, {
    title,
    subtitle: `Running cost by day, USD${bandWords(result, locale)}`,
    yTitle: "USD a day",
    event: undefined,
  });
}

/** What the change has saved since day 0, less what was put in; undefined with nothing to compare. */
export function netSavingsModel(result: ProjectResult, locale: string): FanModel | undefined {
  const { daily, horizonDays, investment } = result;
  const { netSavedUsd, fan } = daily;
  if (netSavedUsd === null) return undefined;
  const band = bandOf(fan?.netSavedUsd);
  const paybackDays = investment?.paybackDays ?? null;
  const invested = investment?.investedUsd ?? 0;
  const last = netSavedUsd.at(-1) ?? 0;
  const isPutIn = invested > 0;
  const title = (): string => {
    if (!isPutIn) {
      const how = last < 0 ? "costs" : "saves";
      return `Over ${horizonDays} days the change ${how} ${usd(Math.abs(last), locale)} in running costs.`;
    }
    if (paybackDays !== null) {
      return `The ${formatShort(invested, "usd", locale)} put in is back by day ${Math.ceil(paybackDays)}.`;
    }
    return last > 0 - invested
      ? `After ${horizonDays} days ${usd(0 - last, locale)} of the ${formatShort(invested, "usd", locale)} put in is still out.`
      : `The change saves nothing: after ${horizonDays} days ${usd(0 - last, locale)} is out.`;
  };
  return fanModel(result, locale, [{ of: "net", expected: netSavedUsd, band }], {
    title: title(),
    subtitle: `Saved in running costs less what was put in, USD${bandWords(result, locale)}`,
    yTitle: "USD, net",
    event:
      isPutIn && paybackDays !== null
        ? { day: paybackDays, label: `back by day ${Math.ceil(paybackDays)}` }
        : undefined,
  });
}

const usd = (value: number | undefined, locale: string): string =>
  formatAbout(value ?? 0, "usd", locale);

/** Amounts of a table in one unit: in billions are all of them, where one is. */
function tableUsd(series: readonly FanSeries[], locale: string): (value: number) => string {
  const most = series.flatMap(({ expected, band }) => [
    ...expected,
    ...(band === undefined ? [] : [...band.low, ...band.high]),
  ]);
  return most.some((value) => isHugeSum(value, scaleFor("usd", 1)))
    ? (value) => formatHugeSum(value, locale)
    : (value) => usd(value, locale);
}

function bandWords({ investment, daily }: ProjectResult, locale: string): string {
  if (daily.fan === null) return "";
  const draws = investment?.risk?.draws;
  const over = draws === undefined ? "" : ` of ${formatCount(draws, locale)} draws`;
  return `; bands: P10 to P90${over}`;
}

const NAMES: Readonly<Record<FanSeries["of"], string>> = {
  ...ARCHITECTURE_NAMES,
  net: "Net savings",
};

function fanModel(
  result: ProjectResult,
  locale: string,
  series: readonly FanSeries[],
  words: Pick<FanModel, "title" | "subtitle" | "yTitle" | "event">,
): FanModel {
  const { horizonDays } = result;
  const step = 30 * Math.ceil(horizonDays / 360);
  const days = [
    ...new Set([
      ...Array.from({ length: Math.floor(horizonDays / step) + 1 }, (_, at) => at * step),
      ...result.marks.map(({ day }) => day),
    ]),
  ].toSorted((a, b) => a - b);
  const at = ({ of, expected, band }: FanSeries, day: number): string => {
    const text = `${NAMES[of]} ${usd(expected[day], locale)}`;
    return band === undefined
      ? text
      : `${text} (P10 to P90 ${usd(band.low[day], locale)} to ${usd(band.high[day], locale)})`;
  };
  const amount = tableUsd(series, locale);
  const told = days.map((day) => ({
    day,
    words: `Day ${day}: ${series.map((one) => at(one, day)).join(", ")}`,
  }));
  const marked = new Set(result.marks.map(({ day }) => day));
  return {
    ...words,
    horizonDays,
    series,
    days: told,
    summary: `${told
      .filter(({ day }) => marked.has(day))
      .map((one) => one.words)
      .join(". ")}.`,
    table: {
      columns: [
        "Day",
        ...series.flatMap(({ of, band }) =>
          band === undefined ? [NAMES[of]] : [NAMES[of], `${NAMES[of]}, P10`, `${NAMES[of]}, P90`],
        ),
      ],
      rows: days.map((day) => [
        numberCell(String(day), day),
        ...series.flatMap(({ expected, band }) =>
          (band === undefined ? [expected] : [expected, band.low, band.high]).map((one) =>
            numberCell(amount(one[day] ?? 0), one[day] ?? null, "usd"),
          ),
        ),
      ]),
    },
  };
}

import type { Scale } from "./scale.js";
import { percentOffset } from "./scale.js";

/** Digits shown where no interval says how many are known. */
const DIGITS_WITHOUT_INTERVAL = 3;
/** An interval of no width is exact, and more digits than this are noise to a reader. */
const DIGITS_WHEN_EXACT = 6;
/** After the point they are noise sooner: 43/48 is read as 89.58%. */
const DIGITS_WITH_DECIMALS = 4;
const MOST_DECIMALS = 12;
/** Of money: with more of them its zeros can no longer be counted, and a power of ten says how small it is. */
const MOST_MONEY_DECIMALS = 10;
/** Of percentage points: a difference known better than to a millionth of all is none to anyone. */
const MOST_POINT_DECIMALS = 4;
/** In USD; from here on cents are noise. */
const LARGE_SUM = 10_000;

/**
 * Decimals that a half-width supports: one significant digit of it, two when its first digit is 1 or
 * 2, where one digit would round by up to a half. Negative: rounded to tens, hundreds and so on.
 */
export function decimalsForHalfWidth(halfWidth: number): number {
  const exponent = Math.floor(Math.log10(halfWidth));
  const first = Math.floor(halfWidth / 10 ** exponent + 1e-9);
  return clampDecimals(first <= 2 ? 1 - exponent : -exponent);
}

/** Decimals that show `value` with `digits` significant digits. */
export function decimalsForDigits(value: number, digits: number): number {
  if (value === 0) return 0;
  return clampDecimals(digits - 1 - Math.floor(Math.log10(Math.abs(value)) + 1e-12));
}

function clampDecimals(decimals: number): number {
  // Adding 0 turns -0, which negating an exponent makes, into 0.
  return Math.max(-MOST_DECIMALS, Math.min(MOST_DECIMALS, decimals)) + 0;
}

/** Decimals, on the scale, for a value with or without an interval around it. */
export function decimalsFor(
  figure: { readonly mean: number; readonly low: number | null; readonly high: number | null },
  scale: Scale,
): number {
  const { low, high } = figure;
  // What Intl multiplies by itself counts here as well.
  const unit = scale.divisor / 10 ** percentOffset(scale);
  const mean = figure.mean / unit;
  if (low === null || high === null) return decimalsForDigits(mean, DIGITS_WITHOUT_INTERVAL);
  if (isExact(figure.mean, low, high)) {
    const decimals = trimExact(mean, exactDecimals(mean));
    return scale.style === "usd" && Math.abs(mean) >= LARGE_SUM ? Math.min(0, decimals) : decimals;
  }
  const known = decimalsForHalfWidth(Math.max(figure.mean - low, high - figure.mean) / unit);
  return scale.unit === "pp" ? Math.min(known, MOST_POINT_DECIMALS) : known;
}

/** Whether an interval has no width, but for the rounding errors of a sum. */
export function isExact(mean: number | null, low: number | null, high: number | null): boolean {
  if (mean === null || low === null || high === null) return false;
  return high - low <= Math.abs(mean) * 2e-9;
}

function exactDecimals(value: number): number {
  const afterPoint = Math.max(0, decimalsForDigits(value, DIGITS_WITH_DECIMALS));
  return Math.min(afterPoint, decimalsForDigits(value, DIGITS_WHEN_EXACT));
}

/** Fewer decimals where the value needs fewer: 2 rather than 2.000. */
export function trimExact(value: number, decimals: number): number {
  const places = Math.max(0, decimals);
  const fraction = /\.(\d*?)0*$/.exec(value.toFixed(places))?.[1] ?? "";
  return Math.min(decimals, fraction.length);
}

const formats = new Map<string, Intl.NumberFormat>();

/** Intl formats are slow to make and hold no state, so each is made once. */
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, options);
  formats.set(key, made);
  return made;
}

export interface NumberOptions {
  readonly sign?: boolean;
  /** The number alone: its unit, percent or currency sign stands beside it already. */
  readonly bare?: boolean;
}

const STYLES: Readonly<Record<Scale["style"], Intl.NumberFormatOptions>> = {
  plain: {},
  percent: { style: "percent" },
  usd: { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" },
};

/** As wide as a plus, and read out as a minus; Intl writes a hyphen in most locales. */
export const MINUS = "\u2212";

/** Narrow no-break space: a number and its unit never part at a line's end. */
const THIN_SPACE = "\u202f";

/**
 * One number on a scale, with a fixed number of decimals (negative ones round before the point). Money has cents
 * or whole units, so one decimal of it is two; with very many it is written as a power of ten, to the same digit.
 */
export function formatNumber(
  value: number,
  scale: Scale,
  decimals: number,
  locale: string,
  { sign = false, bare = false }: NumberOptions = {},
): string {
  const places = scale.style === "usd" && decimals === 1 ? 2 : Math.max(0, decimals);
  const scaled = value / scale.divisor;
  const step = decimals < 0 ? 10 ** (-decimals - percentOffset(scale)) : 0;
  const rounded = step === 0 ? scaled : Math.round(scaled / step) * step;
  const shown = bare && scale.style === "percent" ? rounded * 100 : rounded;
  const isTiny = scale.style === "usd" && places > MOST_MONEY_DECIMALS && shown !== 0;
  const digits = isTiny ? Math.max(0, places + Math.floor(Math.log10(Math.abs(shown)))) : places;
  const text = numberFormat(locale, {
    ...(isTiny ? { notation: "scientific" } : {}),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    // A difference that rounds to nothing has no sign.
    signDisplay: sign ? "exceptZero" : "negative",
    ...(bare ? {} : STYLES[scale.style]),
  })
    .format(shown)
    .replaceAll("-", MINUS);
  if (bare || scale.unit === "") return text;
  return scale.unit.startsWith("/") ? `${text}${scale.unit}` : `${text}${THIN_SPACE}${scale.unit}`;
}

/** In USD; from here on digits are counted rather than read, and a word says how large it is. */
const HUGE_SUM = 1e9;

/** Whether a sum of money on this scale is too large to be written out. */
export const isHugeSum = (value: number, scale: Scale): boolean =>
  scale.style === "usd" && Math.abs(value / scale.divisor) >= HUGE_SUM;

/** A sum of money by its greatest unit, as $1.31B: three digits, or fewer where it is round and `isStated`. */
export function formatHugeSum(value: number, locale: string, isStated = false): string {
  return numberFormat(locale, {
    ...STYLES.usd,
    notation: "compact",
    minimumSignificantDigits: isStated ? 1 : 3,
    maximumSignificantDigits: 3,
    signDisplay: "negative",
  })
    .format(value)
    .replace("-", MINUS);
}

/** From here on a count is told by its greatest unit. */
const LARGE_COUNT = 1e6;

/** A count; from a million on to three digits and in words: 11.2 billion. */
export function formatLargeCount(value: number, locale: string): string {
  if (value < LARGE_COUNT) return formatCount(value, locale);
  const options = { notation: "compact", compactDisplay: "long" } as const;
  return numberFormat(locale, { ...options, maximumSignificantDigits: 3 }).format(value);
}

/** A plain count with the locale's grouping. */
export function formatCount(value: number, locale: string): string {
  return numberFormat(locale, { maximumFractionDigits: 0 }).format(value);
}

/** How often something happened. */
export const howOften = (count: number, locale: string): string =>
  count === 1 ? "once" : `${formatCount(count, locale)} times`;

/** A number as it stands in a file, with grouping; a sixth written as 0.1666… is cut at six digits. */
export function formatGiven(value: number, locale: string): string {
  return numberFormat(locale, { maximumSignificantDigits: 6 }).format(value);
}

/** A share as a percentage with `decimals`. */
export function formatPercent(share: number, decimals: number, locale: string): string {
  return numberFormat(locale, {
    style: "percent",
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(share);
}

/** How far a task is, in percent; with a decimal at first, so that a huge one is seen to move. */
export function formatProgress(fraction: number, locale: string): string {
  return formatPercent(fraction, fraction < 0.1 ? 1 : 0, locale);
}

/** A size in millions of bytes. */
export function formatMegabytes(bytes: number, locale: string): string {
  const options = { style: "unit", unit: "megabyte", maximumFractionDigits: 1 } as const;
  return numberFormat(locale, options).format(bytes / 1e6);
}

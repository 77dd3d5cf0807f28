import type { TimeUnit } from "./log-columns.js";

/** Moments since 1970 are numbers from here (2001) to {@link EPOCH_SPAN} times as much, in that unit. */
const EPOCH_FROM: readonly (readonly [TimeUnit, number])[] = [
  ["s", 1e9],
  ["ms", 1e12],
  ["us", 1e15],
  ["ns", 1e18],
];
const EPOCH_SPAN = 4.2;

const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/** A moment or duration as written, in whatever unit: a number, or the seconds of an ISO time. */
export type TimeValue = { readonly number: number } | { readonly seconds: number } | "none" | "bad";

/** Reads a cell that holds a time. Empty and null cells are "none": the request never got that far. */
export function readTime(value: unknown): TimeValue {
  if (value === undefined || value === null) return "none";
  if (typeof value === "number") return Number.isFinite(value) ? { number: value } : "bad";
  if (typeof value !== "string") return "bad";
  const text = value.trim();
  if (text === "" || /^(null|none|nan|na|n\/a|-)$/i.test(text)) return "none";
  const number = Number(text);
  if (Number.isFinite(number)) return { number };
  return ISO.test(text) ? isoSeconds(text) : "bad";
}

/** Seconds since 1970 of an ISO time, UTC where it names no zone, to the last digit written. */
function isoSeconds(text: string): TimeValue {
  const fraction = /\.\d+/.exec(text)?.[0] ?? "";
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
  const ms = Date.parse(zoned.replace(" ", "T").replace(fraction, ""));
  return Number.isNaN(ms) ? "bad" : { seconds: ms / 1000 + Number(fraction === "" ? 0 : fraction) };
}

/** The unit of moments that count from 1970; undefined when `typical` is no such number. */
export function epochUnit(typical: number): TimeUnit | undefined {
  return EPOCH_FROM.find(([, from]) => typical >= from && typical <= EPOCH_SPAN * from)?.[0];
}

/** The unit in which one output token takes more than a thousandth of a second and at most a whole one. */
export function unitByTokenTime(perToken: number): TimeUnit {
  if (perToken <= 1) return "s";
  if (perToken <= 1e3) return "ms";
  return perToken <= 1e6 ? "us" : "ns";
}

import { ticks as evenTicks } from "d3-array";
import { scaleLog } from "d3-scale";
import type { ScaleContinuousNumeric } from "d3-scale";
import { formatStated } from "../ui/format/figure.js";
import { spaced } from "./axis.js";
import type { Tick } from "./axis.js";
import type { Size } from "./chart.js";
import type { ScatterModel } from "./scatter-model.js";

const MARGIN = { top: 48, right: 46, bottom: 40, left: 72 };
/** An axis over less than this factor has too few powers of ten for its labels. */
const SHORT = 8;

export interface ScatterLayout {
  readonly plot: { left: number; right: number; top: number; bottom: number };
  readonly x: ScaleContinuousNumeric<number, number>;
  readonly y: ScaleContinuousNumeric<number, number>;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
}

/** Both axes have the same logarithmic domain, so that what is predicted right lies on the diagonal. */
export function scatterLayout(
  { domain, scale }: ScatterModel,
  size: Size,
  locale: string,
): ScatterLayout {
  const { top, left } = MARGIN;
  const right = Math.max(left + 60, size.width - MARGIN.right);
  const bottom = Math.max(top + 60, size.height - MARGIN.bottom);
  const x = scaleLog().domain(domain).range([left, right]);
  const y = scaleLog().domain(domain).range([bottom, top]);
  const values = logTicks(domain);
  const labelled = (at: (value: number) => number): Tick[] =>
    values.map((value) => ({ at: at(value), label: formatStated(value, scale, locale) }));
  return {
    plot: { left, right, top, bottom },
    x,
    y,
    xTicks: spaced(labelled(x), (at) => rankOf(values[at])),
    yTicks: thinned(labelled(y)),
  };
}

/** 1, 2 and 5 of every power of ten; over a short axis even steps. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  if (high / low < SHORT) return evenTicks(low, high, 5).filter((value) => value > 0);
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  return Array.from({ length: to - from + 1 }, (_, at) => from + at)
    .flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power))
    .filter((value) => value >= low && value <= high)
    .map((value) => Number(value.toPrecision(3)));
}

/** Powers of ten keep their labels first. */
const rankOf = (value = 1): number => (Number.isInteger(Math.log10(value)) ? 0 : 1);

const LINE = 16;

/** Labels one above the other, those left out that would touch the one below. */
function thinned(ticks: readonly Tick[]): Tick[] {
  let last = Number.POSITIVE_INFINITY;
  return ticks.map(({ at, label }) => {
    if (last - at < LINE) return { at, label: "" };
    last = at;
    return { at, label };
  });
}

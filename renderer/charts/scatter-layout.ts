import { range } from "d3-array";
import { scaleLog } from "d3-scale";
import type { ScaleContinuousNumeric } from "d3-scale";
import type { Scale } from "../ui/format/scale.js";
import { spaced, stacked, tickOn, ticksOn } from "./axis.js";
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
  return {
    plot: { left, right, top, bottom },
    x,
    y,
    xTicks: spaced(logTicks(x, scale, locale)),
    yTicks: stacked(logTicks(y, scale, locale)),
  };
}

/** 1, 2 and 5 of every power of ten, in the unit that they are written in; over a short axis all of them. */
export function logTicks(
  scale: ScaleContinuousNumeric<number, number>,
  unit: Scale,
  locale: string,
): Tick[] {
  const [low = 1, high = 1] = scale.domain().map((value) => value / unit.divisor);
  if (high / low < SHORT) return ticksOn(scale, 5, unit, locale);
  const powers = range(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high)) + 1);
  return powers
    .flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)))
    .filter((value) => value >= low && value <= high)
    .map((value) => tickOn(scale, value, unit, locale));
}

import { scaleLinear, scaleLog } from "d3-scale";
import type { ScaleContinuousNumeric } from "d3-scale";
import { scaleFor } from "../ui/format/scale.js";
import { spaced, stacked, ticksOn } from "./axis.js";
import type { Tick } from "./axis.js";
import type { Size } from "./chart.js";
import { simulatedTimeScale } from "./simulated-time.js";
import type { HeatModel } from "./heat-model.js";

const MARGIN = { top: 48, right: 22, bottom: 40, left: 84 };
/** The bucket of all that is slower has no scale, so it has a height of its own and a gap below. */
const OVERFLOW = { height: 12, gap: 4 };

export interface HeatLayout {
  readonly plot: { left: number; right: number; top: number; bottom: number };
  /** Pixels of a bin's start. */
  readonly x: ScaleContinuousNumeric<number, number>;
  /** Upper and lower edge of each row, in pixels. */
  readonly rows: readonly { readonly top: number; readonly bottom: number }[];
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
}

/** Where bins and rows lie. The rows are the engine's on either axis; the axis only places them. */
export function heatLayout(model: HeatModel, size: Size, locale: string): HeatLayout {
  const { rows, axis, binSeconds, from, to } = model;
  const left = MARGIN.left;
  const right = Math.max(left + 60, size.width - MARGIN.right);
  const top = MARGIN.top;
  const bottom = Math.max(top + 60, size.height - MARGIN.bottom);
  const bounded = rows.filter(({ upperMs }) => upperMs !== null);
  const highest = Math.max(1, ...bounded.map(({ upperMs }) => upperMs ?? 0));
  const hasOverflow = bounded.length < rows.length;
  const scaleTop = hasOverflow ? top + OVERFLOW.height + OVERFLOW.gap : top;
  const lowest = Math.max(rows[0]?.lowerMs ?? 0, (rows[0]?.upperMs ?? 1) / 2, 1e-3);
  const y =
    axis === "log"
      ? scaleLog().domain([lowest, highest]).range([bottom, scaleTop]).clamp(true)
      : scaleLinear()
          .domain([model.firstRow === 0 ? 0 : lowest, highest])
          .range([bottom, scaleTop]);
  const x = scaleLinear()
    .domain([from, to + 1])
    .range([left, right]);

  const ms = scaleFor("ms", highest);
  const yTicks = stacked(ticksOn(y, 6, ms, locale));
  const endMs = (to + 1) * binSeconds * 1000;
  const time = simulatedTimeScale(endMs);
  const ofTime = x.copy().domain(x.domain().map((bin) => bin * binSeconds * 1000));
  const xTicks = ticksOn(ofTime, Math.max(2, Math.floor((right - left) / 90)), time, locale);
  return {
    plot: { left, right, top, bottom },
    x,
    rows: rows.map(({ lowerMs, upperMs }) =>
      upperMs === null
        ? { top, bottom: top + OVERFLOW.height }
        : { top: y(upperMs), bottom: lowerMs <= lowest ? bottom : y(lowerMs) },
    ),
    xTicks: spaced(xTicks),
    yTicks: hasOverflow ? [...yTicks, { at: top + OVERFLOW.height / 2, label: "slower" }] : yTicks,
  };
}

import { scaleLinear } from "d3-scale";
import type { ScaleContinuousNumeric } from "d3-scale";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { formatStated } from "../ui/format/figure.js";
import { formatHugeSum, isHugeSum } from "../ui/format/number.js";
import type { Scale } from "../ui/format/scale.js";
import { px, textWidth } from "./chart.js";

export interface Tick {
  /** Pixels from the start of the axis' own coordinates. */
  readonly at: number;
  readonly label: string;
  /** Where not all labels have room, those of a lower rank are written. */
  readonly rank?: number;
}

export const AXIS_FONT = 11;

/** Below this ratio of its ends a logarithmic axis has hardly a round power to name. */
const FEW_POWERS = 4;

/**
 * Values to name on an axis, about `count` of them, round in the unit that they are written in: a sixth of a minute
 * is no round number. Evenly apart on a logarithmic axis, too, where it spans little.
 */
export function ticksOn(
  scale: ScaleContinuousNumeric<number, number>,
  count: number,
  unit: Scale,
  locale: string,
): Tick[] {
  const written = scale.copy().domain(scale.domain().map((value) => value / unit.divisor));
  const [low = 0, high = 0] = written.domain();
  const isShort = low > 0 && high / low < FEW_POWERS;
  const values = isShort ? scaleLinear().domain([low, high]).ticks(count) : written.ticks(count);
  const ticks = values.map((value) => tickOn(scale, value, unit, locale));
  const ends = scale.domain();
  if (!ends.some((end) => isHugeSum(end, unit))) return ticks;
  return ticks.map((tick, index) => {
    const value = (values[index] ?? 0) * unit.divisor;
    return { ...tick, label: formatHugeSum(value, locale, true) };
  });
}

/** The tick of a value that is given in the unit. On a logarithmic axis round values win. */
export function tickOn(
  scale: ScaleContinuousNumeric<number, number>,
  value: number,
  unit: Scale,
  locale: string,
): Tick {
  const own = value * unit.divisor;
  const rank = "base" in scale ? roundness(value) : 0;
  return { at: scale(own), label: formatStated(own, unit, locale), rank };
}

/** Height of a label with the gap to the next. */
const LABEL_HEIGHT = 15;

/** Labels side by side without those that would touch another; their lines stay. */
export function spaced(ticks: readonly Tick[]): Tick[] {
  const room = ({ label }: Tick): number => textWidth(label, AXIS_FONT) + 10;
  return isEven(ticks) ? everyNth(ticks, room) : apart(ticks, room);
}

/** Whether a scale is linear, and no tick rounder than the next. */
function isEven(ticks: readonly Tick[]): boolean {
  const steps = ticks.slice(1).map(({ at }, index) => at - (ticks[index]?.at ?? 0));
  return (
    ticks.every(({ rank = 0 }) => rank === 0) &&
    steps.every((step) => Math.abs(step - (steps[0] ?? 0)) < 1)
  );
}

/** Every second label, or every third and so on, so that what is left is evenly apart too. */
function everyNth(ticks: readonly Tick[], room: (tick: Tick) => number): Tick[] {
  const fits = (nth: number): boolean => {
    const kept = ticks.filter((_, index) => index % nth === 0);
    return kept.every((tick, index) => {
      const before = kept[index - 1];
      return (
        before === undefined || Math.abs(tick.at - before.at) >= (room(before) + room(tick)) / 2
      );
    });
  };
  let nth = 1;
  while (nth < ticks.length && !fits(nth)) nth += 1;
  return ticks.map((tick, index) => (index % nth === 0 ? tick : { ...tick, label: "" }));
}

/** The same of labels one above the other. */
export function stacked(ticks: readonly Tick[]): Tick[] {
  return apart(ticks, () => LABEL_HEIGHT);
}

function apart(ticks: readonly Tick[], room: (tick: Tick) => number): Tick[] {
  const rank = (index: number): number => ticks[index]?.rank ?? 0;
  const placed: { from: number; to: number }[] = [];
  const kept = new Set<number>();
  const order = ticks.map((_, index) => index).toSorted((a, b) => rank(a) - rank(b) || a - b);
  for (const index of order) {
    const tick = ticks[index];
    if (tick === undefined) continue;
    const half = room(tick) / 2;
    const box = { from: tick.at - half, to: tick.at + half };
    if (placed.some(({ from, to }) => box.from < to && box.to > from)) continue;
    placed.push(box);
    kept.add(index);
  }
  return ticks.map((tick, index) => (kept.has(index) ? tick : { at: tick.at, label: "" }));
}

/** 0 for a power of ten, then 5, 2 and 3 of one, then the rest. */
function roundness(value: number): number {
  const mantissa = Math.round((value / 10 ** Math.floor(Math.log10(value) + 1e-9)) * 10) / 10;
  const place = [1, 5, 2, 3].indexOf(mantissa);
  return place < 0 ? 4 : place;
}

/** Labels under a plot, with a faint line up to `top` at each tick. */
export function BottomAxis({
  ticks,
  left,
  right,
  top,
  bottom,
  title,
  theme,
}: {
  ticks: readonly Tick[];
  left: number;
  right: number;
  top: number;
  bottom: number;
  title: string;
  theme: Theme;
}): ReactElement {
  return (
    <g fontFamily={theme.font.text} fontSize={AXIS_FONT} fill={theme.text.muted}>
      {ticks.map(({ at, label }) => (
        <g key={at}>
          <line x1={px(at)} x2={px(at)} y1={px(top)} y2={px(bottom)} stroke={theme.line.soft} />
          <text x={px(at)} y={px(bottom + 15)} textAnchor="middle">
            {label}
          </text>
        </g>
      ))}
      <line
        x1={px(left)}
        x2={px(right)}
        y1={px(bottom)}
        y2={px(bottom)}
        stroke={theme.line.strong}
      />
      <text x={px(right)} y={px(bottom + 31)} textAnchor="end">
        {title}
      </text>
    </g>
  );
}

/** Labels left of a plot, with a faint line across it at each tick. */
export function LeftAxis({
  ticks,
  left,
  right,
  title,
  top,
  theme,
}: {
  ticks: readonly Tick[];
  left: number;
  right: number;
  top: number;
  title: string;
  theme: Theme;
}): ReactElement {
  return (
    <g fontFamily={theme.font.text} fontSize={AXIS_FONT} fill={theme.text.muted}>
      {ticks.map(({ at, label }) => (
        <g key={at}>
          <line x1={px(left)} x2={px(right)} y1={px(at)} y2={px(at)} stroke={theme.line.soft} />
          <text x={px(left - 8)} y={px(at)} dy="0.35em" textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      <text x={px(left)} y={px(top - 10)}>
        {title}
      </text>
    </g>
  );
}

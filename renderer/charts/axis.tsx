import { scaleLinear } from "d3-scale";
import type { ScaleContinuousNumeric } from "d3-scale";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { px, textWidth } from "./chart.js";

export interface Tick {
  /** Pixels from the start of the axis' own coordinates. */
  readonly at: number;
  readonly label: string;
}

export const AXIS_FONT = 11;

/** Below this ratio of its ends a logarithmic axis has hardly a round power to name. */
const FEW_POWERS = 4;

/** Round values to name on an axis: evenly apart on a logarithmic one, too, where it spans little. */
export function tickValues(
  scale: Pick<ScaleContinuousNumeric<number, number>, "domain" | "ticks">,
  count: number,
): number[] {
  const [low = 0, high = 0] = scale.domain();
  const isShort = low > 0 && high / low < FEW_POWERS;
  return isShort ? scaleLinear().domain([low, high]).ticks(count) : scale.ticks(count);
}

/**
 * Leaves out labels that would touch another; their lines stay. Labels of lower `rank` are placed
 * first, so that round numbers win.
 */
export function spaced(
  ticks: readonly Tick[],
  rank: (index: number) => number = () => 0,
  gap = 10,
): Tick[] {
  const placed: { from: number; to: number }[] = [];
  const kept = new Set<number>();
  const order = ticks.map((_, index) => index).toSorted((a, b) => rank(a) - rank(b) || a - b);
  for (const index of order) {
    const tick = ticks[index];
    if (tick === undefined) continue;
    const half = textWidth(tick.label, AXIS_FONT) / 2 + gap / 2;
    const box = { from: tick.at - half, to: tick.at + half };
    if (placed.some(({ from, to }) => box.from < to && box.to > from)) continue;
    placed.push(box);
    kept.add(index);
  }
  return ticks.map((tick, index) => (kept.has(index) ? tick : { at: tick.at, label: "" }));
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

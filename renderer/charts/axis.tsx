import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { px, textWidth } from "./chart.js";

export interface Tick {
  /** Pixels from the start of the axis' own coordinates. */
  readonly at: number;
  readonly label: string;
}

export const AXIS_FONT = 11;

/** Leaves out labels that would touch the one before. */
export function spaced(ticks: readonly Tick[], gap = 8): Tick[] {
  let end = -Infinity;
  return ticks.map((tick) => {
    const half = textWidth(tick.label, AXIS_FONT) / 2;
    if (tick.at - half < end + gap) return { at: tick.at, label: "" };
    end = tick.at + half;
    return tick;
  });
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

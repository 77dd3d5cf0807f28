import { scaleLinear } from "d3-scale";
import { useId } from "react";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { scaleFor } from "../ui/format/scale.js";
import { AXIS_FONT, BottomAxis, spaced, ticksOn } from "./axis.js";
import { px, textWidth } from "./chart.js";
import type { ChartProps } from "./chart.js";
import { Hatch } from "./hatch.js";
import { Picture, ToldMark } from "./picture.js";
import type { WaterfallBar, WaterfallModel } from "./waterfall-model.js";

const MARGIN = { top: 8, bottom: 40, between: 10 };
const ROW = 28;
const BAR = 16;

/** The height that a model takes: a row for each level and each step. */
export const waterfallHeight = ({ bars }: WaterfallModel): number =>
  MARGIN.top + bars.length * ROW + MARGIN.bottom;

/** From level to level by steps, each joined to the next; what is added is hatched. */
export function WaterfallChart({
  model,
  size,
  theme,
  locale,
}: ChartProps<WaterfallModel>): ReactElement {
  const { bars } = model;
  const hatch = useId();
  const widest = Math.max(...bars.map(({ label }) => textWidth(label, AXIS_FONT)));
  const left = Math.min(size.width * 0.45, widest + MARGIN.between);
  const amounts = Math.max(...bars.map(({ amount }) => textWidth(amount, AXIS_FONT)));
  const right = Math.max(left + 60, size.width - amounts - MARGIN.between);
  const bottom = MARGIN.top + bars.length * ROW;
  const ends = bars.flatMap(({ from, to }) => [from, to]);
  const x = scaleLinear()
    .domain([Math.min(0, ...ends), Math.max(...ends)])
    .nice(5)
    .range([left, right]);
  const scale = scaleFor("usd", Math.max(1, ...ends));
  const ticks = ticksOn(x, Math.max(2, Math.floor((right - left) / 90)), scale, locale);
  const yOf = (index: number): number => MARGIN.top + (index + 0.5) * ROW;
  return (
    <Picture
      size={size}
      hasMarks
      label={model.title}
      fontFamily={theme.font.text}
      fontSize={AXIS_FONT}
    >
      <Hatch id={hatch} theme={theme} />
      <BottomAxis
        ticks={spaced(ticks)}
        left={left}
        right={right}
        top={MARGIN.top}
        bottom={bottom}
        title="USD a million tokens"
        theme={theme}
      />
      {bars.slice(0, -1).map((bar, index) => (
        <line
          key={bar.label}
          x1={px(x(bar.to))}
          x2={px(x(bar.to))}
          y1={px(yOf(index) + BAR / 2)}
          y2={px(yOf(index + 1) - BAR / 2)}
          stroke={theme.line.strong}
        />
      ))}
      {bars.map((bar, index) => (
        <Row
          key={bar.label}
          bar={bar}
          y={yOf(index)}
          x={x}
          left={left}
          width={size.width}
          hatch={hatch}
          theme={theme}
        />
      ))}
    </Picture>
  );
}

function Row({
  bar,
  y,
  x,
  left,
  width,
  hatch,
  theme,
}: {
  bar: WaterfallBar;
  y: number;
  x: (value: number) => number;
  left: number;
  width: number;
  hatch: string;
  theme: Theme;
}): ReactElement {
  const { kind, label, from, to, amount, words } = bar;
  const isLevel = kind !== "saved" && kind !== "added";
  const [start, end] = [Math.min(x(from), x(to)), Math.max(x(from), x(to))];
  return (
    <ToldMark words={words} fontWeight={isLevel ? 600 : 400}>
      <rect
        x={0}
        y={px(y - ROW / 2)}
        width={px(width)}
        height={ROW}
        fill="none"
        pointerEvents="all"
      />
      <text
        x={px(left - MARGIN.between)}
        y={px(y)}
        dy="0.35em"
        textAnchor="end"
        fill={theme.text.main}
      >
        {label}
      </text>
      <rect
        x={px(start)}
        y={px(y - BAR / 2)}
        width={px(Math.max(1.5, end - start))}
        height={BAR}
        fill={fillOf(kind, hatch, theme)}
        stroke={kind === "added" ? theme.state.bad : "none"}
      />
      <text x={px(end + 6)} y={px(y)} dy="0.35em" fill={theme.text.main}>
        {amount}
      </text>
    </ToldMark>
  );
}

function fillOf(kind: WaterfallBar["kind"], hatch: string, theme: Theme): string {
  switch (kind) {
    case "saved":
      return theme.state.good;
    case "added":
      return `url(#${hatch})`;
    case "subtotal":
      return theme.line.strong;
    default:
      return theme.architecture[kind];
  }
}

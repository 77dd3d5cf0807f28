import { scaleLinear } from "d3-scale";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { scaleFor } from "../ui/format/scale.js";
import { AXIS_FONT, BottomAxis, spaced, ticksOn } from "./axis.js";
import { px, textWidth } from "./chart.js";
import type { ChartProps } from "./chart.js";
import { Picture, ToldMark } from "./picture.js";
import type { TornadoModel, TornadoRow } from "./tornado-model.js";

const MARGIN = { top: 30, bottom: 40, right: 36, between: 10 };
const ROW = 30;
const BAR = 16;

/** The height that a model takes: a row for each input. */
export const tornadoHeight = ({ rows }: TornadoModel): number =>
  MARGIN.top + rows.length * ROW + MARGIN.bottom;

/** Names take at most this share of the width; longer ones lose their beginning, where they are alike. */
const LABEL_SHARE = 0.45;

/** A bar for each input from the value at its low end, hollow, to that at its high end, filled. */
export function TornadoChart({
  model,
  size,
  theme,
  locale,
}: ChartProps<TornadoModel>): ReactElement {
  const { rows, base } = model;
  const widest = Math.max(...rows.map(({ label }) => textWidth(label, AXIS_FONT)));
  const left = Math.min(widest, LABEL_SHARE * size.width) + MARGIN.between;
  const right = Math.max(left + 60, size.width - MARGIN.right);
  const bottom = MARGIN.top + rows.length * ROW;
  const ends = [base, ...rows.flatMap(({ atLow, atHigh }) => [atLow, atHigh])];
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const x = scaleLinear()
    .domain(least === most ? [least - 1, most + 1] : [least, most])
    .nice(5)
    .range([left, right]);
  const scale = scaleFor(model.unit, Math.max(Math.abs(least), Math.abs(most)));
  const ticks = ticksOn(x, Math.max(3, Math.floor((right - left) / 110)), scale, locale);
  return (
    <Picture
      size={size}
      hasMarks
      label={model.title}
      fontFamily={theme.font.text}
      fontSize={AXIS_FONT}
    >
      <BottomAxis
        ticks={spaced(ticks)}
        left={left}
        right={right}
        top={MARGIN.top}
        bottom={bottom}
        title={model.xTitle}
        theme={theme}
      />
      {rows.map((row, index) => (
        <Row
          key={row.label}
          row={row}
          base={x(base)}
          x={x}
          y={MARGIN.top + (index + 0.5) * ROW}
          left={left}
          right={right}
          theme={theme}
        />
      ))}
      <line
        x1={px(x(base))}
        x2={px(x(base))}
        y1={px(MARGIN.top)}
        y2={px(bottom)}
        stroke={theme.text.main}
        strokeWidth={1.5}
      />
      <Key keys={model.keys} x={left} theme={theme} />
    </Picture>
  );
}

function Row({
  row: { label, atLow, atHigh, words },
  base,
  x,
  y,
  left,
  right,
  theme,
}: {
  row: TornadoRow;
  base: number;
  x: (value: number) => number;
  y: number;
  left: number;
  right: number;
  theme: Theme;
}): ReactElement {
  const stretch = (value: number) => ({
    x: px(Math.min(base, x(value))),
    y: px(y - BAR / 2),
    width: px(Math.max(1, Math.abs(x(value) - base))),
    height: BAR,
  });
  return (
    <ToldMark words={words}>
      <rect
        x={0}
        y={px(y - ROW / 2)}
        width={px(right)}
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
        {fitted(label, left - MARGIN.between)}
      </text>
      <rect {...stretch(atHigh)} fill={theme.accent} stroke={theme.accent} />
      <rect
        {...stretch(atLow)}
        fill={theme.surface.panel}
        stroke={theme.accent}
        strokeWidth={1.5}
      />
    </ToldMark>
  );
}

/** The end of a name that is too long for its place. */
function fitted(label: string, width: number): string {
  if (textWidth(label, AXIS_FONT) <= width + 1) return label;
  let text = label;
  while (text.length > 1 && textWidth(`…${text}`, AXIS_FONT) > width) text = text.slice(1);
  return `…${text}`;
}

function Key({
  keys: { low, high },
  x,
  theme,
}: {
  keys: TornadoModel["keys"];
  x: number;
  theme: Theme;
}): ReactElement {
  const swatch = { y: 2, width: 22, height: 10 };
  const next = x + 28 + textWidth(low, AXIS_FONT) + 16;
  return (
    <g fill={theme.text.main}>
      <rect {...swatch} x={px(x)} fill={theme.surface.panel} stroke={theme.accent} />
      <text x={px(x + 28)} y={7} dy="0.35em">
        {low}
      </text>
      <rect {...swatch} x={px(next)} fill={theme.accent} stroke={theme.accent} />
      <text x={px(next + 28)} y={7} dy="0.35em">
        {high}
      </text>
    </g>
  );
}

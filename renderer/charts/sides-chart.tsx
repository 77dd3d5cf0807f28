import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { AXIS_FONT, spaced, ticksOn } from "./axis.js";
import { px, shortened, textWidth } from "./chart.js";
import type { ChartProps, Size } from "./chart.js";
import { Whisker } from "./marks.js";
import { Picture, ToldMark } from "./picture.js";
import type { SidePanel, SidePoint, SidesModel } from "./sides-model.js";

const GAP = 28;
const TITLE = 22;
const ROW = 22;
const AXIS = 30;
/** From here on the panels stand in two columns. */
const TWO_COLUMNS = 860;
/** Names take at most this share of a panel. */
const MOST_NAME = 0.45;

const columnsOf = (width: number): number => (width >= TWO_COLUMNS ? 2 : 1);

const panelHeight = (arms: number): number => TITLE + arms * ROW + AXIS;

/** The height that a model takes at a width. */
export function sidesHeight({ panels, names }: SidesModel, width: number): number {
  return Math.ceil(panels.length / columnsOf(width)) * panelHeight(names.length);
}

/** A panel for each figure, in it a row for each scenario, all on the panel's one axis. */
export function SidesChart({ model, size, theme, locale }: ChartProps<SidesModel>): ReactElement {
  const columns = columnsOf(size.width);
  const width = (size.width - GAP * (columns - 1)) / columns;
  const height = panelHeight(model.names.length);
  return (
    <Picture
      size={size}
      hasMarks
      label={model.title}
      fontFamily={theme.font.text}
      fontSize={AXIS_FONT}
    >
      {model.panels.map((panel, at) => (
        <g
          key={panel.kpi}
          transform={`translate(${px((at % columns) * (width + GAP))} ${Math.floor(at / columns) * height})`}
        >
          <Panel
            panel={panel}
            names={model.names}
            size={{ width, height }}
            theme={theme}
            locale={locale}
          />
        </g>
      ))}
    </Picture>
  );
}

function Panel({
  panel: { label, scale, points },
  names,
  size,
  theme,
  locale,
}: {
  panel: SidePanel;
  names: readonly string[];
  size: Size;
  theme: Theme;
  locale: string;
}): ReactElement {
  const shownNames = names.map((name) => shortened(name, AXIS_FONT, MOST_NAME * size.width));
  const left = Math.max(...shownNames.map((name) => textWidth(name, AXIS_FONT))) + 14;
  const right = size.width - 30;
  const bottom = TITLE + names.length * ROW;
  const values = points.flatMap(({ figure: { mean, low, high } }) => [
    mean,
    low ?? mean,
    high ?? mean,
  ]);
  const [least = 0, most = 1] = extent(values);
  const x = scaleLinear()
    .domain(least === most ? [0, most * 2 || 1] : [least, most])
    .nice(4)
    .range([left, right]);
  // The title has the unit of a price.
  const axisScale = scale.style === "usd" ? { ...scale, unit: "" } : scale;
  const ticks = ticksOn(x, Math.max(2, Math.floor((right - left) / 90)), axisScale, locale);
  return (
    <>
      <text x={0} y={13} fontWeight={600} fill={theme.text.main}>
        {label}
      </text>
      {spaced(ticks).map(({ at, label: text }) => (
        <g key={at} fill={theme.text.muted}>
          <line x1={px(at)} x2={px(at)} y1={TITLE} y2={bottom} stroke={theme.line.soft} />
          <text x={px(at)} y={bottom + 15} textAnchor="middle">
            {text}
          </text>
        </g>
      ))}
      <line x1={px(left)} x2={px(right)} y1={bottom} y2={bottom} stroke={theme.line.strong} />
      {shownNames.map((name, arm) => (
        <text
          key={names[arm]}
          x={px(left - 14)}
          y={TITLE + (arm + 0.5) * ROW}
          dy="0.35em"
          textAnchor="end"
          fill={theme.text.main}
        >
          {name}
        </text>
      ))}
      {points.map((point) => (
        <Point
          key={point.name}
          point={point}
          x={x}
          y={TITLE + (point.arm + 0.5) * ROW}
          label={label}
          theme={theme}
        />
      ))}
    </>
  );
}

function Point({
  point: {
    arm,
    words,
    figure: { mean, low, high },
  },
  x,
  y,
  label,
  theme,
}: {
  point: SidePoint;
  x: (value: number) => number;
  y: number;
  label: string;
  theme: Theme;
}): ReactElement {
  const colour = theme.series[arm] ?? theme.text.main;
  const told = `${label}: ${words}`;
  return (
    <ToldMark words={told}>
      <rect
        x={px(x(mean) - 12)}
        y={px(y - 11)}
        width={24}
        height={22}
        fill="none"
        pointerEvents="all"
      />
      {low === null || high === null ? null : (
        <Whisker from={x(low)} to={x(high)} y={y} colour={colour} />
      )}
      <path
        d={SHAPES[arm] ?? ""}
        transform={`translate(${px(x(mean))} ${px(y)})`}
        fill={colour}
        stroke={theme.surface.panel}
      />
    </ToldMark>
  );
}

/** A circle, a square, a diamond, a triangle: told apart without their colours. */
const SHAPES = [
  "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z",
  "M-4 -4H4V4H-4Z",
  "M0 -5.5L5.5 0L0 5.5L-5.5 0Z",
  "M0 -5L5.2 4.2H-5.2Z",
];

import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { AXIS_FONT, BottomAxis, LeftAxis } from "./axis.js";
import { px, textWidth } from "./chart.js";
import type { ChartProps } from "./chart.js";
import { Picture, ToldMark } from "./picture.js";
import { scatterLayout } from "./scatter-layout.js";
import type { ScatterLayout } from "./scatter-layout.js";
import { SCATTER_BANDS } from "./scatter-model.js";
import type { ScatterGroup, ScatterModel, ScatterPoint } from "./scatter-model.js";

/** So few points are large, have their ranges, and are reached one by one. */
export const FEW_POINTS = 40;

export const isFew = ({ groups }: ScatterModel): boolean =>
  groups.reduce((count, { points }) => count + points.length, 0) <= FEW_POINTS;

/** Predicted against measured: on the diagonal is right, beside it run lines of equal error. */
export function ScatterChart({
  model,
  size,
  theme,
  locale,
}: ChartProps<ScatterModel>): ReactElement {
  const layout = scatterLayout(model, size, locale);
  const { plot } = layout;
  const few = isFew(model);
  return (
    <Picture size={size} hasMarks={few} label={model.title}>
      <LeftAxis
        ticks={layout.yTicks}
        left={plot.left}
        right={plot.right}
        top={plot.top}
        title="Predicted"
        theme={theme}
      />
      <BottomAxis
        ticks={layout.xTicks}
        left={plot.left}
        right={plot.right}
        top={plot.top}
        bottom={plot.bottom}
        title="Measured"
        theme={theme}
      />
      <Bands model={model} layout={layout} theme={theme} />
      {model.groups
        .map((group, at) =>
          few ? (
            <FewMarks key={group.name} group={group} at={at} layout={layout} theme={theme} />
          ) : (
            <ManyMarks key={group.name} group={group} at={at} layout={layout} theme={theme} />
          ),
        )
        .toReversed()}
      <Key groups={model.groups} x={plot.left} theme={theme} />
    </Picture>
  );
}

/** The diagonal, and lines of equal relative error on both sides, cut off at the plot's edges. */
function Bands({
  model: {
    domain: [low, high],
  },
  layout: { x, y },
  theme,
}: {
  model: ScatterModel;
  layout: ScatterLayout;
  theme: Theme;
}): ReactElement {
  const line = (factor: number): string => {
    const from = Math.max(low, low / factor);
    const to = Math.min(high, high / factor);
    return `M${px(x(from))} ${px(y(from * factor))}L${px(x(to))} ${px(y(to * factor))}`;
  };
  const bands = SCATTER_BANDS.flatMap((band) => [1 + band, 1 - band]);
  return (
    <g fill="none">
      {bands.map((factor, at) => (
        <path
          key={factor}
          d={line(factor)}
          stroke={theme.line.strong}
          strokeDasharray={at < 2 ? "5 3" : "1.5 3"}
        />
      ))}
      <path d={line(1)} stroke={theme.text.main} strokeWidth={1.25} />
    </g>
  );
}

const RADIUS = 2.4;

/** One path for all points of a group, however many there are. */
function ManyMarks({
  group: { points },
  at,
  layout: { x, y },
  theme,
}: {
  group: ScatterGroup;
  at: number;
  layout: ScatterLayout;
  theme: Theme;
}): ReactElement {
  const mark = at === 0 ? dot : cross;
  const d = points
    .map(({ measured, predicted }) => mark(x(measured), y(predicted), RADIUS))
    .join("");
  return at === 0 ? (
    <path d={d} fill={colourOf(theme, at)} />
  ) : (
    <path d={d} fill="none" stroke={colourOf(theme, at)} strokeWidth={1.25} />
  );
}

/** Points with their ranges, each of which the keyboard reaches. */
function FewMarks({
  group: { name, points },
  at,
  layout: { x, y, plot },
  theme,
}: {
  group: ScatterGroup;
  at: number;
  layout: ScatterLayout;
  theme: Theme;
}): ReactElement {
  const colour = colourOf(theme, at);
  const range = ({ measured, predicted, measuredRange, predictedRange }: ScatterPoint): string => {
    const [cx, cy] = [px(x(measured)), px(y(predicted))];
    const across = measuredRange?.map((value) =>
      px(value <= 0 ? plot.left : within(x(value), plot.left, plot.right)),
    );
    const up = predictedRange?.map((value) =>
      px(value <= 0 ? plot.bottom : within(y(value), plot.top, plot.bottom)),
    );
    return [
      across === undefined
        ? ""
        : `M${across[0]} ${cy - 4}V${cy + 4}M${across[0]} ${cy}H${across[1]}M${across[1]} ${cy - 4}V${cy + 4}`,
      up === undefined
        ? ""
        : `M${cx - 4} ${up[0]}H${cx + 4}M${cx} ${up[0]}V${up[1]}M${cx - 4} ${up[1]}H${cx + 4}`,
    ].join("");
  };
  return (
    <g>
      {points.map((point) => {
        const told = `${name}, ${point.words}`;
        const [cx, cy] = [x(point.measured), y(point.predicted)];
        return (
          <ToldMark key={point.words} words={told}>
            <circle cx={px(cx)} cy={px(cy)} r={11} fill="none" pointerEvents="all" />
            <path d={range(point)} fill="none" stroke={colour} strokeWidth={1.25} />
            <path
              d={at === 0 ? dot(cx, cy, 5) : square(cx, cy, 4.5)}
              fill={colour}
              stroke={theme.surface.panel}
            />
          </ToldMark>
        );
      })}
    </g>
  );
}

const within = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

export const colourOf = (theme: Theme, group: number): string =>
  theme.series[group] ?? theme.text.main;

const dot = (x: number, y: number, r: number): string =>
  `M${px(x - r)} ${px(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

const cross = (x: number, y: number, r: number): string =>
  `M${px(x - r)} ${px(y - r)}l${2 * r} ${2 * r}m${-2 * r} 0l${2 * r} ${-2 * r}`;

const square = (x: number, y: number, r: number): string =>
  `M${px(x - r)} ${px(y - r)}h${2 * r}v${2 * r}h${-2 * r}z`;

/** Marks and their names, and what the lines are. */
function Key({
  groups,
  x,
  theme,
}: {
  groups: readonly ScatterGroup[];
  x: number;
  theme: Theme;
}): ReactElement {
  const few = groups.every(({ points }) => points.length <= FEW_POINTS);
  const y = 10;
  const starts = groups.map(
    (_, at) =>
      x + groups.slice(0, at).reduce((sum, { name }) => sum + 34 + textWidth(name, AXIS_FONT), 0),
  );
  const end = groups.reduce((sum, { name }) => sum + 34 + textWidth(name, AXIS_FONT), x);
  return (
    <g fontFamily={theme.font.text} fontSize={AXIS_FONT} fill={theme.text.main}>
      {groups.map(({ name }, at) => {
        const start = starts[at] ?? x;
        const second = few ? square(start + 5, y, 4.5) : cross(start + 5, y, 3.5);
        const stroked = at > 0 && !few;
        return (
          <g key={name}>
            <path
              d={at === 0 ? dot(start + 5, y, 4) : second}
              fill={stroked ? "none" : colourOf(theme, at)}
              stroke={stroked ? colourOf(theme, at) : "none"}
              strokeWidth={1.5}
            />
            <text x={px(start + 16)} y={y} dy="0.35em">
              {name}
            </text>
          </g>
        );
      })}
      <line
        x1={px(end)}
        x2={px(end + 22)}
        y1={y}
        y2={y}
        stroke={theme.text.main}
        strokeWidth={1.25}
      />
      <text x={px(end + 28)} y={y} dy="0.35em" fill={theme.text.muted}>
        equal; dashed 10%, dotted 25% off
      </text>
    </g>
  );
}

import { scaleLinear, scaleLog } from "d3-scale";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { scaleFor } from "../ui/format/scale.js";
import { AXIS_FONT, BottomAxis, LeftAxis, spaced, stacked, ticksOn } from "./axis.js";
import { PART_NAMES } from "./calibration-scatter.js";
import { px, textWidth } from "./chart.js";
import type { ChartProps } from "./chart.js";
import type { FitsBin, FitsModel } from "./fits-model.js";
import { Picture, ToldMark } from "./picture.js";
import { logTicks } from "./scatter-layout.js";

const MARGIN = { top: 64, right: 22, bottom: 40, left: 72 };
/** Between the two panels: the title of the lower one. */
const GAP = 34;
/** Of the height that the panels share. */
const UPPER = 0.56;
/** Errors beyond are drawn at the edge. */
const MOST_ERROR = 1;
const LEAST_ERROR = 0.1;

/** Measured and predicted medians over the log, and below them every request's error. */
export function FitsChart({ model, size, theme, locale }: ChartProps<FitsModel>): ReactElement {
  const { left, top } = MARGIN;
  const right = Math.max(left + 60, size.width - MARGIN.right);
  const bottom = Math.max(top + 120, size.height - MARGIN.bottom);
  const middle = top + (bottom - top - GAP) * UPPER;
  const x = scaleLinear()
    .domain([0, Math.max(model.untilSeconds, 1e-3)])
    .range([left, right]);
  const values = model.bins.flatMap(({ measured, predicted }) => [measured, predicted]);
  const domain = [Math.min(...values) / 1.15, Math.max(...values) * 1.15] as const;
  const y = scaleLog().domain(domain).range([middle, top]);
  const most = Math.min(
    MOST_ERROR,
    Math.max(LEAST_ERROR, ...model.residuals.map(({ error }) => Math.abs(error))),
  );
  const error = scaleLinear()
    .domain([-most, most])
    .range([bottom, middle + GAP])
    .clamp(true);
  const time = scaleFor("ms", model.untilSeconds * 1000);
  const percent = scaleFor("ratio", 1);
  return (
    <Picture size={size} hasMarks label={model.title}>
      <LeftAxis
        ticks={stacked(logTicks(y, model.scale, locale))}
        left={left}
        right={right}
        top={top}
        title={`${model.axis}, median, logarithmic`}
        theme={theme}
      />
      <LeftAxis
        ticks={ticksOn(error, 4, percent, locale)}
        left={left}
        right={right}
        top={middle + GAP}
        title="Error of each request"
        theme={theme}
      />
      <BottomAxis
        ticks={spaced(
          ticksOn(
            x.copy().domain(x.domain().map((seconds) => seconds * 1000)),
            Math.max(2, Math.floor((right - left) / 90)),
            time,
            locale,
          ),
        )}
        left={left}
        right={right}
        top={top}
        bottom={bottom}
        title="Arrival, since the first of the log"
        theme={theme}
      />
      <line
        x1={px(left)}
        x2={px(right)}
        y1={px(error(0))}
        y2={px(error(0))}
        stroke={theme.text.main}
      />
      <Boundary
        at={x(model.heldOutFromSeconds)}
        left={left}
        right={right}
        top={top - 30}
        bottom={bottom}
        theme={theme}
      />
      <Residuals model={model} x={x} y={error} theme={theme} />
      {model.bins.map((bin) => (
        <Bin key={`${bin.part} ${bin.fromSeconds}`} bin={bin} x={x} y={y} theme={theme} />
      ))}
      <Key x={left} theme={theme} />
    </Picture>
  );
}

/** Where the fitted part ends, with both parts' names at it as far as there is room. */
function Boundary({
  at,
  left,
  right,
  top,
  bottom,
  theme,
}: {
  at: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  theme: Theme;
}): ReactElement {
  const before = `${PART_NAMES.fit} ◂`;
  const after = `▸ ${PART_NAMES.prediction}`;
  return (
    <g fontFamily={theme.font.text} fontSize={AXIS_FONT} fill={theme.text.muted}>
      <line
        x1={px(at)}
        x2={px(at)}
        y1={px(top - 2)}
        y2={px(bottom)}
        stroke={theme.line.strong}
        strokeDasharray="4 3"
      />
      {at - left < textWidth(before, AXIS_FONT) ? null : (
        <text x={px(at - 6)} y={px(top + 6)} textAnchor="end">
          {before}
        </text>
      )}
      {right - at < textWidth(after, AXIS_FONT) ? null : (
        <text x={px(at + 6)} y={px(top + 6)}>
          {after}
        </text>
      )}
    </g>
  );
}

function Residuals({
  model: { residuals },
  x,
  y,
  theme,
}: {
  model: FitsModel;
  x: (value: number) => number;
  y: (value: number) => number;
  theme: Theme;
}): ReactElement {
  const r = 1.8;
  const d = (part: FitsBin["part"]): string =>
    residuals
      .filter((one) => one.part === part)
      .map(({ atSeconds, error }) => {
        const [cx, cy] = [px(x(atSeconds) - r), px(y(error))];
        return `M${cx} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
      })
      .join("");
  return (
    <g>
      <path d={d("fit")} fill={theme.series[1]} />
      <path d={d("prediction")} fill={theme.series[0]} />
    </g>
  );
}

/** A run of requests: a bar over its time at what was measured, and a diamond at what was predicted. */
function Bin({
  bin: { part, fromSeconds, toSeconds, measured, predicted, words },
  x,
  y,
  theme,
}: {
  bin: FitsBin;
  x: (value: number) => number;
  y: (value: number) => number;
  theme: Theme;
}): ReactElement {
  const [from, to] = [x(fromSeconds), Math.max(x(toSeconds), x(fromSeconds) + 3)];
  const centre = (from + to) / 2;
  return (
    <ToldMark words={words}>
      <rect
        x={px(from)}
        y={px(Math.min(y(measured), y(predicted)) - 10)}
        width={px(to - from)}
        height={px(Math.abs(y(measured) - y(predicted)) + 20)}
        fill="none"
        pointerEvents="all"
      />
      <line
        x1={px(from)}
        x2={px(to)}
        y1={px(y(measured))}
        y2={px(y(measured))}
        stroke={theme.text.main}
        strokeWidth={2}
      />
      <path
        d={DIAMOND}
        transform={`translate(${px(centre)} ${px(y(predicted))})`}
        fill={part === "fit" ? theme.series[1] : theme.series[0]}
        stroke={theme.surface.panel}
      />
    </ToldMark>
  );
}

const DIAMOND = "M0 -5L5 0L0 5L-5 0Z";

function Key({ x, theme }: { x: number; theme: Theme }): ReactElement {
  const entries = [
    { text: "measured", mark: undefined },
    { text: "predicted, fitted part", mark: theme.series[1] },
    { text: "predicted, not fitted", mark: theme.series[0] },
  ];
  const starts = entries.map((_, at) =>
    entries.slice(0, at).reduce((sum, { text }) => sum + 38 + textWidth(text, AXIS_FONT), x),
  );
  return (
    <g fontFamily={theme.font.text} fontSize={AXIS_FONT} fill={theme.text.main}>
      {entries.map(({ text, mark }, at) => {
        const start = starts[at] ?? x;
        return (
          <g key={text}>
            {mark === undefined ? (
              <line
                x1={px(start)}
                x2={px(start + 16)}
                y1={10}
                y2={10}
                stroke={theme.text.main}
                strokeWidth={2}
              />
            ) : (
              <path d={DIAMOND} transform={`translate(${px(start + 8)} 10)`} fill={mark} />
            )}
            <text x={px(start + 22)} y={10} dy="0.35em">
              {text}
            </text>
          </g>
        );
      })}
    </g>
  );
}

import { scaleLinear } from "d3-scale";
import { useId } from "react";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { formatPercent } from "../ui/format/number.js";
import { AXIS_FONT, BottomAxis, LeftAxis, spaced } from "./axis.js";
import { px, textWidth } from "./chart.js";
import type { ChartProps } from "./chart.js";
import { Hatch } from "./hatch.js";
import { Picture, ToldMark } from "./picture.js";
import type { ReturnMark, ReturnModel } from "./return-model.js";

const MARGIN = { top: 70, right: 22, bottom: 40, left: 48 };
/** A threshold farther out than this many widths of the draws is pointed at, not drawn. */
const FARTHEST = 4;

/** How often each return is drawn: bars of a loss are hatched, percentiles and thresholds named. */
export function ReturnChart({ model, size, theme, locale }: ChartProps<ReturnModel>): ReactElement {
  const { counts, edges } = model.histogram;
  const hatch = useId();
  const [low = 0, high = 1] = [edges[0], edges.at(-1)];
  const within = ({ value }: ReturnMark): boolean =>
    value > low - FARTHEST * (high - low) && value < high + FARTHEST * (high - low);
  const shown = model.marks.filter(within).map(({ value }) => value);
  const right = Math.max(MARGIN.left + 60, size.width - MARGIN.right);
  const bottom = size.height - MARGIN.bottom;
  const x = scaleLinear()
    .domain([Math.min(low, ...shown), Math.max(high, ...shown)])
    .nice(8)
    .range([MARGIN.left, right]);
  const draws = counts.reduce((sum, count) => sum + count, 0);
  const most = Math.max(...counts) / draws;
  const y = scaleLinear().domain([0, most]).nice(4).range([bottom, MARGIN.top]);
  const decimals = most < 0.05 ? 1 : 0;
  const ticks = x.ticks(Math.max(2, Math.floor((right - MARGIN.left) / 90)));
  return (
    <Picture size={size} hasMarks label={model.title}>
      <Hatch id={hatch} theme={theme} />
      <LeftAxis
        ticks={y
          .ticks(4)
          .map((value) => ({ at: y(value), label: formatPercent(value, decimals, locale) }))}
        left={MARGIN.left}
        right={right}
        top={26}
        title="Share of the draws"
        theme={theme}
      />
      <BottomAxis
        ticks={spaced(ticks.map((value) => ({ at: x(value), label: model.format(value) })))}
        left={MARGIN.left}
        right={right}
        top={MARGIN.top}
        bottom={bottom}
        title={model.xTitle}
        theme={theme}
      />
      {counts.map((count, bar) => {
        const [from = 0, to = 0] = [edges[bar], edges[bar + 1]];
        const isLoss = (from + to) / 2 < model.even;
        return (
          <rect
            key={from}
            x={px(x(from))}
            y={px(y(count / draws))}
            width={px(Math.max(0.5, x(to) - x(from) - 1))}
            height={px(bottom - y(count / draws))}
            fill={isLoss ? `url(#${hatch})` : theme.architecture.decoupled}
          >
            <title>{model.barWords(bar)}</title>
          </rect>
        );
      })}
      <Marks
        marks={model.marks}
        x={x}
        plot={{ left: MARGIN.left, right, top: MARGIN.top, bottom }}
        theme={theme}
      />
    </Picture>
  );
}

interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Percentiles are named in one row above the plot, each threshold in a row of its own above that. */
function Marks({
  marks,
  x,
  plot,
  theme,
}: {
  marks: readonly ReturnMark[];
  x: (value: number) => number;
  plot: Plot;
  theme: Theme;
}): ReactElement {
  const middle = marks.find(({ label }) => label === "P50")?.value ?? 0;
  const thresholds = marks.filter(({ kind }) => kind === "threshold");
  return (
    <>
      {marks.map((mark) => {
        const at = x(mark.value);
        const isThreshold = mark.kind === "threshold";
        const y = plot.top - 6 - 16 * (thresholds.indexOf(mark) + 1);
        // Where percentiles lie close, the outer ones are written outward.
        const lean = isThreshold || mark.value === middle ? 0 : mark.value < middle ? -1 : 1;
        return (
          <MarkLine
            key={mark.label}
            mark={mark}
            at={at}
            y={y}
            lean={lean}
            isCrowded={mark.label === "P50" && isClose(marks, x)}
            plot={plot}
            theme={theme}
          />
        );
      })}
    </>
  );
}

/** Whether the middle percentile has no room for its name between the outer ones. */
function isClose(marks: readonly ReturnMark[], x: (value: number) => number): boolean {
  const at = marks.filter(({ kind }) => kind === "percentile").map(({ value }) => x(value));
  const [p10 = 0, p50 = 0, p90 = 0] = at;
  return Math.min(p50 - p10, p90 - p50) < textWidth("P50", AXIS_FONT) / 2 + 8;
}

function MarkLine({
  mark: { kind, label, words },
  at,
  y,
  lean,
  isCrowded,
  plot,
  theme,
}: {
  mark: ReturnMark;
  at: number;
  y: number;
  lean: number;
  isCrowded: boolean;
  plot: Plot;
  theme: Theme;
}): ReactElement {
  const isThreshold = kind === "threshold";
  const isBeyond = at < plot.left || at > plot.right;
  const text = !isBeyond ? label : at < plot.left ? `← ${label}` : `${label} →`;
  const half = textWidth(text, AXIS_FONT) / 2;
  const textAt = Math.min(plot.right - half, Math.max(plot.left + half, at + lean * (half - 2)));
  return (
    <ToldMark words={words}>
      {isBeyond ? null : (
        <line
          x1={px(at)}
          x2={px(at)}
          y1={px(y + 3)}
          y2={px(plot.bottom)}
          stroke={isThreshold ? theme.text.main : theme.line.strong}
          strokeWidth={isThreshold ? 1.75 : 1.25}
          strokeDasharray={isThreshold ? undefined : "3 3"}
        />
      )}
      <rect
        x={px(textAt - half - 3)}
        y={px(y - 12)}
        width={px(2 * half + 6)}
        height={16}
        fill="none"
        pointerEvents="all"
      />
      {isCrowded ? null : (
        <text
          x={px(textAt)}
          y={px(y)}
          textAnchor="middle"
          fontFamily={theme.font.text}
          fontSize={AXIS_FONT}
          fontWeight={isThreshold ? 600 : 400}
          fill={isThreshold ? theme.text.main : theme.text.muted}
        >
          {text}
        </text>
      )}
    </ToldMark>
  );
}

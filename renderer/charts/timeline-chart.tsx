/* oxlint-disable jsx-a11y/prefer-tag-over-role -- an SVG and its marks have no tag of their own */
import { scaleLinear } from "d3-scale";
import { useId } from "react";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { formatStated } from "../ui/format/figure.js";
import { scaleFor } from "../ui/format/scale.js";
import { useRoving } from "../ui/use-roving.js";
import { AXIS_FONT, BottomAxis, spaced } from "./axis.js";
import { inkOn, px, textWidth } from "./chart.js";
import type { ChartProps } from "./chart.js";
import type { TimelineBar, TimelineModel } from "./timeline-model.js";

const LEGEND = 26;
const CUT_LABELS = 18;
const ROW = 26;
const BAR = 16;
const BOTTOM = 40;
/** What took no time to speak of is still seen, and found with a pointer. */
const NARROWEST = 3;
const NARROWEST_HATCHED = 8;

const narrowest = ({ state }: Pick<TimelineBar, "state">): number =>
  state === "failed" || state === "cut" ? NARROWEST_HATCHED : NARROWEST;

/** Pixels the chart needs for its lanes. */
export const timelineHeight = ({ rows, cuts }: TimelineModel): number =>
  LEGEND + (cuts.length === 0 ? 0 : CUT_LABELS) + rows * ROW + BOTTOM;

/** Brain and hands side by side: a lane for the brain and one for each tool, a bar for each piece of work. */
export function TimelineChart({
  model,
  size,
  theme,
  locale,
}: ChartProps<TimelineModel>): ReactElement {
  const hatch = useId();
  const roving = useRoving(
    model.bars.map(({ id }) => id),
    undefined,
    "row",
  );
  const names = Math.max(...model.lanes.map(({ name }) => textWidth(name, AXIS_FONT)));
  const left = Math.min(size.width * 0.35, names + 16);
  const right = size.width - 28;
  const top = LEGEND + (model.cuts.length === 0 ? 0 : CUT_LABELS);
  const bottom = top + model.rows * ROW;
  const x = scaleLinear().domain([0, model.lengthMs]).range([left, right]);
  const rowY = (row: number): number => top + (row + 0.5) * ROW;
  const unit = scaleFor("ms", model.lengthMs);
  const ticks = x.ticks(Math.max(2, Math.floor((right - left) / 90))).map((value) => ({
    at: x(value),
    label: formatStated(value, unit, locale),
  }));
  const cutLabels = spaced(model.cuts.map(({ atMs, words }) => ({ at: x(atMs), label: words })));
  return (
    <svg
      width={size.width}
      height={size.height}
      viewBox={`0 0 ${size.width} ${size.height}`}
      role="group"
      aria-label={model.title}
      fontFamily={theme.font.text}
      fontSize={AXIS_FONT}
      {...roving.list}
    >
      <defs>
        <pattern id={hatch} width={6} height={6} patternUnits="userSpaceOnUse">
          <path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke={theme.stageOutline} strokeWidth={1.25} />
        </pattern>
      </defs>
      <TimelineLegend x={left} hatch={hatch} theme={theme} />
      <BottomAxis
        ticks={spaced(ticks)}
        left={left}
        right={right}
        top={top}
        bottom={bottom}
        title="Time at work"
        theme={theme}
      />
      {model.lanes.map(({ name, row }) => (
        <g key={name}>
          {row === 0 ? null : (
            <line
              x1={0}
              x2={px(right)}
              y1={px(top + row * ROW)}
              y2={px(top + row * ROW)}
              stroke={theme.line.soft}
            />
          )}
          <text
            x={px(left - 8)}
            y={px(rowY(row))}
            dy="0.35em"
            textAnchor="end"
            fill={theme.text.main}
          >
            {name}
          </text>
        </g>
      ))}
      {model.cuts.map(({ atMs, words }, index) => (
        <g key={`${atMs} ${words}`}>
          <title>{words}</title>
          <line
            x1={px(x(atMs))}
            x2={px(x(atMs))}
            y1={px(top - 4)}
            y2={px(bottom)}
            stroke={theme.text.muted}
            strokeDasharray="3 3"
          />
          <CutLabel
            label={cutLabels[index]?.label ?? ""}
            x={x(atMs)}
            y={top - 9}
            left={left}
            right={right}
            theme={theme}
          />
        </g>
      ))}
      {model.bars.map((bar) => (
        <g key={bar.id} role="img" aria-label={bar.words} {...roving.item(bar.id)}>
          <title>{bar.words}</title>
          <Bar
            bar={bar}
            x={Math.min(x(bar.fromMs), right - narrowest(bar))}
            width={Math.max(narrowest(bar), x(bar.toMs) - x(bar.fromMs))}
            y={rowY(bar.row) - BAR / 2}
            hatch={hatch}
            theme={theme}
          />
        </g>
      ))}
      {model.asks.map(({ call, row, atMs, state, words }) => (
        <g key={call} role="img" aria-label={words}>
          <title>{words}</title>
          <AskMark x={x(atMs)} y={rowY(row)} open={state === "asked"} theme={theme} />
        </g>
      ))}
    </svg>
  );
}

function Bar({
  bar: { work, state, label },
  x,
  y,
  width,
  hatch,
  theme,
}: {
  bar: Pick<TimelineBar, "work" | "state" | "label">;
  x: number;
  y: number;
  width: number;
  hatch: string;
  theme: Theme;
}): ReactElement {
  const fill = work === "brain" ? theme.stage.decode : theme.stage.tool;
  const place = { x: px(x), y: px(y), width: px(width), height: BAR };
  const broken = state === "failed" || state === "cut";
  const fits = !broken && textWidth(label, AXIS_FONT) + 10 < width;
  return (
    <>
      <rect
        {...place}
        fill={broken ? theme.surface.panel : fill}
        stroke={theme.stageOutline}
        strokeWidth={0.75}
        strokeDasharray={state === "running" ? "3 2" : undefined}
        fillOpacity={state === "running" ? 0.75 : 1}
      />
      {broken ? <rect {...place} fill={`url(#${hatch})`} /> : null}
      {fits && state === "done" ? (
        <text
          x={px(x + width / 2)}
          y={px(y + BAR / 2)}
          dy="0.35em"
          textAnchor="middle"
          fill={inkOn(fill)}
        >
          {label}
        </text>
      ) : null}
    </>
  );
}

/** A diamond, filled once a human has answered. */
function AskMark({
  x,
  y,
  open,
  theme,
}: {
  x: number;
  y: number;
  open: boolean;
  theme: Theme;
}): ReactElement {
  const d = `M${px(x)} ${px(y - 7)}L${px(x + 7)} ${px(y)}L${px(x)} ${px(y + 7)}L${px(x - 7)} ${px(y)}Z`;
  return (
    <path
      d={d}
      fill={open ? theme.surface.panel : theme.stage.queue}
      stroke={theme.stageOutline}
      strokeWidth={1.5}
    />
  );
}

function CutLabel({
  label,
  x,
  y,
  left,
  right,
  theme,
}: {
  label: string;
  x: number;
  y: number;
  left: number;
  right: number;
  theme: Theme;
}): ReactElement {
  const half = textWidth(label, AXIS_FONT) / 2;
  const anchor = x + half > right ? "end" : x - half < left ? "start" : "middle";
  return (
    <text x={px(x)} y={px(y)} textAnchor={anchor} fill={theme.text.muted}>
      {label}
    </text>
  );
}

const LEGEND_ITEMS = [
  { name: "Inference", bar: { work: "brain", state: "done", label: "" } },
  { name: "Tool call", bar: { work: "hands", state: "done", label: "" } },
  { name: "Failed or broken off", bar: { work: "hands", state: "failed", label: "" } },
  { name: "Asks a human", bar: undefined },
] as const;

function TimelineLegend({
  x,
  hatch,
  theme,
}: {
  x: number;
  hatch: string;
  theme: Theme;
}): ReactElement {
  return (
    <g fill={theme.text.main}>
      {LEGEND_ITEMS.map(({ name, bar }, index) => {
        const before = LEGEND_ITEMS.slice(0, index);
        const start = before.reduce((sum, other) => sum + 32 + textWidth(other.name, AXIS_FONT), x);
        return (
          <g key={name}>
            {bar === undefined ? (
              <AskMark x={start + 7} y={10} open theme={theme} />
            ) : (
              <Bar bar={bar} x={start} y={2} width={14} hatch={hatch} theme={theme} />
            )}
            <text x={px(start + 20)} y={10} dy="0.35em">
              {name}
            </text>
          </g>
        );
      })}
    </g>
  );
}

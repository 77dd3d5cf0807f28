/* oxlint-disable jsx-a11y/prefer-tag-over-role -- an SVG and its marks have no tag of their own */
import { useId } from "react";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { scaleFor } from "../ui/format/scale.js";
import { SPAN_NAMES } from "../ui/names.js";
import { useRoving } from "../ui/use-roving.js";
import { AXIS_FONT, BottomAxis, spaced, ticksOn } from "./axis.js";
import { inkOn, px, shortened, textWidth } from "./chart.js";
import type { ChartProps } from "./chart.js";
import { Picture } from "./picture.js";
import { WAITING } from "./stage-bars.js";
import { BAR, barPlace, timelineLayout } from "./timeline-layout.js";
import type { TimelineBar, TimelineModel } from "./timeline-model.js";
import { barColour } from "./timeline-paint.js";
import { barsIn, wholeView } from "./timeline-view.js";
import type { TimelineView } from "./timeline-view.js";

interface Props extends ChartProps<TimelineModel> {
  /** The part that is drawn; default: all of it. */
  readonly view?: TimelineView;
  /** The bars that are placed; default: all that reach into the view. */
  readonly bars?: readonly TimelineBar[];
}

/** Brain and hands side by side: a lane for the brain and one for each tool, a bar for each piece of work. */
export function TimelineChart({
  model,
  size,
  theme,
  locale,
  view = wholeView(model),
  bars = barsIn(model.bars, view),
}: Props): ReactElement {
  const hatch = useId();
  const roving = useRoving(
    bars.map(({ id }) => id),
    undefined,
    "row",
  );
  const layout = timelineLayout(model, size, view);
  const { left, right, top, bottom, x, rowTop, rowMiddle } = layout;
  const isIn = ({ atMs }: { readonly atMs: number }): boolean =>
    atMs >= view.fromMs && atMs <= view.toMs;
  const cuts = model.cuts.filter(isIn);
  const unit = scaleFor("ms", view.toMs);
  const ticks = ticksOn(x, Math.max(2, Math.floor((right - left) / 90)), unit, locale);
  const cutLabels = spaced(cuts.map(({ atMs, words }) => ({ at: x(atMs), label: words })));
  return (
    <Picture
      size={size}
      hasMarks
      label={model.title}
      fontFamily={theme.font.text}
      fontSize={AXIS_FONT}
      {...roving.list}
    >
      <defs>
        <pattern id={hatch} width={6} height={6} patternUnits="userSpaceOnUse">
          <path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke={theme.stageOutline} strokeWidth={1.25} />
        </pattern>
      </defs>
      <TimelineLegend
        x={left}
        width={size.width}
        stages={model.stages}
        hatch={hatch}
        theme={theme}
      />
      <BottomAxis
        ticks={spaced(ticks)}
        left={left}
        right={right}
        top={top}
        bottom={bottom}
        title={model.xTitle}
        theme={theme}
      />
      {model.lanes.map(({ name, row }) => (
        <g key={name}>
          {row === 0 ? null : (
            <line
              x1={0}
              x2={px(right)}
              y1={px(rowTop(row))}
              y2={px(rowTop(row))}
              stroke={theme.line.soft}
            />
          )}
          <text
            x={px(left - 8)}
            y={px(rowMiddle(row))}
            dy="0.35em"
            textAnchor="end"
            fill={theme.text.main}
          >
            {shortened(name, AXIS_FONT, left - 8)}
          </text>
        </g>
      ))}
      {cuts.map(({ atMs, words }, index) => (
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
      {bars.map((bar) => {
        const { at, width } = barPlace(bar, layout);
        return (
          <g key={bar.id} role="img" aria-label={bar.words()} {...roving.item(bar.id)}>
            <Bar
              bar={bar}
              x={at}
              width={width}
              y={rowMiddle(bar.row) - BAR / 2}
              hatch={hatch}
              theme={theme}
            />
          </g>
        );
      })}
      {model.asks.filter(isIn).map(({ call, row, atMs, state, words }) => (
        <g key={call} role="img" aria-label={words}>
          <title>{words}</title>
          <AskMark x={x(atMs)} y={rowMiddle(row)} open={state === "asked"} theme={theme} />
        </g>
      ))}
    </Picture>
  );
}

/** No label fits into less. */
const NARROWEST_NAMED = 10;

function Bar({
  bar: { work, state, label, stage, critical },
  x,
  y,
  width,
  hatch,
  theme,
}: {
  bar: Pick<TimelineBar, "work" | "state" | "label" | "stage" | "critical">;
  x: number;
  y: number;
  width: number;
  hatch: string;
  theme: Theme;
}): ReactElement {
  const fill = barColour({ work, stage }, theme);
  const waits = stage !== undefined && stage !== "think" && WAITING.has(stage);
  const place = { x: px(x), y: px(y), width: px(width), height: BAR };
  const broken = state === "failed" || state === "cut";
  const isNamed = state === "done" && !waits && width > NARROWEST_NAMED;
  const name = isNamed ? label() : "";
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
      {broken || waits ? <rect {...place} fill={`url(#${hatch})`} /> : null}
      {critical ? (
        <rect
          x={px(x)}
          y={px(y + BAR + 1.5)}
          width={px(width)}
          height={2.5}
          fill={theme.text.main}
        />
      ) : null}
      {name !== "" && textWidth(name, AXIS_FONT) + 10 < width ? (
        <text
          x={px(x + width / 2)}
          y={px(y + BAR / 2)}
          dy="0.35em"
          textAnchor="middle"
          fill={inkOn(fill)}
        >
          {name}
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

type LegendBar = Pick<TimelineBar, "work" | "state" | "label" | "stage" | "critical">;

const PLAIN: LegendBar = { work: "brain", state: "done", label: () => "", critical: false };
const WORK_ITEMS: readonly { readonly name: string; readonly bar: LegendBar | undefined }[] = [
  { name: "Inference", bar: PLAIN },
  { name: "Tool call", bar: { ...PLAIN, work: "hands" } },
  { name: "Failed or broken off", bar: { ...PLAIN, work: "hands", state: "failed" } },
  { name: "Asks a human", bar: undefined },
];

function TimelineLegend({
  x,
  width,
  stages,
  hatch,
  theme,
}: {
  x: number;
  /** Of the chart. */
  width: number;
  stages: TimelineModel["stages"];
  hatch: string;
  theme: Theme;
}): ReactElement {
  const items =
    stages === undefined
      ? WORK_ITEMS
      : stages.map((stage) => ({ name: SPAN_NAMES[stage], bar: { ...PLAIN, stage } }));
  const roomOf = (some: typeof items): number =>
    some.reduce((sum, { name }) => sum + 32 + textWidth(name, AXIS_FONT), 0);
  // In a narrow chart it begins left of the plot, rather than end beyond the edge.
  const from = Math.max(0, Math.min(x, width - roomOf(items)));
  return (
    <g fill={theme.text.main}>
      {items.map(({ name, bar }, index) => {
        const before = items.slice(0, index);
        const start = from + roomOf(before);
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

import { scaleLinear } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { MISSING } from "../ui/format/figure.js";
import { scaleFor } from "../ui/format/scale.js";
import { AXIS_FONT, BottomAxis, LeftAxis, spaced, ticksOn } from "./axis.js";
import { px, shortened, textWidth } from "./chart.js";
import type { ChartProps } from "./chart.js";
import { Picture } from "./picture.js";
import type { PlaybackModel, PlaybackPool } from "./playback-model.js";
import { amountText } from "./pools-model.js";
import { simulatedTimeScale } from "./simulated-time.js";

const LOAD = { top: 34, height: 130, bottom: 34 };
const ROW = 34;
const BAR = 16;
/** Words beside a bar have this much room. */
const WORDS = 128;
/** And beside a pool's name whether it is the brain's or the hands'. */
const KIND = 48;

/** Pixels the chart needs for its pools. */
export const playbackHeight = ({ pools }: PlaybackModel): number =>
  LOAD.top + LOAD.height + LOAD.bottom + pools.length * ROW + 6;

/** Load and throughput up to a moment, and below how busy every pool is then. `at` counts bins. */
export function PlaybackChart({
  model,
  size,
  theme,
  locale,
  at,
}: ChartProps<PlaybackModel> & { at: number }): ReactElement {
  const { bins, pools, binSeconds } = model;
  const bin = Math.min(bins - 1, Math.max(0, Math.floor(at)));
  const names = Math.max(46, ...pools.map(({ name }) => textWidth(name, AXIS_FONT) + KIND + 8));
  const plot = {
    left: Math.min(size.width * 0.3, names),
    right: size.width - 26,
    top: LOAD.top,
    bottom: LOAD.top + LOAD.height,
  };
  const rates = [...model.arrived, ...model.throughput].flatMap((value) => value ?? []);
  const y = scaleLinear()
    .domain([0, Math.max(1e-9, ...rates)])
    .nice(3)
    .range([plot.bottom, plot.top]);
  const x = scaleLinear().domain([0, bins]).range([plot.left, plot.right]);
  const endMs = bins * binSeconds * 1000;
  const unit = simulatedTimeScale(endMs);
  const path = (values: readonly (number | null)[]): string =>
    line<number | null>()
      .defined((value) => value !== null)
      .x((_, index) => px(x(index)))
      .y((value) => px(y(value ?? 0)))
      .curve(curveStepAfter)([...values, values.at(-1) ?? null]) ?? "";
  const queues = pools.map(({ queue }) => queue);
  return (
    <Picture
      size={size}

      label={model.words(bin)}
      fontFamily={theme.font.text}
      fontSize={AXIS_FONT}
    >
      <text x={px(plot.left)} y={10} dy="0.35em" fill={theme.text.muted}>
        Sessions per second: solid completed, dashed arrived
      </text>
      <text
        x={px(plot.right)}
        y={10}
        dy="0.35em"
        textAnchor="end"
        fontSize={14}
        fontWeight={600}
        fill={theme.text.main}
      >
        {model.time(bin)}
      </text>
      <LeftAxis
        ticks={ticksOn(y, 3, scaleFor("1", 1), locale)}
        left={plot.left}
        right={plot.right}
        top={plot.top}
        title=""
        theme={theme}
      />
      <BottomAxis
        ticks={spaced(ticksOn(x.copy().domain([0, endMs]), 6, unit, locale))}
        left={plot.left}
        right={plot.right}
        top={plot.top}
        bottom={plot.bottom}
        title=""
        theme={theme}
      />
      <path
        d={path(model.arrived)}
        fill="none"
        stroke={theme.line.strong}
        strokeWidth={1.25}
        strokeDasharray="4 3"
      />
      <path
        d={path(model.throughput.slice(0, bin + 1))}
        fill="none"
        stroke={theme.accent}
        strokeWidth={2}
      />
      <line
        x1={px(x(at))}
        x2={px(x(at))}
        y1={plot.top}
        y2={plot.bottom}
        stroke={theme.text.main}
        strokeWidth={1.5}
      />
      {pools.map((pool, index) => (
        <Pool
          key={pool.name}
          pool={pool}
          queues={queues}
          bin={bin}
          y={plot.bottom + LOAD.bottom + (index + 0.5) * ROW}
          left={plot.left}
          right={plot.right}
          theme={theme}
          locale={locale}
        />
      ))}
    </Picture>
  );
}

/** Servers at work inside those provisioned, and what waits for them. */
function Pool({
  pool: { name, of, busy, provisioned, queue, shares },
  queues,
  bin,
  y,
  left,
  right,
  theme,
  locale,
}: {
  pool: PlaybackPool;
  /** Those of all pools, which share a scale: a queue that is hardly there must not look long. */
  queues: readonly PlaybackPool["queue"][];
  bin: number;
  y: number;
  left: number;
  right: number;
  theme: Theme;
  locale: string;
}): ReactElement {
  const width = (right - left - 2 * WORDS) / 2;
  const waitsAt = left + width + WORDS;
  const servers = barScale([busy, provisioned], width);
  const waiting = barScale(queues, width);
  const text = (value: number | null | undefined): string =>
    value === null || value === undefined ? MISSING : amountText(value, "1", locale);
  const share = shares?.[bin] ?? null;
  const bar = (from: number, long: number, fill: string): ReactElement => (
    <rect x={px(from)} y={px(y - BAR / 2)} width={px(long)} height={BAR} fill={fill} />
  );
  return (
    <g fill={theme.text.main}>
      <text x={px(left - 8)} y={px(y)} dy="0.35em" textAnchor="end">
        {name.toLowerCase() === of
          ? name
          : `${shortened(name, AXIS_FONT, left - 8 - KIND)} (${of})`}
      </text>
      {bar(left, servers(busy[bin] ?? 0), of === "brain" ? theme.stage.decode : theme.stage.tool)}
      <rect
        x={px(left)}
        y={px(y - BAR / 2)}
        width={px(servers(provisioned[bin] ?? 0))}
        height={BAR}
        fill="none"
        stroke={theme.stageOutline}
        strokeWidth={1.25}
      />
      <text x={px(left + servers(provisioned[bin] ?? 0) + 6)} y={px(y)} dy="0.35em">
        {shares === undefined
          ? `${text(busy[bin])} of ${text(provisioned[bin])} busy`
          : `${share === null ? MISSING : amountText(share, "ratio", locale)} in use`}
      </text>
      {queue.length === 0 ? null : (
        <>
          {bar(waitsAt, waiting(queue[bin] ?? 0), theme.stage.queue)}
          <text x={px(waitsAt + waiting(queue[bin] ?? 0) + 6)} y={px(y)} dy="0.35em">
            {`${text(queue[bin])} waiting`}
          </text>
        </>
      )}
    </g>
  );
}

function barScale(lists: readonly (readonly (number | null)[])[], width: number) {
  const most = Math.max(1e-9, ...lists.flat().flatMap((value) => value ?? []));
  return scaleLinear().domain([0, most]).range([0, width]);
}

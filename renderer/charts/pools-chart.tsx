import { scaleLinear } from "d3-scale";
import { area, curveStepAfter, line } from "d3-shape";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { scaleFor } from "../ui/format/scale.js";
import { AXIS_FONT, BottomAxis, LeftAxis, spaced, ticksOn } from "./axis.js";
import { px, textWidth } from "./chart.js";
import type { ChartProps } from "./chart.js";
import { Picture } from "./picture.js";
import type { PoolsModel, PoolsPanel } from "./pools-model.js";
import { simulatedTimeScale } from "./simulated-time.js";

const PANEL = { height: 148, gap: 26, top: 38, bottom: 34, left: 46 };
const COLUMNS = 2;

/** Pixels the chart needs for its panels. */
export const poolsHeight = ({ panels }: PoolsModel): number =>
  Math.ceil(panels.length / COLUMNS) * PANEL.height;

/** Load, servers and queues over one time axis, a small picture for each. */
export function PoolsChart({ model, size, theme, locale }: ChartProps<PoolsModel>): ReactElement {
  const width = (size.width - (COLUMNS - 1) * PANEL.gap) / COLUMNS;
  return (
    <Picture size={size} label={model.title}>
      {model.panels.map((panel, index) => (
        <g
          key={panel.name}
          transform={`translate(${px((index % COLUMNS) * (width + PANEL.gap))} ${Math.floor(index / COLUMNS) * PANEL.height})`}
        >
          <Panel panel={panel} model={model} width={width} theme={theme} locale={locale} />
        </g>
      ))}
    </Picture>
  );
}

/** A bin's mean holds for all of the bin, the last one's too. */
const steps = (values: readonly (number | null)[]) => [...values, values.at(-1) ?? null];

function Panel({
  panel: { name, unit: valueUnit, filled, limit },
  model: { bins, binSeconds, warmUpEndsSeconds },
  width,
  theme,
  locale,
}: {
  panel: PoolsPanel;
  model: PoolsModel;
  width: number;
  theme: Theme;
  locale: string;
}): ReactElement {
  const plot = {
    left: PANEL.left,
    right: width - 26,
    top: PANEL.top,
    bottom: PANEL.height - PANEL.bottom,
  };
  const values = [...filled.values, ...(limit?.values ?? [])].flatMap((value) => value ?? []);
  const greatest = Math.max(0, ...values);
  const y = scaleLinear()
    .domain([0, greatest === 0 ? 1 : greatest])
    .nice(3)
    .range([plot.bottom, plot.top]);
  const endMs = bins * binSeconds * 1000;
  const unit = simulatedTimeScale(endMs);
  const x = scaleLinear().domain([0, bins]).range([plot.left, plot.right]);
  const plain = scaleFor(valueUnit, 1);
  const drawLine = line<number | null>()
    .defined((value) => value !== null)
    .x((_, bin) => px(x(bin)))
    .y((value) => px(y(value ?? 0)))
    .curve(curveStepAfter);
  const drawArea = area<number | null>()
    .defined((value) => value !== null)
    .x((_, bin) => px(x(bin)))
    .y0(px(y(0)))
    .y1((value) => px(y(value ?? 0)))
    .curve(curveStepAfter);
  const warm = x(warmUpEndsSeconds / binSeconds);
  return (
    <>
      <rect
        x={plot.left}
        y={plot.top}
        width={px(Math.max(0, Math.min(warm, plot.right) - plot.left))}
        height={plot.bottom - plot.top}
        fill={theme.surface.hover}
      />
      <LeftAxis
        ticks={ticksOn(y, 3, plain, locale)}
        left={plot.left}
        right={plot.right}
        top={plot.top}
        title=""
        theme={theme}
      />
      <BottomAxis
        ticks={spaced(ticksOn(x.copy().domain([0, endMs]), 4, unit, locale))}
        left={plot.left}
        right={plot.right}
        top={plot.top}
        bottom={plot.bottom}
        title=""
        theme={theme}
      />
      <path d={drawArea(steps(filled.values)) ?? ""} fill={theme.accent} fillOpacity={0.25} />
      <path
        d={drawLine(steps(filled.values)) ?? ""}
        fill="none"
        stroke={theme.accent}
        strokeWidth={1.5}
      />
      {limit === undefined ? null : (
        <path
          d={drawLine(steps(limit.values)) ?? ""}
          fill="none"
          stroke={theme.text.main}
          strokeWidth={1.25}
          strokeDasharray="4 3"
        />
      )}
      <g fontFamily={theme.font.text} fontSize={AXIS_FONT} fill={theme.text.muted}>
        <text x={plot.left} y={12} fontSize={12} fontWeight={600} fill={theme.text.main}>
          {name}
        </text>
        <Key x={plot.left} name={filled.name} stroke={theme.accent} />
        {limit === undefined ? null : (
          <Key
            x={plot.left + 46 + textWidth(filled.name, AXIS_FONT)}
            name={limit.name}
            stroke={theme.text.main}
            dashes="4 3"
          />
        )}
      </g>
    </>
  );
}

function Key({
  x,
  name,
  stroke,
  dashes,
}: {
  x: number;
  name: string;
  stroke: string;
  dashes?: string;
}): ReactElement {
  return (
    <g>
      <line
        x1={px(x)}
        x2={px(x + 20)}
        y1={26}
        y2={26}
        stroke={stroke}
        strokeWidth={2}
        strokeDasharray={dashes}
      />
      <text x={px(x + 26)} y={26} dy="0.35em">
        {name}
      </text>
    </g>
  );
}

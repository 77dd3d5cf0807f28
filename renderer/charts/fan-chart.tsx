import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { scaleFor } from "../ui/format/scale.js";
import { AXIS_FONT, BottomAxis, LeftAxis, spaced, ticksOn } from "./axis.js";
import { px, textWidth } from "./chart.js";
import type { ChartProps } from "./chart.js";
import type { FanModel, FanSeries } from "./fan-model.js";
import { Legend, LINE_DASHES } from "./marks.js";
import { Picture, ToldMark } from "./picture.js";

const MARGIN = { top: 44, right: 22, bottom: 40 };

/** Lines by day within their bands, over one axis that has 0 on it. */
export function FanChart({ model, size, theme, locale }: ChartProps<FanModel>): ReactElement {
  const values = model.series.flatMap(({ expected, band }) =>
    band === undefined ? expected : [...expected, ...band.low, ...band.high],
  );
  const [least = 0, most = 1] = extent([0, ...values]);
  const bottom = size.height - MARGIN.bottom;
  const y = scaleLinear()
    .domain(least === most ? [0, 1] : [least, most])
    .nice(5)
    .range([bottom, MARGIN.top]);
  const scale = scaleFor("usd", Math.max(Math.abs(least), Math.abs(most)));
  const yTicks = ticksOn(y, 5, scale, locale);
  const left = Math.max(...yTicks.map(({ label }) => textWidth(label, AXIS_FONT))) + 14;
  const right = Math.max(left + 60, size.width - MARGIN.right);
  const x = scaleLinear().domain([0, model.horizonDays]).range([left, right]);
  const days = dayTicks(model.horizonDays).map((day) => ({ at: x(day), label: String(day) }));
  const architectures = model.series.flatMap(({ of }) => (of === "net" ? [] : [of]));
  return (
    <Picture size={size} hasMarks label={model.title}>
      <LeftAxis
        ticks={yTicks}
        left={left}
        right={right}
        top={MARGIN.top}
        title={model.yTitle}
        theme={theme}
      />
      <BottomAxis
        ticks={spaced(days)}
        left={left}
        right={right}
        top={MARGIN.top}
        bottom={bottom}
        title="Day"
        theme={theme}
      />
      <line
        x1={px(left)}
        x2={px(right)}
        y1={px(y(0))}
        y2={px(y(0))}
        stroke={theme.line.strong}
        strokeWidth={1.25}
      />
      {model.series.map((series) => (
        <Series key={series.of} series={series} x={x} y={y} theme={theme} />
      ))}
      {model.event === undefined ? null : (
        <Event
          label={model.event.label}
          x={x(model.event.day)}
          y={y(0)}
          plot={{ left, right }}
          theme={theme}
        />
      )}
      {model.days.map(({ day, words }) => (
        <ToldMark key={day} words={words}>
          <rect
            x={px(x(day) - 6)}
            y={MARGIN.top}
            width={12}
            height={px(bottom - MARGIN.top)}
            fill="none"
            pointerEvents="all"
          />
        </ToldMark>
      ))}
      {architectures.length === 0 ? null : (
        <Legend architectures={architectures} x={left} y={10} theme={theme} lines />
      )}
    </Picture>
  );
}

/** Days worth a label: whole months of 30 days, some six of them. */
function dayTicks(horizonDays: number): number[] {
  const step = 30 * Math.max(1, Math.round(horizonDays / 180));
  return Array.from({ length: Math.floor(horizonDays / step) + 1 }, (_, at) => at * step);
}

function Series({
  series: { of, expected, band },
  x,
  y,
  theme,
}: {
  series: FanSeries;
  x: (day: number) => number;
  y: (value: number) => number;
  theme: Theme;
}): ReactElement {
  const colour = of === "net" ? theme.accent : theme.architecture[of];
  const drawBand = area<number>()
    .x((_, day) => px(x(day)))
    .y0((_, day) => px(y(band?.low[day] ?? 0)))
    .y1((_, day) => px(y(band?.high[day] ?? 0)));
  const drawLine = line<number>()
    .x((_, day) => px(x(day)))
    .y((value) => px(y(value)));
  return (
    <g>
      {band === undefined ? null : (
        <path d={drawBand([...expected]) ?? ""} fill={colour} fillOpacity={0.18} />
      )}
      <path
        d={drawLine([...expected]) ?? ""}
        fill="none"
        stroke={colour}
        strokeWidth={2}
        strokeDasharray={of === "net" ? undefined : LINE_DASHES[of]}
        strokeLinejoin="round"
      />
    </g>
  );
}

/** A ring on the line at 0, and what happens there, beside it where there is room. */
function Event({
  label,
  x,
  y,
  plot,
  theme,
}: {
  label: string;
  x: number;
  y: number;
  plot: { readonly left: number; readonly right: number };
  theme: Theme;
}): ReactElement {
  const isLeft = x + textWidth(label, AXIS_FONT) + 14 > plot.right;
  return (
    <g fontFamily={theme.font.text} fontSize={AXIS_FONT} fontWeight={600}>
      <circle
        cx={px(x)}
        cy={px(y)}
        r={5}
        fill={theme.surface.panel}
        stroke={theme.text.main}
        strokeWidth={2}
      />
      <text
        x={px(isLeft ? x - 9 : x + 9)}
        y={px(y + 16)}
        textAnchor={isLeft ? "end" : "start"}
        fill={theme.text.main}
      >
        {label}
      </text>
    </g>
  );
}

import { area, line } from "d3-shape";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { formatPercent } from "../ui/format/number.js";
import { ARCHITECTURE_NAMES } from "../ui/names.js";
import { AXIS_FONT, BottomAxis, LeftAxis } from "./axis.js";
import { px } from "./chart.js";
import type { ChartProps } from "./chart.js";
import type { Bins } from "./latency-bins.js";
import { latencyLayout } from "./latency-layout.js";
import type { LatencyLayout } from "./latency-layout.js";
import type { LatencyMark, LatencyModel, LatencySeries } from "./latency-model.js";
import { Legend, LINE_DASHES, Mark, Whisker } from "./marks.js";
import { Picture, ToldMark } from "./picture.js";

/** Both deployments' latency distribution over one axis, with a lane of percentiles for each. */
export function LatencyChart({
  model,
  size,
  theme,
  locale,
}: ChartProps<LatencyModel>): ReactElement {
  const layout = latencyLayout(model, size, locale);
  const { plot, lanesBottom, beyond } = layout;
  const beyondText = `${formatPercent(beyond, beyond < 0.001 ? 2 : 1, locale)} of sessions take longer than shown`;
  return (
    <Picture size={size} hasMarks label={model.title}>
      <LeftAxis
        ticks={layout.yTicks}
        left={plot.left}
        right={plot.right}
        top={plot.top}
        title="Sessions"
        theme={theme}
      />
      <BottomAxis
        ticks={layout.xTicks}
        left={plot.left}
        right={plot.right}
        top={plot.top}
        bottom={lanesBottom}
        title={model.axis === "log" ? "Latency, logarithmic" : "Latency"}
        theme={theme}
      />
      {beyond < 0.00005 ? null : (
        <text
          x={px(plot.left)}
          y={px(lanesBottom + 31)}
          fontFamily={theme.font.text}
          fontSize={AXIS_FONT}
          fill={theme.text.muted}
        >
          {beyondText}
        </text>
      )}
      {layout.bins.map(({ series, bins }) => (
        <Distribution
          key={series.architecture}
          series={series}
          bins={bins}
          shape={model.shape}
          layout={layout}
          theme={theme}
        />
      ))}
      {model.series.map((series, index) => (
        <Lane
          key={series.architecture}
          series={series}
          y={layout.laneY(index)}
          layout={layout}
          theme={theme}
        />
      ))}
      <Legend
        architectures={model.series.map(({ architecture }) => architecture)}
        x={plot.left}
        y={10}
        theme={theme}
        lines
      />
    </Picture>
  );
}

function Distribution({
  series: { architecture },
  bins,
  shape,
  layout: { x, y, plot },
  theme,
}: {
  series: LatencySeries;
  bins: Bins;
  shape: LatencyModel["shape"];
  layout: LatencyLayout;
  theme: Theme;
}): ReactElement {
  const points = outline(bins, shape);
  const toX = ([at]: readonly [number, number]): number => px(x(at));
  const toY = ([, value]: readonly [number, number]): number => px(y(value));
  const colour = theme.architecture[architecture];
  const drawLine = line<readonly [number, number]>().x(toX).y(toY);
  const drawArea = area<readonly [number, number]>().x(toX).y0(px(plot.bottom)).y1(toY);
  return (
    <g>
      {shape === "density" ? (
        <path d={drawArea(points) ?? ""} fill={colour} fillOpacity={0.18} />
      ) : null}
      <path
        d={drawLine(points) ?? ""}
        fill="none"
        stroke={colour}
        strokeWidth={1.75}
        strokeDasharray={LINE_DASHES[architecture]}
        strokeLinejoin="round"
      />
    </g>
  );
}

/** The steps of a histogram, or the corners of a cumulative share. */
function outline(
  { edges, shares, beyond }: Bins,
  shape: LatencyModel["shape"],
): [number, number][] {
  if (shape === "density") {
    return shares.flatMap((share, index): [number, number][] => [
      [edges[index] ?? 0, share],
      [edges[index + 1] ?? 0, share],
    ]);
  }
  let sum = 1 - beyond - shares.reduce((total, share) => total + share, 0);
  return edges.map((edge, index): [number, number] => {
    if (index > 0) sum += shares[index - 1] ?? 0;
    return [edge, sum];
  });
}

function Lane({
  series: { architecture, marks },
  y,
  layout: { x, plot },
  theme,
}: {
  series: LatencySeries;
  y: number;
  layout: LatencyLayout;
  theme: Theme;
}): ReactElement {
  const colour = theme.architecture[architecture];
  const places = marks.flatMap((mark) =>
    mark.figure.mean === null ? [] : [{ mark, at: x(mark.figure.mean) }],
  );
  const first = places[0]?.at ?? plot.left;
  const last = places.at(-1)?.at ?? plot.left;
  return (
    <g fontFamily={theme.font.text} fontSize={AXIS_FONT}>
      <line x1={px(plot.left)} x2={px(plot.right)} y1={px(y)} y2={px(y)} stroke={theme.line.soft} />
      <text x={px(plot.left - 8)} y={px(y)} dy="0.35em" textAnchor="end" fill={theme.text.main}>
        {ARCHITECTURE_NAMES[architecture]}
      </text>
      <line
        x1={px(first)}
        x2={px(last)}
        y1={px(y)}
        y2={px(y)}
        stroke={colour}
        strokeOpacity={0.5}
      />
      {places.map(({ mark, at }) => (
        <PercentileMark
          key={mark.name}
          mark={mark}
          at={at}
          y={y}
          x={x}
          architecture={architecture}
          theme={theme}
        />
      ))}
    </g>
  );
}

function PercentileMark({
  mark: { name, figure, words },
  at,
  y,
  x,
  architecture,
  theme,
}: {
  mark: LatencyMark;
  at: number;
  y: number;
  x: LatencyLayout["x"];
  architecture: LatencySeries["architecture"];
  theme: Theme;
}): ReactElement {
  const { low, high } = figure;
  // The middle one is labelled below, so that close percentiles do not write over each other.
  const labelY = name === "p95" ? y + 15 : y - 8;
  return (
    <ToldMark words={words}>
      <rect x={px(at - 9)} y={px(y - 16)} width={18} height={32} fill="none" pointerEvents="all" />
      {low === null || high === null ? null : (
        <Whisker from={x(low)} to={x(high)} y={y} colour={theme.architecture[architecture]} />
      )}
      <Mark architecture={architecture} x={at} y={y} theme={theme} />
      <text x={px(at)} y={px(labelY)} textAnchor="middle" fill={theme.text.muted}>
        {name}
      </text>
    </ToldMark>
  );
}

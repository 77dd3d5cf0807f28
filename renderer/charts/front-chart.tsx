import { scaleLinear } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { scaleFor } from "../ui/format/scale.js";
import { AXIS_FONT, BottomAxis, LeftAxis, spaced, ticksOn } from "./axis.js";
import { px } from "./chart.js";
import type { ChartProps } from "./chart.js";
import type { FrontModel, FrontPoint } from "./front-model.js";
import { Picture, ToldMark } from "./picture.js";

/** Between plot and axis title the plan's name has a line: the plan may lie at the very top. */
const MARGIN = { top: 58, title: 46, right: 28, bottom: 40, left: 72 };
const RADIUS = 5;

/** Cost against p95: filled marks keep every promise, crosses break one, and the plan has a ring. */
export function FrontChart({ model, size, theme, locale }: ChartProps<FrontModel>): ReactElement {
  const right = Math.max(MARGIN.left + 60, size.width - MARGIN.right);
  const bottom = size.height - MARGIN.bottom;
  const costs = model.points.map(({ costUsd }) => costUsd);
  const latencies = model.points.map(({ p95 }) => p95.high ?? p95.mean);
  const x = scaleLinear().domain(extent(costs)).nice().range([MARGIN.left, right]);
  const y = scaleLinear()
    .domain([0, Math.max(...latencies)])
    .nice()
    .range([bottom, MARGIN.top]);
  const usd = scaleFor("usd", Math.max(...costs));
  const ms = scaleFor("ms", Math.max(...latencies));
  const path = line<FrontPoint>()
    .x(({ costUsd }) => px(x(costUsd)))
    .y(({ p95 }) => px(y(p95.mean)))
    .curve(curveStepAfter);
  return (
    <Picture size={size} hasMarks label={model.title}>
      <LeftAxis
        ticks={ticksOn(y, 5, ms, locale)}
        left={MARGIN.left}
        right={right}
        top={MARGIN.title}
        title="Latency, p95"
        theme={theme}
      />
      <BottomAxis
        ticks={spaced(
          ticksOn(x, Math.max(2, Math.floor((right - MARGIN.left) / 110)), usd, locale),
        )}
        left={MARGIN.left}
        right={right}
        top={MARGIN.top}
        bottom={bottom}
        title="Cost of 30 days"
        theme={theme}
      />
      <path
        d={path(model.points) ?? ""}
        fill="none"
        stroke={theme.line.strong}
        strokeWidth={1.25}
      />
      {model.points.map((point) => (
        <Point
          key={point.words}
          point={point}
          x={x(point.costUsd)}
          y={y(point.p95.mean)}
          low={point.p95.low === null ? undefined : y(point.p95.low)}
          high={point.p95.high === null ? undefined : y(point.p95.high)}
          theme={theme}
        />
      ))}
      <Key x={MARGIN.left} y={10} theme={theme} />
    </Picture>
  );
}

/** A domain that a single value does not collapse. */
function extent(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? [low * 0.9, high * 1.1 + 1] : [low, high];
}

function Point({
  point: { keeps, isPlan, words },
  x,
  y,
  low,
  high,
  theme,
}: {
  point: FrontPoint;
  x: number;
  y: number;
  low: number | undefined;
  high: number | undefined;
  theme: Theme;
}): ReactElement {
  const colour = keeps ? theme.architecture.decoupled : theme.state.bad;
  return (
    <ToldMark words={words} aria-label={isPlan ? `${words}, the plan` : words}>
      {low === undefined || high === undefined ? null : (
        <path
          d={`M${px(x - 4)} ${px(low)}H${px(x + 4)}M${px(x)} ${px(low)}V${px(high)}M${px(x - 4)} ${px(high)}H${px(x + 4)}`}
          stroke={colour}
          strokeWidth={1.25}
          fill="none"
        />
      )}
      <PointMark keeps={keeps} x={x} y={y} theme={theme} />
      {isPlan ? (
        <>
          <circle
            cx={px(x)}
            cy={px(y)}
            r={RADIUS + 4}
            fill="none"
            stroke={colour}
            strokeWidth={2}
          />
          <text
            x={px(x + RADIUS + 9)}
            y={px(y - RADIUS - 5)}
            fontFamily={theme.font.text}
            fontSize={AXIS_FONT}
            fontWeight={600}
            fill={theme.text.main}
          >
            plan
          </text>
        </>
      ) : null}
    </ToldMark>
  );
}

function PointMark({
  keeps,
  x,
  y,
  theme,
}: {
  keeps: boolean;
  x: number;
  y: number;
  theme: Theme;
}): ReactElement {
  if (keeps) {
    return (
      <circle
        cx={px(x)}
        cy={px(y)}
        r={RADIUS}
        fill={theme.architecture.decoupled}
        stroke={theme.surface.panel}
      />
    );
  }
  return (
    <>
      <rect x={px(x - 9)} y={px(y - 9)} width={18} height={18} fill="none" pointerEvents="all" />
      <path
        d={`M${px(x - 4)} ${px(y - 4)}L${px(x + 4)} ${px(y + 4)}M${px(x + 4)} ${px(y - 4)}L${px(x - 4)} ${px(y + 4)}`}
        stroke={theme.state.bad}
        strokeWidth={2}
        fill="none"
      />
    </>
  );
}

function Key({ x, y, theme }: { x: number; y: number; theme: Theme }): ReactElement {
  return (
    <g fontFamily={theme.font.text} fontSize={AXIS_FONT} fill={theme.text.main}>
      <PointMark keeps x={x + 5} y={y} theme={theme} />
      <text x={px(x + 16)} y={px(y)} dy="0.35em">
        keeps every promise
      </text>
      <PointMark keeps={false} x={x + 165} y={y} theme={theme} />
      <text x={px(x + 176)} y={px(y)} dy="0.35em">
        breaks one
      </text>
    </g>
  );
}

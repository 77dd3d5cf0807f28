import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import type { ReactElement } from "react";
import { scaleFor } from "../ui/format/scale.js";
import { BottomAxis, LeftAxis, spaced, ticksOn } from "./axis.js";
import { px } from "./chart.js";
import type { ChartProps } from "./chart.js";
import type { GaugesModel } from "./gauges-model.js";
import { Legend, LINE_DASHES, Mark } from "./marks.js";
import { Picture } from "./picture.js";

const TOP = 44;
const BOTTOM = 40;
const LEFT = 64;
const RIGHT = 16;

/** One gauge of a load run over its seconds, a line for each deployment. */
export function GaugesChart({ model, size, theme, locale }: ChartProps<GaugesModel>): ReactElement {
  const right = size.width - RIGHT;
  const bottom = size.height - BOTTOM;
  const x = scaleLinear().domain([0, model.lengthSeconds]).range([LEFT, right]);
  const y = scaleLinear()
    .domain([0, model.greatest === 0 ? 1 : model.greatest])
    .nice(4)
    .range([bottom, TOP]);
  const unit = scaleFor(model.unit, model.greatest);
  const path = line<{ seconds: number; value: number }>(
    ({ seconds }) => px(x(seconds)),
    ({ value }) => px(y(value)),
  );
  return (
    <Picture size={size} label={model.title}>
      <Legend
        architectures={model.lines.map(({ architecture }) => architecture)}
        x={LEFT}
        y={10}
        theme={theme}
        lines
      />
      <LeftAxis
        ticks={ticksOn(y, 4, unit, locale)}
        left={LEFT}
        right={right}
        top={TOP}
        title={model.label}
        theme={theme}
      />
      <BottomAxis
        ticks={spaced(
          x.ticks(Math.max(2, Math.floor((right - LEFT) / 80))).map((value) => ({
            at: x(value),
            label: `${value}`,
          })),
        )}
        left={LEFT}
        right={right}
        top={TOP}
        bottom={bottom}
        title="Seconds of the run"
        theme={theme}
      />
      {model.lines.map(({ architecture, points }) => {
        const last = points.at(-1);
        return (
          <g key={architecture}>
            <path
              d={path(points) ?? ""}
              fill="none"
              stroke={theme.architecture[architecture]}
              strokeWidth={2}
              strokeDasharray={LINE_DASHES[architecture]}
            />
            {last === undefined ? null : (
              <Mark
                architecture={architecture}
                x={x(last.seconds)}
                y={y(last.value)}
                theme={theme}
              />
            )}
          </g>
        );
      })}
    </Picture>
  );
}

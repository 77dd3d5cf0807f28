import type { ReactElement } from "react";
import { formatCount } from "../ui/format/number.js";
import type { Theme } from "../theme/tokens.js";
import { AXIS_FONT, BottomAxis, LeftAxis } from "./axis.js";
import { px, textWidth } from "./chart.js";
import type { ChartProps } from "./chart.js";
import { heatLayout } from "./heat-layout.js";
import type { HeatLayout } from "./heat-layout.js";
import type { HeatModel } from "./heat-model.js";
import { Picture } from "./picture.js";

/** Time against time taken, the count by colour: one path for each colour, however many cells it has. */
export function HeatChart({ model, size, theme, locale }: ChartProps<HeatModel>): ReactElement {
  const layout = heatLayout(model, size, locale);
  const { plot } = layout;
  return (
    <Picture size={size} label={model.title}>
      <LeftAxis
        ticks={layout.yTicks}
        left={plot.left}
        right={plot.right}
        top={plot.top}
        title={model.axis === "log" ? "Time taken, logarithmic" : "Time taken"}
        theme={theme}
      />
      <BottomAxis
        ticks={layout.xTicks}
        left={plot.left}
        right={plot.right}
        top={plot.top}
        bottom={plot.bottom}
        title="Simulated time"
        theme={theme}
      />
      {model.steps.map((least, step) => (
        <path
          key={least}
          d={cells(model, layout, least, model.steps[step + 1])}
          fill={colour(theme, step, model.steps.length)}
          shapeRendering="crispEdges"
        />
      ))}
      <Legend model={model} x={plot.left} theme={theme} locale={locale} />
    </Picture>
  );
}

/** The strongest colour is that of the most, however few steps there are. */
const colour = ({ heat }: Theme, step: number, steps: number): string =>
  heat[heat.length - steps + step] ?? heat[0] ?? "";

/** All cells whose count is `least` or more, and less than `below`, as one path. */
function cells(
  { counts, from, to }: HeatModel,
  { x, rows }: HeatLayout,
  least: number,
  below = Number.POSITIVE_INFINITY,
): string {
  let path = "";
  for (let bin = from; bin <= to; bin++) {
    const left = px(x(bin));
    const width = px(Math.max(0.5, x(bin + 1) - left));
    rows.forEach(({ top, bottom }, row) => {
      const count = counts[bin]?.[row] ?? 0;
      if (count < least || count >= below) return;
      path += `M${left} ${px(top)}h${width}V${px(bottom)}h${-width}z`;
    });
  }
  return path;
}

function Legend({
  model: { steps, counts },
  x,
  theme,
  locale,
}: {
  model: HeatModel;
  x: number;
  theme: Theme;
  locale: string;
}): ReactElement {
  const greatest = Math.max(...counts.flat());
  const entries = steps.map((least, step) => {
    const most = (steps[step + 1] ?? greatest + 1) - 1;
    const from = formatCount(least, locale);
    return most <= least ? from : `${from} to ${formatCount(most, locale)}`;
  });
  const lead = "Count";
  const starts = entries.map(
    (_, step) =>
      x +
      textWidth(lead, AXIS_FONT) +
      14 +
      entries.slice(0, step).reduce((sum, text) => sum + 34 + textWidth(text, AXIS_FONT), 0),
  );
  return (
    <g fontFamily={theme.font.text} fontSize={AXIS_FONT} fill={theme.text.main}>
      <text x={px(x)} y={10} dy="0.35em" fill={theme.text.muted}>
        {lead}
      </text>
      {entries.map((text, step) => (
        <g key={text}>
          <rect
            x={px(starts[step] ?? 0)}
            y={4}
            width={14}
            height={12}
            fill={colour(theme, step, entries.length)}
          />
          <text x={px((starts[step] ?? 0) + 19)} y={10} dy="0.35em">
            {text}
          </text>
        </g>
      ))}
    </g>
  );
}

import { scaleLinear } from "d3-scale";
import type { ReactElement } from "react";
import type { Architecture, Figure } from "../../engine/contract/result.js";
import { formatFigure, MISSING } from "../ui/format/figure.js";
import { formatPercent } from "../ui/format/number.js";
import { scaleFor } from "../ui/format/scale.js";
import { ARCHITECTURE_NAMES } from "../ui/names.js";
import { AXIS_FONT, BottomAxis } from "./axis.js";
import { px, shortened, textWidth } from "./chart.js";
import type { ChartProps } from "./chart.js";
import { Legend, legendWidth, Mark, Whisker } from "./marks.js";
import { Picture } from "./picture.js";
import type { UtilisationModel } from "./utilisation-model.js";

const TOP = 30;
const BOTTOM = 40;
const ROW = 30;
const VALUE_COLUMN = 70;

/** Pixels the chart needs for its rows. */
export const utilisationHeight = ({ rows }: UtilisationModel): number =>
  TOP + BOTTOM + ROW * rows.length;

/** A dot and its interval for every resource and deployment, on one axis from nothing to all of it. */
export function UtilisationChart({
  model,
  size,
  theme,
  locale,
}: ChartProps<UtilisationModel>): ReactElement {
  const names = Math.max(...model.rows.map(({ name }) => textWidth(name, AXIS_FONT)));
  const left = Math.min(size.width * 0.45, Math.max(84, names + 12));
  const right = Math.max(left + 60, size.width - VALUE_COLUMN * model.architectures.length - 12);
  const bottom = size.height - BOTTOM;
  const row = (bottom - TOP) / model.rows.length;
  const x = scaleLinear().domain([0, 1]).range([left, right]).clamp(true);
  const scale = scaleFor("ratio", 1);
  const column = (index: number): number => right + 12 + VALUE_COLUMN * (index + 1);
  // Long names leave a narrow plot: its legend then begins left of it, rather than run into the columns.
  const legendAt = Math.max(0, Math.min(left, right - legendWidth(model.architectures)));
  // Half a mark apart, so that equal figures do not hide each other.
  const offset = (architecture: Architecture): number =>
    model.architectures.length === 1 ? 0 : architecture === "coupled" ? -5 : 5;
  return (
    <Picture size={size} label={model.title}>
      <Legend architectures={model.architectures} x={legendAt} y={10} theme={theme} />
      <BottomAxis
        ticks={x.ticks(right - left > 300 ? 5 : 2).map((value) => ({
          at: x(value),
          label: formatPercent(value, 0, locale),
        }))}
        left={left}
        right={right}
        top={TOP}
        bottom={bottom}
        title="In use"
        theme={theme}
      />
      <g fontFamily={theme.font.text} fontSize={AXIS_FONT} fill={theme.text.muted} textAnchor="end">
        {model.architectures.map((architecture, index) => (
          <text key={architecture} x={px(column(index))} y={14}>
            {ARCHITECTURE_NAMES[architecture]}
          </text>
        ))}
      </g>
      {model.rows.map(({ name, figures }, index) => {
        const y = TOP + row * (index + 0.5);
        return (
          <g key={name} fontFamily={theme.font.text} fontSize={AXIS_FONT} fill={theme.text.main}>
            <text x={px(left - 8)} y={px(y)} dy="0.35em" textAnchor="end">
              {shortened(name, AXIS_FONT, left - 8)}
            </text>
            <line x1={px(left)} x2={px(right)} y1={px(y)} y2={px(y)} stroke={theme.line.soft} />
            {model.architectures.map((architecture, at) => (
              <g key={architecture}>
                <text x={px(column(at))} y={px(y)} dy="0.35em" textAnchor="end">
                  {valueText(figures[architecture])}
                </text>
                {dot(architecture, figures[architecture], y + offset(architecture))}
              </g>
            ))}
          </g>
        );
      })}
    </Picture>
  );

  function valueText(figure: Figure | undefined): string {
    return figure === undefined ? MISSING : formatFigure(figure, scale, locale).value;
  }

  function dot(architecture: Architecture, figure: Figure | undefined, y: number) {
    if (figure === undefined || figure.mean === null) return null;
    const { low, high, mean } = figure;
    return (
      <>
        {low === null || high === null ? null : (
          <Whisker from={x(low)} to={x(high)} y={y} colour={theme.architecture[architecture]} />
        )}
        <Mark architecture={architecture} x={x(mean)} y={y} theme={theme} />
      </>
    );
  }
}

import { scaleLinear } from "d3-scale";
import { useId } from "react";
import type { ReactElement } from "react";
import type { Stage } from "../../engine/contract/result.js";
import type { Theme } from "../theme/tokens.js";
import { formatShortOn } from "../ui/format/figure.js";
import { scaleFor } from "../ui/format/scale.js";
import { STAGE_NAMES } from "../ui/names.js";
import { AXIS_FONT, BottomAxis, spaced, ticksOn } from "./axis.js";
import { inkOn, px, textWidth } from "./chart.js";
import type { ChartProps } from "./chart.js";
import { Picture } from "./picture.js";
import { WAITING } from "./stage-bars.js";
import type { StageBars } from "./stage-bars.js";

const MARGIN = { right: 84, bottom: 40, left: 84 };
const LEGEND_ROW = 18;

/** The bars on a shared axis; stages of waiting are hatched. */
export function StageBarsChart({
  model,
  size,
  theme,
  locale,
}: ChartProps<StageBars>): ReactElement {
  const id = useId();
  const labels = model.bars.map(({ label }) => textWidth(label, AXIS_FONT));
  const left = Math.max(MARGIN.left, ...labels.map((width) => width + 16));
  const right = Math.max(left + 60, size.width - MARGIN.right);
  const legend = legendPlaces(model.stages, size.width);
  const top = legend.height + 6;
  const bottom = size.height - MARGIN.bottom;
  const band = Math.max(20, (bottom - top) / model.bars.length);
  const height = Math.min(44, band * 0.62);
  const longest = Math.max(...model.bars.map(({ totalMs }) => totalMs));
  const x = scaleLinear().domain([0, longest]).range([left, right]);
  const unit = scaleFor("ms", longest);
  const ticks = ticksOn(x, Math.max(3, Math.floor((right - left) / 80)), unit, locale);
  return (
    <Picture size={size} label={model.title}>
      <defs>
        <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse">
          <path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke={theme.stageOutline} strokeWidth={1} />
        </pattern>
      </defs>
      <BottomAxis
        ticks={spaced(ticks)}
        left={left}
        right={right}
        top={top}
        bottom={bottom}
        title={model.xTitle}
        theme={theme}
      />
      {model.bars.map(({ label: name, parts, totalMs }, index) => {
        const y = top + band * (index + 0.5) - height / 2;
        let start = 0;
        return (
          <g key={name} fontFamily={theme.font.text} fontSize={AXIS_FONT}>
            <text
              x={px(left - 8)}
              y={px(y + height / 2)}
              dy="0.35em"
              textAnchor="end"
              fill={theme.text.main}
            >
              {name}
            </text>
            {parts.map(({ stage, ms }) => {
              const from = x(start);
              start += ms;
              const time = formatShortOn(ms, unit, locale);
              return (
                <Part
                  key={stage}
                  stage={stage}
                  words={`${STAGE_NAMES[stage]}: ${time}`}
                  label={time}
                  box={{ x: from, y, width: x(start) - from, height }}
                  hatch={id}
                  theme={theme}
                />
              );
            })}
            <text
              x={px(x(totalMs) + 8)}
              y={px(y + height / 2)}
              dy="0.35em"
              fill={theme.text.main}
              fontWeight={600}
            >
              {formatShortOn(totalMs, unit, locale)}
            </text>
          </g>
        );
      })}
      {legend.items.map(({ stage, x: at, y }) => (
        <g key={stage} fontFamily={theme.font.text} fontSize={AXIS_FONT}>
          <Part
            stage={stage}
            words=""
            label=""
            box={{ x: at, y: y + 3, width: 12, height: 10 }}
            hatch={id}
            theme={theme}
          />
          <text x={px(at + 17)} y={px(y + 8)} dy="0.35em" fill={theme.text.main}>
            {STAGE_NAMES[stage]}
          </text>
        </g>
      ))}
    </Picture>
  );
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function Part({
  stage,
  words,
  label,
  box: { x, y, width, height },
  hatch,
  theme,
}: {
  stage: Stage;
  words: string;
  label: string;
  box: Box;
  hatch: string;
  theme: Theme;
}): ReactElement {
  const fill = theme.stage[stage];
  const place = { x: px(x), y: px(y), width: px(Math.max(0.5, width)), height: px(height) };
  const fits = label !== "" && textWidth(label, AXIS_FONT) + 10 < width;
  return (
    <g>
      {words === "" ? null : <title>{words}</title>}
      <rect {...place} fill={fill} stroke={theme.stageOutline} strokeWidth={0.75} />
      {WAITING.has(stage) ? <rect {...place} fill={`url(#${hatch})`} /> : null}
      {fits && !WAITING.has(stage) ? (
        <text
          x={px(x + width / 2)}
          y={px(y + height / 2)}
          dy="0.35em"
          textAnchor="middle"
          fill={inkOn(fill)}
        >
          {label}
        </text>
      ) : null}
    </g>
  );
}

/** Places the legend's entries in rows of `width`. */
function legendPlaces(
  stages: readonly Stage[],
  width: number,
): { items: { stage: Stage; x: number; y: number }[]; height: number } {
  let x = 0;
  let y = 0;
  const items = stages.map((stage) => {
    const wide = 17 + textWidth(STAGE_NAMES[stage], AXIS_FONT) + 14;
    if (x > 0 && x + wide > width) {
      x = 0;
      y += LEGEND_ROW;
    }
    const item = { stage, x: x + 1, y };
    x += wide;
    return item;
  });
  return { items, height: y + LEGEND_ROW };
}

import { scaleLinear } from "d3-scale";
import type { ReactElement } from "react";
import type { Theme } from "../theme/tokens.js";
import { AXIS_FONT, BottomAxis, spaced } from "./axis.js";
import { px, shortened, textWidth } from "./chart.js";
import type { ChartProps } from "./chart.js";
import type { MilestoneLane, MilestoneModel, ProjectedVerdict } from "./milestone-model.js";
import { Picture, ToldMark } from "./picture.js";

const MARGIN = { top: 34, bottom: 40, between: 18 };
const TITLE = 20;
const LANE = 26;
const BAR = 10;
/** Between a label and its lane, at least. */
const LABEL_GAP = 6;
/** Bold text is wider. */
const BOLD = 1.12;

const widest = (texts: readonly string[]): number =>
  Math.max(...texts.map((text) => textWidth(text, AXIS_FONT)));

/** The height that a model takes: a line for each milestone, one for each of its requirements. */
export function milestoneHeight({ groups }: MilestoneModel): number {
  const lanes = groups.reduce((sum, group) => sum + TITLE + group.lanes.length * LANE, 0);
  return MARGIN.top + lanes + MARGIN.bottom;
}

/** A lane for each requirement: filled where it is kept, hollow where not, and its verdict when due. */
export function MilestoneChart({ model, size, theme }: ChartProps<MilestoneModel>): ReactElement {
  const lanes = model.groups.flatMap((group) => group.lanes);
  const left = Math.min(
    size.width * 0.45,
    widest(lanes.map(({ label }) => label)) + 16 + MARGIN.between,
  );
  const outcomes = BOLD * widest(lanes.map(({ outcome }) => outcome));
  const right = Math.max(left + 60, size.width - outcomes - MARGIN.between - 4);
  const bottom = milestoneHeight(model) - MARGIN.bottom;
  const x = scaleLinear().domain([0, model.lastDay]).range([left, right]);
  const tops = model.groups.map((_, index) =>
    model.groups
      .slice(0, index)
      .reduce((sum, group) => sum + TITLE + group.lanes.length * LANE, MARGIN.top),
  );
  const due = [...new Set(lanes.map(({ dueDay }) => dueDay))];
  const ticks = [...new Set([0, ...due, model.lastDay])].toSorted((a, b) => a - b);
  return (
    <Picture
      size={size}
      hasMarks
      label={model.title}
      fontFamily={theme.font.text}
      fontSize={AXIS_FONT}
    >
      <BottomAxis
        ticks={spaced(ticks.map((day) => ({ at: x(day), label: String(day) })))}
        left={left}
        right={right}
        top={MARGIN.top}
        bottom={bottom}
        title="Day"
        theme={theme}
      />
      {model.groups.map(({ title, lanes: own }, index) => (
        <g key={title}>
          <text x={0} y={px((tops[index] ?? 0) + 13)} fontWeight={600} fill={theme.text.main}>
            {title}
          </text>
          {own.map((lane, at) => (
            <Lane
              key={lane.label}
              lane={lane}
              y={(tops[index] ?? 0) + TITLE + (at + 0.5) * LANE}
              x={x}
              left={left}
              outcomeX={right + MARGIN.between}
              width={size.width}
              end={x(model.horizonDays)}
              theme={theme}
            />
          ))}
        </g>
      ))}
      <Key x={left} width={size.width} theme={theme} />
    </Picture>
  );
}

function Lane({
  lane: { label, dueDay, verdict, outcome, kept, words },
  y,
  x,
  left,
  outcomeX,
  width,
  end,
  theme,
}: {
  lane: MilestoneLane;
  y: number;
  x: (day: number) => number;
  left: number;
  outcomeX: number;
  /** Of the chart: the focus goes round the whole lane. */
  width: number;
  /** Where the projected days end. */
  end: number;
  theme: Theme;
}): ReactElement {
  return (
    <ToldMark words={words}>
      <rect
        x={0}
        y={px(y - LANE / 2)}
        width={px(width)}
        height={LANE}
        fill="none"
        pointerEvents="all"
      />
      <text x={16} y={px(y)} dy="0.35em" fill={theme.text.muted}>
        {shortened(label, AXIS_FONT, left - 16 - LABEL_GAP)}
      </text>
      <rect
        x={px(left)}
        y={px(y - BAR / 2)}
        width={px(Math.max(0, end - left))}
        height={BAR}
        fill="none"
        stroke={theme.line.strong}
      />
      {kept.map(({ from, to }) => (
        <rect
          key={from}
          x={px(x(from))}
          y={px(y - BAR / 2)}
          width={px(Math.max(1.5, x(to) - x(from)))}
          height={BAR}
          fill={theme.architecture.decoupled}
        />
      ))}
      <VerdictMark verdict={verdict} x={x(dueDay)} y={y} theme={theme} />
      <text x={px(outcomeX)} y={px(y)} dy="0.35em" fontWeight={600} fill={toneOf(verdict, theme)}>
        {outcome}
      </text>
    </ToldMark>
  );
}

function toneOf(verdict: ProjectedVerdict, { state }: Theme): string {
  if (verdict === "met") return state.good;
  return verdict === "missed" ? state.bad : state.unsure;
}

const GLYPHS: Readonly<Record<ProjectedVerdict, string>> = {
  met: "M-3.6 0.2L-1 2.8L3.8 -2.6",
  "at risk": "M0 -4V0.8M0 3.4V3.7",
  missed: "M-3 -3L3 3M3 -3L-3 3",
};

/** A disc with a check, an exclamation mark or a cross: told apart without its colour. */
function VerdictMark({
  verdict,
  x,
  y,
  theme,
}: {
  verdict: ProjectedVerdict;
  x: number;
  y: number;
  theme: Theme;
}): ReactElement {
  return (
    <g transform={`translate(${px(x)} ${px(y)})`}>
      <circle r={8.5} fill={toneOf(verdict, theme)} stroke={theme.surface.panel} strokeWidth={2} />
      <path
        d={GLYPHS[verdict]}
        fill="none"
        stroke={theme.surface.panel}
        strokeWidth={1.8}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </g>
  );
}

function Key({ x, width, theme }: { x: number; width: number; theme: Theme }): ReactElement {
  const y = 10;
  const swatch = { y: y - BAR / 2, width: 22, height: BAR };
  const keptText = "expected figure keeps the threshold";
  const missedText = "does not";
  const toNext = 34 + textWidth(keptText, AXIS_FONT) + 12;
  // In a narrow chart it begins left of the plot, rather than end beyond the edge.
  const from = Math.max(0, Math.min(x, width - toNext - 28 - textWidth(missedText, AXIS_FONT)));
  const next = from + toNext;
  return (
    <g fill={theme.text.main}>
      <rect {...swatch} x={px(from)} fill={theme.architecture.decoupled} />
      <text x={px(from + 28)} y={y} dy="0.35em">
        {keptText}
      </text>
      <rect {...swatch} x={px(next)} fill="none" stroke={theme.line.strong} />
      <text x={px(next + 28)} y={y} dy="0.35em">
        {missedText}
      </text>
    </g>
  );
}

import type { ReactElement, ReactNode } from "react";
import { LIGHT } from "../../theme/tokens.js";
import type { Theme } from "../../theme/tokens.js";
import { px, textWidth } from "../chart.js";
import type { Described, Size } from "../chart.js";
import type { ChartSource } from "../source.js";

/** The light palette with the font that an export carries in itself. */
export const EXPORT_THEME: Theme = {
  ...LIGHT,
  font: { ...LIGHT.font, text: 'Inter, "Liberation Sans", Arial, Helvetica, sans-serif' },
};

/** Whatever the window: a chart of this width can be read on a slide and on a page. */
export const SHEET_WIDTH = 960;
const PADDING = 24;
const CHART_WIDTH = SHEET_WIDTH - 2 * PADDING;

const TITLE = { size: 19, line: 25 };
const SUBTITLE = { size: 13, line: 18 };
const SOURCE = { size: 11, line: 15 };

interface Line {
  readonly text: string;
  readonly y: number;
}

interface SheetLayout {
  readonly size: Size;
  readonly chart: Size & { readonly y: number };
  readonly title: readonly Line[];
  readonly subtitle: readonly Line[];
  readonly source: readonly Line[];
}

/** Where everything stands on the sheet of a chart that is `chartHeight` high. */
export function sheetLayout(
  { title, subtitle }: Pick<Described, "title" | "subtitle">,
  source: ChartSource | undefined,
  chartHeight: number,
): SheetLayout {
  let y = PADDING;
  const lines = (text: string, { size, line }: typeof TITLE): Line[] =>
    wrapped(text, size, CHART_WIDTH).map((one) => {
      y += line;
      return { text: one, y: y - line * 0.28 };
    });
  const titleLines = lines(title, TITLE);
  const subtitleLines = lines(subtitle, SUBTITLE);
  const chart = { y: y + 14, width: CHART_WIDTH, height: chartHeight };
  y = chart.y + chartHeight + 10;
  const sourceLines =
    source === undefined ? [] : [source.name, source.origin].flatMap((text) => lines(text, SOURCE));
  const size = { width: SHEET_WIDTH, height: Math.ceil(y + PADDING - 8) };
  return { size, chart, title: titleLines, subtitle: subtitleLines, source: sourceLines };
}

/** Breaks a text into lines that surely fit: the width of a letter is an upper estimate. */
function wrapped(text: string, fontSize: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`;
    if (lines.length > 0 && textWidth(longer, fontSize) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A chart with its finding, its units and its source, as one SVG that needs nothing else. */
export function Sheet({
  model,
  source,
  layout,
  fontFaces,
  children,
}: {
  model: Described;
  source: ChartSource | undefined;
  layout: SheetLayout;
  /** `@font-face` rules with the fonts in them. */
  fontFaces: string;
  /** The chart, in the size that the layout gives it. */
  children: ReactNode;
}): ReactElement {
  const { size, chart } = layout;
  const { text, surface } = EXPORT_THEME;
  const about = source === undefined ? "" : ` ${source.name}. ${source.origin}.`;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={size.width}
      height={size.height}
      viewBox={`0 0 ${size.width} ${size.height}`}
      fontFamily={EXPORT_THEME.font.text}
    >
      <title>{model.title}</title>
      <desc>{`${model.summary}${about}`}</desc>
      <style>{fontFaces}</style>
      <rect width={size.width} height={size.height} fill={surface.panel} />
      <Lines lines={layout.title} size={TITLE.size} fill={text.main} weight={600} />
      <Lines lines={layout.subtitle} size={SUBTITLE.size} fill={text.muted} />
      <g transform={`translate(${PADDING} ${px(chart.y)})`}>{children}</g>
      <Lines lines={layout.source} size={SOURCE.size} fill={text.muted} />
    </svg>
  );
}

function Lines({
  lines,
  size,
  fill,
  weight,
}: {
  lines: readonly Line[];
  size: number;
  fill: string;
  weight?: number;
}): ReactElement {
  return (
    <g fontSize={size} fill={fill} fontWeight={weight}>
      {lines.map(({ text, y }) => (
        <text key={y} x={PADDING} y={px(y)}>
          {text}
        </text>
      ))}
    </g>
  );
}

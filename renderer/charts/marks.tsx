import type { ReactElement } from "react";
import type { Architecture } from "../../engine/contract/result.js";
import type { Theme } from "../theme/tokens.js";
import { ARCHITECTURE_NAMES } from "../ui/names.js";
import { AXIS_FONT } from "./axis.js";
import { px, textWidth } from "./chart.js";

/** The line of an architecture: told apart by its dashes as well as by its colour. */
export const LINE_DASHES: Readonly<Record<Architecture, string | undefined>> = {
  coupled: "6 3",
  decoupled: undefined,
};

/** The mark of an architecture: a square for coupled, a circle for decoupled. */
export function Mark({
  architecture,
  x,
  y,
  theme,
  radius = 4.5,
}: {
  architecture: Architecture;
  x: number;
  y: number;
  theme: Theme;
  radius?: number;
}): ReactElement {
  const look = { fill: theme.architecture[architecture], stroke: theme.surface.panel };
  if (architecture === "decoupled") return <circle cx={px(x)} cy={px(y)} r={radius} {...look} />;
  const side = 2 * radius - 1;
  return <rect x={px(x - side / 2)} y={px(y - side / 2)} width={side} height={side} {...look} />;
}

const swatchOf = (lines: boolean): number => (lines ? 24 : 10);

/** Pixels that one name of a legend takes, with its swatch and the gap after it. */
const entryWidth = (architecture: Architecture, lines: boolean): number =>
  swatchOf(lines) + 22 + textWidth(ARCHITECTURE_NAMES[architecture], AXIS_FONT);

/** Pixels that a legend takes. */
export const legendWidth = (architectures: readonly Architecture[], lines = false): number =>
  architectures.reduce((sum, architecture) => sum + entryWidth(architecture, lines), 0);

/** Mark, line and name of each architecture, from `x` to the right. */
export function Legend({
  architectures,
  x,
  y,
  theme,
  lines = false,
}: {
  architectures: readonly Architecture[];
  x: number;
  y: number;
  theme: Theme;
  lines?: boolean;
}): ReactElement {
  const swatch = swatchOf(lines);
  return (
    <g fontFamily={theme.font.text} fontSize={AXIS_FONT} fill={theme.text.main}>
      {architectures.map((architecture, index) => {
        const name = ARCHITECTURE_NAMES[architecture];
        const start = x + legendWidth(architectures.slice(0, index), lines);
        return (
          <g key={architecture}>
            {lines ? (
              <line
                x1={px(start)}
                x2={px(start + swatch)}
                y1={px(y)}
                y2={px(y)}
                stroke={theme.architecture[architecture]}
                strokeWidth={2}
                strokeDasharray={LINE_DASHES[architecture]}
              />
            ) : null}
            <Mark architecture={architecture} x={start + swatch / 2} y={y} theme={theme} />
            <text x={px(start + swatch + 6)} y={px(y)} dy="0.35em">
              {name}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** A horizontal interval with end caps. */
export function Whisker({
  from,
  to,
  y,
  colour,
}: {
  from: number;
  to: number;
  y: number;
  colour: string;
}): ReactElement {
  const d = `M${px(from)} ${px(y - 4)}V${px(y + 4)}M${px(from)} ${px(y)}H${px(to)}M${px(to)} ${px(y - 4)}V${px(y + 4)}`;
  return <path d={d} stroke={colour} strokeWidth={1.5} fill="none" />;
}

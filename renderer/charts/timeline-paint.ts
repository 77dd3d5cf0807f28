import type { Theme } from "../theme/tokens.js";
import { BAR } from "./timeline-layout.js";
import type { TimelineLayout } from "./timeline-layout.js";
import type { TimelineBar } from "./timeline-model.js";

/** What a painter needs of a canvas. */
export type Brush = Pick<CanvasRenderingContext2D, "fillRect" | "fillStyle">;

/** How far what failed stands out above and below: its colour alone would not tell it. */
const STANDS_OUT = 4;

/** By its stage, else by who works; grey where nobody does. */
export function barColour(
  { work, stage }: Pick<TimelineBar, "work" | "stage">,
  { stage: colours, line }: Theme,
): string {
  if (stage === "think") return line.strong;
  return colours[stage ?? (work === "brain" ? "decode" : "tool")];
}

/**
 * Paints bars that are too many to be placed; those that failed or broke off over all others, and higher.
 * What would fall onto pixels that are painted already is left out, so that the work follows the pixels
 * and not the bars, which are in order of time.
 */
export function paintBars(
  brush: Brush,
  bars: readonly TimelineBar[],
  { x, left, right, rowMiddle }: TimelineLayout,
  theme: Theme,
): void {
  for (const broken of [false, true]) {
    const paintedTo = new Map<number, number>();
    for (const { row, state, work, stage, fromMs, toMs } of bars) {
      if ((state === "failed" || state === "cut") !== broken) continue;
      const from = Math.max(left, Math.floor(x(fromMs)), paintedTo.get(row) ?? -Infinity);
      const to = Math.min(right, Math.max(Math.ceil(x(toMs)), Math.floor(x(fromMs)) + 1));
      if (to <= from) continue;
      paintedTo.set(row, to);
      const half = BAR / 2 + (broken ? STANDS_OUT : 0);
      brush.fillStyle = broken ? theme.stage.retryDelay : barColour({ work, stage }, theme);
      brush.fillRect(from, rowMiddle(row) - half, to - from, 2 * half);
    }
  }
}

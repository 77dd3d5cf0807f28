import { scaleLinear } from "d3-scale";
import type { ScaleLinear } from "d3-scale";
import { AXIS_FONT } from "./axis.js";
import { textWidth } from "./chart.js";
import type { Size } from "./chart.js";
import type { TimelineBar, TimelineModel } from "./timeline-model.js";
import type { TimelineView } from "./timeline-view.js";

const LEGEND = 26;
const CUT_LABELS = 18;
const ROW = 26;
export const BAR = 16;
const BOTTOM = 40;
/** What took no time to speak of is still seen, and found with a pointer. */
const NARROWEST = 3;
const NARROWEST_HATCHED = 8;

/** Pixels the chart needs for its lanes. */
export const timelineHeight = ({ rows, cuts }: TimelineModel): number =>
  LEGEND + (cuts.length === 0 ? 0 : CUT_LABELS) + rows * ROW + BOTTOM;

/** Where what of a timeline is drawn. */
export interface TimelineLayout {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: ScaleLinear<number, number>;
  /** Upper edge of a row, and the middle of its bars. */
  readonly rowTop: (row: number) => number;
  readonly rowMiddle: (row: number) => number;
}

export function timelineLayout(
  { lanes, cuts, rows }: TimelineModel,
  { width }: Size,
  { fromMs, toMs }: TimelineView,
): TimelineLayout {
  const names = Math.max(...lanes.map(({ name }) => textWidth(name, AXIS_FONT)));
  const left = Math.min(width * 0.35, names + 16);
  const right = width - 28;
  const top = LEGEND + (cuts.length === 0 ? 0 : CUT_LABELS);
  return {
    left,
    right,
    top,
    bottom: top + rows * ROW,
    x: scaleLinear().domain([fromMs, toMs]).range([left, right]),
    rowTop: (row) => top + row * ROW,
    rowMiddle: (row) => top + (row + 0.5) * ROW,
  };
}

/** Left edge and width of a bar within the plot. */
export function barPlace(
  { state, fromMs, toMs }: Pick<TimelineBar, "state" | "fromMs" | "toMs">,
  { x, left, right }: TimelineLayout,
): { readonly at: number; readonly width: number } {
  const narrowest = state === "failed" || state === "cut" ? NARROWEST_HATCHED : NARROWEST;
  const from = Math.max(left, Math.min(x(fromMs), right - narrowest));
  return { at: from, width: Math.max(narrowest, Math.min(right, x(toMs)) - from) };
}

/** The bar under a point, the one drawn last where several are. */
export function barAt(
  bars: readonly TimelineBar[],
  layout: TimelineLayout,
  point: { readonly x: number; readonly y: number },
): TimelineBar | undefined {
  return bars.findLast((bar) => {
    if (Math.abs(point.y - layout.rowMiddle(bar.row)) > BAR / 2) return false;
    const { at, width } = barPlace(bar, layout);
    return point.x >= at && point.x <= at + width;
  });
}

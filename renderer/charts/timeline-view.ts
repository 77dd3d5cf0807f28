import type { TimelineBar, TimelineModel } from "./timeline-model.js";

/** The part of a timeline that is drawn, in milliseconds at work. */
export interface TimelineView {
  readonly fromMs: number;
  readonly toMs: number;
}

/** No part is shorter: a screen wide, a pixel is then a microsecond. */
const SHORTEST_MS = 1;
/** What one key press or one notch of a wheel does. */
const STEP = 1.5;
/** Of the part that is drawn, what a key press moves it by. */
const MOVE = 0.2;
/** More bars than this are painted, not placed one by one: a page with so many elements hardly scrolls. */
export const MOST_PLACED = 500;

export const wholeView = ({ lengthMs }: Pick<TimelineModel, "lengthMs">): TimelineView => ({
  fromMs: 0,
  toMs: lengthMs,
});

/** The view made `factor` times as long around `atMs`, which stays where it is; never beyond the timeline. */
export function zoomed(
  { fromMs, toMs }: TimelineView,
  lengthMs: number,
  factor: number,
  atMs: number,
): TimelineView {
  const long = toMs - fromMs;
  const next = Math.min(lengthMs, Math.max(Math.min(SHORTEST_MS, lengthMs), long * factor));
  return within(atMs - ((atMs - fromMs) * next) / long, next, lengthMs);
}

/** The view moved by `byMs`, as far as the timeline goes. */
export function moved(
  { fromMs, toMs }: TimelineView,
  lengthMs: number,
  byMs: number,
): TimelineView {
  return within(fromMs + byMs, toMs - fromMs, lengthMs);
}

function within(fromMs: number, longMs: number, lengthMs: number): TimelineView {
  const from = Math.max(0, Math.min(lengthMs - longMs, fromMs));
  return { fromMs: from, toMs: from + longMs };
}

/** What a wheel makes of the view: turned upwards it enlarges around `atMs`, sideways it moves. */
export function wheeled(
  view: TimelineView,
  lengthMs: number,
  { deltaX, deltaY }: { readonly deltaX: number; readonly deltaY: number },
  atMs: number,
): TimelineView {
  const { fromMs, toMs } = view;
  if (Math.abs(deltaX) > Math.abs(deltaY)) {
    return moved(view, lengthMs, Math.sign(deltaX) * (toMs - fromMs) * MOVE);
  }
  return deltaY === 0 ? view : zoomed(view, lengthMs, deltaY < 0 ? 1 / STEP : STEP, atMs);
}

/** What a key makes of the view; undefined where it means nothing here. */
export function keyed(
  view: TimelineView,
  lengthMs: number,
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
): TimelineView | undefined {
  const { fromMs, toMs } = view;
  const middle = (fromMs + toMs) / 2;
  switch (key) {
    case "+":
    case "=":
      return zoomed(view, lengthMs, 1 / STEP, middle);
    case "-":
    case "_":
      return zoomed(view, lengthMs, STEP, middle);
    case "0":
      return wholeView({ lengthMs });
    case "ArrowLeft":
      return shiftKey ? moved(view, lengthMs, -(toMs - fromMs) * MOVE) : undefined;
    case "ArrowRight":
      return shiftKey ? moved(view, lengthMs, (toMs - fromMs) * MOVE) : undefined;
    default:
      return undefined;
  }
}

/** The bars that reach into the view, in the order of the model. */
export function barsIn(bars: readonly TimelineBar[], view: TimelineView): readonly TimelineBar[] {
  return bars.filter(({ fromMs, toMs }) => toMs >= view.fromMs && fromMs <= view.toMs);
}

import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent, ReactElement } from "react";
import { Button } from "../ui/button.js";
import { pointIn } from "../ui/zoomed.js";
import type { ChartProps } from "./chart.js";
import { TimelineChart } from "./timeline-chart.js";
import { barAt, timelineLayout } from "./timeline-layout.js";
import type { TimelineModel } from "./timeline-model.js";
import { paintBars } from "./timeline-paint.js";
import { barsIn, keyed, MOST_PLACED, wheeled, wholeView } from "./timeline-view.js";
import type { TimelineView } from "./timeline-view.js";

/** Drawn anew when what it shows changes, and not with each move of the pointer. */
const Chart = memo(TimelineChart);
const NONE: TimelineModel["bars"] = [];

interface Hovered {
  readonly x: number;
  readonly y: number;
  readonly words: string;
}

/**
 * A timeline to look around in: the wheel with Ctrl or ⌘ and the keys + − 0 enlarge it, Shift with arrows
 * or a sideways wheel moves it, and what lies under the pointer is told.
 */
export function TimelineExplorer({
  model,
  size,
  theme,
  locale,
}: ChartProps<TimelineModel>): ReactElement {
  // Undefined: all of it, so that a session that goes on is followed.
  const [chosen, setChosen] = useState<TimelineView>();
  const [hovered, setHovered] = useState<Hovered>();
  const area = useRef<HTMLDivElement>(null);
  const { lengthMs } = model;
  const view = useMemo(() => chosen ?? wholeView(model), [chosen, model]);
  const layout = useMemo(() => timelineLayout(model, size, view), [model, size, view]);
  const bars = useMemo(() => barsIn(model.bars, view), [model, view]);
  const isPainted = bars.length > MOST_PLACED;

  const show = (next: TimelineView): void => {
    setHovered(undefined);
    setChosen(next.toMs - next.fromMs >= lengthMs ? undefined : next);
  };

  useEffect(() => {
    const element = area.current;
    if (element === null) return undefined;
    const turned = (event: WheelEvent): void => {
      // A wheel without a key scrolls the page, as it does everywhere.
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
      event.preventDefault();
      const deltaX = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      const deltaY = event.shiftKey ? 0 : event.deltaY;
      const atMs = layout.x.invert(pointIn(element, event).x);
      show(wheeled(view, lengthMs, { deltaX, deltaY }, atMs));
    };
    element.addEventListener("wheel", turned, { passive: false });
    return () => element.removeEventListener("wheel", turned);
  });

  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = keyed(view, lengthMs, event);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    show(next);
  };
  const point = (event: PointerEvent): void => {
    const at = pointIn(event.currentTarget, event);
    const bar = barAt(bars, layout, at);
    setHovered(bar === undefined ? undefined : { ...at, words: bar.words() });
  };
  const button = (label: string, key: string, text: string): ReactElement => (
    <Button
      kind="quiet"
      aria-label={label}
      title={`${label} (${key})`}
      onClick={() => show(keyed(view, lengthMs, { key, shiftKey: false }) ?? view)}
    >
      {text}
    </Button>
  );
  return (
    <div
      ref={area}
      className="timeline"
      onKeyDownCapture={press}
      onPointerMove={point}
      onPointerLeave={() => setHovered(undefined)}
    >
      {isPainted ? <Painted bars={bars} layout={layout} size={size} theme={theme} /> : null}
      <Chart
        model={model}
        size={size}
        theme={theme}
        locale={locale}
        view={view}
        bars={isPainted ? NONE : bars}
      />
      <div className="timeline-zoom">
        {button("Zoom in", "+", "+")}
        {button("Zoom out", "-", "−")}
        {button("Show all", "0", "All")}
      </div>
      {hovered === undefined ? null : (
        <p
          className="timeline-hover"
          style={{
            ...(hovered.y > size.height / 2
              ? { insetBlockEnd: size.height - hovered.y + 12 }
              : { insetBlockStart: hovered.y + 14 }),
            ...(hovered.x > size.width / 2
              ? { insetInlineEnd: size.width - hovered.x }
              : { insetInlineStart: hovered.x }),
          }}
        >
          {hovered.words}
        </p>
      )}
    </div>
  );
}

/** The bars on a canvas: the text beside them and the table say what they are. */
function Painted({
  bars,
  layout,
  size: { width, height },
  theme,
}: Pick<ChartProps<TimelineModel>, "size" | "theme"> & {
  bars: Parameters<typeof paintBars>[1];
  layout: Parameters<typeof paintBars>[2];
}): ReactElement {
  const ref = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const canvas = ref.current;
    const brush = canvas?.getContext("2d");
    if (canvas === null || brush === null || brush === undefined) return;
    const ratio = window.devicePixelRatio;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    brush.clearRect(0, 0, width, height);
    paintBars(brush, bars, layout, theme);
  }, [bars, layout, width, height, theme]);
  return <canvas ref={ref} aria-hidden="true" style={{ inlineSize: width, blockSize: height }} />;
}

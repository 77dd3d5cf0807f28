import { useMemo, useState } from "react";
import type { KeyboardEvent, PointerEvent, ReactElement } from "react";
import { Button } from "../ui/button.js";
import { pointIn } from "../ui/zoomed.js";
import type { ChartProps, Size } from "./chart.js";
import { HeatChart } from "./heat-chart.js";
import { heatLayout } from "./heat-layout.js";
import type { HeatLayout } from "./heat-layout.js";
import { countIn, markBetween } from "./heat-mark.js";
import type { HeatCell, HeatMark } from "./heat-mark.js";
import type { HeatModel } from "./heat-model.js";
import { KeyedPicture } from "./picture.js";

/** Pixels of the line below the picture that says what is under the pointer. */
const READOUT = 26;
/** A shorter drag is a click. */
const BRUSH_PX = 6;

interface Props extends ChartProps<HeatModel> {
  /** Last bin of the series. */
  readonly lastBin: number;
  /** Undefined: all of it. */
  readonly onZoom: (mark: HeatMark | undefined) => void;
  /** Lists what is counted in the marked cells; undefined where no sessions are. */
  readonly onList: ((mark: HeatMark) => void) | undefined;
}

/**
 * A heat map to look around in: pointer or arrow keys tell a cell, dragging or Shift with arrows marks
 * times and latencies, which are then shown larger or listed session by session; − and 0 show more and all.
 */
export function HeatExplorer({
  model,
  size,
  theme,
  locale,
  lastBin,
  onZoom,
  onList,
}: Props): ReactElement {
  const [cell, setCell] = useState<HeatCell>();
  const [corner, setCorner] = useState<HeatCell>();
  const [mark, setMark] = useState<HeatMark>();
  const [pressedAt, setPressedAt] = useState<readonly [number, number]>();
  const { from, to } = model;
  const inner: Size = useMemo(() => ({ width: size.width, height: size.height - READOUT }), [size]);
  const layout = useMemo(() => heatLayout(model, inner, locale), [model, inner, locale]);
  const picture = useMemo(
    () => <HeatChart model={model} size={inner} theme={theme} locale={locale} />,
    [model, inner, theme, locale],
  );
  const clear = (): void => {
    setCell(undefined);
    setCorner(undefined);
    setMark(undefined);
  };
  const zoomTo = (next: HeatMark | undefined): void => {
    clear();
    onZoom(next);
  };
  /** Other times, the same latencies. */
  const zoomTimes = (first: number, last: number): void => {
    const bins = [Math.max(0, first), Math.min(lastBin, last)] as const;
    zoomTo({ bins, rows: [0, model.rows.length - 1] });
  };
  const wider = (factor: number): void => {
    const half = Math.max(1, Math.round(((to - from + 1) * factor) / 2));
    const middle = cell?.bin ?? Math.round((from + to) / 2);
    zoomTimes(middle - half, middle + half - 1);
  };

  const moved = (event: PointerEvent): void => {
    const place = placeOf(event);
    setCell(cellAt(place, layout, model));
    if (pressedAt === undefined || farthest(place, pressedAt) < BRUSH_PX) return;
    setMark(markBetween(nearestCell(pressedAt, layout, model), nearestCell(place, layout, model)));
  };
  const released = (event: PointerEvent): void => {
    setPressedAt(undefined);
    // A click takes the mark away.
    if (pressedAt !== undefined && farthest(placeOf(event), pressedAt) < BRUSH_PX) {
      setMark(undefined);
    }
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = cell ?? { bin: from, row: 0 };
    const step = STEPS[event.key];
    if (step !== undefined) {
      const next = {
        bin: clamp(now.bin + step[0], from, to),
        row: clamp(now.row + step[1], 0, model.rows.length - 1),
      };
      const start = event.shiftKey ? (corner ?? now) : undefined;
      setCorner(start);
      if (start !== undefined) setMark(markBetween(start, next));
      setCell(next);
    } else if (event.key === "Enter") {
      if (onList !== undefined) onList(mark ?? markBetween(now, now));
    } else if (event.key === "+" || event.key === "=") {
      if (mark === undefined) wider(0.5);
      else zoomTo(mark);
    } else if (event.key === "-") wider(2);
    else if (event.key === "0") zoomTo(undefined);
    else if (event.key === "Escape" && mark !== undefined) clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="heat">
      <KeyedPicture
        label={`${model.title} Arrow keys tell a cell, with Shift they mark cells; Enter lists their sessions, plus shows them larger, minus and 0 show more and all.`}
        height={inner.height}
        onPointerMove={moved}
        onPointerLeave={() => setCell(undefined)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setPressedAt(placeOf(event));
        }}
        onPointerUp={released}
        onPointerCancel={() => setPressedAt(undefined)}
        onKeyDown={pressed}
      >
        {picture}
        <Overlay cell={cell} mark={mark} layout={layout} size={inner} colour={theme.accent} />
      </KeyedPicture>
      {model.isCut ? (
        <Button kind="quiet" className="heat-all" onClick={() => zoomTo(undefined)}>
          Show all
        </Button>
      ) : null}
      <div className="heat-foot">
        <output className="heat-words">
          {cell === undefined
            ? mark === undefined
              ? "Point at a cell for its counts; drag over times and latencies to mark them."
              : model.markedWords(countIn(model, mark))
            : model.words(cell.bin, cell.row)}
        </output>
        {mark === undefined ? null : (
          <span className="heat-actions">
            <Button kind="quiet" onClick={() => zoomTo(mark)}>
              Zoom in
            </Button>
            {onList === undefined ? null : (
              <Button kind="quiet" onClick={() => onList(mark)}>
                List sessions
              </Button>
            )}
            <Button kind="quiet" onClick={clear}>
              Clear
            </Button>
          </span>
        )}
      </div>
    </div>
  );
}

function placeOf(event: PointerEvent): readonly [number, number] {
  const { x, y } = pointIn(event.currentTarget, event);
  return [x, y];
}

const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, value));

const farthest = (a: readonly [number, number], b: readonly [number, number]): number =>
  Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]));

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

function cellAt(
  [x, y]: readonly [number, number],
  layout: HeatLayout,
  model: HeatModel,
): HeatCell | undefined {
  const bin = Math.floor(layout.x.invert(x));
  const row = layout.rows.findIndex(({ top, bottom }) => y >= top && y < bottom);
  return row < 0 || bin < model.from || bin > model.to ? undefined : { bin, row };
}

/** The cell at a place, or the one nearest to it: a drag may end beyond the edge, or between rows. */
function nearestCell(
  [x, y]: readonly [number, number],
  layout: HeatLayout,
  { from, to }: HeatModel,
): HeatCell {
  const away = layout.rows.map(({ top, bottom }) => Math.max(top - y, y - bottom, 0));
  return {
    bin: clamp(Math.floor(layout.x.invert(x)), from, to),
    row: away.indexOf(Math.min(...away)),
  };
}

function Overlay({
  cell,
  mark,
  layout: { x, rows },
  size,
  colour,
}: {
  cell: HeatCell | undefined;
  mark: HeatMark | undefined;
  layout: HeatLayout;
  size: Size;
  colour: string;
}): ReactElement {
  const row = rows[cell?.row ?? -1];
  const top = rows[mark?.rows[1] ?? -1]?.top;
  const bottom = rows[mark?.rows[0] ?? -1]?.bottom;
  return (
    <svg className="heat-overlay" width={size.width} height={size.height} aria-hidden="true">
      {cell === undefined || row === undefined ? null : (
        <Outline
          box={{
            x: x(cell.bin) - 1,
            y: row.top - 1,
            width: x(cell.bin + 1) - x(cell.bin) + 2,
            height: row.bottom - row.top + 2,
          }}
          colour={colour}
        />
      )}
      {mark === undefined || top === undefined || bottom === undefined ? null : (
        <Outline
          box={{
            x: x(mark.bins[0]),
            y: top,
            width: x(mark.bins[1] + 1) - x(mark.bins[0]),
            height: bottom - top,
          }}
          colour={colour}
        />
      )}
    </svg>
  );
}

/** Seen on every colour of the map: a line with a lighter or darker one on both sides. */
function Outline({
  box,
  colour,
}: {
  box: { x: number; y: number; width: number; height: number };
  colour: string;
}): ReactElement {
  return (
    <>
      <rect {...box} fill="none" stroke="var(--panel)" strokeWidth={5} />
      <rect {...box} fill="none" stroke={colour} strokeWidth={2} />
    </>
  );
}

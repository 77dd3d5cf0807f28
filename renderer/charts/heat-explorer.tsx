import { useMemo, useState } from "react";
import type { KeyboardEvent, PointerEvent, ReactElement } from "react";
import { Button } from "../ui/button.js";
import type { ChartProps, Size } from "./chart.js";
import { HeatChart } from "./heat-chart.js";
import { heatLayout } from "./heat-layout.js";
import type { HeatLayout } from "./heat-layout.js";
import type { HeatModel } from "./heat-model.js";
import { pointIn } from "./pointer.js";

interface Cell {
  readonly bin: number;
  readonly row: number;
}

/** Pixels of the line below the picture that says what is under the pointer. */
const READOUT = 22;
/** A shorter drag is a click. */
const BRUSH_PX = 6;

/**
 * A heat map to look around in: pointer or arrow keys tell a cell, dragging over a time or + shows that
 * time alone, − and 0 show more and all.
 */
export function HeatExplorer({
  model,
  size,
  theme,
  locale,
  lastBin,
  onZoom,
}: ChartProps<HeatModel> & {
  /** Last bin of the series. */
  lastBin: number;
  /** Undefined: all of it. */
  onZoom: (bins: readonly [number, number] | undefined) => void;
}): ReactElement {
  const [cell, setCell] = useState<Cell>();
  const [dragged, setDragged] = useState<readonly [number, number]>();
  const { from, to } = model;
  const inner: Size = useMemo(() => ({ width: size.width, height: size.height - READOUT }), [size]);
  const layout = useMemo(() => heatLayout(model, inner, locale), [model, inner, locale]);
  const picture = useMemo(
    () => <HeatChart model={model} size={inner} theme={theme} locale={locale} />,
    [model, inner, theme, locale],
  );
  const zoom = (first: number, last: number): void => {
    setCell(undefined);
    const bins = [Math.max(0, first), Math.min(lastBin, last)] as const;
    onZoom(bins[0] === 0 && bins[1] === lastBin ? undefined : bins);
  };
  const wider = (factor: number): void => {
    const half = Math.max(1, Math.round(((to - from + 1) * factor) / 2));
    const middle = cell?.bin ?? Math.round((from + to) / 2);
    zoom(middle - half, middle + half - 1);
  };

  const moved = (event: PointerEvent): void => {
    const { x } = pointIn(event.currentTarget, event);
    setCell(cellAt(event, layout, model));
    if (dragged !== undefined) setDragged([dragged[0], x]);
  };
  const released = (): void => {
    setDragged(undefined);
    if (dragged === undefined || Math.abs(dragged[1] - dragged[0]) < BRUSH_PX) return;
    const [first = from, last = to] = dragged
      .toSorted((a, b) => a - b)
      .map((x) => Math.min(to, Math.max(from, Math.floor(layout.x.invert(x)))));
    zoom(first, last);
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = cell ?? { bin: from, row: 0 };
    const step = STEPS[event.key];
    if (step !== undefined) {
      setCell({
        bin: clamp(now.bin + step[0], from, to),
        row: clamp(now.row + step[1], 0, model.rows.length - 1),
      });
    } else if (event.key === "+" || event.key === "=") wider(0.5);
    else if (event.key === "-") wider(2);
    else if (event.key === "0") zoom(0, lastBin);
    else return;
    event.preventDefault();
  };
  return (
    <div className="heat">
      {/* Its keys are told beside it; a grid of thousands of cells would be no easier to walk. */}
      {/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/prefer-tag-over-role */}
      <div
        role="group"
        tabIndex={0}
        aria-label={`${model.title} Arrow keys tell a cell, plus and minus zoom, 0 shows all.`}
        className="heat-picture"
        style={{ blockSize: inner.height }}
        onPointerMove={moved}
        onPointerLeave={() => setCell(undefined)}
        onPointerDown={(event) => {
          const { x } = pointIn(event.currentTarget, event);
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragged([x, x]);
        }}
        onPointerUp={released}
        onPointerCancel={() => setDragged(undefined)}
        onKeyDown={pressed}
      >
        {picture}
        <Overlay cell={cell} dragged={dragged} layout={layout} size={inner} colour={theme.accent} />
      </div>
      {/* oxlint-enable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/prefer-tag-over-role */}
      {from === 0 && to === lastBin ? null : (
        <Button kind="quiet" className="heat-all" onClick={() => zoom(0, lastBin)}>
          Show all
        </Button>
      )}
      <output className="heat-words">
        {cell === undefined
          ? "Point at a cell for its counts; drag over a time to see it larger."
          : model.words(cell.bin, cell.row)}
      </output>
    </div>
  );
}

const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, value));

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

function cellAt(event: PointerEvent, layout: HeatLayout, model: HeatModel): Cell | undefined {
  const { x, y } = pointIn(event.currentTarget, event);
  const bin = Math.floor(layout.x.invert(x));
  const row = layout.rows.findIndex(({ top, bottom }) => y >= top && y < bottom);
  return row < 0 || bin < model.from || bin > model.to ? undefined : { bin, row };
}

function Overlay({
  cell,
  dragged,
  layout: { x, rows, plot },
  size,
  colour,
}: {
  cell: Cell | undefined;
  dragged: readonly [number, number] | undefined;
  layout: HeatLayout;
  size: Size;
  colour: string;
}): ReactElement {
  const row = rows[cell?.row ?? -1];
  return (
    <svg className="heat-overlay" width={size.width} height={size.height} aria-hidden="true">
      {cell === undefined || row === undefined ? null : (
        <rect
          x={x(cell.bin) - 1}
          y={row.top - 1}
          width={x(cell.bin + 1) - x(cell.bin) + 2}
          height={row.bottom - row.top + 2}
          fill="none"
          stroke={colour}
          strokeWidth={2}
        />
      )}
      {dragged === undefined ? null : (
        <rect
          x={Math.min(...dragged)}
          y={plot.top}
          width={Math.abs(dragged[1] - dragged[0])}
          height={plot.bottom - plot.top}
          fill={colour}
          fillOpacity={0.2}
          stroke={colour}
        />
      )}
    </svg>
  );
}

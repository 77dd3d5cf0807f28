import { useMemo, useState } from "react";
import type { KeyboardEvent, PointerEvent, ReactElement } from "react";
import { pointIn } from "../ui/zoomed.js";
import type { ChartProps, Size } from "./chart.js";
import { KeyedPicture } from "./picture.js";
import { isFew, ScatterChart } from "./scatter-chart.js";
import { scatterLayout } from "./scatter-layout.js";
import type { ScatterLayout } from "./scatter-layout.js";
import type { ScatterModel, ScatterPoint } from "./scatter-model.js";

/** Pixels of the line below the picture that says what is under the pointer. */
const READOUT = 22;
/** A point farther from the pointer is not meant. */
const REACH_PX = 24;
const PAGE = 20;

/**
 * A scatter of many points to look around in: the pointer tells the nearest point, arrow keys walk from
 * point to point by what was measured. Few points are reached one by one without it.
 */
export function ScatterExplorer({
  model,
  size,
  theme,
  locale,
}: ChartProps<ScatterModel>): ReactElement {
  const [chosen, setChosen] = useState<number>();
  const inner: Size = useMemo(() => ({ width: size.width, height: size.height - READOUT }), [size]);
  const layout = useMemo(() => scatterLayout(model, inner, locale), [model, inner, locale]);
  const points = useMemo(
    () => model.groups.flatMap((group) => group.points).toSorted((a, b) => a.measured - b.measured),
    [model],
  );
  const picture = useMemo(
    () => <ScatterChart model={model} size={inner} theme={theme} locale={locale} />,
    [model, inner, theme, locale],
  );
  if (isFew(model)) {
    return <ScatterChart model={model} size={size} theme={theme} locale={locale} />;
  }
  const point = chosen === undefined ? undefined : points[chosen];
  const pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const from = chosen ?? (step > 0 ? -1 : points.length);
    setChosen(Math.min(points.length - 1, Math.max(0, from + step)));
  };
  return (
    <div className="heat">
      <KeyedPicture
        label={`${model.title} Arrow keys tell one point after another, by what was measured.`}
        height={inner.height}
        onPointerMove={(event) => setChosen(nearest(event, points, layout))}
        onPointerLeave={() => setChosen(undefined)}
        onKeyDown={pressed}
      >
        {picture}
        {point === undefined ? null : (
          <svg
            className="heat-overlay"
            width={inner.width}
            height={inner.height}
            aria-hidden="true"
          >
            <circle
              cx={layout.x(point.measured)}
              cy={layout.y(point.predicted)}
              r={6}
              fill="none"
              stroke={theme.text.main}
              strokeWidth={2}
            />
          </svg>
        )}
      </KeyedPicture>
      <output className="heat-words">
        {point === undefined ? "Point at a request for its times." : `${point.words}.`}
      </output>
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -PAGE,
  PageUp: PAGE,
  Home: -Infinity,
  End: Infinity,
};

/** Place of the point nearest to the pointer; undefined where none is near. */
function nearest(
  event: PointerEvent,
  points: readonly ScatterPoint[],
  { x, y }: ScatterLayout,
): number | undefined {
  const at = pointIn(event.currentTarget, event);
  let best: number | undefined;
  let least = REACH_PX;
  for (const [index, { measured, predicted }] of points.entries()) {
    const distance = Math.hypot(x(measured) - at.x, y(predicted) - at.y);
    if (distance >= least) continue;
    least = distance;
    best = index;
  }
  return best;
}

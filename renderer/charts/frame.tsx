import { startTransition, useDeferredValue, useEffect, useId, useRef, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import type { ChartView } from "../../engine/contract/deck.js";
import { ErrorBoundary } from "../ui/error-boundary.js";
import { useLocale } from "../ui/locale.js";
import { Segmented } from "../ui/segmented.js";
import { useTheme } from "../ui/use-theme.js";
import { LIGHT } from "../theme/tokens.js";
import type { ChartProps, Described, Size } from "./chart.js";
import { ExportMenu, fileChoices } from "./export-menu.js";
import { fileStem } from "./export/file-stem.js";
import { useMoreExports } from "./more-exports.js";
import { useMedium } from "./paper.js";
import { PAPER_WIDTH, PaperChart } from "./paper-chart.js";
import { SlideChart, slideSize } from "./slide-chart.js";
import { useSource } from "./source.js";
import { TableView } from "./table-view.js";

interface Props<Model> {
  /** Undefined while there is nothing to draw. */
  readonly model: Model | undefined;
  /** What the place is called before it has a finding. */
  readonly name: string;
  readonly height: number;
  readonly loading?: boolean;
  readonly empty?: string;
  readonly controls?: ReactNode;
  /** What is chosen by them, for a slide that shows the same. */
  readonly view?: ChartView;
  /** Draws on screen in the page's theme, and in an export in that of the export. */
  readonly children: (props: ChartProps<Model>) => ReactNode;
  /** The whole chart as a drawing, where `children` are a part of it or more than that. */
  readonly renderStill?: (props: ChartProps<Model>) => ReactNode;
  /** Of a chart that plays, the moment at this share of it; it can then be saved as a film. */
  readonly renderFrame?: (share: number, props: ChartProps<Model>) => ReactNode;
}

/**
 * The one frame of every chart: its finding, units, measured size, table, files to save, and what
 * stands there while it loads, has nothing, or fails. The chart inside measures nothing.
 */
export function ChartFrame<Model extends Described>({
  model,
  name,
  height,
  loading = false,
  empty = "There is nothing to draw.",
  controls,
  view: chosen,
  children,
  renderStill = children,
  renderFrame,
}: Props<Model>): ReactElement | null {
  const [view, setView] = useState<"chart" | "table">("chart");
  // The page changes its colours at once, the charts of all panes between what else there is to do.
  const theme = useDeferredValue(useTheme());
  const locale = useLocale();
  const medium = useMedium();
  const more = useMoreExports();
  const part = fileStem(name);
  const source = useSource();
  const titleId = useId();
  const summaryId = useId();
  if (medium.kind === "slide") {
    if (part !== medium.part) return null;
    if (model === undefined) return <p className="slide-message">{loading ? "Loading…" : empty}</p>;
    return (
      <SlideChart model={model} title={medium.title}>
        {renderStill({ model, size: slideSize(height), theme: LIGHT, locale })}
      </SlideChart>
    );
  }
  if (medium.kind === "paper") {
    return model === undefined ? null : (
      <PaperChart model={model} name={name}>
        {renderStill({ model, size: { width: PAPER_WIDTH, height }, theme: LIGHT, locale })}
      </PaperChart>
    );
  }
  return (
    <figure
      className="chart-frame"
      aria-labelledby={titleId}
      aria-describedby={model === undefined ? undefined : summaryId}
      aria-busy={loading}
    >
      <header>
        <figcaption>
          <h3 id={titleId}>{model?.title ?? name}</h3>
          {model === undefined ? null : <p>{model.subtitle}</p>}
        </figcaption>
        {model === undefined ? null : (
          <div className="chart-controls">
            {view === "chart" ? controls : null}
            <Segmented
              label={`${name}: view`}
              segments={[
                { value: "chart", label: "Chart", icon: "chart" },
                { value: "table", label: "Table", icon: "table" },
              ]}
              value={view}
              onChange={setView}
            />
            <ExportMenu
              name={name}
              choices={[
                ...fileChoices(
                  {
                    model,
                    source,
                    height,
                    draw: (size, inTheme) => renderStill({ model, size, theme: inTheme, locale }),
                  },
                  name,
                  renderFrame &&
                    ((share, size, inTheme) =>
                      renderFrame(share, { model, size, theme: inTheme, locale })),
                ),
                ...more.ofPart(part, chosen),
              ]}
            />
          </div>
        )}
      </header>
      {model === undefined ? (
        <p className="chart-message" style={{ blockSize: height }}>
          {loading ? "Loading…" : empty}
        </p>
      ) : (
        <>
          <p id={summaryId} className="sr-only">
            {model.summary}
          </p>
          {view === "table" ? (
            <TableView model={model} name={name} />
          ) : (
            <ErrorBoundary what={`The chart “${name}”`}>
              <Measured height={height}>
                {(size) => children({ model, size, theme, locale })}
              </Measured>
            </ErrorBoundary>
          )}
        </>
      )}
    </figure>
  );
}

/**
 * Gives its content the width there is, and draws it again when that changes. The browser tells the width as it
 * lays the page out anyway; and charts are drawn one after the other, with room for input between them.
 */
function Measured({
  height,
  children,
}: {
  height: number;
  children: (size: Size) => ReactNode;
}): ReactElement {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      const now = Math.floor(element.clientWidth);
      // A hidden pane has no width; what was drawn stays until it is seen again.
      if (now > 0) startTransition(() => setWidth(now));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={ref} className="chart-area" style={{ blockSize: height }}>
      {width === 0 ? null : children({ width, height })}
    </div>
  );
}

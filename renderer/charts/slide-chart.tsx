import type { ReactElement, ReactNode } from "react";
import type { Described, Size } from "./chart.js";

/** Pixels on a slide of 1280 by 720 that are left for a chart. */
const ROOM = { width: 1184, height: 470 };
const NARROWEST = 640;
const WIDEST = 960;

/** The size at which a chart of its usual height is drawn, so that enlarged it fills a slide. */
export function slideSize(height: number): Size {
  const width = Math.round((height * ROOM.width) / ROOM.height);
  return { width: Math.min(WIDEST, Math.max(NARROWEST, width)), height };
}

/** A chart on a slide: under the slide's own title, or its finding. */
export function SlideChart({
  model,
  title,
  children,
}: {
  model: Described;
  title: string | undefined;
  children: ReactNode;
}): ReactElement {
  return (
    <figure className="slide-chart">
      <figcaption className="slide-head">
        <h2>{title ?? model.title}</h2>
        <p>{model.subtitle}</p>
      </figcaption>
      <p className="sr-only">{model.summary}</p>
      {children}
    </figure>
  );
}

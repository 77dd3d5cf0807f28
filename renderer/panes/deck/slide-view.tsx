import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import type { Slide } from "../../../engine/contract/deck.js";
import { MediumProvider } from "../../charts/paper.js";
import type { Medium } from "../../charts/paper.js";
import { provenanceSource } from "../../charts/source.js";
import { sourceKey } from "../../state/deck-parts.js";
import type { SlideSource } from "../../state/deck-parts.js";
import { useApp } from "../../state/use-app.js";
import { applyTheme } from "../../theme/apply.js";
import { LIGHT } from "../../theme/tokens.js";
import { ErrorBoundary } from "../../ui/error-boundary.js";
import { useLocale } from "../../ui/locale.js";
import { auditSource } from "../audit/audit-view.js";
import { calibrationSource } from "../calibrate/calibrate-pane.js";
import { sidesSource } from "../compare/sides/sides-view.js";
import { driveSource } from "../live/load/load-result.js";
import { sessionSource } from "../live/session-panel.js";
import { slideName, sourceWords } from "./deck-words.js";
import { SlidePart } from "./slide-part.js";
import { SlideMessage } from "./slide-text.js";

/** Pixels: 16 by 9. */
const SLIDE_WIDTH = 1280;

/** What a slide is drawn from; undefined while that is being read, and for the user's own words. */
export function useSlideSource({ shows }: Slide): SlideSource | undefined {
  return useApp((state) => {
    const key = sourceKey(shows);
    return key === undefined ? undefined : state.slideSources[key];
  });
}

/** One slide, 1280 by 720 pixels, in the light palette as it is printed. */
export function SlideView({
  slide,
  number,
  count,
}: {
  slide: Slide;
  /** From 1. */
  number: number;
  count: number;
}): ReactElement {
  const { shows, title } = slide;
  const locale = useLocale();
  const source = useSlideSource(slide);
  const medium = useMemo<Medium>(
    () => ({
      kind: "slide",
      part: shows.kind === "words" ? "" : shows.part,
      title,
      view: "view" in shows ? shows.view : undefined,
    }),
    [shows, title],
  );
  const origin = originOf(source, locale);
  return (
    <section
      className="slide"
      aria-label={`Slide ${number} of ${count}: ${slideName(slide)}`}
      ref={(element) => {
        if (element !== null) applyTheme(LIGHT, element);
      }}
    >
      <div className="slide-body">
        <ErrorBoundary what={`Slide ${number}`}>
          <MediumProvider value={medium}>
            {shows.kind === "words" ? (
              <SlideMessage title={title}>{shows.text}</SlideMessage>
            ) : source === undefined ? (
              <SlideMessage title={title}>Loading…</SlideMessage>
            ) : (
              <SlidePart shows={shows} source={source} title={title} />
            )}
          </MediumProvider>
        </ErrorBoundary>
      </div>
      <footer className="slide-foot">
        <p>
          {shows.kind === "words" ? null : sourceWords(shows, source, locale)}
          {origin === undefined ? null : <small>{origin}</small>}
        </p>
        <span>
          {number} / {count}
        </span>
      </footer>
    </section>
  );
}

/** What it takes to have the slide's numbers again. */
function originOf(source: SlideSource | undefined, locale: string): string | undefined {
  switch (source?.kind) {
    case "run":
      return provenanceSource("Simulated", source.result.provenance, locale).origin;
    case "inspection":
      return provenanceSource("Simulated", source.result.provenance, locale).origin;
    case "simulated-session":
      return provenanceSource("Simulated", source.trace.provenance, locale).origin;
    case "plan":
      return provenanceSource("Planned by simulation", source.result.provenance, locale).origin;
    case "audit":
      return auditSource(source.name, source.result).origin;
    case "projection":
      return provenanceSource("Projected by simulation", source.result.provenance, locale).origin;
    case "study":
      return source.result.kind === "sensitivity"
        ? provenanceSource("Simulated", source.result.found.provenance, locale).origin
        : sidesSource(source.result.found).origin;
    case "calibration":
      return calibrationSource(source.entry.logName, source.result, locale).origin;
    case "drive":
      return driveSource(source.result).origin;
    case "session":
      return sessionSource(source.view).origin;
    default:
      return undefined;
  }
}

/** Draws a slide as wide as there is room. */
export function SlideStage({ children }: { children: ReactNode }): ReactElement {
  const stage = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(0);
  useLayoutEffect(() => {
    const element = stage.current;
    if (element === null) return undefined;
    const fit = (): void => setScale(element.clientWidth / SLIDE_WIDTH);
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    fit();
    return () => observer.disconnect();
  }, []);
  return (
    <div className="slide-stage" ref={stage}>
      <div className="slide-scaled" style={{ transform: `scale(${scale})` }}>
        {children}
      </div>
    </div>
  );
}

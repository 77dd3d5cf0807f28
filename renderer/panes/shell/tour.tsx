import { useEffect, useId, useRef, useState } from "react";
import type { ReactElement } from "react";
import { TOUR } from "../../state/welcome.js";
import { useApp } from "../../state/use-app.js";
import { Button, IconButton } from "../../ui/button.js";
import { boxOf, pageSize } from "../../ui/zoomed.js";

/** Where the target stands is looked up so often: panes load late, scroll and change their size. */
const FOLLOW_MS = 200;
const GAP = 10;
/** Between a target and its ring; as wide as the ring's glow. */
const RING = 4;
const CARD = { width: 340, height: 190 };

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The open step of the tour beside what it points at. The page behind it stays in use. */
export function Tour(): ReactElement | null {
  const at = useApp((state) => state.tourStep);
  const step = at === undefined ? undefined : TOUR[at];
  if (at === undefined || step === undefined) return null;
  // Each step is a card of its own, so that the focus comes to it.
  return <Card key={at} at={at} />;
}

function Card({ at }: { at: number }): ReactElement | null {
  const goTo = useApp((state) => state.goToTourStep);
  const end = useApp((state) => state.endTour);
  const card = useRef<HTMLElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const titleId = useId();
  const step = TOUR[at];
  const box = useTarget(step?.target ?? "");
  useEffect(() => {
    card.current?.showPopover();
    // The first may have come by itself, over what somebody types.
    if (at > 0) next.current?.focus();
  }, [at]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === "Escape") end();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [end]);
  if (step === undefined) return null;
  const isLast = at === TOUR.length - 1;
  return (
    <>
      {box === undefined ? null : <div className="tour-ring" aria-hidden="true" style={box} />}
      <aside
        ref={card}
        popover="manual"
        className="tour-card"
        aria-labelledby={titleId}
        style={placeOf(box)}
      >
        <header>
          <h2 id={titleId}>{step.title}</h2>
          <IconButton icon="close" label="Dismiss the tour" onClick={end} />
        </header>
        <p>{step.text}</p>
        <footer>
          <span className="muted">{`${at + 1} of ${TOUR.length}`}</span>
          {at === 0 ? null : <Button onClick={() => goTo(at - 1)}>Back</Button>}
          <button
            ref={next}
            type="button"
            className="button button-primary"
            onClick={() => goTo(at + 1)}
          >
            {isLast ? "Done" : "Next"}
          </button>
        </footer>
      </aside>
    </>
  );
}

/** The ring around what a step points at, brought into view; undefined while that is not on screen. */
function useTarget(target: string): Box | undefined {
  const [box, setBox] = useState<Box>();
  useEffect(() => {
    let isSought = true;
    const follow = (): void => {
      const pane = document.querySelector(".pane:not([hidden])");
      const element = pane?.querySelector(`[data-tour="${target}"]`) ?? null;
      if (element !== null && isSought) {
        isSought = false;
        element.scrollIntoView({ block: "nearest" });
      }
      const ring =
        pane === null || element === null ? undefined : ringOf(boxOf(element), boxOf(pane));
      setBox((before) => {
        if (ring === undefined || ring.width <= 0 || ring.height <= 0) return undefined;
        const { left, top, width, height } = ring;
        const same =
          before?.left === left &&
          before.top === top &&
          before.width === width &&
          before.height === height;
        return same ? before : { left, top, width, height };
      });
    };
    follow();
    const timer = setInterval(follow, FOLLOW_MS);
    return () => clearInterval(timer);
  }, [target]);
  return box;
}

/** Around a target, and within the pane that it scrolls in. */
function ringOf(target: DOMRectReadOnly, pane: DOMRectReadOnly): Box {
  const left = Math.max(target.left - RING, pane.left + RING);
  const top = Math.max(target.top - RING, pane.top + RING);
  const right = Math.min(target.right + RING, pane.right - RING);
  const bottom = Math.min(target.bottom + RING, pane.bottom - RING);
  return { left, top, width: right - left, height: bottom - top };
}

/** Below the target, else above it, else at the window's lower end: within the window in any case. */
function placeOf(box: Box | undefined): { readonly left: number; readonly top: number } {
  const page = pageSize();
  const within = (value: number, most: number): number => Math.max(GAP, Math.min(value, most));
  const lowest = page.height - CARD.height - 36;
  if (box === undefined) return { left: page.width - CARD.width - GAP, top: lowest };
  const below = box.top + box.height + GAP;
  const above = box.top - CARD.height - GAP;
  return {
    left: within(box.left + box.width - RING - CARD.width, page.width - CARD.width - GAP),
    top: below <= lowest ? below : above >= GAP ? above : lowest,
  };
}

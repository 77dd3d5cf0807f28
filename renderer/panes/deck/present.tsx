import { useEffect, useRef, useState } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import type { Slide } from "../../../engine/contract/deck.js";
import { IconButton } from "../../ui/button.js";
import { SlideStage, SlideView } from "./slide-view.js";

/** By how many slides a key goes on; beyond all of them to the first and to the last. */
const KEYS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  PageDown: 1,
  " ": 1,
  ArrowLeft: -1,
  ArrowUp: -1,
  PageUp: -1,
  Home: -Infinity,
  End: Infinity,
};

/** The slides one at a time over the whole window, from one of them on. */
export function Present({
  name,
  slides,
  from,
  onClose,
}: {
  name: string;
  slides: readonly Slide[];
  /** From 0. */
  from: number;
  onClose: (at: number) => void;
}): ReactElement | null {
  const [at, setAt] = useState(from);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.focus();
    return () => element?.close();
  }, []);
  const slide = slides[at];
  const go = (by: number): void => setAt(Math.min(slides.length - 1, Math.max(0, at + by)));
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = KEYS[event.key];
    if (by === undefined) return;
    // A button that has the focus is pressed by a space of its own.
    if (event.key === " " && event.target !== dialog.current) return;
    event.preventDefault();
    go(by);
  };
  if (slide === undefined) return null;
  return (
    <dialog
      ref={dialog}
      className="present"
      tabIndex={-1}
      aria-label={`Presentation of ${name}`}
      onKeyDown={onKeyDown}
      onClose={() => onClose(at)}
    >
      <SlideStage>
        <SlideView slide={slide} number={at + 1} count={slides.length} />
      </SlideStage>
      <div className="present-bar">
        <IconButton icon="up" label="Previous slide" disabled={at === 0} onClick={() => go(-1)} />
        <output>{`${at + 1} / ${slides.length}`}</output>
        <IconButton
          icon="down"
          label="Next slide"
          disabled={at === slides.length - 1}
          onClick={() => go(1)}
        />
        <IconButton icon="close" label="End the presentation" onClick={() => onClose(at)} />
      </div>
    </dialog>
  );
}

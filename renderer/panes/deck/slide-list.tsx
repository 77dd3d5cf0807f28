import type { KeyboardEvent, ReactElement } from "react";
import type { Slide } from "../../../engine/contract/deck.js";
import { moved } from "../../state/deck.js";
import { useApp } from "../../state/use-app.js";
import { IconButton } from "../../ui/button.js";
import { useLocale } from "../../ui/locale.js";
import { useRoving } from "../../ui/use-roving.js";
import { slideName, sourceWords } from "./deck-words.js";
import { useSlideSource } from "./slide-view.js";

/** The slides in order: one stop of the Tab key, Alt with an arrow moves a slide, Delete removes it. */
export function SlideList({
  slides,
  chosen,
  onChoose,
}: {
  slides: readonly Slide[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}): ReactElement {
  const roving = useRoving(
    slides.map(({ id }) => id),
    chosen,
  );
  return (
    <nav aria-label="Slides" {...roving.list}>
      <ol className="slide-list">
        {slides.map((slide, at) => (
          <Item
            key={slide.id}
            slide={slide}
            number={at + 1}
            count={slides.length}
            current={slide.id === chosen}
            roving={roving.item(slide.id)}
            onChoose={() => onChoose(slide.id)}
          />
        ))}
      </ol>
    </nav>
  );
}

function Item({
  slide,
  number,
  count,
  current,
  roving,
  onChoose,
}: {
  slide: Slide;
  number: number;
  count: number;
  current: boolean;
  roving: ReturnType<ReturnType<typeof useRoving>["item"]>;
  onChoose: () => void;
}): ReactElement {
  const locale = useLocale();
  const source = useSlideSource(slide);
  const changeSlides = useApp((state) => state.changeSlides);
  const removeSlide = useApp((state) => state.removeSlide);
  const name = slideName(slide);
  const move = (by: -1 | 1): void =>
    void changeSlides(`the place of ${name}`, (slides) => moved(slides, slide.id, by));
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : undefined;
    if (event.altKey && by !== undefined) move(by);
    else if (event.key === "Delete") void removeSlide(slide);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <li data-current={current}>
      <button
        type="button"
        className="slide-pick"
        {...roving}
        aria-current={current ? "true" : undefined}
        title="Alt and an arrow key move it, Delete removes it"
        onClick={onChoose}
        onKeyDown={onKeyDown}
      >
        <span className="slide-number">{number}</span>
        <span className="side-name">
          {name}
          <span className={source?.kind === "missing" ? "side-detail tone-bad" : "side-detail"}>
            {sourceWords(slide.shows, source, locale)}
          </span>
        </span>
      </button>
      <IconButton
        icon="up"
        label={`Move ${name} up`}
        disabled={number === 1}
        onClick={() => move(-1)}
      />
      <IconButton
        icon="down"
        label={`Move ${name} down`}
        disabled={number === count}
        onClick={() => move(1)}
      />
      <IconButton icon="trash" label={`Remove ${name}`} onClick={() => void removeSlide(slide)} />
    </li>
  );
}

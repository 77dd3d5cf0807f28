import { useId, useRef, useState } from "react";
import type { FormEvent, ReactElement } from "react";
import type { OfferedSlide } from "../../state/deck-parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { Modal } from "../../ui/modal.js";

/** What a choice among decks holds for one that is still to be made; no id is empty. */
const NEW = "";

/** Asks which of these slides go to the end of which deck. */
export function AddToDeck({
  slides,
  onDone,
}: {
  slides: readonly OfferedSlide[];
  onDone: () => void;
}): ReactElement {
  const library = useApp((state) => state.library);
  const shown = useApp((state) => (state.deck.kind === "open" ? state.deck.entry.id : undefined));
  const addSlides = useApp((state) => state.addSlides);
  const decks =
    library.kind === "ready" ? library.decks.filter(({ damage }) => damage === undefined) : [];
  const last = decks.find(({ id }) => id === shown) ?? decks[0];
  const [id, setId] = useState(last?.id ?? NEW);
  const [typed, setTyped] = useState("Board deck");
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const deckId = useId();
  const nameId = useId();
  const first = useRef<HTMLSelectElement>(null);
  const chosen = slides.filter(({ name }) => !left.has(name));
  const name = typed.trim();
  const toggle = (one: string): void => {
    const next = new Set(left);
    if (!next.delete(one)) next.add(one);
    setLeft(next);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onDone();
    void addSlides(id === NEW ? { kind: "new", name } : { kind: "deck", id }, chosen);
  };
  return (
    <Modal title="Add to a deck" onClose={onDone} initialFocus={first}>
      <form className="form" onSubmit={submit}>
        <label htmlFor={deckId}>Deck</label>
        <select id={deckId} ref={first} value={id} onChange={(event) => setId(event.target.value)}>
          {decks.map((deck) => (
            <option key={deck.id} value={deck.id}>
              {deck.name}
            </option>
          ))}
          <option value={NEW}>A new deck</option>
        </select>
        {id === NEW ? (
          <>
            <label htmlFor={nameId}>Name of the new deck</label>
            <input
              id={nameId}
              value={typed}
              maxLength={100}
              required
              onChange={(event) => setTyped(event.target.value)}
            />
          </>
        ) : null}
        {slides.length < 2 ? (
          <p className="muted">{slides[0]?.name}</p>
        ) : (
          <fieldset className="deck-offered">
            <legend>Slides</legend>
            {slides.map((slide) => (
              <label key={slide.name} className="check">
                <input
                  type="checkbox"
                  checked={!left.has(slide.name)}
                  onChange={() => toggle(slide.name)}
                />
                {slide.name}
              </label>
            ))}
          </fieldset>
        )}
        <div className="form-actions">
          <Button onClick={onDone}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            disabled={chosen.length === 0 || (id === NEW && name === "")}
          >
            {chosen.length === 1 ? "Add the slide" : `Add ${chosen.length} slides`}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

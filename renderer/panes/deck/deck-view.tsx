import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { withSlide } from "../../../engine/contract/deck.js";
import type { Deck, Slide } from "../../../engine/contract/deck.js";
import type { DeckEntry } from "../../../engine/contract/methods.js";
import { useApp } from "../../state/use-app.js";
import { useView } from "../../state/use-view.js";
import { VIEW } from "../../state/view.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { DeckPdf } from "./deck-pdf.js";
import { Present } from "./present.js";
import { SlideForm } from "./slide-form.js";
import { SlideList } from "./slide-list.js";
import { SlideStage, SlideView, useSlideSource } from "./slide-view.js";

/** A deck of the workspace: its slides in order, one of them large, and what can be done with them. */
export default function DeckView({ id }: { id: string }): ReactElement {
  const state = useApp((app) => app.deck);
  const openDeck = useApp((app) => app.openDeck);
  const navigate = useApp((app) => app.navigate);
  const openDialog = useApp((app) => app.openDialog);
  const damaged = useApp(({ library }) =>
    library.kind === "ready"
      ? library.decks.find((deck) => deck.id === id && deck.damage !== undefined)
      : undefined,
  );
  /** Another window, or another program, may change its file while it is on screen. */
  const changedAt = useApp(({ library }) =>
    library.kind === "ready"
      ? (library.decks.find((deck) => deck.id === id)?.modifiedAt ?? "never")
      : undefined,
  );
  useEffect(() => {
    if (changedAt !== undefined) void openDeck(id);
  }, [changedAt, id, openDeck]);
  if (state.kind === "failed") {
    return (
      <EmptyState
        title="This deck cannot be shown."
        action={
          <>
            {damaged === undefined ? (
              <Button kind="primary" onClick={() => void openDeck(id)}>
                Look again
              </Button>
            ) : (
              <Button
                kind="primary"
                onClick={() =>
                  openDialog({ kind: "damaged", item: { kind: "deck", entry: damaged } })
                }
              >
                Mend the file…
              </Button>
            )}
            <Button onClick={() => navigate({ deckId: undefined })}>Back to the overview</Button>
          </>
        }
      >
        <p>{state.message}</p>
        <ul>
          {state.problems.map(({ path, line, expected, found }) => (
            <li key={`${path} ${expected}`}>
              <code>{path}</code>
              {line === undefined ? "" : ` (line ${line})`}: expected {expected}, found {found}
            </li>
          ))}
        </ul>
      </EmptyState>
    );
  }
  if (state.kind !== "open" || state.entry.id !== id) {
    return <p className="pane-loading">Loading…</p>;
  }
  return <Open entry={state.entry} deck={state.deck} />;
}

function Open({ entry, deck }: { entry: DeckEntry; deck: Deck }): ReactElement {
  const { name, slides } = deck;
  const readSlideSources = useApp((app) => app.readSlideSources);
  const library = useApp((app) => app.library);
  const claimSets = useApp((app) => app.claimSets);
  const changeSlides = useApp((app) => app.changeSlides);
  const navigate = useApp((app) => app.navigate);
  const openDialog = useApp((app) => app.openDialog);
  const [wanted, choose] = useView(VIEW.deckSlide, undefined);
  const [presenting, setPresenting] = useState(false);
  // Whatever of the workspace changed may be what a slide shows.
  useEffect(
    () => void readSlideSources({ slides, library, claimSets }),
    [readSlideSources, slides, library, claimSets],
  );
  const at = Math.max(
    0,
    slides.findIndex((slide) => slide.id === wanted),
  );
  const slide = slides[at];
  const addWords = (): void => {
    const added = withSlide(deck, { title: "New slide", shows: { kind: "words", text: "" } });
    const last = added.slides.at(-1);
    if (last === undefined) return;
    void changeSlides("a slide of words", (now) => [...now, last]).then(() => choose(last.id));
  };
  return (
    <article className="compare deck" aria-label={`Deck ${name}`}>
      <header className="finding plan-finding">
        <div>
          <h2>{name}</h2>
          <p>{slides.length === 1 ? "1 slide" : `${slides.length} slides`}</p>
        </div>
        <div className="finding-actions">
          <Button onClick={() => navigate({ deckId: undefined })}>Back to the overview</Button>
          <Button onClick={() => openDialog({ kind: "rename", item: { kind: "deck", entry } })}>
            Rename…
          </Button>
          <Button icon="plus" onClick={addWords}>
            Words
          </Button>
          {slide === undefined ? null : (
            <>
              <DeckPdf name={name} slides={slides} />
              <Button kind="primary" icon="run" onClick={() => setPresenting(true)}>
                Present
              </Button>
            </>
          )}
        </div>
      </header>
      {slide === undefined ? (
        <EmptyState title="This deck has no slides yet.">
          <p>
            Charts and results go into it from their export menus, by “Add to deck…”. Words are
            written here.
          </p>
        </EmptyState>
      ) : (
        <div className="deck-columns">
          <SlideList slides={slides} chosen={slide.id} onChoose={choose} />
          <div className="deck-slide">
            <SourceBanner slide={slide} />
            <SlideStage>
              <SlideView slide={slide} number={at + 1} count={slides.length} />
            </SlideStage>
            <SlideForm key={slide.id} slide={slide} />
          </div>
        </div>
      )}
      {presenting ? (
        <Present
          name={name}
          slides={slides}
          from={at}
          onClose={(last) => {
            setPresenting(false);
            choose(slides[last]?.id);
          }}
        />
      ) : null}
    </article>
  );
}

/** What can be done about a slide that has nothing to draw. */
function SourceBanner({ slide }: { slide: Slide }): ReactElement | null {
  const source = useSlideSource(slide);
  const bringBack = useApp((state) => state.bringBackSource);
  if (source?.kind !== "missing") return null;
  return (
    <Banner
      tone="bad"
      actions={
        source.isGone && slide.shows.kind !== "session" ? (
          <Button onClick={() => void bringBack(slide)}>Bring it back</Button>
        ) : undefined
      }
    >
      {source.message}
    </Banner>
  );
}

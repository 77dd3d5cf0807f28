import { DECK_MAX_BYTES, readDeckOrThrow, writeDeck } from "../contract/deck.js";
import type { Deck, Slide } from "../contract/deck.js";
import { HeadroomError } from "../contract/errors.js";
import type { DeckEntry } from "../contract/methods.js";
import type { DataFolder } from "./data-folder.js";
import type { Collection } from "./store/collection.js";
import { NamedLibrary } from "./store/named-library.js";

/** Decks of slides, all of them the user's own. */
export type DeckLibrary = NamedLibrary<DeckEntry>;

export function deckLibrary(decks: Collection, keepBeside: DataFolder["keepBeside"]): DeckLibrary {
  return new NamedLibrary<DeckEntry>(decks, undefined, keepBeside, {
    noun: "deck",
    stem: "deck",
    ending: ".json",
    maxBytes: DECK_MAX_BYTES,
    entryOf: ({ id, modifiedAt }, source) => {
      const { name, slides } = readDeckOrThrow(source, "the text");
      return { id, name, slides: slides.length, modifiedAt: modifiedAt.toISOString() };
    },
    damagedEntry: ({ id, modifiedAt }, damage) => ({
      id,
      name: id,
      slides: 0,
      modifiedAt: modifiedAt.toISOString(),
      damage,
    }),
  });
}

/** Throws `not-found`, or `damaged-file` with what is wrong. */
export async function readDeck(
  decks: DeckLibrary,
  id: string,
): Promise<{ entry: DeckEntry; deck: Deck }> {
  const { entry, text } = await decks.read(id);
  try {
    return { entry, deck: readDeckOrThrow(text, `${id}.json`) };
  } catch (error) {
    const problems = error instanceof HeadroomError ? error.problems : [];
    throw new HeadroomError("damaged-file", `${id}.json cannot be read`, problems);
  }
}

/** A claim set that slides audit has another id now. A damaged deck stays as it is. */
export async function followClaims(decks: DeckLibrary, from: string, to: string): Promise<void> {
  if (from === to) return;
  const follow = (slide: Slide): Slide =>
    slide.shows.kind === "audit" && slide.shows.claims === from
      ? { ...slide, shows: { ...slide.shows, claims: to } }
      : slide;
  for (const id of await decks.ids()) {
    if ((await decks.read(id)).entry.damage !== undefined) continue;
    const { deck } = await readDeck(decks, id);
    const slides = deck.slides.map(follow);
    if (slides.every((slide, at) => slide === deck.slides[at])) continue;
    await decks.save(id, writeDeck({ ...deck, slides }));
  }
}

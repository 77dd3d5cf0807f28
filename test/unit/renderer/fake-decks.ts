import type { Deck } from "../../../engine/contract/deck.js";
import { HeadroomError } from "../../../engine/contract/errors.js";
import type { DeckEntry } from "../../../engine/contract/methods.js";
import type { Services } from "../../../engine/contract/service.js";

/** Decks in memory, by their ids; one that is removed waits in the trash. */
export function deckServices(
  decks: Map<string, Deck>,
): Pick<
  Services,
  | "deck.list"
  | "deck.read"
  | "deck.save"
  | "deck.duplicate"
  | "deck.rename"
  | "deck.remove"
  | "deck.restore"
> {
  const trash = new Map<string, Deck>();
  const find = (id: string, among = decks): Deck => {
    const deck = among.get(id);
    if (deck === undefined) throw new HeadroomError("not-found", `there is no deck ${id}`);
    return deck;
  };
  const entryOf = (id: string): DeckEntry => {
    const { name, slides } = find(id);
    return { id, name, slides: slides.length, modifiedAt: "2026-01-01T00:00:00.000Z" };
  };
  const idOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const put = (id: string, deck: Deck): { entry: DeckEntry } => {
    decks.set(id, deck);
    return { entry: entryOf(id) };
  };
  return {
    "deck.list": async () => ({ decks: [...decks.keys()].map(entryOf) }),
    "deck.read": async ({ id }) => ({ entry: entryOf(id), deck: find(id) }),
    "deck.save": async ({ id, deck }) => put(id ?? idOf(deck.name), deck),
    "deck.duplicate": async ({ id }) => put(`${id}-copy`, find(id)),
    "deck.rename": async ({ id, name, newId }) => {
      const deck = { ...find(id), name };
      decks.delete(id);
      return put(newId ?? idOf(name), deck);
    },
    "deck.remove": async ({ id }) => {
      trash.set(id, find(id));
      decks.delete(id);
      return { id };
    },
    "deck.restore": async ({ id }) => put(id, find(id, trash)),
  };
}

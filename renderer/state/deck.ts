import { emptyDeck, withSlide } from "../../engine/contract/deck.js";
import type { Deck, Slide } from "../../engine/contract/deck.js";
import type { DeckEntry, RunEntry } from "../../engine/contract/methods.js";
import type { SliceCreator } from "./app-state.js";
import type { DeckSlice } from "./library-slices.js";
import { sourceKey } from "./deck-parts.js";
import type { SlideSource } from "./deck-parts.js";
import { messageOf, problemsOf } from "./errors.js";
import type { Edit, Library } from "./parts.js";
import { createPlaces } from "./places.js";
import { keptItem, readSource } from "./slide-sources.js";

/** Decks of slides, and what the slides of the open one are drawn from. */
export const createDeckSlice: SliceCreator<DeckSlice> = (set, get, { client }) => {
  let opening = 0;
  let reading = 0;
  let turn = Promise.resolve();
  const places = createPlaces();
  const kept = new WeakMap<object, string>();

  const openId = (): string | undefined => {
    const { deck } = get();
    return deck.kind === "open" ? deck.entry.id : undefined;
  };

  /** What was kept may have been removed since. */
  const isThere = (id: string): boolean => {
    const { library } = get();
    return library.kind === "ready" && library.runs.some((entry) => entry.id === id);
  };

  /** Stores these slides in place of those that a deck has. */
  const put = async (id: string, slides: readonly Slide[]): Promise<DeckEntry> => {
    const { deck: stored } = await client.call("deck.read", { id });
    const deck = { ...stored, slides: [...slides] };
    const { entry } = await client.call("deck.save", { id, deck });
    if (openId() === id) set({ deck: { kind: "open", entry, deck } });
    await get().refreshLibrary();
    return entry;
  };

  const told = async (words: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      get().notify({ tone: "bad", text: `${words} ${messageOf(error)}` });
    }
  };

  /** One change after the other: each reads what the one before it stored. */
  const inTurn = (words: string, work: () => Promise<void>): Promise<void> => {
    turn = turn.then(() => told(words, work));
    return turn;
  };

  return {
    deck: { kind: "none" },
    slideSources: {},

    async openDeck(id) {
      opening += 1;
      const ticket = opening;
      if (openId() !== id) set({ deck: { kind: "loading", id }, slideSources: {} });
      try {
        const { entry, deck } = await client.call("deck.read", { id });
        if (ticket === opening) set({ deck: { kind: "open", entry, deck } });
      } catch (error) {
        const failure = { message: messageOf(error), problems: problemsOf(error) };
        if (ticket === opening) set({ deck: { kind: "failed", id, ...failure } });
      }
    },

    async readSlideSources({ slides, library }) {
      reading += 1;
      const ticket = reading;
      const { slideSources } = get();
      const wanted = new Map(
        slides.flatMap(({ shows }) => {
          const key = sourceKey(shows);
          return key === undefined || shows.kind === "words" ? [] : [[key, shows] as const];
        }),
      );
      const read = await Promise.all(
        [...wanted].map(async ([key, shows]): Promise<[string, SlideSource]> => {
          const known = slideSources[key];
          if (known !== undefined && isListed(library, known)) return [key, known];
          const source = await readSource(client, shows);
          // What takes long, as sessions that are simulated again, holds up no other slide.
          if (ticket === reading) set({ slideSources: { ...get().slideSources, [key]: source } });
          return [key, source];
        }),
      );
      if (ticket === reading) set({ slideSources: Object.fromEntries(read) });
    },

    changeSlides(what, change, group) {
      const id = openId();
      if (id === undefined) return Promise.resolve();
      return inTurn("The deck was not changed.", async () => {
        // Another window may have changed it: the change is made to what is stored.
        const { slides: before } = (await client.call("deck.read", { id })).deck;
        const after = change(before);
        if (after === before) return;
        await put(id, after);
        const place = places.of(id);
        get().record({
          what,
          ...(group === undefined ? {} : { group }),
          seenIn: ["overview"],
          characters: JSON.stringify(before).length,
          undo: async () => void (await put(place.id, before)),
          redo: async () => void (await put(place.id, after)),
        });
      });
    },

    async removeSlide({ id, shows }) {
      const before = get().past.at(-1);
      const what = shows.kind === "words" ? "a slide of words" : "a slide";
      await get().changeSlides(`the removal of ${what}`, (slides) =>
        slides.filter((slide) => slide.id !== id),
      );
      const edit = get().past.at(-1);
      if (edit === undefined || edit === before) return;
      const action = { label: "Undo", run: () => void get().takeBack(edit) };
      get().notify({ tone: "plain", text: "The slide was removed from the deck.", action });
    },

    addSlides(to, offered) {
      return inTurn("Nothing was added to the deck.", async () => {
        const slides = await Promise.all(offered.map(({ shows }) => shows()));
        const withThem = (deck: Deck): Deck =>
          slides.reduce<Deck>((all, shows) => withSlide(all, { shows }), deck);
        let entry: DeckEntry;
        let way: Pick<Edit, "undo" | "redo">;
        if (to.kind === "deck") {
          const { deck } = await client.call("deck.read", { id: to.id });
          const after = withThem(deck);
          entry = await put(to.id, after.slides);
          const place = places.of(to.id);
          way = {
            undo: async () => void (await put(place.id, deck.slides)),
            redo: async () => void (await put(place.id, after.slides)),
          };
        } else {
          const made = await client.call("deck.save", { deck: withThem(emptyDeck(to.name)) });
          entry = made.entry;
          const place = places.of(entry.id);
          way = {
            undo: async () => {
              await client.call("deck.remove", { id: place.id });
              if (get().route.deckId === place.id) get().navigate({ deckId: undefined });
              await get().refreshLibrary();
            },
            redo: async () => {
              await client.call("deck.restore", { id: place.id });
              await get().refreshLibrary();
            },
          };
          await get().refreshLibrary();
        }
        const { id, name } = entry;
        const what = `what was added to ${name}`;
        get().record({ what, seenIn: ["overview"], characters: 0, ...way });
        get().notify({
          tone: "good",
          text:
            slides.length === 1
              ? `A slide was added to ${name}.`
              : `${slides.length} slides were added to ${name}.`,
          action: {
            label: "Show",
            run: () => get().navigate({ pane: "overview", deckId: places.of(id).id }),
          },
        });
      });
    },

    makeDeck(name) {
      return told(`${name} was not made.`, async () => {
        const { entry } = await client.call("deck.save", { deck: emptyDeck(name) });
        await get().refreshLibrary();
        get().navigate({ pane: "overview", deckId: entry.id });
      });
    },

    bringBackSource({ shows }) {
      return told("It was not brought back.", async () => {
        if (shows.kind === "words") return;
        const { kind, id } = keptItem(shows);
        // A session's log is no file of the workspace, and has no trash.
        if (kind === "session") return;
        await client.call(`${kind}.restore`, { id });
        await Promise.all([get().refreshLibrary(), get().refreshClaims()]);
      });
    },

    async keepSimulation({ scenario, result }) {
      const known = kept.get(result);
      if (known !== undefined && isThere(known)) return known;
      const scenarioId = get().route.scenarioId;
      const { entry } = await client.call("run.save", {
        ...(scenarioId === undefined ? {} : { scenarioId }),
        scenario,
        result,
      });
      kept.set(result, entry.id);
      await get().refreshLibrary();
      return entry.id;
    },

    async deckMoved(from, to) {
      places.moved(from, to);
      if (get().route.deckId === from && from !== to) get().navigate({ deckId: to }, "replace");
      else if (openId() === from) await get().openDeck(to);
    },
  };
};

/** Whether a kept result, which is large to read, is there as it was read: only its name may change. */
function isListed(library: Library, source: SlideSource): boolean {
  if (library.kind !== "ready") return false;
  if (source.kind === "session") return source.view.status === "ended";
  if (source.kind === "missing" || source.kind === "audit" || source.kind === "drive") return false;
  const { runs, plans, projections, studies, calibrations } = library;
  const lists = {
    run: runs,
    inspection: runs,
    "simulated-session": runs,
    plan: plans,
    projection: projections,
    study: studies,
    calibration: calibrations,
  };
  const entries: readonly Pick<RunEntry, "id" | "name" | "damage">[] = lists[source.kind];
  const { id, name } = source.entry;
  return entries.some(
    (entry) => entry.id === id && entry.name === name && entry.damage === undefined,
  );
}

/** The slides with one of them moved by so many places. */
export function moved(slides: readonly Slide[], id: string, by: -1 | 1): readonly Slide[] {
  const from = slides.findIndex((slide) => slide.id === id);
  const to = from + by;
  const slide = slides[from];
  if (slide === undefined || to < 0 || to >= slides.length) return slides;
  return slides.toSpliced(from, 1).toSpliced(to, 0, slide);
}

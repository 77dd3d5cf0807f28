import { readDeckOrThrow } from "../../engine/contract/deck.js";
import { codeOf, messageOf, reasonOf } from "./errors.js";
import { handOver } from "./hand-over.js";
import type { HandOver } from "./hand-over.js";
import { PANES } from "./parts.js";
import type { JobRequest } from "./queue-parts.js";
import type { Edit, LibraryItem, Saved } from "./parts.js";
import type { AppState, SliceCreator } from "./app-state.js";
import type { ItemsSlice } from "./library-slices.js";

type Kind = LibraryItem["kind"];

/** A trace so short is there before a queue could tell of it, and waits for no run. */
const AT_ONCE_BYTES = 5_000_000;

/** Of a trace, whose scenario is called after it. */
const MOST_NAME = 80;
const stemOf = (file: string): string =>
  file
    .replace(/\.[^.]*$/, "")
    .trim()
    .slice(0, MOST_NAME) || "Trace";

/** What an item is called on screen. */
export function itemName({ entry }: LibraryItem): string {
  if ("scenarioName" in entry) return entry.name ?? entry.scenarioName;
  return "logName" in entry ? (entry.name ?? entry.logName) : entry.name;
}

/** Whether an item may be renamed and removed: what came with Headroom stays as it is. */
export function isOwn({ entry }: LibraryItem): boolean {
  return !("origin" in entry) || entry.origin === "user";
}

/** Duplicate, rename and remove, for every kind of item alike, each with its way back in the one history. */
export const createItemsSlice: SliceCreator<ItemsSlice> = (set, get, { client }) => {
  const refresh = (kind: Kind): Promise<void> =>
    kind === "claims" ? get().refreshClaims() : get().refreshLibrary();

  /** What is on screen must be there: another one takes the place of what was removed. */
  const leave = async (kind: Kind, id: string): Promise<void> => {
    const { route, claims, shown } = get();
    if (kind === "scenario" && route.scenarioId === id) get().openFirst();
    if (kind === "claims" && claims.kind === "open" && claims.document.entry.id === id) {
      if (route.claimsId === id) get().navigate({ claimsId: undefined }, "replace");
      else await get().openClaims();
    }
    if (kind === "deck" && route.deckId === id) get().navigate({ deckId: undefined });
    if (kind === "plan") {
      set({ plans: without(get().plans, id) });
      if (route.planId === id) get().navigate({ planId: undefined }, "replace");
      await get().showPlan();
    }
    if (kind === "projection") {
      set({ projections: without(get().projections, id) });
      if (route.projectionId === id) get().navigate({ projectionId: undefined }, "replace");
      await get().showProjection();
    }
    if (kind === "study") {
      set({
        sensitivities: without(get().sensitivities, id),
        sides: without(get().sides, id),
      });
      if (route.sensitivityId === id) get().navigate({ sensitivityId: undefined }, "replace");
      if (route.sidesId === id) get().navigate({ sidesId: undefined }, "replace");
      await Promise.all([get().showSensitivity(), get().showSides()]);
    }
    if (kind === "calibration" && isShown(get().calibration, id)) {
      set({ calibration: undefined });
      if (route.calibrationId === id) get().navigate({ calibrationId: undefined }, "replace");
      await get().showCalibration();
    }
    if (kind !== "run") return;
    if (route.runId === id) get().navigate({ runId: undefined });
    else if (isShown(shown, id)) await get().showRun(undefined);
  };

  const come = async (kind: Kind, id: string): Promise<void> => {
    if (kind === "scenario") get().navigate({ scenarioId: id, runId: undefined });
    if (kind === "claims") await get().openClaims(id);
    if (kind === "deck") get().navigate({ pane: "overview", deckId: id });
    if (kind === "plan" || kind === "projection" || kind === "study") await get().showResults();
    // A run that was alone comes back to where it was seen.
    if (kind === "run" && get().shown === undefined) await get().showRun(undefined);
  };

  const remove = async (kind: Kind, id: string): Promise<void> => {
    // Unsaved text goes to the trash with its scenario.
    if (kind === "scenario") await get().flushDraft();
    await client.call(`${kind}.remove`, { id });
    await refresh(kind);
    await leave(kind, id);
  };

  const restore = async (kind: Kind, id: string): Promise<void> => {
    await client.call(`${kind}.restore`, { id });
    await refresh(kind);
    await come(kind, id);
  };

  /** Under a certain id where one is given, as it is when a name is changed back. Gives the id it has now. */
  const rename = async (kind: Kind, id: string, name: string, newId?: string): Promise<string> => {
    if (kind !== "scenario" && kind !== "claims" && kind !== "deck") {
      await client.call(`${kind}.rename`, { id, name });
      await refresh(kind);
      return id;
    }
    if (kind === "scenario" && isWorkedOn(get(), id)) {
      throw new Error("work on it is going on: wait for its end, or cancel it");
    }
    if (kind === "scenario" && get().unkept.some(({ scenarioId }) => scenarioId === id)) {
      throw new Error("a result of it is not on disk yet: save that first");
    }
    if (kind === "scenario") await get().flushDraft();
    const to = newId === undefined ? {} : { newId };
    const { entry } = await client.call(`${kind}.rename`, { id, name, ...to });
    if (kind === "scenario") set(rekeyed(get(), id, entry.id));
    await refresh(kind);
    if (kind === "scenario") await get().scenarioMoved(id, entry.id);
    else if (kind === "deck") await get().deckMoved(id, entry.id);
    else await get().claimsMoved(id, entry.id);
    return entry.id;
  };

  const told = async (words: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      get().notify({ tone: "bad", text: `${words} ${messageOf(error)}` });
    }
  };

  const done = (what: string, text: string, way: Pick<Edit, "undo" | "redo">): void =>
    get().recordTold({ what, seenIn: PANES, characters: 0, ...way }, text);

  return {
    removeItem(item) {
      const { kind } = item;
      const { id } = item.entry;
      const name = itemName(item);
      return told(`${name} was not removed.`, async () => {
        await remove(kind, id);
        done(`the removal of ${name}`, `${name} was moved to the trash folder.`, {
          undo: () => restore(kind, id),
          redo: () => remove(kind, id),
        });
      });
    },

    restoreOver({ id, name }) {
      return told(`${name} was not brought back.`, async () => {
        await client.call("scenario.restore", { id });
        await get().refreshLibrary();
        await get().scenarioMoved(id, id);
      });
    },

    duplicateItem(item) {
      const { kind } = item;
      const original = itemName(item);
      return told(`${original} was not duplicated.`, async () => {
        const { entry } = await client.call(`${kind}.duplicate`, { id: item.entry.id });
        await refresh(kind);
        await come(kind, entry.id);
        done(`the copy of ${original}`, `${original} is duplicated.`, {
          undo: () => remove(kind, entry.id),
          redo: () => restore(kind, entry.id),
        });
      });
    },

    takeScenario(name, text) {
      return told(`${name} was not taken in.`, async () => {
        const { entry } = await client.call("scenario.import", { name, text });
        await refresh("scenario");
        get().navigate({ pane: "scenario", scenarioId: entry.id, runId: undefined });
        const words =
          entry.damage === undefined
            ? `${entry.name} is taken in as a scenario of yours.`
            : `${entry.name} is taken in as it is. It has faults, which stand at their places in the text.`;
        done(`the taking in of ${entry.name}`, words, {
          undo: () => remove("scenario", entry.id),
          redo: () => restore("scenario", entry.id),
        });
      });
    },

    async takeTrace(file) {
      const on = get().route.scenarioId;
      if (on === undefined) {
        get().notify({
          tone: "bad",
          text: `${file.name} is a request trace. Open the scenario on whose deployment it is to be replayed, and drop it again.`,
        });
        return;
      }
      const { name, size, lastModified } = file;
      const take: JobRequest["run"] = async (signal, report) => {
        const given: HandOver = {
          field: "trace",
          expected: "a request trace, in UTF-8",
          signal,
          onPart: (fraction) => report({ stage: "Handing over the file", fraction }),
        };
        const { entry } = await handOver(client, file, given, (text) =>
          client.call("scenario.replay", { text, name: stemOf(name), on }, { signal }),
        );
        await refresh("scenario");
        get().navigate({ pane: "scenario", scenarioId: entry.id, runId: undefined });
        done(`the taking in of ${name}`, `${entry.name} is a scenario of yours.`, {
          undo: () => remove("scenario", entry.id),
          redo: () => restore("scenario", entry.id),
        });
      };
      const ended = (error: unknown): void => {
        if (codeOf(error) === "cancelled") return;
        get().notify({ tone: "bad", text: `${name} was not taken in. ${reasonOf(error)}` });
      };
      if (size <= AT_ONCE_BYTES) {
        await take(new AbortController().signal, () => undefined).catch(ended);
        return;
      }
      const key = JSON.stringify(["trace", name, size, lastModified, on]);
      const words = { kind: "trace", scenarioId: undefined, scenarioName: name } as const;
      await get().enqueue({ ...words, key, run: take, ended });
    },

    takeClaims(name, text) {
      return told(`${name} was not taken in.`, async () => {
        const { entry } = await client.call("claims.save", { text });
        await refresh("claims");
        get().navigate({ pane: "audit" });
        await come("claims", entry.id);
        done(`the taking in of ${entry.name}`, `${entry.name} is taken in as claims of yours.`, {
          undo: () => remove("claims", entry.id),
          redo: () => restore("claims", entry.id),
        });
      });
    },

    takeDeck(name, text) {
      return told(`${name} was not taken in.`, async () => {
        const deck = readDeckOrThrow(text, name);
        const { entry } = await client.call("deck.save", { deck });
        await refresh("deck");
        await come("deck", entry.id);
        done(`the taking in of ${entry.name}`, `${entry.name} is taken in as a deck.`, {
          undo: () => remove("deck", entry.id),
          redo: () => restore("deck", entry.id),
        });
      });
    },

    renameItem(item, name) {
      const { kind } = item;
      const { id } = item.entry;
      const before = itemName(item);
      if (name === before) return Promise.resolve();
      return told(`${before} was not renamed.`, async () => {
        const now = await rename(kind, id, name);
        done(`the name of ${name}`, `${before} is now called ${name}.`, {
          undo: async () => void (await rename(kind, now, before, id)),
          redo: async () => void (await rename(kind, id, name, now)),
        });
      });
    },
  };
};

interface Shown {
  readonly saved: Saved<{ readonly id: string }>;
}

const isShown = (shown: Shown | undefined, id: string): boolean =>
  shown?.saved.kind === "saved" && shown.saved.entry.id === id;

/** What is shown of each scenario, but for a kept result that is gone. */
const without = <T extends Shown>(shown: Readonly<Record<string, T>>, id: string) =>
  Object.fromEntries(Object.entries(shown).filter(([, one]) => !isShown(one, id)));

/** Whether something is computed of a scenario, or waits to be: it will be kept under the id it had when asked for. */
function isWorkedOn({ jobs }: AppState, id: string): boolean {
  return jobs.some(({ scenarioId }) => scenarioId === id);
}

/** What is held of a scenario that has another id now. */
function rekeyed(state: AppState, from: string, to: string): Partial<AppState> {
  if (from === to) return {};
  const moved = <T>(held: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(held).map(([id, one]) => [id === from ? to : id, one]));
  const { shown } = state;
  return {
    plans: moved(state.plans),
    projections: moved(state.projections),
    sensitivities: moved(state.sensitivities),
    sides: moved(state.sides),
    simulations: moved(state.simulations),
    unsaved: moved(state.unsaved),
    ...(shown?.scenarioId === from ? { shown: { ...shown, scenarioId: to } } : {}),
  };
}

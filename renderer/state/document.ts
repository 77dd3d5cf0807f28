import { amended, writeScenario, writeScenarioFile } from "../../engine/contract/scenario-file.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { createAutosave } from "./autosave.js";
import { createChecker } from "./checker.js";
import { codeOf, messageOf, problemsOf } from "./errors.js";
import { findScenario } from "./library.js";
import type { DocumentState, OpenDocument } from "./parts.js";
import { createPlaces } from "./places.js";
import type { Place } from "./places.js";
import type { SliceCreator } from "./app-state.js";
import type { DocumentSlice } from "./library-slices.js";

/** The open document, or undefined while there is none. */
export const openDocument = (state: DocumentState): OpenDocument | undefined =>
  state.kind === "open" ? state.document : undefined;

export const isDirty = (document: OpenDocument | undefined): boolean =>
  document !== undefined && document.text !== document.savedText;

export const createDocumentSlice: SliceCreator<DocumentSlice> = (set, get, { client, shelf }) => {
  let opening = 0;
  const places = createPlaces();

  const update = (key: number, change: Partial<OpenDocument>): void => {
    const { document } = get();
    // What comes back late must not touch the document that was opened meanwhile.
    if (document.kind !== "open" || document.document.key !== key) return;
    set({ document: { kind: "open", document: { ...document.document, ...change } } });
  };
  const current = (): OpenDocument | undefined => openDocument(get().document);
  const checker = createChecker(client, current, update);
  const autosave = createAutosave(client, shelf, current, update);

  const apply = (document: OpenDocument, text: string): void => {
    update(document.key, { text });
    checker.soon();
    autosave.soon();
  };

  /** Takes over a text that was there before, or would be again, opening its scenario where it is not. */
  const restore = async (place: Place | number, text: string): Promise<void> => {
    const isThere = (document: OpenDocument | undefined): document is OpenDocument =>
      document !== undefined &&
      (typeof place === "number" ? document.key === place : document.id === place.id);
    if (!isThere(current()) && typeof place !== "number") {
      await get().openScenario(place.id);
      get().navigate({ scenarioId: place.id, runId: undefined });
    }
    const document = current();
    if (!isThere(document)) throw new Error("its scenario is not open any more");
    apply(document, text);
  };

  const change = (document: OpenDocument, text: string, what: string, group?: string): void => {
    const { id, key, text: before } = document;
    const place = id === undefined ? key : places.of(id);
    apply(document, text);
    get().record({
      what,
      ...(group === undefined ? {} : { group: `${group} ${key}` }),
      seenIn: ["scenario", "milestones"],
      characters: before.length,
      undo: () => restore(place, before),
      redo: () => restore(place, text),
    });
  };

  const store = async (id: string | undefined, scenario: Scenario, from: OpenDocument) => {
    try {
      const { entry } = await client.call("scenario.save", {
        ...(id === undefined ? {} : { id }),
        scenario,
      });
      // The text now lives in the saved file; the draft it came from would only offer it again.
      if (from.id !== undefined) await autosave.drop(from.id);
      if (from.id !== undefined) places.moved(from.id, entry.id);
      const typedSince = current()?.key === from.key ? current()?.text : undefined;
      await get().refreshLibrary();
      get().notify({ tone: "good", text: `${entry.name} is saved.` });
      await get().openScenario(entry.id);
      if (typedSince !== undefined && typedSince !== from.text) get().edit(typedSince);
      get().navigate({ scenarioId: entry.id, runId: undefined });
    } catch (error) {
      const [problem] = problemsOf(error);
      const detail = problem === undefined ? "" : ` ${problem.path}: expected ${problem.expected}.`;
      get().notify({
        tone: "bad",
        text: `The scenario was not saved. ${messageOf(error)}${detail}`,
      });
    }
  };

  /** A save under way is no change from outside. */
  let saving = Promise.resolve();
  const save = (...what: Parameters<typeof store>): Promise<void> => (saving = store(...what));

  /** Keeps the file's version, which is about to be replaced, as a scenario of its own. */
  const keepOther = async (id: string): Promise<boolean> => {
    try {
      await client.call("scenario.duplicate", { id });
      return true;
    } catch (error) {
      // A damaged file is set aside by the save itself.
      if (codeOf(error) === "damaged-file" || codeOf(error) === "not-found") return true;
      get().notify({
        tone: "bad",
        text: `The file's version could not be kept, so nothing was saved. ${messageOf(error)}`,
      });
      return false;
    }
  };

  return {
    document: { kind: "none" },

    async lookAgain() {
      await saving;
      const before = current();
      await get().refreshLibrary();
      if (before?.id === undefined || before.entry === undefined) return;
      const read = await client.call("scenario.read", { id: before.id }).catch(() => undefined);
      const document = current();
      if (read === undefined || document?.key !== before.key) return;
      // What was saved here meanwhile is no change from outside.
      if (document.savedText !== before.savedText || read.text === document.savedText) return;
      if (document.text === document.savedText) {
        await get().openScenario(before.id);
        get().announce(`${read.entry.name} was changed outside and is read again.`);
        return;
      }
      // Another window may have saved the very draft that stands here: nothing is unsaved then.
      const settled = { draft: { kind: "none" }, restored: undefined } as const;
      const isSame = read.text === document.text;
      update(document.key, {
        entry: read.entry,
        savedText: read.text,
        savedScenario: read.scenario,
        changedOutside: !isSame,
        ...(isSame ? settled : {}),
      });
    },

    async openScenario(id) {
      opening += 1;
      const key = opening;
      await autosave.flush();
      if (key !== opening) return;
      set({ document: { kind: "loading", id } });
      try {
        const read = await client.call("scenario.read", { id });
        if (key !== opening) return;
        const draft = newest(read.draft, shelf.get(id));
        const restored = draft !== undefined && draft.text !== read.text ? draft : undefined;
        const text = restored?.text ?? read.text;
        const document: OpenDocument = {
          key,
          id,
          entry: read.entry,
          name: read.entry.name,
          savedText: read.text,
          savedScenario: read.scenario,
          text,
          checked:
            restored === undefined
              ? { text, scenario: read.scenario, problems: read.problems }
              : undefined,
          draft:
            restored === undefined
              ? { kind: "none" }
              : { kind: "saved", savedAt: restored.savedAt },
          restored,
        };
        set({ document: { kind: "open", document } });
        if (restored !== undefined) checker.soon(0);
      } catch (error) {
        if (key !== opening) return;
        const message =
          codeOf(error) === "not-found" && findScenario(get().library, id) === undefined
            ? "This scenario is not in the library any more."
            : messageOf(error);
        set({ document: { kind: "failed", id, message } });
      }
    },

    openAlone(scenario) {
      if (get().document.kind !== "none") return;
      const text = writeScenario(scenario);
      opening += 1;
      const document: OpenDocument = {
        key: opening,
        id: undefined,
        entry: undefined,
        name: scenario.name,
        savedText: text,
        savedScenario: scenario,
        text,
        checked: { text, scenario, problems: [] },
        draft: { kind: "none" },
        restored: undefined,
      };
      void autosave.flush();
      set({ document: { kind: "open", document } });
    },

    edit(text) {
      const document = current();
      if (document === undefined || document.text === text) return;
      change(document, text, `the text of ${document.name}`, "text");
    },

    editField(text, what, group) {
      const document = current();
      if (document === undefined || document.text === text) return;
      change(document, text, what, group);
      checker.atOnce();
    },

    async changeScenario(what, changed) {
      // What was typed or changed a moment ago is part of what is changed now.
      const checked = await checker.now();
      const document = current();
      if (document === undefined || checked?.scenario === undefined) return false;
      if (checked.text !== document.text) return false;
      const { scenario } = checked;
      const text = writeScenarioFile(amended(scenario, changed(scenario)));
      if (text !== document.text) change(document, text, what);
      return text !== document.text;
    },

    checkNow: () => checker.now(),

    async saveScenario() {
      const document = current();
      const checked = await checker.now();
      if (document === undefined || checked?.scenario === undefined) return;
      const own = document.entry?.origin === "user" ? document.id : undefined;
      if (own !== undefined && document.changedOutside === true && !(await keepOther(own))) return;
      await save(own, checked.scenario, document);
    },

    async saveCopy(name) {
      const document = current();
      const checked = await checker.now();
      if (document === undefined || checked?.scenario === undefined) return;
      await save(undefined, { ...checked.scenario, name }, document);
    },

    async scenarioMoved(from, to) {
      places.moved(from, to);
      const kept = from === to ? undefined : shelf.get(from);
      if (kept !== undefined) {
        shelf.put(to, kept);
        shelf.drop(from);
      }
      if (current()?.id === from) await get().openScenario(to);
      if (get().route.scenarioId === from) get().navigate({ scenarioId: to }, "replace");
    },

    discardDraft() {
      const document = current();
      if (document === undefined) return;
      if (document.text !== document.savedText) {
        change(document, document.savedText, `the draft of ${document.name}`);
      }
      update(document.key, { restored: undefined });
    },

    flushDraft: () => autosave.flush(),
    retryDraft() {
      if (current()?.draft.kind === "failed") autosave.soon(0);
    },
  };
};

/** Of a draft the engine kept and one this page had to keep itself, the later. */
function newest<T extends { readonly savedAt: string }>(
  a: T | undefined,
  b: T | undefined,
): T | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.savedAt >= b.savedAt ? a : b;
}

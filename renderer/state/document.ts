import { writeScenario } from "../../engine/contract/scenario-file.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { createAutosave } from "./autosave.js";
import { createChecker } from "./checker.js";
import { codeOf, messageOf, problemsOf } from "./errors.js";
import { findScenario } from "./library.js";
import type { DocumentState, OpenDocument } from "./parts.js";
import type { DocumentSlice, SliceCreator } from "./app-state.js";

/** The open document, or undefined while there is none. */
export const openDocument = (state: DocumentState): OpenDocument | undefined =>
  state.kind === "open" ? state.document : undefined;

export const isDirty = (document: OpenDocument | undefined): boolean =>
  document !== undefined && document.text !== document.savedText;

export const createDocumentSlice: SliceCreator<DocumentSlice> = (set, get, { client, shelf }) => {
  let opening = 0;

  const update = (key: number, change: Partial<OpenDocument>): void => {
    const { document } = get();
    // What comes back late must not touch the document that was opened meanwhile.
    if (document.kind !== "open" || document.document.key !== key) return;
    set({ document: { kind: "open", document: { ...document.document, ...change } } });
  };
  const current = (): OpenDocument | undefined => openDocument(get().document);
  const checker = createChecker(client, current, update);
  const autosave = createAutosave(client, shelf, current, update);

  const save = async (id: string | undefined, scenario: Scenario, from: OpenDocument) => {
    try {
      const { entry } = await client.call("scenario.save", {
        ...(id === undefined ? {} : { id }),
        scenario,
      });
      // The text now lives in the saved file; the draft it came from would only offer it again.
      if (from.id !== undefined) await autosave.drop(from.id);
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

  return {
    document: { kind: "none" },

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

    openDetached(scenario, text) {
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
      update(document.key, { text });
      checker.soon();
      autosave.soon();
    },

    changeScenario(_what, change) {
      const scenario = current()?.checked?.scenario;
      if (scenario !== undefined) get().edit(writeScenario(change(scenario)));
    },

    checkNow: () => checker.now(),

    async saveScenario() {
      const document = current();
      const checked = await checker.now();
      if (document === undefined || checked?.scenario === undefined) return;
      const own = document.entry?.origin === "user" ? document.id : undefined;
      await save(own, checked.scenario, document);
    },

    async saveCopy(name) {
      const document = current();
      const checked = await checker.now();
      if (document === undefined || checked?.scenario === undefined) return;
      await save(undefined, { ...checked.scenario, name }, document);
    },

    discardDraft() {
      const document = current();
      if (document === undefined) return;
      get().edit(document.savedText);
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

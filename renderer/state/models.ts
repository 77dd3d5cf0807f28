import { readRegistry } from "../../engine/contract/model-registry.js";
import type { OutputOf } from "../../engine/contract/methods.js";
import { codeOf, messageOf } from "./errors.js";
import type { SliceCreator } from "./app-state.js";
import type { ModelsSlice } from "./live-slices.js";
import { hasOwnModels, pinsOf, registryText } from "./models-parts.js";
import type { RegistryDocument } from "./models-parts.js";

/** Where unsaved text of the registry lies, beside unsaved scenarios, whose ids have no dot. */
const SHELF = "models.registry";
/** The revision that it was made from, so that a change elsewhere is seen after a reload too. */
const SHELF_BASIS = "models.basis";

/** The model registry: written as text or by its form, checked as it is typed, and stored by one press. */
export const createModelsSlice: SliceCreator<ModelsSlice> = (set, get, { client, shelf }) => {
  const put = (document: RegistryDocument): void => {
    set({ registry: { ...document, problems: readRegistry(document.text).problems } });
    if (hasOwnModels(document)) {
      const savedAt = new Date().toISOString();
      shelf.put(SHELF, { text: document.text, savedAt });
      shelf.put(SHELF_BASIS, { text: document.basis, savedAt });
    } else {
      shelf.drop(SHELF);
      shelf.drop(SHELF_BASIS);
    }
  };

  /** What is stored now, under what was typed and is not stored yet. */
  const take = ({ registry, revision }: OutputOf<"registry.read">): void => {
    const savedText = registryText(registry);
    const before = get().registry;
    const typed = before === undefined ? shelf.get(SHELF)?.text : before.text;
    const isTyped = typed !== undefined && (before === undefined || hasOwnModels(before));
    const begunFrom = before?.basis ?? shelf.get(SHELF_BASIS)?.text;
    const basis = isTyped ? (begunFrom ?? revision) : revision;
    put({ revision, savedText, basis, text: isTyped ? typed : savedText, problems: [] });
  };

  const restore = (text: string): void => {
    const document = get().registry;
    if (document !== undefined) put({ ...document, text });
  };

  const edit = (text: string, what: string, group?: string): void => {
    const document = get().registry;
    if (document === undefined || document.text === text) return;
    const { text: before, revision } = document;
    put({ ...document, basis: hasOwnModels(document) ? document.basis : revision, text });
    get().record({
      what,
      ...(group === undefined ? {} : { group }),
      seenIn: ["settings"],
      characters: before.length,
      undo: () => restore(before),
      redo: () => restore(text),
    });
  };

  return {
    registry: undefined,
    registryFault: undefined,
    savingModels: false,
    modelPins: undefined,

    async countModelPins() {
      try {
        const { sessions } = await client.call("session.list", {});
        set({ modelPins: pinsOf(sessions) });
      } catch {
        // Not known: then a removal is asked about.
        set({ modelPins: undefined });
      }
    },

    async loadModels() {
      try {
        take(await client.call("registry.read", {}));
        set({ registryFault: undefined });
        await get().countModelPins();
      } catch (error) {
        set({ registryFault: `The models could not be read. ${messageOf(error)}` });
      }
    },

    editModels: edit,

    async saveModels() {
      const document = get().registry;
      if (document === undefined || get().savingModels) return;
      const { registry } = readRegistry(document.text);
      if (registry === undefined) return;
      set({ savingModels: true, registryFault: undefined });
      try {
        const stored = await client.call("registry.write", { registry, revision: document.basis });
        const savedText = registryText(stored.registry);
        const { revision } = stored;
        // What was typed while it was stored goes on from there.
        const typed = get().registry?.text ?? document.text;
        const text = typed === document.text ? savedText : typed;
        put({ revision, savedText, basis: revision, text, problems: [] });
        get().announce("The models are stored.");
        await get().loadKeys();
      } catch (error) {
        set({ registryFault: `The models were not stored. ${messageOf(error)}` });
        if (codeOf(error) === "conflict") await get().loadModels();
      } finally {
        set({ savingModels: false });
      }
    },

    discardModels() {
      const document = get().registry;
      if (document !== undefined) edit(document.savedText, "the models as they were stored");
    },

    keepModels() {
      const document = get().registry;
      if (document !== undefined) put({ ...document, basis: document.revision });
    },
  };
};

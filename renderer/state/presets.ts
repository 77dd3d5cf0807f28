import { readPresetFile } from "../../engine/contract/preset.js";
import { messageOf } from "./errors.js";
import { PANES } from "./parts.js";
import type { SliceCreator } from "./app-state.js";
import type { PresetDraft, PresetsSlice } from "./shell-slices.js";

const checked = (text: string): PresetDraft["problems"] => readPresetFile(text).problems;

/** What scenarios can name and take: shipped, and the workspace's own, which are written as text. */
export const createPresetsSlice: SliceCreator<PresetsSlice> = (set, get, { client }) => {
  let reading: Promise<void> | undefined;

  const put = (draft: PresetDraft | undefined): void => set({ presetDraft: draft });
  const tell = (words: string, error: unknown): void =>
    get().notify({ tone: "bad", text: `${words} ${messageOf(error)}` });
  const remove = async (id: string): Promise<void> => {
    await client.call("preset.remove", { id });
    if (get().presetDraft?.id === id) put(undefined);
    await get().refreshPresets();
  };
  const restore = async (id: string): Promise<void> => {
    await client.call("preset.restore", { id });
    await get().refreshPresets();
  };
  const store = async (text: string, id: string | undefined): Promise<string> => {
    const { entry } = await client.call("preset.save", {
      text,
      ...(id === undefined ? {} : { id }),
    });
    await get().refreshPresets();
    return entry.id;
  };
  const replace = async (text: string, id: string): Promise<void> => void (await store(text, id));

  return {
    presets: undefined,
    presetDraft: undefined,

    loadPresets() {
      if (get().presets !== undefined) return Promise.resolve();
      reading ??= get()
        .refreshPresets()
        .finally(() => void (reading = undefined));
      return reading;
    },

    async refreshPresets() {
      // Without them names are typed, as they can be anyway.
      const presets = await client.call("preset.list", {}).catch(() => undefined);
      if (presets !== undefined) set({ presets });
    },

    async editPreset(id) {
      try {
        const { entry, text } = await client.call("preset.read", { id });
        put({ id, name: entry.name, savedText: text, text, problems: checked(text) });
      } catch (error) {
        tell(`${id} was not opened.`, error);
      }
    },

    copyPreset(file) {
      const text = `${JSON.stringify(file, undefined, 2)}\n`;
      const { name } = file.preset;
      put({ id: undefined, name, savedText: "", text, problems: checked(text) });
    },

    async takePreset(text) {
      const { file, problems } = readPresetFile(text);
      const name = file?.preset.name ?? "the file";
      get().navigate({ pane: "settings" });
      put({ id: undefined, name, savedText: "", text, problems });
      // What has faults stays open, with each at its place.
      await get().savePreset();
    },

    typePreset(text) {
      const draft = get().presetDraft;
      if (draft === undefined || draft.text === text) return;
      put({ ...draft, text, problems: checked(text) });
    },

    closePreset: () => put(undefined),

    async savePreset() {
      const draft = get().presetDraft;
      if (draft === undefined || draft.problems.length > 0) return;
      const { id: before, name, text, savedText } = draft;
      try {
        const id = await store(text, before);
        put(undefined);
        get().recordTold(
          {
            what: `the preset ${name}`,
            seenIn: PANES,
            characters: text.length + savedText.length,
            undo: () => (before === undefined ? remove(id) : replace(savedText, id)),
            redo: () => (before === undefined ? restore(id) : replace(text, id)),
          },
          `${name} is a preset of the workspace.`,
        );
      } catch (error) {
        tell(`${name} was not saved.`, error);
      }
    },

    async removePreset({ id, name }) {
      try {
        await remove(id);
        get().recordTold(
          {
            what: `the removal of the preset ${name}`,
            seenIn: PANES,
            characters: 0,
            undo: () => restore(id),
            redo: () => remove(id),
          },
          `${name} was moved to the trash folder.`,
        );
      } catch (error) {
        tell(`${name} was not removed.`, error);
      }
    },
  };
};

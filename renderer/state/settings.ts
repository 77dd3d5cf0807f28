import { changedSettings, Settings } from "../../engine/contract/settings.js";
import type { SettingsChange } from "../../engine/contract/settings.js";
import { messageOf } from "./errors.js";
import { PANES } from "./parts.js";
import type { SettingsSlice, SliceCreator } from "./app-state.js";

export const createSettingsSlice: SliceCreator<SettingsSlice> = (set, get, { client }) => {
  const apply = async (change: SettingsChange): Promise<void> => {
    set({ settings: changedSettings(get().settings, change) });
    try {
      await client.call("settings.write", { settings: change });
    } catch (error) {
      get().notify({
        tone: "bad",
        text: `The setting applies now but could not be stored. ${messageOf(error)}`,
      });
    }
  };
  return {
    settings: Settings.parse({}),

    async loadSettings() {
      set({ settings: await client.call("settings.read", {}) });
    },

    setZoom(zoomPercent) {
      void apply({ zoomPercent });
      get().announce(`Zoom ${zoomPercent} %.`);
    },

    changeSettings(change) {
      const { theme, live } = get().settings;
      const before: SettingsChange = {
        ...(change.theme === undefined ? {} : { theme }),
        ...(change.live === undefined ? {} : { live }),
      };
      get().record({
        what: change.live === undefined ? "the theme" : "a setting of live sessions",
        seenIn: PANES,
        characters: 0,
        undo: () => apply(before),
        redo: () => apply(change),
      });
      return apply(change);
    },
  };
};

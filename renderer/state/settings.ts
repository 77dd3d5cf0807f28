import { changedSettings, Settings } from "../../engine/contract/settings.js";
import type { SettingsChange } from "../../engine/contract/settings.js";
import { messageOf } from "./errors.js";
import { PANES } from "./parts.js";
import type { SliceCreator } from "./app-state.js";
import type { SettingsSlice } from "./shell-slices.js";

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
      get().announce(`Zoom ${zoomPercent}%.`);
    },
    remember: apply,

    changeSettings(change) {
      const { theme, live, notifications } = get().settings;
      const before: SettingsChange = {
        ...(change.theme === undefined ? {} : { theme }),
        ...(change.notifications === undefined ? {} : { notifications }),
        ...(change.live === undefined ? {} : { live }),
      };
      get().record({
        what: wordsOf(change),
        seenIn: PANES,
        characters: 0,
        undo: () => apply(before),
        redo: () => apply(change),
      });
      return apply(change);
    },
  };
};

function wordsOf({ live, notifications }: SettingsChange): string {
  if (live !== undefined) return "a setting of live sessions";
  return notifications === undefined ? "the theme" : "the setting of notifications";
}

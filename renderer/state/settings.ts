import { changedSettings, Settings } from "../../engine/contract/settings.js";
import { messageOf } from "./errors.js";
import type { SettingsSlice, SliceCreator } from "./app-state.js";

export const createSettingsSlice: SliceCreator<SettingsSlice> = (set, get, { client }) => ({
  settings: Settings.parse({}),

  async loadSettings() {
    set({ settings: await client.call("settings.read", {}) });
  },

  async changeSettings(change) {
    set({ settings: changedSettings(get().settings, change) });
    try {
      await client.call("settings.write", { settings: change });
    } catch (error) {
      get().notify({
        tone: "bad",
        text: `The setting applies now but could not be stored. ${messageOf(error)}`,
      });
    }
  },
});

import { messageOf } from "./errors.js";
import type { SettingsSlice, SliceCreator } from "./app-state.js";

export const createSettingsSlice: SliceCreator<SettingsSlice> = (set, get, { client }) => ({
  settings: { theme: "system" },

  async loadSettings() {
    set({ settings: await client.call("settings.read", {}) });
  },

  async changeSettings(change) {
    const settings = { ...get().settings, ...change };
    set({ settings });
    try {
      await client.call("settings.write", { settings });
    } catch (error) {
      get().notify({
        tone: "bad",
        text: `The setting applies now but could not be stored. ${messageOf(error)}`,
      });
    }
  },
});

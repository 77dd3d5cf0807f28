import { codeOf, messageOf, problemsOf } from "./errors.js";
import type { SliceCreator } from "./app-state.js";
import type { PreferencesSlice } from "./live-slices.js";

/** What the settings pane shows and changes beside the settings themselves: keys and tools. */
export const createPreferencesSlice: SliceCreator<PreferencesSlice> = (
  set,
  get,
  { client, alerts },
) => {
  return {
    tools: { tools: [], faults: [], fault: undefined },
    keys: undefined,
    keyFault: undefined,
    settingsFault: undefined,
    settingsLoaded: false,
    savingLive: false,
    alertPermission: alerts.permission(),

    async allowAlerts() {
      await alerts.ask();
      set({ alertPermission: alerts.permission() });
    },

    enterSettings() {
      void get().loadKeys();
      void get().loadModels();
      void get().loadTools();
      // Another window or a command may have changed them.
      get()
        .loadSettings()
        .then(
          () => set({ settingsLoaded: true, settingsFault: undefined }),
          (error: unknown) => set({ settingsFault: messageOf(error), settingsLoaded: true }),
        );
    },

    async loadKeys() {
      try {
        set({ keys: await client.call("key.state", {}), keyFault: undefined });
      } catch (error) {
        set({ keyFault: `The keys could not be read. ${messageOf(error)}` });
      }
    },

    async loadTools() {
      try {
        set({ tools: { ...(await client.call("tool.list", {})), fault: undefined } });
      } catch (error) {
        set({ tools: { ...get().tools, fault: messageOf(error) } });
      }
    },

    async saveLive(live) {
      if (get().savingLive) return;
      set({ savingLive: true, settingsFault: undefined });
      try {
        set({ settings: await client.call("settings.write", { settings: { live } }) });
        get().announce("The settings are stored.");
        await get().loadTools();
      } catch (error) {
        const [problem] = problemsOf(error);
        const where =
          problem === undefined ? "" : ` ${problem.path}: expected ${problem.expected}.`;
        set({ settingsFault: `${messageOf(error)}${where}` });
      } finally {
        set({ savingLive: false });
      }
    },

    async writeKey(key, text, keep) {
      try {
        await client.call("key.write", { key, text, keep });
        get().announce(`${key} is taken.`);
        await get().loadKeys();
        return true;
      } catch (error) {
        if (codeOf(error) === "cancelled") return false;
        const expected = problemsOf(error).map((problem) => ` Expected ${problem.expected}.`);
        set({ keyFault: `${messageOf(error)}${expected.join("")}` });
        return false;
      }
    },

    async forgetKey(key) {
      try {
        await client.call("key.forget", { key });
        await get().loadKeys();
      } catch (error) {
        set({ keyFault: messageOf(error) });
      }
    },
  };
};

import type { SliceCreator } from "./app-state.js";
import type { PresetsSlice } from "./shell-slices.js";

export const createPresetsSlice: SliceCreator<PresetsSlice> = (set, get, { client }) => {
  let reading: Promise<void> | undefined;
  return {
    presets: undefined,

    loadPresets() {
      if (get().presets !== undefined) return Promise.resolve();
      reading ??= client
        .call("preset.list", {})
        .then((presets) => set({ presets }))
        // Without them names are typed, as they can be anyway.
        .catch(() => undefined)
        .finally(() => void (reading = undefined));
      return reading;
    },
  };
};

import type { SliceCreator } from "./app-state.js";
import type { SensitivitySlice } from "./result-slices.js";
import { sensitivityInput } from "./run-options-parts.js";
import { startWork } from "./work.js";

/** What moves cost and p95 of the open scenario. */
export const createSensitivitySlice: SliceCreator<SensitivitySlice> = (set, get, { client }) => ({
  sensitivities: {},
  sensitivityEnd: undefined,

  startSensitivity: () => {
    const { runOptions } = get();
    return startWork(
      get,
      "sensitivity",
      runOptions,
      (sensitivityEnd) => set({ sensitivityEnd }),
      async ({ scenario, scenarioId, signal, onProgress }) => {
        const result = await client.call(
          "sensitivity",
          { scenario, ...sensitivityInput(runOptions, scenario) },
          { signal, onEvent: onProgress },
        );
        const shown = { scenario, result };
        set({ sensitivities: { ...get().sensitivities, [scenarioId ?? ""]: shown } });
      },
    );
  },
});

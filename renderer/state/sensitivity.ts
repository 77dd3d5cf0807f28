import type { SensitivitySlice, SliceCreator } from "./app-state.js";
import { createWork } from "./work.js";

/** What moves cost and p95 of the open scenario. */
export const createSensitivitySlice: SliceCreator<SensitivitySlice> = (set, get, { client }) => {
  const work = createWork(
    get,
    {
      refused: "The scenario has problems and cannot be simulated.",
      what: "The search for what moves cost and latency",
    },
    (activeSensitivity) => set({ activeSensitivity }),
    (sensitivityEnd) => set({ sensitivityEnd }),
  );
  return {
    activeSensitivity: undefined,
    sensitivities: {},
    sensitivityEnd: undefined,

    startSensitivity: () =>
      work.start(async ({ scenario, scenarioId, signal, onProgress }) => {
        const result = await client.call(
          "sensitivity",
          { scenario },
          { signal, onEvent: onProgress },
        );
        const shown = { scenario, result };
        set({ sensitivities: { ...get().sensitivities, [scenarioId ?? ""]: shown } });
        get().announce(`What moves ${scenario.name} is ready.`);
      }),

    cancelSensitivity: work.cancel,
  };
};

import type { AppState, SliceCreator } from "./app-state.js";
import { keep, showKept, showMade } from "./kept.js";
import type { Library, ShownSensitivity } from "./parts.js";
import type { SensitivitySlice } from "./result-slices.js";
import { sensitivityInput } from "./run-options-parts.js";
import { startWork } from "./work.js";

/** What moves cost and p95 of the open scenario. */
export const createSensitivitySlice: SliceCreator<SensitivitySlice> = (set, get, { client }) => {
  const kind = {
    named: "sensitivityId",
    entries: ({ studies }: Library & { kind: "ready" }) =>
      studies.filter((entry) => entry.kind === "sensitivity"),
    held: ({ sensitivities }: AppState) => sensitivities,
    put: (sensitivities: AppState["sensitivities"]) => set({ sensitivities }),
    read: async (id: string): Promise<ShownSensitivity> => {
      const { entry, scenario, result } = await client.call("study.read", { id });
      if (result.kind !== "sensitivity") throw new Error("it is of scenarios side by side");
      return { scenario, result: result.found, saved: { kind: "saved", entry } };
    },
    failed: (why: string) => `The study cannot be shown. ${why}`,
  } as const;
  return {
    sensitivities: {},
    sensitivityEnd: undefined,

    startSensitivity: () => {
      const keptIn = get().workspaces?.present.folder;
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
          await keep(get, keptIn, {
            what: `The study of what moves ${scenario.name}`,
            scenarioId,
            save: () =>
              client.call("study.save", {
                ...(scenarioId === undefined ? {} : { scenarioId }),
                scenario,
                result: { kind: "sensitivity", found: result },
                ...(keptIn === undefined ? {} : { keptIn }),
              }),
            isShown: () => kind.held(get())[scenarioId ?? ""]?.result === result,
            show: (saved) => showMade(get, kind, scenarioId, { scenario, result, saved }),
          });
        },
      );
    },

    showSensitivity: () => showKept(get, kind),
  };
};

import type { RunEntry, ScenarioEntry } from "../../engine/contract/methods.js";
import { messageOf } from "./errors.js";
import type { Library } from "./parts.js";
import type { SliceCreator } from "./app-state.js";
import type { LibrarySlice } from "./library-slices.js";

export const createLibrarySlice: SliceCreator<LibrarySlice> = (set, get, { client }) => {
  return {
    library: { kind: "loading" },

    async refreshLibrary() {
      try {
        const [scenarios, runs, plans, projections, studies, calibrations, decks, recent] =
          await Promise.all([
            client.call("scenario.list", {}),
            client.call("run.list", {}),
            client.call("plan.list", {}),
            client.call("projection.list", {}),
            client.call("study.list", {}),
            client.call("calibration.list", {}),
            client.call("deck.list", {}),
            client.call("recent.list", {}),
          ]);
        const results = { ...runs, ...plans, ...projections, ...studies, ...calibrations };
        const lists = { ...scenarios, ...results, ...decks };
        set({ library: { kind: "ready", ...lists, recent: recent.ids } });
      } catch (error) {
        if (get().library.kind === "ready") return;
        set({ library: { kind: "failed", message: messageOf(error) } });
      }
    },
  };
};

/** The newest readable run of a scenario. Runs come newest first. */
export function latestRun(library: Library, scenarioId: string | undefined): RunEntry | undefined {
  if (library.kind !== "ready" || scenarioId === undefined) return undefined;
  return library.runs.find((run) => run.scenarioId === scenarioId && run.damage === undefined);
}

export function findScenario(library: Library, id: string | undefined): ScenarioEntry | undefined {
  if (library.kind !== "ready" || id === undefined) return undefined;
  return library.scenarios.find((entry) => entry.id === id);
}

import type { RunEntry, ScenarioEntry } from "../../engine/contract/methods.js";
import { messageOf } from "./errors.js";
import type { Library } from "./parts.js";
import type { LibrarySlice, SliceCreator } from "./app-state.js";

export const createLibrarySlice: SliceCreator<LibrarySlice> = (set, get, { client }) => {
  const restore = async (entry: ScenarioEntry): Promise<void> => {
    try {
      await client.call("scenario.restore", { id: entry.id });
      await get().refreshLibrary();
      get().navigate({ scenarioId: entry.id, runId: undefined });
    } catch (error) {
      get().notify({ tone: "bad", text: `${entry.name} was not restored. ${messageOf(error)}` });
    }
  };

  return {
    library: { kind: "loading" },

    async refreshLibrary() {
      try {
        const [{ scenarios }, { runs }, { ids }] = await Promise.all([
          client.call("scenario.list", {}),
          client.call("run.list", {}),
          client.call("recent.list", {}),
        ]);
        set({ library: { kind: "ready", scenarios, runs, recent: ids } });
      } catch (error) {
        if (get().library.kind === "ready") return;
        set({ library: { kind: "failed", message: messageOf(error) } });
      }
    },

    async removeScenario(entry) {
      try {
        await client.call("scenario.remove", { id: entry.id });
        await get().refreshLibrary();
      } catch (error) {
        get().notify({ tone: "bad", text: `${entry.name} was not removed. ${messageOf(error)}` });
        return;
      }
      get().notify({
        tone: "plain",
        text: `${entry.name} was moved to the trash folder.`,
        action: { label: "Undo", run: () => void restore(entry) },
      });
      if (get().route.scenarioId === entry.id) get().openFirst();
    },

    async removeRun(entry) {
      try {
        await client.call("run.remove", { id: entry.id });
        await get().refreshLibrary();
      } catch (error) {
        get().notify({ tone: "bad", text: `The run was not removed. ${messageOf(error)}` });
        return;
      }
      get().notify({ tone: "plain", text: "The run was moved to the trash folder." });
      if (get().route.runId === entry.id) get().navigate({ runId: undefined });
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

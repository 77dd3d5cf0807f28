import type { ClientOptions } from "../../engine/contract/client.js";
import { writeScenario } from "../../engine/contract/scenario-file.js";
import type { RunResult } from "../../engine/contract/result.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { openDocument } from "./document.js";
import { messageOf } from "./errors.js";
import { isHere } from "./kept.js";
import { latestRun } from "./library.js";
import type { Pane, ShownResult } from "./parts.js";
import type { SliceCreator } from "./app-state.js";
import type { RunSlice } from "./result-slices.js";
import { comparisonInput, simulationInput } from "./run-options-parts.js";
import type { RunOptions } from "./run-options-parts.js";
import { startWork } from "./work.js";

export const createRunSlice: SliceCreator<RunSlice> = (set, get, { client }) => {
  let loading = 0;

  /** Takes over how far a result is on its way to disk, wherever it is held. */
  const place = (item: ShownResult): void => {
    const key = item.scenarioId ?? "";
    const { [key]: held, ...others } = get().unsaved;
    const newer = held !== undefined && held.result !== item.result && item.saved.kind === "saved";
    const unsaved = item.saved.kind === "saved" ? others : { ...others, [key]: item };
    set({
      ...(newer ? {} : { unsaved }),
      ...(get().shown?.result === item.result ? { shown: item } : {}),
    });
  };

  const save = (item: ShownResult): Promise<void> => {
    const { scenarioId, scenario, result, keptIn } = item;
    let wasPlaced = false;
    return get().keepResult({
      what: `The run of ${scenario.name}`,
      scenarioId,
      save: () =>
        client.call("run.save", {
          ...(scenarioId === undefined ? {} : { scenarioId }),
          scenario,
          result,
          ...(keptIn === undefined ? {} : { keptIn }),
        }),
      show(saved) {
        const held = get().unsaved[scenarioId ?? ""];
        // A newer one of the same scenario may wait in its place.
        const isNewest = held === undefined || held.result === result;
        if (!wasPlaced || isNewest || saved.kind === "saved") place({ ...item, saved });
        wasPlaced = true;
      },
    });
  };

  /** Shows the result where its scenario is still open; who stayed where the run was asked for goes to it. */
  const finish = async (item: ShownResult, askedIn: Pane): Promise<void> => {
    if (isHere(get(), item.keptIn) && openDocument(get().document)?.id === item.scenarioId) {
      loading += 1;
      set({ shown: item, loadingRun: undefined, loadError: undefined });
      const { pane } = get().route;
      if (pane === askedIn && pane !== "overview") get().navigate({ pane: "compare" });
    }
    place(item);
    await save(item);
    if (get().shown?.result === item.result && get().route.runId !== undefined) {
      get().navigate({ runId: undefined }, "replace");
    }
  };

  const simulate = (
    scenario: Scenario,
    chosen: RunOptions,
    options: ClientOptions<"compare">,
  ): Promise<RunResult> => {
    const input = { scenario, series: true, ...simulationInput(chosen, scenario) };
    return scenario.coupled === undefined
      ? client.call("simulate", input, options)
      : client.call("compare", { ...input, ...comparisonInput(chosen) }, options);
  };

  return {
    shown: undefined,
    unsaved: {},
    runEnd: undefined,
    loadingRun: undefined,
    loadError: undefined,

    startRun: () => {
      const { pane } = get().route;
      const keptIn = get().workspaces?.present.folder;
      const { runOptions } = get();
      return startWork(
        get,
        "run",
        runOptions,
        (runEnd) => set({ runEnd }),
        async ({ scenario, scenarioId, signal, onProgress }) => {
          const result = await simulate(scenario, runOptions, { signal, onEvent: onProgress });
          const saved = { kind: "saving" as const };
          await finish({ scenarioId, scenario, result, keptIn, saved }, pane);
        },
      );
    },

    async showRun(runId) {
      loading += 1;
      const ticket = loading;
      const document = openDocument(get().document);
      // A result that is not on disk is newer than any that is.
      const held = runId === undefined ? get().unsaved[document?.id ?? ""] : undefined;
      if (held !== undefined && isHere(get(), held.keptIn)) {
        set({ shown: held, loadingRun: undefined, loadError: undefined });
        return;
      }
      const id = runId ?? latestRun(get().library, document?.id)?.id;
      const { shown } = get();
      if (shown?.saved.kind === "saved" && shown.saved.entry.id === id) return;
      set({ shown: undefined, loadingRun: id, loadError: undefined });
      if (id === undefined) return;
      try {
        const { entry, scenario, result } = await client.call("run.read", { id });
        if (ticket !== loading) return;
        const { scenarioId } = entry;
        set({
          shown: { scenarioId, scenario, result, saved: { kind: "saved", entry } },
          loadingRun: undefined,
        });
        get().openAlone(scenario);
      } catch (error) {
        if (ticket === loading) set({ loadingRun: undefined, loadError: messageOf(error) });
      }
    },
  };
};

/** Whether the scenario in the editor differs from the one that was run. */
export function isStale(
  shown: ShownResult | undefined,
  scenario: Scenario | undefined,
  dirtyUnchecked: boolean,
): boolean {
  if (shown === undefined) return false;
  if (scenario === undefined) return dirtyUnchecked;
  return writeScenario(shown.scenario) !== writeScenario(scenario);
}

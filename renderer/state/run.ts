import { writeScenario } from "../../engine/contract/scenario-file.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { openDocument } from "./document.js";
import { codeOf, messageOf, problemsOf } from "./errors.js";
import { latestRun } from "./library.js";
import type { ActiveRun, RunEnd, ShownResult } from "./parts.js";
import type { RunSlice, SliceCreator } from "./app-state.js";

export const createRunSlice: SliceCreator<RunSlice> = (set, get, { client }) => {
  let controller: AbortController | undefined;
  let loading = 0;

  const finish = async (
    scenarioId: string | undefined,
    scenario: Scenario,
    result: ShownResult["result"],
  ) => {
    const shown: ShownResult = { scenarioId, scenario, result, saved: { kind: "saving" } };
    const isOpen = openDocument(get().document)?.id === scenarioId;
    set({ activeRun: undefined, runEnd: undefined });
    get().announce(`The comparison of ${scenario.name} is finished.`);
    if (isOpen) {
      loading += 1;
      set({ shown, loadingRun: undefined, loadError: undefined });
      get().navigate({ pane: "compare" });
      await get().saveResult();
      get().navigate({ runId: undefined }, "replace");
      return;
    }
    // The user has moved on to another scenario: keep the result and say where it is.
    try {
      const { entry } = await client.call("run.save", {
        ...(scenarioId === undefined ? {} : { scenarioId }),
        scenario,
        result,
      });
      await get().refreshLibrary();
      const show = (): void => get().navigate({ pane: "compare", scenarioId, runId: entry.id });
      get().notify({
        tone: "good",
        text: `The comparison of ${scenario.name} is finished.`,
        action: { label: "Show", run: show },
      });
    } catch (error) {
      set({ shown: { ...shown, saved: { kind: "failed", message: messageOf(error) } } });
    }
  };

  return {
    activeRun: undefined,
    shown: undefined,
    runEnd: undefined,
    loadingRun: undefined,
    loadError: undefined,

    async startRun() {
      const document = openDocument(get().document);
      if (document === undefined || controller !== undefined) return;
      const own = new AbortController();
      controller = own;
      const { id: scenarioId, name: scenarioName } = document;
      const begun: ActiveRun = { scenarioId, scenarioName, stage: "Starting", fraction: 0 };
      set({ activeRun: begun, runEnd: undefined });
      try {
        const checked = await get().checkNow();
        if (checked?.scenario === undefined) {
          set({ activeRun: undefined });
          get().navigate({ pane: "scenario" });
          get().announce("The scenario has problems and cannot run.");
          return;
        }
        const { scenario } = checked;
        const result = await client.call(
          "compare",
          { scenario },
          {
            signal: own.signal,
            onEvent: ({ stage, fraction }) => {
              if (controller === own) set({ activeRun: { ...begun, stage, fraction } });
            },
          },
        );
        await finish(scenarioId, scenario, result);
      } catch (error) {
        const kind = endKind(codeOf(error));
        const end: RunEnd = {
          kind,
          scenarioId,
          scenarioName,
          message: messageOf(error),
          problems: problemsOf(error),
        };
        set({ activeRun: undefined, runEnd: end });
        get().announce(END_WORDS[kind]);
      } finally {
        if (controller === own) controller = undefined;
      }
    },

    cancelRun: () => controller?.abort(),

    async showRun(runId) {
      loading += 1;
      const ticket = loading;
      const document = openDocument(get().document);
      const id = runId ?? latestRun(get().library, document?.id)?.id;
      const { shown } = get();
      if (shown?.saved.kind === "saved" && shown.saved.entry.id === id) return;
      // A result that is not on disk yet is newer than any that is.
      const isNewest = shown !== undefined && shown.saved.kind !== "saved";
      if (runId === undefined && isNewest && shown.scenarioId === document?.id) return;
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
        if (get().document.kind === "none") get().openDetached(scenario, writeScenario(scenario));
      } catch (error) {
        if (ticket === loading) set({ loadingRun: undefined, loadError: messageOf(error) });
      }
    },

    async saveResult() {
      const { shown } = get();
      if (shown === undefined || shown.saved.kind === "saved") return;
      const { scenarioId, scenario, result } = shown;
      const settle = (saved: ShownResult["saved"]): void => {
        if (get().shown?.result === result) set({ shown: { ...shown, saved } });
      };
      settle({ kind: "saving" });
      try {
        const { entry } = await client.call("run.save", {
          ...(scenarioId === undefined ? {} : { scenarioId }),
          scenario,
          result,
        });
        settle({ kind: "saved", entry });
        await get().refreshLibrary();
      } catch (error) {
        settle({ kind: "failed", message: messageOf(error) });
      }
    },
  };
};

const END_WORDS: Readonly<Record<RunEnd["kind"], string>> = {
  cancelled: "The run was cancelled.",
  interrupted: "The run was interrupted.",
  failed: "The run failed.",
};

function endKind(code: ReturnType<typeof codeOf>): RunEnd["kind"] {
  if (code === "cancelled") return "cancelled";
  return code === "engine-crashed" || code === "unavailable" ? "interrupted" : "failed";
}

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

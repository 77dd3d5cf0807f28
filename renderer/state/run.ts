import type { ClientOptions } from "../../engine/contract/client.js";
import { writeScenario } from "../../engine/contract/scenario-file.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { openDocument } from "./document.js";
import { codeOf, messageOf, problemsOf } from "./errors.js";
import { latestRun } from "./library.js";
import { isComparison } from "./parts.js";
import type { ActiveWork, RunEnd, RunResult, ShownResult } from "./parts.js";
import type { RunSlice, SliceCreator } from "./app-state.js";
import { endKind } from "./work.js";

export const createRunSlice: SliceCreator<RunSlice> = (set, get, { client }) => {
  let controller: AbortController | undefined;
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

  const save = async (item: ShownResult): Promise<void> => {
    const { scenarioId, scenario, result } = item;
    if (!isComparison(result)) return;
    place({ ...item, saved: { kind: "saving" } });
    try {
      const { entry } = await client.call("run.save", {
        ...(scenarioId === undefined ? {} : { scenarioId }),
        scenario,
        result,
      });
      // The list knows the run before the result lets go of its place.
      await get().refreshLibrary();
      place({ ...item, saved: { kind: "saved", entry } });
    } catch (error) {
      place({ ...item, saved: { kind: "failed", message: messageOf(error) } });
    }
  };

  const finish = async (item: ShownResult): Promise<void> => {
    const { scenarioId, scenario } = item;
    const isOpen = openDocument(get().document)?.id === scenarioId;
    const words = `The run of ${scenario.name} is finished.`;
    set({ activeRun: undefined, runEnd: undefined });
    get().announce(words);
    if (isOpen) {
      loading += 1;
      set({ shown: item, loadingRun: undefined, loadError: undefined });
      get().navigate({ pane: "compare" });
    }
    place(item);
    await save(item);
    if (!isOpen) {
      const show = (): void => get().navigate({ pane: "compare", scenarioId, runId: undefined });
      get().notify({ tone: "good", text: words, action: { label: "Show", run: show } });
    } else if (get().shown?.result === item.result && get().route.runId !== undefined) {
      get().navigate({ runId: undefined }, "replace");
    }
  };

  const simulate = (scenario: Scenario, options: ClientOptions<"compare">): Promise<RunResult> =>
    scenario.coupled === undefined
      ? client.call("simulate", { scenario, series: true }, options)
      : client.call("compare", { scenario, series: true }, options);

  return {
    activeRun: undefined,
    shown: undefined,
    unsaved: {},
    runEnd: undefined,
    loadingRun: undefined,
    loadError: undefined,

    async startRun() {
      const document = openDocument(get().document);
      if (document === undefined || controller !== undefined) return;
      const own = new AbortController();
      controller = own;
      const { id: scenarioId, name: scenarioName } = document;
      const begun: ActiveWork = { scenarioId, scenarioName, stage: "Starting", fraction: 0 };
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
        const result = await simulate(scenario, {
          signal: own.signal,
          onEvent: ({ stage, fraction }) => {
            if (controller === own) set({ activeRun: { ...begun, stage, fraction } });
          },
        });
        const saved = { kind: isComparison(result) ? ("saving" as const) : ("unkept" as const) };
        await finish({ scenarioId, scenario, result, saved });
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
      // A result that is not on disk is newer than any that is.
      const held = runId === undefined ? get().unsaved[document?.id ?? ""] : undefined;
      if (held !== undefined) {
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
        if (get().document.kind === "none") get().openDetached(scenario, writeScenario(scenario));
      } catch (error) {
        if (ticket === loading) set({ loadingRun: undefined, loadError: messageOf(error) });
      }
    },

    async saveUnsaved() {
      for (const item of Object.values(get().unsaved)) {
        if (item.saved.kind === "failed") await save(item);
      }
    },
  };
};

const END_WORDS: Readonly<Record<RunEnd["kind"], string>> = {
  cancelled: "The run was cancelled.",
  interrupted: "The run was interrupted.",
  failed: "The run failed.",
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

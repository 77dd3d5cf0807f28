import type { PoolSizes } from "../../engine/contract/plan-result.js";
import { withBrain, withCache, withSizes } from "../../engine/contract/choice.js";
import { eachBrain } from "../../engine/contract/planning.js";
import { writeScenario } from "../../engine/contract/scenario-file.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { keep, showKept, showMade } from "./kept.js";
import type { Library, ShownPlan } from "./parts.js";
import type { AppState, SliceCreator } from "./app-state.js";
import type { PlanSlice } from "./result-slices.js";
import { simulationInput } from "./run-options-parts.js";
import { startWork } from "./work.js";

export const createPlanSlice: SliceCreator<PlanSlice> = (set, get, { client }) => {
  const kind = {
    named: "planId",
    entries: ({ plans }: Library & { kind: "ready" }) => plans,
    held: ({ plans }: AppState) => plans,
    put: (plans: AppState["plans"]) => set({ plans }),
    read: async (id: string): Promise<ShownPlan> => {
      const { entry, scenario, result } = await client.call("plan.read", { id });
      return { scenario, result, saved: { kind: "saved", entry } };
    },
    failed: (why: string) => `The plan cannot be shown. ${why}`,
  } as const;
  return {
    plans: {},
    planEnd: undefined,

    startPlan: () => {
      const keptIn = get().workspaces?.present.folder;
      const { runOptions } = get();
      return startWork(
        get,
        "plan",
        runOptions,
        (planEnd) => set({ planEnd }),
        async ({ scenario, scenarioId, signal, onProgress, report }) => {
          const result = await client.call(
            "plan",
            { scenario, ...simulationInput(runOptions, scenario) },
            {
              signal,
              onEvent: (event) =>
                event.kind === "progress" ? onProgress(event) : report({ best: event }),
            },
          );
          await keep(get, keptIn, {
            what: `The plan of ${scenario.name}`,
            scenarioId,
            save: () =>
              client.call("plan.save", {
                ...(scenarioId === undefined ? {} : { scenarioId }),
                scenario,
                result,
                ...(keptIn === undefined ? {} : { keptIn }),
              }),
            isShown: () => kind.held(get())[scenarioId ?? ""]?.result === result,
            show: (saved) => showMade(get, kind, scenarioId, { scenario, result, saved }),
          });
        },
      );
    },

    showPlan: () => showKept(get, kind),

    async usePools(sizes) {
      const what = "the pools of the plan";
      if (!(await get().changeScenario(what, (scenario) => withPools(scenario, sizes)))) return;
      const edit = get().past.at(-1);
      get().notify({
        tone: "good",
        text: "The scenario now has these pools.",
        action: {
          label: "Undo",
          run: () => {
            // What was done since is not ours to take back.
            if (get().past.at(-1) === edit) void get().undo();
          },
        },
      });
    },
  };
};

/** The scenario with pools of these sizes, and with the brain and the cache that they were planned with. */
export function withPools(scenario: Scenario, sizes: PoolSizes): Scenario {
  const { brains = [], caches = [] } = scenario.planning ?? {};
  const option = eachBrain(brains).find(({ name }) => name === sizes.brain);
  const cache = caches.find(({ name }) => name === sizes.cache);
  const ofBrain = option === undefined ? scenario : withBrain(scenario, option);
  return withSizes(cache === undefined ? ofBrain : withCache(ofBrain, cache), sizes);
}

/** Whether anything but the pools, which the plan chose itself, differs from what was planned. */
export function isPlanStale(
  planned: Scenario,
  now: Scenario | undefined,
  sizes: PoolSizes | undefined,
): boolean {
  if (now === undefined) return true;
  const settled = (scenario: Scenario): string =>
    writeScenario(sizes === undefined ? scenario : withPools(scenario, sizes));
  return settled(planned) !== settled(now);
}

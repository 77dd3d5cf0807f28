import type { PoolSizes } from "../../engine/contract/plan-result.js";
import { withBrain, withCache, withSizes } from "../../engine/contract/choice.js";
import { eachBrain } from "../../engine/contract/planning.js";
import { writeScenario } from "../../engine/contract/scenario-file.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type { PlanSlice, SliceCreator } from "./app-state.js";
import { startWork } from "./work.js";

export const createPlanSlice: SliceCreator<PlanSlice> = (set, get, { client }) => ({
  plans: {},
  planEnd: undefined,

  startPlan: () =>
    startWork(
      get,
      "plan",
      undefined,
      (planEnd) => set({ planEnd }),
      async ({ scenario, scenarioId, signal, onProgress, report }) => {
        const result = await client.call(
          "plan",
          { scenario },
          {
            signal,
            onEvent: (event) =>
              event.kind === "progress" ? onProgress(event) : report({ best: event }),
          },
        );
        set({ plans: { ...get().plans, [scenarioId ?? ""]: { scenario, result } } });
      },
    ),

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
});

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

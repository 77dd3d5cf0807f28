import type { PoolSizes } from "../../engine/contract/plan-result.js";
import { withBrain, withCache, withSizes } from "../../engine/contract/choice.js";
import { eachBrain } from "../../engine/contract/planning.js";
import { writeScenario } from "../../engine/contract/scenario-file.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { messageOf } from "./errors.js";
import type { ShownPlan } from "./parts.js";
import type { PlanSlice, SliceCreator } from "./app-state.js";
import { startWork } from "./work.js";

export const createPlanSlice: SliceCreator<PlanSlice> = (set, get, { client }) => ({
  plans: {},
  planEnd: undefined,

  startPlan: () => {
    const keptIn = get().workspaces?.present.folder;
    return startWork(
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
        const show = (saved: ShownPlan["saved"]): void => {
          if (get().workspaces?.present.folder !== keptIn) return;
          const plan = { scenario, result, saved };
          set({ plans: { ...get().plans, [scenarioId ?? ""]: plan } });
        };
        show({ kind: "saving" });
        try {
          const { entry } = await client.call("plan.save", {
            ...(scenarioId === undefined ? {} : { scenarioId }),
            scenario,
            result,
            ...(keptIn === undefined ? {} : { keptIn }),
          });
          await get().refreshLibrary();
          show({ kind: "saved", entry });
        } catch (error) {
          // The search took minutes: its result stays on screen, and why it is not kept is told.
          show({ kind: "failed", message: messageOf(error) });
        }
      },
    );
  },

  async showPlan(scenarioId, planId) {
    const { library, plans } = get();
    if (library.kind !== "ready" || (planId === undefined && plans[scenarioId] !== undefined))
      return;
    const newest = library.plans.find(
      (one) => one.scenarioId === scenarioId && one.damage === undefined,
    );
    const id = planId ?? newest?.id;
    if (id === undefined) return;
    try {
      const { entry, scenario, result } = await client.call("plan.read", { id });
      if (planId === undefined && get().plans[scenarioId] !== undefined) return;
      const plan: ShownPlan = { scenario, result, saved: { kind: "saved", entry } };
      set({ plans: { ...get().plans, [scenarioId]: plan } });
    } catch (error) {
      get().notify({ tone: "bad", text: `The plan cannot be shown. ${messageOf(error)}` });
    }
  },

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

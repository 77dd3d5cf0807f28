import type { PoolSizes } from "../../engine/contract/plan-result.js";
import { hourlyUsd } from "../../engine/contract/planning.js";
import { writeScenario } from "../../engine/contract/scenario-file.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { openDocument } from "./document.js";
import { codeOf, messageOf, problemsOf } from "./errors.js";
import type { ActivePlan } from "./parts.js";
import { endKind } from "./run.js";
import type { PlanSlice, SliceCreator } from "./app-state.js";

export const createPlanSlice: SliceCreator<PlanSlice> = (set, get, { client }) => {
  let controller: AbortController | undefined;

  return {
    activePlan: undefined,
    plans: {},
    planEnd: undefined,

    async startPlan() {
      const document = openDocument(get().document);
      if (document === undefined || controller !== undefined) return;
      const own = new AbortController();
      controller = own;
      const { id: scenarioId, name: scenarioName } = document;
      const begun: ActivePlan = { scenarioId, scenarioName, stage: "Starting", fraction: 0 };
      set({ activePlan: begun, planEnd: undefined });
      try {
        const checked = await get().checkNow();
        if (checked?.scenario === undefined) {
          get().navigate({ pane: "scenario" });
          get().announce("The scenario has problems and cannot be planned.");
          return;
        }
        const { scenario } = checked;
        const result = await client.call(
          "plan",
          { scenario },
          {
            signal: own.signal,
            onEvent: (event) => {
              const { activePlan } = get();
              if (controller !== own || activePlan === undefined) return;
              if (event.kind === "best") set({ activePlan: { ...activePlan, best: event } });
              else set({ activePlan: { ...activePlan, ...progressOf(event) } });
            },
          },
        );
        set({ plans: { ...get().plans, [scenarioId ?? ""]: { scenario, result } } });
        get().announce(`The plan of ${scenario.name} is ready.`);
      } catch (error) {
        const kind = endKind(codeOf(error));
        const problems = problemsOf(error);
        const message = messageOf(error);
        set({ planEnd: { kind, scenarioId, scenarioName, message, problems } });
        get().announce(`The search for a plan ended: ${kind}.`);
      } finally {
        if (controller === own) controller = undefined;
        set({ activePlan: undefined });
      }
    },

    cancelPlan: () => controller?.abort(),

    usePools(sizes) {
      const document = openDocument(get().document);
      const scenario = document?.checked?.scenario;
      if (document === undefined || scenario === undefined) return;
      const { key, text: before } = document;
      const text = writeScenario(withPools(scenario, sizes));
      get().edit(text);
      get().notify({
        tone: "good",
        text: "The scenario now has these pools.",
        action: {
          label: "Undo",
          run: () => {
            const now = openDocument(get().document);
            // What was typed since is not ours to take back.
            if (now?.key === key && now.text === text) get().edit(before);
          },
        },
      });
    },
  };
};

const progressOf = ({ stage, fraction }: { stage: string; fraction: number }) => ({
  stage,
  fraction,
});

/** The scenario with pools of these sizes, and with the brain and its price that they were planned with. */
export function withPools(scenario: Scenario, sizes: PoolSizes): Scenario {
  const option = scenario.planning?.brains.find(({ name }) => name === sizes.brain);
  const brain = option?.brain ?? scenario.brain;
  const gpuHourUsd =
    option?.purchase === undefined ? option?.gpuHourUsd : hourlyUsd(option.purchase);
  return {
    ...scenario,
    brain:
      "replicas" in brain && sizes.replicas !== null
        ? { ...brain, replicas: sizes.replicas }
        : brain,
    hands: Object.fromEntries(
      Object.entries(scenario.hands).map(([name, pool]) => [
        name,
        { ...pool, workers: sizes.workers[name] ?? pool.workers },
      ]),
    ),
    prices: {
      ...scenario.prices,
      ...(gpuHourUsd === undefined ? {} : { gpuHourUsd }),
      ...(option?.tokens === undefined ? {} : { tokens: option.tokens }),
    },
  };
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

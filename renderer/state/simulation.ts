import type { Architecture } from "../../engine/contract/result.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type { SliceCreator } from "./app-state.js";
import type { SimulationSlice } from "./result-slices.js";
import { simulationInput } from "./run-options-parts.js";
import { startWork } from "./work.js";

export const createSimulationSlice: SliceCreator<SimulationSlice> = (set, get, { client }) => ({
  simulations: {},
  simulationEnd: undefined,

  startSimulation: (architecture) => {
    const { runOptions } = get();
    return startWork(
      get,
      "simulation",
      [architecture, runOptions],
      (simulationEnd) => set({ simulationEnd }),
      async ({ scenario, scenarioId, signal, onProgress }) => {
        const there = architecturesOf(scenario);
        // What was chosen may be of another scenario, or of this one before an edit.
        const one = there.find((each) => each === architecture) ?? there[0];
        const result = await client.call(
          "simulate",
          {
            scenario,
            architecture: one,
            series: true,
            ...simulationInput(runOptions, scenario),
          },
          { signal, onEvent: onProgress },
        );
        const simulation = { scenario, architecture: one, result };
        set({ simulations: { ...get().simulations, [scenarioId ?? ""]: simulation } });
      },
    );
  },
});

/** The deployments that a scenario describes, the decoupled one first. */
export function architecturesOf({ coupled }: Scenario): readonly [Architecture, ...Architecture[]] {
  return coupled === undefined ? ["decoupled"] : ["decoupled", "coupled"];
}

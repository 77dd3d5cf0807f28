import type { Architecture } from "../../engine/contract/result.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type { SimulationSlice, SliceCreator } from "./app-state.js";
import { startWork } from "./work.js";

export const createSimulationSlice: SliceCreator<SimulationSlice> = (set, get, { client }) => ({
  simulations: {},
  simulationEnd: undefined,

  startSimulation: (architecture) =>
    startWork(
      get,
      "simulation",
      architecture,
      (simulationEnd) => set({ simulationEnd }),
      async ({ scenario, scenarioId, signal, onProgress }) => {
        const there = architecturesOf(scenario);
        // What was chosen may be of another scenario, or of this one before an edit.
        const one = there.find((each) => each === architecture) ?? there[0];
        const result = await client.call(
          "simulate",
          { scenario, architecture: one, series: true },
          { signal, onEvent: onProgress },
        );
        const simulation = { scenario, architecture: one, result };
        set({ simulations: { ...get().simulations, [scenarioId ?? ""]: simulation } });
      },
    ),
});

/** The deployments that a scenario describes, the decoupled one first. */
export function architecturesOf({ coupled }: Scenario): readonly [Architecture, ...Architecture[]] {
  return coupled === undefined ? ["decoupled"] : ["decoupled", "coupled"];
}

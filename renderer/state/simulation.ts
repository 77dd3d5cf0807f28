import type { Architecture } from "../../engine/contract/result.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type { SimulationSlice, SliceCreator } from "./app-state.js";
import { createWork } from "./work.js";

export const createSimulationSlice: SliceCreator<SimulationSlice> = (set, get, { client }) => {
  const work = createWork(
    get,
    {
      refused: "The scenario has problems and cannot be simulated.",
      what: "The simulation",
    },
    (activeSimulation) => set({ activeSimulation }),
    (simulationEnd) => set({ simulationEnd }),
  );
  return {
    activeSimulation: undefined,
    simulations: {},
    simulationEnd: undefined,

    startSimulation: (architecture) =>
      work.start(async ({ scenario, scenarioId, signal, onProgress }) => {
        const one = architecture ?? architecturesOf(scenario)[0];
        const result = await client.call(
          "simulate",
          { scenario, architecture: one, series: true },
          { signal, onEvent: onProgress },
        );
        const simulation = { scenario, architecture: one, result };
        set({ simulations: { ...get().simulations, [scenarioId ?? ""]: simulation } });
        get().announce(`The simulation of ${scenario.name} is ready.`);
      }),

    cancelSimulation: work.cancel,
  };
};

/** The deployments that a scenario describes, the decoupled one first. */
export function architecturesOf({ coupled }: Scenario): readonly [Architecture, ...Architecture[]] {
  return coupled === undefined ? ["decoupled"] : ["decoupled", "coupled"];
}

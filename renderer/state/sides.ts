import type { SliceCreator } from "./app-state.js";
import type { SidesSlice } from "./result-slices.js";
import { comparisonInput } from "./run-options-parts.js";
import { startWork } from "./work.js";

export const createSidesSlice: SliceCreator<SidesSlice> = (set, get, { client }) => ({
  sides: {},
  sidesEnd: undefined,

  startSides: (others) => {
    const { runOptions } = get();
    return startWork(
      get,
      "sides",
      [others, runOptions],
      (sidesEnd) => set({ sidesEnd }),
      async ({ scenario, scenarioId, signal, onProgress }) => {
        const read = await Promise.all(others.map((id) => client.call("scenario.read", { id })));
        const scenarios = read.map(({ scenario: other, entry }) => {
          if (other === undefined) throw new Error(`${entry.name} cannot be read`);
          return other;
        });
        const result = await client.call(
          "scenario.compare",
          { scenarios: [scenario, ...scenarios], ...comparisonInput(runOptions) },
          { signal, onEvent: onProgress },
        );
        set({ sides: { ...get().sides, [scenarioId ?? ""]: { scenario, others, result } } });
      },
    );
  },
});

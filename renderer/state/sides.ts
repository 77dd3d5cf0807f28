import type { SidesSlice, SliceCreator } from "./app-state.js";
import { createWork } from "./work.js";

export const createSidesSlice: SliceCreator<SidesSlice> = (set, get, { client }) => {
  const work = createWork(
    get,
    { refused: "The scenario has problems and cannot be compared.", what: "The comparison" },
    (activeSides) => set({ activeSides }),
    (sidesEnd) => set({ sidesEnd }),
  );
  return {
    activeSides: undefined,
    sides: {},
    sidesEnd: undefined,

    startSides: (others) =>
      work.start(async ({ scenario, scenarioId, signal, onProgress }) => {
        const read = await Promise.all(others.map((id) => client.call("scenario.read", { id })));
        const scenarios = read.map(({ scenario: other, entry }) => {
          if (other === undefined) throw new Error(`${entry.name} cannot be read`);
          return other;
        });
        const result = await client.call(
          "scenario.compare",
          { scenarios: [scenario, ...scenarios] },
          { signal, onEvent: onProgress },
        );
        set({ sides: { ...get().sides, [scenarioId ?? ""]: { scenario, others, result } } });
        get().announce(`The comparison of ${result.arms.length} scenarios is ready.`);
      }),

    cancelSides: work.cancel,
  };
};

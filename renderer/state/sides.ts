import type { AppState, SliceCreator } from "./app-state.js";
import { keep, showKept, showMade } from "./kept.js";
import type { Library, ShownSides } from "./parts.js";
import type { SidesSlice } from "./result-slices.js";
import { comparisonInput } from "./run-options-parts.js";
import { startWork } from "./work.js";

/** The open scenario beside others. */
export const createSidesSlice: SliceCreator<SidesSlice> = (set, get, { client }) => {
  const kind = {
    named: "sidesId",
    entries: ({ studies }: Library & { kind: "ready" }) =>
      studies.filter((entry) => entry.kind === "side-by-side"),
    held: ({ sides }: AppState) => sides,
    put: (sides: AppState["sides"]) => set({ sides }),
    read: async (id: string): Promise<ShownSides> => {
      const { entry, scenario, result } = await client.call("study.read", { id });
      if (result.kind !== "side-by-side") throw new Error("it is of what moves a scenario");
      const { others, found } = result;
      return { scenario, others, result: found, saved: { kind: "saved", entry } };
    },
    failed: (why: string) => `The study cannot be shown. ${why}`,
  } as const;
  return {
    sides: {},
    sidesEnd: undefined,

    startSides: (others) => {
      const keptIn = get().workspaces?.present.folder;
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
          await keep(get, keptIn, {
            what: `The study of ${scenario.name} beside others`,
            scenarioId,
            save: () =>
              client.call("study.save", {
                ...(scenarioId === undefined ? {} : { scenarioId }),
                scenario,
                result: { kind: "side-by-side", others: [...others], found: result },
                ...(keptIn === undefined ? {} : { keptIn }),
              }),
            isShown: () => kind.held(get())[scenarioId ?? ""]?.result === result,
            show: (saved) => showMade(get, kind, scenarioId, { scenario, others, result, saved }),
          });
        },
      );
    },

    showSides: () => showKept(get, kind),
  };
};

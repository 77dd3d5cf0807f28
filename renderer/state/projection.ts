import type { ProjectionSlice, SliceCreator } from "./app-state.js";
import { createWork } from "./work.js";

export const createProjectionSlice: SliceCreator<ProjectionSlice> = (set, get, { client }) => {
  const work = createWork(
    get,
    {
      refused: "The scenario has problems and cannot be projected.",
      what: "The projection",
    },
    (activeProjection) => set({ activeProjection }),
    (projectionEnd) => set({ projectionEnd }),
  );
  return {
    activeProjection: undefined,
    projections: {},
    projectionEnd: undefined,

    startProjection: (horizonDays) =>
      work.start(async ({ scenario, scenarioId, signal, onProgress }) => {
        const result = await client.call(
          "project",
          { scenario, ...(horizonDays === undefined ? {} : { horizonDays }) },
          { signal, onEvent: onProgress },
        );
        const projection = { scenario, result };
        set({ projections: { ...get().projections, [scenarioId ?? ""]: projection } });
        get().announce(`The projection of ${scenario.name} is ready.`);
      }),

    cancelProjection: work.cancel,
  };
};

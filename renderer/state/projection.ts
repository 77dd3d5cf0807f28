import type { DriveMeasured } from "../../engine/contract/drive.js";
import { messageOf } from "./errors.js";
import { keep, showKept, showMade } from "./kept.js";
import type { Library, LiveMeasurement, ShownProjection } from "./parts.js";
import type { AppState, SliceCreator } from "./app-state.js";
import type { ProjectionSlice } from "./result-slices.js";
import { projectionInput } from "./run-options-parts.js";
import { startWork } from "./work.js";

export const createProjectionSlice: SliceCreator<ProjectionSlice> = (set, get, { client }) => {
  const kind = {
    named: "projectionId",
    entries: ({ projections }: Library & { kind: "ready" }) => projections,
    held: ({ projections }: AppState) => projections,
    put: (projections: AppState["projections"]) => set({ projections }),
    read: async (id: string): Promise<ShownProjection> => {
      const { entry, scenario, result } = await client.call("projection.read", { id });
      return { scenario, result, saved: { kind: "saved", entry } };
    },
    failed: (why: string) => `The projection cannot be shown. ${why}`,
  } as const;
  return {
    projections: {},
    projectionEnd: undefined,

    startProjection: (horizonDays) => {
      const keptIn = get().workspaces?.present.folder;
      const { runOptions } = get();
      return startWork(
        get,
        "projection",
        [horizonDays, runOptions],
        (projectionEnd) => set({ projectionEnd }),
        async ({ scenario, scenarioId, signal, onProgress }) => {
          const result = await client.call(
            "project",
            {
              scenario,
              ...projectionInput(runOptions),
              ...(horizonDays === undefined ? {} : { horizonDays }),
            },
            { signal, onEvent: onProgress },
          );
          await keep(get, keptIn, {
            what: `The projection of ${scenario.name}`,
            scenarioId,
            save: () =>
              client.call("projection.save", {
                ...(scenarioId === undefined ? {} : { scenarioId }),
                scenario,
                result,
                ...(keptIn === undefined ? {} : { keptIn }),
              }),
            isShown: () => kind.held(get())[scenarioId ?? ""]?.result === result,
            show: (saved) => showMade(get, kind, scenarioId, { scenario, result, saved }),
          });
        },
      );
    },

    showProjection: () => showKept(get, kind),

    measured: {},

    async loadMeasured(scenarioName) {
      try {
        const { drives } = await client.call("drive.list", {});
        const entry = drives.find(
          (one) =>
            one.scenarioName === scenarioName &&
            one.damage === undefined &&
            one.architectures.includes("decoupled"),
        );
        if (entry === undefined) return;
        const { result } = await client.call("drive.read", { id: entry.id });
        const { decoupled } = result.architectures;
        if (decoupled === undefined) return;
        const predicted = result.prediction?.rows.decoupled ?? [];
        const measurement = { entry, figures: figuresOf(decoupled), predicted };
        set({ measured: { ...get().measured, [scenarioName]: measurement } });
      } catch (error) {
        get().notify({ tone: "bad", text: `Live measurements were not read. ${messageOf(error)}` });
      }
    },
  };
};

/** What a live load measures of the key figures; it has no components to fail and pays no compute. */
function figuresOf({
  throughput,
  latencyMs,
  ttftMs,
  errorRate,
}: DriveMeasured): LiveMeasurement["figures"] {
  return {
    throughput,
    "latencyMs.mean": latencyMs.mean,
    "latencyMs.p50": latencyMs.p50,
    "latencyMs.p95": latencyMs.p95,
    "latencyMs.p99": latencyMs.p99,
    "ttftMs.mean": ttftMs.mean,
    "ttftMs.p50": ttftMs.p50,
    "ttftMs.p95": ttftMs.p95,
    "ttftMs.p99": ttftMs.p99,
    errorRate,
  };
}

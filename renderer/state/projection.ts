import type { DriveMeasured } from "../../engine/contract/drive.js";
import type { LiveMeasurement } from "./parts.js";
import { messageOf } from "./errors.js";
import type { ProjectionSlice, SliceCreator } from "./app-state.js";
import { startWork } from "./work.js";

export const createProjectionSlice: SliceCreator<ProjectionSlice> = (set, get, { client }) => {
  return {
    projections: {},
    projectionEnd: undefined,

    startProjection: (horizonDays) =>
      startWork(
        get,
        "projection",
        horizonDays,
        (projectionEnd) => set({ projectionEnd }),
        async ({ scenario, scenarioId, signal, onProgress }) => {
          const result = await client.call(
            "project",
            { scenario, ...(horizonDays === undefined ? {} : { horizonDays }) },
            { signal, onEvent: onProgress },
          );
          const projection = { scenario, result };
          set({ projections: { ...get().projections, [scenarioId ?? ""]: projection } });
        },
      ),

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

import type { InspectedSession } from "../../engine/contract/inspect.js";
import type { SliceCreator } from "./app-state.js";
import type { InspectionSlice } from "./result-slices.js";
import { codeOf, messageOf } from "./errors.js";
import type { ShownInspection, ShownSimulation } from "./parts.js";

/** Looks at the sessions of a simulation by having it done again. A newer look breaks off an older one. */
export const createInspectionSlice: SliceCreator<InspectionSlice> = (set, get, { client }) => {
  let running: AbortController | undefined;

  /** Shows what `look` finds, unless something newer is looked at by then. */
  const show = async (
    begun: ShownInspection,
    look: (
      signal: AbortSignal,
      onProgress: (fraction: number) => void,
    ) => Promise<Partial<ShownInspection>>,
  ): Promise<void> => {
    running?.abort();
    const own = new AbortController();
    running = own;
    const patch = (change: Partial<ShownInspection>): void => {
      const { inspection } = get();
      if (running === own && inspection !== undefined) {
        set({ inspection: { ...inspection, ...change } });
      }
    };
    set({ inspection: { ...begun, fraction: 0, fault: undefined } });
    try {
      patch({
        ...(await look(own.signal, (fraction) => patch({ fraction }))),
        fraction: undefined,
      });
    } catch (error) {
      const fault = codeOf(error) === "cancelled" ? undefined : messageOf(error);
      patch({ fault, fraction: undefined });
    }
  };

  return {
    inspection: undefined,

    inspectSessions: (simulation, mark) =>
      show({ simulation, mark }, async (signal, onProgress) => ({
        result: await client.call(
          "inspect.sessions",
          { ...sameRun(simulation), ...mark },
          { signal, onEvent: ({ fraction }) => onProgress(fraction) },
        ),
      })),

    inspectSession: async ({ replication, workload, session }: InspectedSession) => {
      const { inspection } = get();
      if (inspection === undefined) return;
      const { trace: _before, ...begun } = inspection;
      await show(begun, async (signal, onProgress) => ({
        trace: await client.call(
          "inspect.session",
          { ...sameRun(inspection.simulation), replication, workload, session },
          { signal, onEvent: ({ fraction }) => onProgress(fraction) },
        ),
      }));
    },

    closeInspection: () => {
      running?.abort();
      running = undefined;
      set({ inspection: undefined });
    },
  };
};

/** What it takes to have the same sessions again. */
export function sameRun({
  scenario,
  architecture,
  result: { provenance },
}: Pick<ShownSimulation, "scenario" | "architecture"> & {
  readonly result: Pick<ShownSimulation["result"], "provenance">;
}) {
  const { seed, replications, requests, band } = provenance;
  return { scenario, architecture, seed, replications, requests, band };
}

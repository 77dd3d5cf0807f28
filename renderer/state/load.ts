import { begunLoad, driveOf, FIRST_LOAD, NEW_LOAD, withGauges } from "./load-parts.js";
import type { ActiveLoad } from "./load-parts.js";
import { codeOf, messageOf, problemsOf } from "./errors.js";
import type { InputOf } from "../../engine/contract/methods.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type { SliceCreator } from "./app-state.js";
import type { LoadSlice } from "./live-slices.js";
import { keep } from "./kept.js";
import type { Saved } from "./parts.js";
import type { JobProgress } from "./queue-parts.js";

/** Load runs: they go on whatever pane is on screen; those that ended are kept. */
export const createLoadSlice: SliceCreator<LoadSlice> = (set, get, { client }) => {
  const show = (change: (load: ActiveLoad) => ActiveLoad): void => {
    const { activeLoad } = get();
    if (activeLoad !== undefined) set({ activeLoad: change(activeLoad) });
  };

  const readScenario = async (id: string): Promise<Scenario | undefined> => {
    try {
      const { scenario } = await client.call("scenario.read", { id });
      if (scenario === undefined) {
        set({ loadFault: { message: "The scenario has problems.", problems: [] } });
      }
      return scenario;
    } catch (error) {
      set({ loadFault: { message: messageOf(error), problems: problemsOf(error) } });
      return undefined;
    }
  };

  const drive = async (
    begun: ActiveLoad,
    input: InputOf<"drive">,
    signal: AbortSignal,
    report: (progress: JobProgress) => void,
  ): Promise<void> => {
    const keptIn = get().workspaces?.present.folder;
    set({ activeLoad: begun });
    try {
      const result = await client.call("drive", input, {
        signal,
        onEvent(event) {
          show((load) =>
            event.kind === "gauges"
              ? withGauges(load, event)
              : { ...load, stage: "Simulating the same", fraction: event.fraction },
          );
          const { activeLoad } = get();
          if (activeLoad !== undefined) {
            report({ stage: activeLoad.stage, fraction: activeLoad.fraction });
          }
        },
      });
      const { id, notKept: _why, ...measured } = result;
      const createdAt = new Date().toISOString();
      const shown = (saved: Saved<{ readonly id: string }>): void => {
        // One that is not kept is shown as long as nothing else is.
        const at = saved.kind === "saved" ? saved.entry.id : NEW_LOAD;
        set({ openLoad: { id: at, kind: "ready", createdAt, result: measured, saved } });
        if (get().route.loadId === NEW_LOAD && at !== NEW_LOAD) get().navigate({ loadId: at });
      };
      if (id !== undefined) shown({ kind: "saved", entry: { id } });
      else {
        await keep(get, keptIn, {
          what: `The load run of ${measured.scenarioName}`,
          scenarioId: undefined,
          async save() {
            const { scenario } = input;
            const given = keptIn === undefined ? {} : { keptIn };
            const kept = await client.call("drive.save", { scenario, result: measured, ...given });
            await get().refreshLoads();
            return kept;
          },
          isShown() {
            const { openLoad } = get();
            return openLoad?.kind === "ready" && openLoad.result === measured;
          },
          show: shown,
        });
      }
    } finally {
      set({ activeLoad: undefined });
      await get().refreshLoads();
    }
  };

  return {
    loadList: { kind: "loading" },
    loadDraft: FIRST_LOAD,
    activeLoad: undefined,
    loadFault: undefined,
    openLoad: undefined,

    async refreshLoads() {
      try {
        const { drives } = await client.call("drive.list", {});
        set({ loadList: { kind: "ready", drives } });
      } catch (error) {
        if (get().loadList.kind !== "ready") {
          set({ loadList: { kind: "failed", message: messageOf(error) } });
        }
      }
    },

    async followLoad() {
      const { loadId: id } = get().route;
      if (id === undefined || id === NEW_LOAD || get().openLoad?.id === id) return;
      set({ openLoad: { id, kind: "loading" } });
      try {
        const { entry, result } = await client.call("drive.read", { id });
        if (get().openLoad?.id !== id) return;
        const saved = { kind: "saved" as const, entry };
        set({ openLoad: { id, kind: "ready", createdAt: entry.createdAt, result, saved } });
      } catch (error) {
        if (get().openLoad?.id !== id) return;
        set({ openLoad: { id, kind: "failed", message: messageOf(error) } });
      }
    },

    changeLoadDraft(to) {
      set({ loadDraft: { ...get().loadDraft, ...to } });
    },

    async startLoad() {
      const { loadDraft } = get();
      set({ loadFault: undefined });
      const { scenarioId } = loadDraft;
      const read = await readScenario(scenarioId);
      if (read === undefined) return;
      const input = driveOf(loadDraft, read);
      await get().enqueue({
        kind: "load",
        scenarioId,
        scenarioName: read.name,
        key: JSON.stringify(["load", input]),
        run: (signal, report) => drive(begunLoad(loadDraft, read), input, signal, report),
        ended(error) {
          if (codeOf(error) === "cancelled") get().announce("The load run was stopped.");
          else set({ loadFault: { message: messageOf(error), problems: problemsOf(error) } });
        },
      });
    },

    stopLoad() {
      const job = get().jobs.find(({ kind, state }) => kind === "load" && state === "running");
      if (job !== undefined) get().cancelJob(job.id);
    },

    async removeLoad(id) {
      const shown = get().openLoad;
      const name = shown?.id === id && shown.kind === "ready" ? shown.result.scenarioName : id;
      const remove = async (): Promise<void> => {
        await client.call("drive.remove", { id });
        if (get().route.loadId === id) get().navigate({ loadId: NEW_LOAD });
        await get().refreshLoads();
      };
      const restore = async (): Promise<void> => {
        await client.call("drive.restore", { id });
        await get().refreshLoads();
        get().navigate({ loadId: id });
      };
      try {
        await remove();
        get().recordTold(
          {
            what: `the removal of the load run of ${name}`,
            seenIn: ["live"],
            characters: 0,
            undo: restore,
            redo: remove,
          },
          `The load run of ${name} was moved to the trash folder.`,
        );
      } catch (error) {
        get().notify({
          tone: "bad",
          text: `The load run of ${name} was not removed. ${messageOf(error)}`,
        });
        await get().refreshLoads();
      }
    },
  };
};

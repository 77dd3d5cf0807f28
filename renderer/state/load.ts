import { begunLoad, driveOf, FIRST_LOAD, NEW_LOAD, withGauges } from "./load-parts.js";
import type { ActiveLoad } from "./load-parts.js";
import { codeOf, messageOf, problemsOf } from "./errors.js";
import type { LoadSlice, SliceCreator } from "./app-state.js";

/** Load runs: one at a time is going on, whatever pane is on screen; those that ended are kept. */
export const createLoadSlice: SliceCreator<LoadSlice> = (set, get, { client }) => {
  let running: AbortController | undefined;

  const show = (change: (load: ActiveLoad) => ActiveLoad): void => {
    const { activeLoad } = get();
    if (activeLoad !== undefined) set({ activeLoad: change(activeLoad) });
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
        set({ openLoad: { id, kind: "ready", createdAt: entry.createdAt, result } });
      } catch (error) {
        if (get().openLoad?.id !== id) return;
        set({ openLoad: { id, kind: "failed", message: messageOf(error) } });
      }
    },

    changeLoadDraft(to) {
      set({ loadDraft: { ...get().loadDraft, ...to } });
    },

    async startLoad() {
      if (running !== undefined) return;
      const own = new AbortController();
      running = own;
      set({ loadFault: undefined });
      try {
        const { loadDraft } = get();
        const { scenario } = await client.call("scenario.read", { id: loadDraft.scenarioId });
        if (scenario === undefined) {
          set({ loadFault: { message: "The scenario has problems.", problems: [] } });
          return;
        }
        set({ activeLoad: begunLoad(loadDraft, scenario) });
        const result = await client.call("drive", driveOf(loadDraft, scenario), {
          signal: own.signal,
          onEvent: (event) =>
            show((load) =>
              event.kind === "gauges"
                ? withGauges(load, event)
                : { ...load, stage: "Simulating the same", fraction: event.fraction },
            ),
        });
        const { id, ...kept } = result;
        get().announce(`The load run of ${result.scenarioName} is done.`);
        const createdAt = new Date().toISOString();
        // One that could not be kept is shown as long as nothing else is.
        set({ openLoad: { id: id ?? NEW_LOAD, kind: "ready", createdAt, result: kept } });
        const { route } = get();
        if (route.loadId === NEW_LOAD && id !== undefined) get().navigate({ loadId: id });
      } catch (error) {
        if (codeOf(error) === "cancelled") get().announce("The load run was stopped.");
        else set({ loadFault: { message: messageOf(error), problems: problemsOf(error) } });
      } finally {
        running = undefined;
        set({ activeLoad: undefined });
        await get().refreshLoads();
      }
    },

    stopLoad: () => running?.abort(),

    async removeLoad(id) {
      try {
        await client.call("drive.remove", { id });
        if (get().route.loadId === id) get().navigate({ loadId: NEW_LOAD });
        get().announce("The load run is in the trash folder.");
      } catch (error) {
        get().notify({ tone: "bad", text: messageOf(error) });
      }
      await get().refreshLoads();
    },
  };
};

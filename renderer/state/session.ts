import { openDocument } from "./document.js";
import { findScenario } from "./library.js";
import type { SliceCreator } from "./app-state.js";
import type { SessionSlice } from "./shell-slices.js";

/** What a new user sees first. */
const FIRST_SCENARIO = "article";

export const createSessionSlice: SliceCreator<SessionSlice> = (set, get) => {
  const firstId = (): string | undefined => {
    const { library } = get();
    if (library.kind !== "ready") return undefined;
    const readable = (id: string | undefined): boolean => {
      const entry = findScenario(library, id);
      return entry !== undefined && entry.damage === undefined;
    };
    return [...library.recent, FIRST_SCENARIO, ...library.scenarios.map(({ id }) => id)].find(
      readable,
    );
  };

  const followed = async (follow: () => Promise<unknown>): Promise<void> => {
    set({ followed: get().followed + 1 });
    try {
      await follow();
    } finally {
      set({ followed: get().followed - 1 });
    }
  };

  return {
    followed: 0,

    async boot() {
      get().followWorkspace();
      // Without settings or version the app still works; the link's state says what is wrong.
      const [settings] = await Promise.allSettled([
        get().loadSettings(),
        get().loadInfo(),
        get().loadWorkspaces(),
        get().refreshLibrary(),
      ]);
      if (get().library.kind !== "ready") return;
      await get().followRoute();
      if (settings.status === "fulfilled") await get().welcome();
    },

    async catchUp() {
      get().retryLive();
      const { library, document } = get();
      if (library.kind !== "ready" || document.kind !== "open") {
        await get().boot();
        return;
      }
      get().followWorkspace();
      get().retryDraft();
      await get().saveUnsaved();
      await Promise.allSettled([get().loadInfo(), get().loadWorkspaces(), get().refreshLibrary()]);
    },

    async followRoute() {
      const { route } = get();
      const { scenarioId, runId, planId, projectionId, sensitivityId, sidesId } = route;
      const named = [scenarioId, runId, planId, projectionId, sensitivityId, sidesId];
      if (named.every((id) => id === undefined)) {
        get().openFirst();
        return;
      }
      const { document } = get();
      const openId = document.kind === "loading" ? document.id : openDocument(document)?.id;
      if (scenarioId === undefined) set({ document: { kind: "none" } });
      await followed(async () => {
        if (scenarioId !== undefined && openId !== scenarioId) {
          await get().openScenario(scenarioId);
        }
        // A later navigation may have overtaken this one while it waited.
        if (get().route !== route) return;
        await get().showRun(route.runId);
        const { showResults, showCalibration } = get();
        const isCalibrating = route.pane === "calibrate";
        await Promise.all([showResults(), isCalibrating ? showCalibration() : undefined]);
      });
    },

    async showResults() {
      const { showPlan, showProjection, showSensitivity, showSides } = get();
      await followed(() =>
        Promise.all([showPlan(), showProjection(), showSensitivity(), showSides()]),
      );
    },

    openFirst() {
      const id = firstId();
      if (id !== undefined)
        get().navigate({ scenarioId: id, runId: undefined, deckId: get().route.deckId }, "replace");
    },
  };
};

import { createStore } from "zustand/vanilla";
import type { StoreApi } from "zustand/vanilla";
import type { AppState } from "./app-state.js";
import { createAuditSlice } from "./audit.js";
import { createCalibrationSlice } from "./calibration.js";
import { createDeckSlice } from "./deck.js";
import { createDialogsSlice } from "./dialogs.js";
import { createDocumentSlice } from "./document.js";
import { createEngineSlice } from "./engine.js";
import { createEstimateSlice } from "./estimate.js";
import { createFilesSlice } from "./files.js";
import { createHistorySlice } from "./history.js";
import { inWorkspace } from "./in-workspace.js";
import { createItemsSlice } from "./items.js";
import { createInspectionSlice } from "./inspection.js";
import { createLibrarySlice } from "./library.js";
import { createLiveSlice } from "./live.js";
import { createLoadSlice } from "./load.js";
import { createMendSlice } from "./mend.js";
import { createModelsSlice } from "./models.js";
import { createNoticesSlice } from "./notices.js";
import { createPaperSlice } from "./paper.js";
import { createPaletteSlice } from "./palette.js";
import { createPlanSlice } from "./plan.js";
import type { Ports } from "./ports.js";
import { createProjectionSlice } from "./projection.js";
import { createQueueSlice } from "./queue.js";
import { createTimesSlice } from "./times.js";
import { createPresetsSlice } from "./presets.js";
import { createReadinessSlice } from "./readiness.js";
import { createPreferencesSlice } from "./preferences.js";
import { createRouteSlice } from "./route.js";
import { createRunOptionsSlice } from "./run-options.js";
import { createRunSlice } from "./run.js";
import { createSensitivitySlice } from "./sensitivity.js";
import { createSessionSlice } from "./session.js";
import { createSettingsSlice } from "./settings.js";
import { createSidesSlice } from "./sides.js";
import { createSimulationSlice } from "./simulation.js";
import { createUnkeptSlice } from "./unkept.js";
import { createWelcomeSlice } from "./welcome.js";
import { createWorkspaceSlice } from "./workspace.js";

export type AppStore = StoreApi<AppState>;

/** The one store of the page. Nothing happens before {@link startStore}. */
export function createAppStore(outside: Ports): AppStore {
  return createStore<AppState>()((set, get) => {
    const shown = (): string | undefined => get().workspaces?.present.folder;
    const stored = (): void => get().savedSomething();
    const ports = { ...outside, client: inWorkspace(outside.client, shown, stored) };
    return {
      ...createAuditSlice(set, get, ports),
      ...createCalibrationSlice(set, get, ports),
      ...createDeckSlice(set, get, ports),
      ...createDialogsSlice(set, get, ports),
      ...createDocumentSlice(set, get, ports),
      ...createEngineSlice(set, get, ports),
      ...createEstimateSlice(set, get, ports),
      ...createFilesSlice(set, get, ports),
      ...createHistorySlice(set, get, ports),
      ...createItemsSlice(set, get, ports),
      ...createInspectionSlice(set, get, ports),
      ...createLibrarySlice(set, get, ports),
      ...createLiveSlice(set, get, ports),
      ...createLoadSlice(set, get, ports),
      ...createMendSlice(set, get, ports),
      ...createModelsSlice(set, get, ports),
      ...createNoticesSlice(set, get, ports),
      ...createPaperSlice(set, get, ports),
      ...createPaletteSlice(set, get, ports),
      ...createPlanSlice(set, get, ports),
      ...createProjectionSlice(set, get, ports),
      ...createQueueSlice(set, get, ports),
      ...createReadinessSlice(set, get, ports),
      ...createPreferencesSlice(set, get, ports),
      ...createPresetsSlice(set, get, ports),
      ...createTimesSlice(set, get, ports),
      ...createRouteSlice(set, get, ports),
      ...createRunOptionsSlice(set, get, ports),
      ...createRunSlice(set, get, ports),
      ...createSensitivitySlice(set, get, ports),
      ...createSessionSlice(set, get, ports),
      ...createSettingsSlice(set, get, ports),
      ...createSidesSlice(set, get, ports),
      ...createSimulationSlice(set, get, ports),
      ...createUnkeptSlice(set, get, ports),
      ...createWelcomeSlice(set, get, ports),
      ...createWorkspaceSlice(set, get, ports),
    };
  });
}

/** Connects the store to the link and the address, and loads. Returns a function that disconnects. */
export function startStore(store: AppStore, { bridge, address }: Ports): () => void {
  const stops = [
    bridge.onStatus((link) => store.getState().linkChanged(link)),
    address.onChange(() => store.getState().followAddress()),
  ];
  store.getState().startAddress();
  void store.getState().boot();
  return () => {
    stops.forEach((stop) => stop());
    store.getState().leaveWorkspace();
  };
}

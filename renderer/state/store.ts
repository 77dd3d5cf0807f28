import { createStore } from "zustand/vanilla";
import type { StoreApi } from "zustand/vanilla";
import { createDialogsSlice } from "./dialogs.js";
import type { DialogsSlice } from "./dialogs.js";
import { createDocumentSlice } from "./document.js";
import type { DocumentSlice } from "./document.js";
import { createEngineSlice } from "./engine.js";
import type { EngineSlice } from "./engine.js";
import { createLibrarySlice } from "./library.js";
import type { LibrarySlice } from "./library.js";
import { createNoticesSlice } from "./notices.js";
import type { NoticesSlice } from "./notices.js";
import type { Ports } from "./ports.js";
import { createRouteSlice } from "./route.js";
import type { RouteSlice } from "./route.js";
import { createRunSlice } from "./run.js";
import type { RunSlice } from "./run.js";
import { createSessionSlice } from "./session.js";
import type { SessionSlice } from "./session.js";
import { createSettingsSlice } from "./settings.js";
import type { SettingsSlice } from "./settings.js";

export type AppState = DialogsSlice &
  DocumentSlice &
  EngineSlice &
  LibrarySlice &
  NoticesSlice &
  RouteSlice &
  RunSlice &
  SessionSlice &
  SettingsSlice;

/** One slice over the whole state: its own fields and actions, and sight of the others'. */
export type SliceCreator<Slice> = (
  set: (change: Partial<AppState>) => void,
  get: () => AppState,
  ports: Ports,
) => Slice;

export type AppStore = StoreApi<AppState>;

/** The one store of the page. Nothing happens before {@link startStore}. */
export function createAppStore(ports: Ports): AppStore {
  return createStore<AppState>()((set, get) => ({
    ...createDialogsSlice(set, get, ports),
    ...createDocumentSlice(set, get, ports),
    ...createEngineSlice(set, get, ports),
    ...createLibrarySlice(set, get, ports),
    ...createNoticesSlice(set, get, ports),
    ...createRouteSlice(set, get, ports),
    ...createRunSlice(set, get, ports),
    ...createSessionSlice(set, get, ports),
    ...createSettingsSlice(set, get, ports),
  }));
}

/** Connects the store to the link and the address, and loads. Returns a function that disconnects. */
export function startStore(store: AppStore, { bridge, address }: Ports): () => void {
  const stops = [
    bridge.onStatus((link) => store.getState().linkChanged(link)),
    address.onChange(() => store.getState().followAddress()),
  ];
  void store.getState().boot();
  return () => stops.forEach((stop) => stop());
}

import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { AppState } from "./app-state.js";
import type { AppStore } from "./store.js";

const StoreContext = createContext<AppStore | undefined>(undefined);
export const StoreProvider = StoreContext.Provider;

export function useAppStore(): AppStore {
  const store = useContext(StoreContext);
  if (store === undefined) throw new Error("a component that uses the store stands outside it");
  return store;
}

/** One selector per read: the component draws again only when what it selects has changed. */
export function useApp<T>(selector: (state: AppState) => T): T {
  return useStore(useAppStore(), selector);
}

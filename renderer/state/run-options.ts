import type { SliceCreator } from "./app-state.js";
import type { RunOptionsSlice } from "./result-slices.js";
import { NO_OPTIONS } from "./run-options-parts.js";

/** How runs, plans and projections are computed. It holds for every scenario, and stands in the address. */
export const createRunOptionsSlice: SliceCreator<RunOptionsSlice> = (set, get) => ({
  runOptions: NO_OPTIONS,
  changeRunOptions(runOptions) {
    set({ runOptions });
    get().writeAddress();
  },
});

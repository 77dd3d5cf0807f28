import type { SliceCreator } from "./app-state.js";
import type { RunOptionsSlice } from "./result-slices.js";
import { NO_OPTIONS } from "./run-options-parts.js";

/** How runs, plans and projections are computed. It holds until the window closes, and for every scenario. */
export const createRunOptionsSlice: SliceCreator<RunOptionsSlice> = (set) => ({
  runOptions: NO_OPTIONS,
  changeRunOptions: (runOptions) => set({ runOptions }),
});

import type { SliceCreator } from "./app-state.js";
import type { PaletteSlice } from "./shell-slices.js";

/** So many picks are remembered: what was used longer ago is not recent. */
const MOST_PICKS = 20;
const NAME = "picks";

export const createPaletteSlice: SliceCreator<PaletteSlice> = (set, get, { memory }) => ({
  recentPicks: (memory.read(NAME) ?? "").split("\n", MOST_PICKS).filter((id) => id !== ""),

  notePick(id) {
    const recentPicks = [id, ...get().recentPicks.filter((one) => one !== id)].slice(0, MOST_PICKS);
    set({ recentPicks });
    memory.write(NAME, recentPicks.join("\n"));
  },
});

import type { SliceCreator } from "./app-state.js";
import type { DialogsSlice } from "./shell-slices.js";

export const createDialogsSlice: SliceCreator<DialogsSlice> = (set) => ({
  dialog: undefined,
  openDialog: (dialog) => set({ dialog }),
  closeDialog: () => set({ dialog: undefined }),
});

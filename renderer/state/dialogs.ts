import type { DialogsSlice, SliceCreator } from "./app-state.js";

export const createDialogsSlice: SliceCreator<DialogsSlice> = (set) => ({
  dialog: undefined,
  openDialog: (dialog) => set({ dialog }),
  closeDialog: () => set({ dialog: undefined }),
});

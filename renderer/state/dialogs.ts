import type { RunEntry } from "../../engine/contract/methods.js";
import type { SliceCreator } from "./store.js";

export type Dialog =
  | { readonly kind: "shortcuts" }
  | { readonly kind: "save-copy" }
  | { readonly kind: "remove-run"; readonly entry: RunEntry };

export interface DialogsSlice {
  readonly dialog: Dialog | undefined;
  readonly openDialog: (dialog: Dialog) => void;
  readonly closeDialog: () => void;
}

export const createDialogsSlice: SliceCreator<DialogsSlice> = (set) => ({
  dialog: undefined,
  openDialog: (dialog) => set({ dialog }),
  closeDialog: () => set({ dialog: undefined }),
});

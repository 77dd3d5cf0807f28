import { openDocument } from "../../state/document.js";
import { useAppStore } from "../../state/use-app.js";

/** Saves the open scenario, asking for a name where it is not the user's own yet. */
export function useSave(): () => void {
  const store = useAppStore();
  return () => {
    const state = store.getState();
    const document = openDocument(state.document);
    if (document === undefined) return;
    if (document.entry?.origin === "user") void state.saveScenario();
    else state.openDialog({ kind: "save-copy" });
  };
}

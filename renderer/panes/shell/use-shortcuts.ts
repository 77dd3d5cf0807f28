import { useEffect } from "react";
import { PANES } from "../../state/parts.js";
import { useAppStore } from "../../state/use-app.js";
import { useSave } from "./use-save.js";

export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/** Every shortcut as the list shows it; `Mod` is Ctrl, or Cmd on a Mac. */
export const SHORTCUTS = [
  { keys: ["Mod", "Enter"], does: "Run the open scenario" },
  { keys: ["Esc"], does: "Cancel the run or the search for a plan" },
  { keys: ["Mod", "S"], does: "Save the scenario" },
  { keys: ["Mod", "1"], does: "Go to Compare" },
  { keys: ["Mod", "2"], does: "Go to Scenario" },
  { keys: ["Mod", "3"], does: "Go to Live" },
  { keys: ["Mod", "4"], does: "Go to Plan" },
  { keys: ["Mod", "5"], does: "Go to Audit" },
  { keys: ["Mod", "Z"], does: "Undo in the editor" },
  { keys: ["Mod", "Shift", "Z"], does: "Redo in the editor" },
  { keys: ["↑", "↓", "Home", "End"], does: "Move in the sidebar's lists" },
  { keys: ["Delete"], does: "Remove the scenario or run in focus" },
  { keys: ["?"], does: "Show this list" },
] as const;

/** Listens for the shortcuts of the whole window, before the editor can take them. */
export function useShortcuts(): void {
  const store = useAppStore();
  const save = useSave();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const state = store.getState();
      // A dialog has the keyboard for itself.
      if (state.dialog !== undefined) return;
      const action = actionOf(event);
      if (action === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      action();
    };

    const actionOf = (event: KeyboardEvent): (() => void) | undefined => {
      const state = store.getState();
      const mod = isMac() ? event.metaKey : event.ctrlKey;
      if (mod && !event.shiftKey && !event.altKey) {
        if (event.key === "Enter") {
          return state.route.pane === "live" ? undefined : () => void state.startRun();
        }
        if (event.key.toLowerCase() === "s") return save;
        const pane = PANES[Number(event.key) - 1];
        return pane === undefined ? undefined : () => state.navigate({ pane });
      }
      if (event.key === "Escape" && state.activeRun !== undefined) return state.cancelRun;
      if (event.key === "Escape" && state.activePlan !== undefined) return state.cancelPlan;
      if (event.key === "?" && !isTextInput(event.target)) {
        return () => state.openDialog({ kind: "shortcuts" });
      }
      return undefined;
    };

    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, [store, save]);
}

function isTextInput(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && target.type !== "radio";
}

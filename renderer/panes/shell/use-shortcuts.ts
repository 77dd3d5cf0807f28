import { useEffect } from "react";
import { PANES } from "../../state/parts.js";
import { useAppStore } from "../../state/use-app.js";
import { PANE_TABLE } from "./panes.js";
import { useSave } from "./use-save.js";

export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/** Every shortcut as the list shows it; `Mod` is Ctrl, or Cmd on a Mac. */
export const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ["Mod", "Enter"], does: "Run the open scenario" },
  { keys: ["Esc"], does: "Cancel what is being simulated" },
  { keys: ["Mod", "S"], does: "Save the scenario" },
  ...PANES.map((pane, at) => ({
    keys: ["Mod", `${at + 1}`],
    does: `Go to ${PANE_TABLE[pane].name}`,
  })),
  { keys: ["Mod", "Z"], does: "Undo the last edit, whatever it changed" },
  { keys: ["Mod", "Shift", "Z"], does: "Redo it" },
  { keys: ["↑", "↓", "Home", "End"], does: "Move in the sidebar's lists" },
  { keys: ["Delete"], does: "Remove the scenario or run in focus" },
  { keys: ["?"], does: "Show this list" },
];

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
      if (mod && !event.altKey && event.key.toLowerCase() === "z" && !isField(event.target)) {
        return () => void (event.shiftKey ? state.redo() : state.undo());
      }
      if (mod && !event.shiftKey && !event.altKey) {
        if (event.key.toLowerCase() === "y" && !isField(event.target)) {
          return () => void state.redo();
        }
        if (event.key === "Enter") {
          return state.route.pane === "live" ? undefined : () => void state.startRun();
        }
        if (event.key.toLowerCase() === "s") return save;
        const pane = PANES[Number(event.key) - 1];
        return pane === undefined ? undefined : () => state.navigate({ pane });
      }
      const [first] = state.jobs;
      // A live load may be hours old; it is stopped in its own pane.
      if (event.key === "Escape" && first !== undefined && first.kind !== "load" && !isPopover()) {
        return () => state.cancelJob(first.id);
      }
      if (event.key === "?" && !isTextInput(event.target)) {
        return () => state.openDialog({ kind: "shortcuts" });
      }
      return undefined;
    };

    /** The desktop's Edit menu and a browser's own come as this. */
    const onBeforeInput = (event: InputEvent): void => {
      if (!event.inputType.startsWith("history") || isField(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      const state = store.getState();
      void (event.inputType === "historyRedo" ? state.redo() : state.undo());
    };

    const options = { capture: true };
    window.addEventListener("keydown", onKeyDown, options);
    window.addEventListener("beforeinput", onBeforeInput, options);
    return () => {
      window.removeEventListener("keydown", onKeyDown, options);
      window.removeEventListener("beforeinput", onBeforeInput, options);
    };
  }, [store, save]);
}

/** What is open over the page closes before anything is cancelled. */
const isPopover = (): boolean => document.querySelector(":popover-open") !== null;

/** A field of one line keeps what is typed to itself until it is left; the editor's text is the window's. */
function isField(target: EventTarget | null): boolean {
  return isTextInput(target) && target instanceof HTMLElement && !target.isContentEditable;
}

function isTextInput(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && target.type !== "radio";
}

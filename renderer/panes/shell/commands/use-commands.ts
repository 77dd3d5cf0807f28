import { useEffect } from "react";
import { COMMAND_IDS, commandWords } from "../../../../engine/contract/commands.js";
import type { CommandId } from "../../../../engine/contract/commands.js";
import { useAppStore } from "../../../state/use-app.js";
import { ACTIONS, runCommand } from "./actions.js";
import { isMac, isPressed } from "./keys.js";
import type { KeyPress } from "./keys.js";
import { isField, isPopoverOpen, isTextInput } from "./page.js";

/** The command whose keys were pressed. */
export function pressedCommand(event: KeyPress, mac: boolean): CommandId | undefined {
  return COMMAND_IDS.find((id) =>
    commandWords(id).keys.some((keys) => isPressed(keys, event, mac)),
  );
}

/** Whether what has the focus, or lies over the page, has these keys for itself. */
function belongsElsewhere(id: CommandId, target: EventTarget | null): boolean {
  if (id === "help.shortcuts") return isTextInput(target);
  if (id === "cancel.work" && isPopoverOpen()) return true;
  return isField(target) && (id === "edit.undo" || id === "edit.redo" || id === "cancel.work");
}

/** Listens for the keys of every command in the whole window, before the editor can take them. */
export function useCommands(): void {
  const store = useAppStore();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const state = store.getState();
      // A dialog has the keyboard for itself.
      if (state.dialog !== undefined) return;
      const id = pressedCommand(event, isMac());
      if (id === undefined || belongsElsewhere(id, event.target)) return;
      // Escape and Enter mean something elsewhere too, where there is nothing for the command to do.
      const idle = ACTIONS[id].when?.(state) === false;
      if (idle && (event.key === "Escape" || event.key === "Enter")) return;
      event.preventDefault();
      event.stopPropagation();
      runCommand(id, state);
    };

    /** A browser's own Edit menu comes as this. */
    const onBeforeInput = (event: InputEvent): void => {
      if (!event.inputType.startsWith("history") || isField(event.target)) return;
      if (store.getState().dialog !== undefined) return;
      event.preventDefault();
      event.stopPropagation();
      runCommand(event.inputType === "historyRedo" ? "edit.redo" : "edit.undo", store.getState());
    };

    const options = { capture: true };
    window.addEventListener("keydown", onKeyDown, options);
    window.addEventListener("beforeinput", onBeforeInput, options);
    return () => {
      window.removeEventListener("keydown", onKeyDown, options);
      window.removeEventListener("beforeinput", onBeforeInput, options);
    };
  }, [store]);
}

import { commandWords } from "../../../../engine/contract/commands.js";
import type { CommandId } from "../../../../engine/contract/commands.js";
import type { AppState } from "../../../state/app-state.js";
import { runCommand } from "./actions.js";
import { isField } from "./page.js";

/** Does what was picked in a menu of the desktop. Undo and Redo in a field of one line act on that field. */
export function runMenuCommand(id: CommandId, state: AppState): void {
  if ((id === "edit.undo" || id === "edit.redo") && isField(document.activeElement)) {
    document.execCommand(id === "edit.undo" ? "undo" : "redo");
    return;
  }
  // A dialog is answered first; a menu cannot know that it is open.
  if (state.dialog !== undefined) return;
  if (!runCommand(id, state)) {
    state.notify({
      tone: "plain",
      text: `There is nothing for this now: ${commandWords(id).title}.`,
    });
  }
}

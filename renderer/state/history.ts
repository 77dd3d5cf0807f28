import type { SliceCreator } from "./app-state.js";
import type { HistorySlice } from "./library-slices.js";
import { messageOf } from "./errors.js";
import type { Edit } from "./parts.js";

/** Typing in one place with no longer pause than this is one edit. */
const ONE_EDIT_MS = 700;
/** Texts kept for undoing, in characters; the oldest edits give way. */
const MOST_CHARACTERS = 50_000_000;

/** Every edit of the window in the order it was made, whatever pane it was made in. */
export const createHistorySlice: SliceCreator<HistorySlice> = (set, get) => {
  /** When the newest edit was made. */
  let editedAt = 0;
  /** One step at a time: a step may have to open what it changes. */
  let stepping = false;

  const step = async (edit: Edit | undefined, way: "undo" | "redo"): Promise<void> => {
    if (edit === undefined || stepping) return;
    stepping = true;
    editedAt = 0;
    const { past, future } = get();
    set(
      way === "undo"
        ? { past: past.filter((one) => one !== edit), future: [...future, edit] }
        : { past: [...past, edit], future: future.slice(0, -1) },
    );
    const words = `${way === "undo" ? "Undone" : "Redone"}: ${edit.what}.`;
    try {
      await edit[way]();
      get().announce(words);
      // Elsewhere it would happen unseen.
      if (!edit.seenIn.includes(get().route.pane)) get().notify({ tone: "plain", text: words });
    } catch (error) {
      get().notify({ tone: "bad", text: `${edit.what} was not changed back. ${messageOf(error)}` });
    } finally {
      stepping = false;
    }
  };

  return {
    past: [],
    future: [],

    record(edit) {
      const { past } = get();
      const last = past.at(-1);
      const now = Date.now();
      const isOne =
        last !== undefined &&
        edit.group !== undefined &&
        last.group === edit.group &&
        now - editedAt < ONE_EDIT_MS;
      editedAt = now;
      const next = isOne ? [...past.slice(0, -1), { ...edit, undo: last.undo }] : [...past, edit];
      set({ past: withinMemory(next), future: [] });
    },

    recordTold(edit, text) {
      get().record(edit);
      const action = { label: "Undo", run: () => void get().takeBack(edit) };
      get().notify({ tone: "plain", text, action });
    },

    undo: () => step(get().past.at(-1), "undo"),
    takeBack: (edit) => step(get().past.includes(edit) ? edit : undefined, "undo"),
    redo: () => step(get().future.at(-1), "redo"),
  };
};

/** The newest edits whose texts fit. */
function withinMemory(edits: readonly Edit[]): readonly Edit[] {
  let characters = 0;
  const tooOld = edits.findLastIndex((edit, at) => {
    characters += edit.characters;
    return characters > MOST_CHARACTERS && at < edits.length - 1;
  });
  return edits.slice(tooOld + 1);
}

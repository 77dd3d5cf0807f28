import { messageOf } from "./errors.js";
import type { AppState, SliceCreator } from "./app-state.js";
import type { UnkeptSlice } from "./result-slices.js";
import type { Unkept } from "./unkept-parts.js";

/** A disk is emptied, a network drive comes back: nobody has to press for it. */
const AGAIN_AFTER_MS = 15_000;

/** Results that could not be stored: they stay in memory, and are stored as soon as that is possible. */
export const createUnkeptSlice: SliceCreator<UnkeptSlice> = (set, get) => {
  let keys = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> | undefined;

  const without = (key: number): readonly Unkept[] => get().unkept.filter((one) => one.key !== key);

  const againLater = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void get().saveUnsaved(), AGAIN_AFTER_MS);
  };

  const saveAll = async (): Promise<void> => {
    // One after the other: a disk that is full is full for all of them.
    for (const { key, what, again } of get().unkept) {
      await again();
      const isKept = get().unkept.every((one) => one.key !== key);
      if (isKept) get().notify({ tone: "good", text: `${what} is on disk now.` });
    }
  };

  return {
    unkept: [],

    async keepResult({ what, scenarioId, save, show }) {
      keys += 1;
      const key = keys;
      const attempt = async (): Promise<void> => {
        show({ kind: "saving" });
        try {
          const { entry } = await save();
          set({ unkept: without(key) });
          // The list knows it before the result lets go of its place.
          await get().refreshLibrary();
          show({ kind: "saved", entry });
        } catch (error) {
          const message = messageOf(error);
          show({ kind: "failed", message });
          set({ unkept: [...without(key), { key, what, scenarioId, message, again: attempt }] });
          againLater();
        }
      };
      await attempt();
      const failed = get().unkept.find((one) => one.key === key);
      if (failed === undefined) return;
      get().notify({
        tone: "bad",
        text: `${what} is not on disk. ${failed.message} It stays in this window, and is saved as soon as that is possible.`,
        action: { label: "Save again", run: () => void get().saveUnsaved() },
      });
    },

    saveUnsaved() {
      saving ??= saveAll().finally(() => void (saving = undefined));
      return saving;
    },

    savedSomething() {
      // Where one thing could be stored, others can be. What is told of a save of our own is none.
      if (get().unkept.length > 0 && saving === undefined) void get().saveUnsaved();
    },
  };
};

/** Whether closing the window would lose something: what is typed is kept in the page's own storage meanwhile. */
export const wouldLose = ({ unkept }: Pick<AppState, "unkept">): boolean => unkept.length > 0;

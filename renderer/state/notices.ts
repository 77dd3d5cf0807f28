import type { SliceCreator } from "./app-state.js";
import type { NoticesSlice } from "./shell-slices.js";

/** More would cover the work they speak of. */
const MOST = 3;

export const createNoticesSlice: SliceCreator<NoticesSlice> = (set, get) => {
  let nextId = 1;
  return {
    notices: [],
    announcement: "",
    notify(notice) {
      const id = nextId;
      nextId += 1;
      // What is said again takes the place of what was said.
      const others = get().notices.filter(({ text }) => text !== notice.text);
      set({ notices: [...others, { ...notice, id }].slice(-MOST) });
    },
    dismiss(id) {
      set({ notices: get().notices.filter((notice) => notice.id !== id) });
    },
    announce(announcement) {
      set({ announcement });
    },
  };
};

import type { Notice } from "./parts.js";
import type { SliceCreator } from "./store.js";

export interface NoticesSlice {
  readonly notices: readonly Notice[];
  /** What a screen reader is told next; visual users see it happen. */
  readonly announcement: string;
  readonly notify: (notice: Omit<Notice, "id">) => void;
  readonly dismiss: (id: number) => void;
  readonly announce: (text: string) => void;
}

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
      set({ notices: [...get().notices, { ...notice, id }].slice(-MOST) });
    },
    dismiss(id) {
      set({ notices: get().notices.filter((notice) => notice.id !== id) });
    },
    announce(announcement) {
      set({ announcement });
    },
  };
};

import type { SliceCreator } from "./app-state.js";
import type { PaperSlice } from "./result-slices.js";
import { messageOf } from "./errors.js";

export const createPaperSlice: SliceCreator<PaperSlice> = (_set, get, { bridge }) => ({
  printPaper: async (request) => {
    try {
      const reply = await bridge.savePdf(request);
      if (reply.state === "failed") {
        get().notify({ tone: "bad", text: `The PDF was not saved: ${reply.message}` });
      }
    } catch (error) {
      get().notify({ tone: "bad", text: `The PDF was not made: ${messageOf(error)}` });
    }
  },

  tellSaved(saved) {
    if (saved.state === "failed") {
      get().notify({
        tone: "bad",
        text: `${saved.file} was not written. Make room there, or save it somewhere else.`,
      });
      return;
    }
    get().notify({
      tone: "good",
      text: `Saved ${saved.file}.`,
      action: { label: "Show in folder", run: () => bridge.showSaved?.(saved.id) },
    });
  },
});

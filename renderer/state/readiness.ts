import type { ReadinessEntry } from "../../engine/contract/readiness.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { openDocument } from "./document.js";
import { messageOf } from "./errors.js";
import type { SliceCreator } from "./app-state.js";
import type { ReadinessSlice } from "./result-slices.js";

export const createReadinessSlice: SliceCreator<ReadinessSlice> = (set, get, { client }) => {
  let reading = 0;

  const load = async (scenario?: Scenario): Promise<void> => {
    reading += 1;
    const ticket = reading;
    try {
      const input = scenario === undefined ? {} : { scenario };
      const readiness = await client.call("readiness.read", input);
      if (ticket === reading) set({ readiness, readinessFault: undefined });
    } catch (error) {
      if (ticket === reading) set({ readinessFault: messageOf(error) });
    }
  };

  const write = async (id: ReadinessEntry["id"], mark: Mark): Promise<void> => {
    await client.call("readiness.write", { id, ...mark });
    await load(openDocument(get().document)?.checked?.scenario);
  };

  return {
    readiness: undefined,
    readinessFault: undefined,
    loadReadiness: load,

    async markReadiness({ id, title, mark }, to) {
      const before: Mark =
        mark === null
          ? { state: "open" }
          : { state: mark.state, ...(mark.note === undefined ? {} : { note: mark.note }) };
      try {
        await write(id, to);
        get().record({
          what: `the readiness of ${title}`,
          seenIn: ["milestones"],
          characters: 0,
          undo: () => write(id, before),
          redo: () => write(id, to),
        });
      } catch (error) {
        get().notify({ tone: "bad", text: `${title} was not marked. ${messageOf(error)}` });
      }
    },
  };
};

/** What the user says of an item; `open` takes it back. */
interface Mark {
  readonly state: "done" | "not needed" | "open";
  readonly note?: string;
}

import type { SliceCreator } from "./app-state.js";
import type { EngineSlice } from "./shell-slices.js";

export const createEngineSlice: SliceCreator<EngineSlice> = (set, get, { client, bridge }) => ({
  host: bridge.host,
  link: { state: "starting", message: "Starting the engine" },
  info: undefined,

  async loadInfo() {
    const info = await client.call("system.info", {});
    const first = get().info === undefined;
    set({ info });
    if (!first) return;
    for (const { file, reason, keptAs } of info.recovered) {
      get().notify({
        tone: "bad",
        text: `${file} was damaged and set aside as ${keptAs}: ${reason}`,
      });
    }
  },

  linkChanged(link) {
    const before = get().link.state;
    set({ link });
    if (link.state !== "ready" || before === "ready") return;
    if (before === "starting" && get().library.kind === "loading") return;
    void get().catchUp();
    get().pumpQueue();
  },

  retryLink: () => bridge.retry(),
});

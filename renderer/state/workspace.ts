import { messageOf, problemsOf } from "./errors.js";
import type { SliceCreator, WorkspaceSlice } from "./app-state.js";

/** What one workspace has is not in another. */
const NOTHING_OPEN = {
  scenarioId: undefined,
  runId: undefined,
  planId: undefined,
  projectionId: undefined,
  calibrationId: undefined,
  claimsId: undefined,
} as const;

/** Which folder's library the window shows. */
export const createWorkspaceSlice: SliceCreator<WorkspaceSlice> = (
  set,
  get,
  { client, bridge },
) => ({
  workspaces: undefined,

  async loadWorkspaces() {
    set({ workspaces: await client.call("workspace.list", {}) });
  },

  async chooseWorkspace() {
    if (bridge.chooseFolder === undefined) {
      get().openDialog({ kind: "open-workspace" });
      return;
    }
    const folder = await bridge.chooseFolder();
    const fault = folder === undefined ? undefined : await get().openWorkspace(folder);
    if (fault !== undefined) get().notify({ tone: "bad", text: fault });
  },

  async openWorkspace(folder, create = false) {
    // What was typed and computed belongs to the workspace that is left.
    await get().flushDraft();
    await get().saveUnsaved();
    if (Object.values(get().unsaved).some(({ saved }) => saved.kind === "failed")) {
      return "A result of this workspace is not on disk yet. Make room for it, and try again.";
    }
    try {
      await client.call("workspace.open", { folder, create });
    } catch (error) {
      const why = problemsOf(error).map(
        ({ expected, found }) => ` Expected ${expected}, found ${found}.`,
      );
      return `${messageOf(error)}${why.join("")}`;
    }
    set({
      document: { kind: "none" },
      shown: undefined,
      plans: {},
      projections: {},
      calibration: undefined,
      sensitivities: {},
      sides: {},
      simulations: {},
      past: [],
      future: [],
    });
    await Promise.all([get().loadWorkspaces(), get().refreshLibrary()]);
    const { scenarioId, runId } = get().route;
    get().navigate(NOTHING_OPEN, "replace");
    if (scenarioId === undefined && runId === undefined) get().openFirst();
    if (get().claims.kind !== "none") void get().openClaims();
    get().announce(`The workspace ${get().workspaces?.present.name ?? folder} is open.`);
    return undefined;
  },
});

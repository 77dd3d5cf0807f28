import type { WorkspaceEntry, WorkspaceEvent } from "../../engine/contract/workspace.js";
import { messageOf, problemsOf } from "./errors.js";
import type { SliceCreator } from "./app-state.js";
import type { WorkspaceSlice } from "./library-slices.js";

/** What a workspace is called on screen. */
export const workspaceName = ({ isDefault, name }: WorkspaceEntry): string =>
  isDefault ? "On this machine" : name;

/** What one workspace has is not in another. */
const NOTHING_OPEN = {
  scenarioId: undefined,
  runId: undefined,
  planId: undefined,
  projectionId: undefined,
  sensitivityId: undefined,
  sidesId: undefined,
  calibrationId: undefined,
  claimsId: undefined,
  deckId: undefined,
} as const;

/** Folders whose files the library lists. */
const LISTED = new Set([
  "scenarios",
  "runs",
  "plans",
  "projections",
  "studies",
  "calibrations",
  "decks",
]);

/** Which folder's library the window shows. */
export const createWorkspaceSlice: SliceCreator<WorkspaceSlice> = (
  set,
  get,
  { client, bridge },
) => {
  let following: AbortController | undefined;
  /** Set while this window opens one itself. */
  let isOpening = false;

  /** Puts what was typed and computed on disk: it belongs to the workspace that is left. */
  const settle = async (): Promise<void> => {
    await get().flushDraft();
    await get().saveUnsaved();
  };

  /** Shows the workspace that is open now in place of the one before. */
  const show = async (): Promise<void> => {
    set({
      document: { kind: "none" },
      deck: { kind: "none" },
      slideSources: {},
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
    get().closePreset();
    await Promise.all([get().loadWorkspaces(), get().refreshLibrary(), get().refreshPresets()]);
    const { scenarioId, runId } = get().route;
    get().navigate(NOTHING_OPEN, "replace");
    if (scenarioId === undefined && runId === undefined) get().openFirst();
    if (get().claims.kind !== "none") void get().openClaims();
  };

  const opened = async (present: WorkspaceEntry): Promise<void> => {
    const before = get().workspaces?.present;
    if (isOpening || before === undefined || before.folder === present.folder) return;
    await settle();
    await show();
    get().notify({
      tone: "plain",
      text: `The workspace is now “${workspaceName(present)}”. It was opened in another window.`,
      action: {
        label: `Back to “${workspaceName(before)}”`,
        run: () => void get().openWorkspace(before.folder),
      },
    });
  };

  const changed = async (folders: readonly string[]): Promise<void> => {
    // One of them may be readable again, or not any more.
    await get().loadWorkspaces();
    if (folders.some((folder) => LISTED.has(folder))) await get().lookAgain();
    if (folders.includes("claims")) await get().lookAgainAtClaims();
    if (folders.includes("drives")) await get().refreshLoads();
    if (folders.includes("presets")) await get().refreshPresets();
    await get().lookAgainAtFile();
  };

  const heard = (event: WorkspaceEvent): void =>
    void (event.kind === "opened" ? opened(event.present) : changed(event.folders));

  return {
    workspaces: undefined,

    async loadWorkspaces() {
      set({ workspaces: await client.call("workspace.list", {}) });
    },

    followWorkspace() {
      following?.abort();
      following = new AbortController();
      // Where the link is lost, that is told by itself, and this begins anew when it is back.
      client
        .call("workspace.list", { follow: true }, { signal: following.signal, onEvent: heard })
        .catch(() => undefined);
    },

    leaveWorkspace: () => following?.abort(),

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
      await settle();
      if (get().unkept.length > 0) {
        return "A result of this workspace is not on disk yet. Make room for it, and try again.";
      }
      isOpening = true;
      try {
        await client.call("workspace.open", { folder, create });
        await show();
      } catch (error) {
        const why = problemsOf(error).map(
          ({ expected, found }) => ` Expected ${expected}, found ${found}.`,
        );
        return `${messageOf(error)}${why.join("")}`;
      } finally {
        isOpening = false;
      }
      get().announce(`The workspace ${get().workspaces?.present.name ?? folder} is open.`);
      return undefined;
    },
  };
};

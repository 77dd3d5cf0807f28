import { z } from "zod";
import { method } from "./method.js";

const FolderPath = z.string().min(1).max(4096);

export const WorkspaceEntry = z.strictObject({
  folder: FolderPath,
  /** The last part of the folder's path. */
  name: z.string(),
  /** Whether it is the data folder's own, which is there always. */
  isDefault: z.boolean(),
  /** When it was opened last; null: never. */
  openedAt: z.iso.datetime().nullable(),
  /** Set when it cannot be opened now: what was found in its place, in words. */
  damage: z.string().optional(),
  /** Of the one that is open: its folders that cannot be read, with what was found. What they hold is in no list. */
  unreadable: z.array(z.strictObject({ folder: FolderPath, found: z.string() })).optional(),
});
export type WorkspaceEntry = z.infer<typeof WorkspaceEntry>;

/** Of a call about something that is kept: where. */
export const KeptIn = FolderPath.optional().describe(
  "the workspace that it belongs to, opened before (default: the one that is open)",
);

/** What a call that follows the workspace is told. */
const WorkspaceEvent = z.discriminatedUnion("kind", [
  /** Which one is open: at once, and whenever another one is, by whoever opened it. */
  z.strictObject({ kind: z.literal("opened"), present: WorkspaceEntry }),
  /** Files of these of its folders (`scenarios`, `runs`…) were written, by Headroom or by something else. */
  z.strictObject({ kind: z.literal("changed"), folders: z.array(z.string()) }),
]);
export type WorkspaceEvent = z.infer<typeof WorkspaceEvent>;

/**
 * A workspace is a folder of plain files (`scenarios/`, `runs/`, `plans/`, `projections/`, `studies/`, `calibrations/`,
 * `claims/`, `decks/`, `drives/`, `presets/`) that a team can keep in git. What belongs to one machine lies in its
 * `.headroom/`, which git ignores, or in the data folder.
 */
export const workspaceMethods = {
  "workspace.list": method({
    summary: "The workspace that is open, and those opened before, newest first",
    input: z.strictObject({
      follow: z
        .boolean()
        .default(false)
        .describe("tell of every one that is opened and of changed files, until cancelled"),
    }),
    output: z.strictObject({
      present: WorkspaceEntry,
      recent: z.array(WorkspaceEntry),
    }),
    event: WorkspaceEvent,
  }),
  "workspace.open": method({
    summary: "Open a folder as the workspace, for this and later starts",
    input: z.strictObject({
      folder: FolderPath.describe("the folder, by its absolute path"),
      create: z.boolean().default(false).describe("make the folder where it is not there"),
    }),
    output: z.strictObject({ present: WorkspaceEntry }),
    writes: true,
  }),
} as const;

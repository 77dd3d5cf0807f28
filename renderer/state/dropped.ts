import type { AppState } from "./app-state.js";

/** What is asked of one thing that was dropped. */
interface Dropped {
  webkitGetAsEntry(): { readonly name: string; readonly isDirectory: boolean } | null;
  getAsFile(): File | null;
}

/**
 * The files of what was dropped. A folder looks like a file that cannot be read, so its name is told and how
 * a folder is opened. To be asked at once: the browser forgets what was dropped when the event is over.
 */
export function droppedFiles(
  items: Iterable<Dropped>,
  { notify, chooseWorkspace }: Pick<AppState, "notify" | "chooseWorkspace">,
): File[] {
  return [...items].flatMap((item) => {
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory !== true) return item.getAsFile() ?? [];
    notify({
      tone: "bad",
      text: `${entry.name} is a folder, and files are taken in: drop those that are in it. A folder of scenarios and results can be opened as a workspace.`,
      action: { label: "Open a workspace…", run: () => void chooseWorkspace() },
    });
    return [];
  });
}

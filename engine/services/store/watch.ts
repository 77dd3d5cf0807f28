import { watch } from "node:fs";
import type { FSWatcher } from "node:fs";
import path from "node:path";
import { isTemporary } from "./atomic-write.js";

/** A git pull writes many files at once. */
const GATHER_MS = 200;

/**
 * Tells which of the folders `names` of `folder` had files written, gathered over a moment, whoever wrote
 * them. Folders may come and go. Where the system cannot watch, nothing is told. Returns a function that stops it.
 */
export function watchFolders(
  folder: string,
  names: readonly string[],
  tell: (names: readonly string[]) => void,
): () => void {
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const note = (name: string): void => {
    changed.add(name);
    timer ??= setTimeout(() => {
      timer = undefined;
      const told = names.filter((one) => changed.has(one));
      changed.clear();
      tell(told);
    }, GATHER_MS);
  };
  const begin = (name: string, heard: (file: string | null) => void): void => {
    watchers.get(name)?.close();
    watchers.delete(name);
    try {
      const watcher = watch(path.join(folder, name), (_event, file) => heard(file));
      watcher.on("error", () => watcher.close());
      watchers.set(name, watcher);
    } catch {
      // It is not there, or the system watches no more: what is shown is read again when it is looked at.
    }
  };
  const beginNamed = (name: string): void =>
    begin(name, (file) => {
      if (file === null || !isTemporary(file)) note(name);
    });

  for (const name of names) beginNamed(name);
  begin(".", (file) => {
    // One that was made, or put in another's place, is not the one that was watched.
    for (const name of names.filter((one) => one === file)) {
      beginNamed(name);
      note(name);
    }
  });
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
}

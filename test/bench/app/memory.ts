import { readFile } from "node:fs/promises";
import { processTree } from "../../e2e/process-tree.js";
import type { TreeProcess } from "../../e2e/process-tree.js";

export interface ProcessMemory extends TreeProcess {
  /** Proportional set size in bytes: pages that several processes share count once among all of them. */
  readonly pssBytes: number;
  /**
   * Bytes that this process alone has written. Unlike the unique set size it does not fall when another Electron
   * starts, which then shares the pages of the program's own file.
   */
  readonly writtenBytes: number;
}

/** Every process below `root`, itself included, with what it holds. Linux alone. */
export async function treeMemory(root: number): Promise<ProcessMemory[]> {
  const tree = await processTree(root);
  const found = await Promise.all(
    tree.map(async (each) => {
      const rollup = await readFile(`/proc/${each.pid}/smaps_rollup`, "utf8").catch(() => "");
      const bytes = (name: string): number =>
        1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(rollup)?.[1]);
      // One that has ended meanwhile holds nothing.
      if (rollup === "") return undefined;
      return { ...each, pssBytes: bytes("Pss"), writtenBytes: bytes("Private_Dirty") };
    }),
  );
  return found.filter((each) => each !== undefined);
}

import { readFile } from "node:fs/promises";
import { processTree } from "../../e2e/process-tree.js";
import type { TreeProcess } from "../../e2e/process-tree.js";

export interface ProcessMemory extends TreeProcess {
  /** Proportional set size in bytes: pages that several processes share count once among all of them. */
  readonly pssBytes: number;
  /** Unique set size in bytes: pages that no other process shares. It does not move with what else runs. */
  readonly ussBytes: number;
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
      const ussBytes = bytes("Private_Clean") + bytes("Private_Dirty");
      return { ...each, pssBytes: bytes("Pss"), ussBytes };
    }),
  );
  return found.filter((each) => each !== undefined);
}

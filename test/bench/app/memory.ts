import { readFile } from "node:fs/promises";
import { processTree } from "../../e2e/process-tree.js";
import type { TreeProcess } from "../../e2e/process-tree.js";

export interface ProcessMemory extends TreeProcess {
  /** Proportional set size in bytes: pages that several processes share count once among all of them. */
  readonly pssBytes: number;
}

/** Every process below `root`, itself included, with its proportional set size. Linux alone. */
export async function treeMemory(root: number): Promise<ProcessMemory[]> {
  const tree = await processTree(root);
  const found = await Promise.all(
    tree.map(async (each) => {
      const rollup = await readFile(`/proc/${each.pid}/smaps_rollup`, "utf8").catch(() => "");
      const pss = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1];
      // One that has ended meanwhile holds nothing.
      return pss === undefined ? undefined : { ...each, pssBytes: Number(pss) * 1024 };
    }),
  );
  return found.filter((each) => each !== undefined);
}

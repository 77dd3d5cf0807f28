import { readdir, readFile } from "node:fs/promises";

/** Memory of one process of a tree. */
export interface ProcessMemory {
  readonly pid: number;
  /** What Chromium calls it: `browser`, `renderer`, `gpu-process`, a utility's name. */
  readonly role: string;
  /** Proportional set size in bytes: pages that several processes share count once among all of them. */
  readonly pssBytes: number;
}

/** Every process below `root`, itself included, with its proportional set size. Linux alone. */
export async function treeMemory(root: number): Promise<ProcessMemory[]> {
  const parents = await parentsOf();
  const inTree = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at)) {
      if (at === root) return true;
    }
    return false;
  };
  const found = await Promise.all([...parents.keys()].filter(inTree).map(memoryOf));
  return found.filter((each) => each !== undefined);
}

async function parentsOf(): Promise<Map<number, number>> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const pairs = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
      if (line === undefined) return undefined;
      // Fields 3 and 4, after a name that may hold anything.
      const [, parent] = line.slice(line.lastIndexOf(")") + 2).split(" ");
      return [pid, Number(parent)] as const;
    }),
  );
  return new Map(pairs.filter((pair) => pair !== undefined));
}

/** Undefined where the process has ended meanwhile. */
async function memoryOf(pid: number): Promise<ProcessMemory | undefined> {
  try {
    const [rollup, command] = await Promise.all([
      readFile(`/proc/${pid}/smaps_rollup`, "utf8"),
      readFile(`/proc/${pid}/cmdline`, "utf8"),
    ]);
    const pss = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1];
    if (pss === undefined) return undefined;
    return { pid, role: roleOf(command), pssBytes: Number(pss) * 1024 };
  } catch {
    return undefined;
  }
}

function roleOf(command: string): string {
  const type = /--type=([\w-]+)/.exec(command)?.[1] ?? "browser";
  return /--utility-sub-type=([\w.]+)/.exec(command)?.[1] ?? type;
}

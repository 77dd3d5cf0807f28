import { readdir, readFile } from "node:fs/promises";

/** A process of an app's tree. */
export interface TreeProcess {
  readonly pid: number;
  /** What Chromium calls it: `browser`, `renderer`, `gpu-process`, a utility's service. */
  readonly role: string;
}

/** The role of Electron's utility processes that run Node; Headroom has one, its engine. */
export const ENGINE_ROLE = "node.mojom.NodeService";

/** `root` and every process below it, as far as they still run. Reads `/proc`, so Linux alone. */
export async function processTree(root: number): Promise<TreeProcess[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map(
    await Promise.all(pids.map(async (pid) => [pid, await parentOf(pid)] as const)),
  );
  const isBelow = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined; at = parents.get(at)) {
      if (at === root) return true;
    }
    return false;
  };
  return Promise.all(
    pids.filter(isBelow).map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      const type = /--type=([\w-]+)/.exec(command)?.[1] ?? "browser";
      return { pid, role: /--utility-sub-type=([\w.]+)/.exec(command)?.[1] ?? type };
    }),
  );
}

/** Undefined where the process has ended meanwhile, or has none. */
async function parentOf(pid: number): Promise<number | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // Fields 3 and 4 of proc(5)'s stat, after a name that may hold anything.
  const parent = Number(line?.slice(line.lastIndexOf(")") + 2).split(" ")[1]);
  return parent > 0 ? parent : undefined;
}

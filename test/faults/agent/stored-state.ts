import Database from "libsql";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { stateFile, ToolStateStore } from "../../../engine/agent/hands/tool-state.js";
import { ToolFault } from "../../../engine/agent/hands/tool-fault.js";
import type { ToolState } from "../../../engine/agent/tool.js";
import { inFolder } from "./damage.js";
import type { Judged, Stored } from "./damage.js";

const NAMESPACE = "shop";
const WRITES = 150;

/** In the order in which they were written: every third one an entry, the others effects. */
const written = Array.from({ length: WRITES }, (_, n) => ({
  isEntry: n % 3 === 0,
  key: `key ${n} é`,
  value: `value ${n} ü `.repeat(n % 50 === 7 ? 600 : 3),
}));

/** State of a tool as it lies on the disk: all in the file, or the last writes in the `-wal` beside it. */
export async function storedState(where: "file" | "wal"): Promise<Stored> {
  return inFolder(async (folder) => {
    const store = new ToolStateStore(folder);
    const state = store.of(NAMESPACE);
    for (const { isEntry, key, value } of written) {
      await (isEntry ? state.set(key, value) : state.effects.append(key, value));
    }
    const file = stateFile(folder, NAMESPACE);
    if (where === "file") {
      const other = new Database(file);
      other.pragma("wal_checkpoint(TRUNCATE)");
      other.close();
    }
    const wal = where === "wal" ? await readFile(`${file}-wal`) : undefined;
    const main = await readFile(file);
    store.close();
    return {
      last: wal ?? main,
      judge: (damaged, at) => judge(wal === undefined ? { damaged } : { main, damaged }, at),
    };
  });
}

/** All is as it was, or the tool is refused its state and told why; of a damaged `-wal` the last writes may be gone. */
async function judge(
  { main, damaged }: { readonly main?: Buffer; readonly damaged: Buffer },
  folder: string,
): Promise<Judged> {
  const file = stateFile(folder, NAMESPACE);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, main ?? damaged);
  if (main !== undefined) await writeFile(`${file}-wal`, damaged);
  const store = new ToolStateStore(folder);
  try {
    const found = await presentIn(store.of(NAMESPACE));
    const isPrefix = found.lastIndexOf(true) < found.filter(Boolean).length;
    const fits = main === undefined ? !found.includes(false) : isPrefix;
    return {
      unharmed: fits,
      violations: fits ? [] : [`${found.filter((is) => !is).length} writes are gone, unnoticed`],
    };
  } catch (error) {
    const isClear =
      error instanceof ToolFault &&
      error.fault === "unavailable" &&
      error.message.includes(`${file} is damaged: `) &&
      error.message.includes("Restore it from a backup");
    return { unharmed: false, violations: isClear ? [] : [`not a clear fault: ${String(error)}`] };
  } finally {
    store.close();
  }
}

/** Which of the writes are there; throws where one reads otherwise. */
async function presentIn(state: ToolState): Promise<boolean[]> {
  const found: boolean[] = [];
  for (const { isEntry, key, value } of written) {
    const read = await (isEntry ? state.get(key) : state.effects.find(key));
    if (read !== undefined && read !== value) throw new Error(`${key} reads otherwise`);
    found.push(read !== undefined);
  }
  return found;
}

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Exactly these, with the newest SQLite driver that the checkpointer takes. */
const PINNED = {
  "@langchain/core": "1.4.0",
  "@langchain/langgraph": "1.7.3",
  "@langchain/langgraph-checkpoint": "1.2.2",
  "@langchain/langgraph-checkpoint-sqlite": "1.0.4",
  "better-sqlite3": "12.11.1",
  zod: "4.6.7",
};

/**
 * Puts LangGraphJS and langgraph.mjs into a folder of the system's temporary files, once for these versions.
 * It is no dependency of Headroom's: its SQLite driver is a native module, fetched or compiled when it is
 * installed, which nobody who builds Headroom needs. Returns the path of the program.
 */
export async function installLangGraph(): Promise<string> {
  const name = `headroom-bench-langgraph-${PINNED["@langchain/langgraph"]}`;
  const folder = path.join(tmpdir(), name);
  const installed = path.join(folder, "installed");
  if (!existsSync(installed)) {
    await mkdir(folder, { recursive: true });
    const manifest = { private: true, type: "module", dependencies: PINNED };
    await writeFile(path.join(folder, "package.json"), JSON.stringify(manifest));
    console.error(`installing LangGraphJS ${PINNED["@langchain/langgraph"]} into ${folder} …`);
    const npm = spawnSync("npm", ["install", "--no-audit", "--no-fund"], {
      cwd: folder,
      encoding: "utf8",
    });
    if (npm.status !== 0) throw new Error(`LangGraphJS could not be installed: ${npm.stderr}`);
    await writeFile(installed, "");
  }
  const program = path.join(folder, "langgraph.mjs");
  await copyFile(fileURLToPath(new URL("langgraph.mjs", import.meta.url)), program);
  return program;
}

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Bundles a TypeScript file so that plain Node can run it, and returns the bundle. */
export async function bundle(source: string, outDir: string): Promise<string> {
  const entry = fileURLToPath(new URL(source, import.meta.url));
  await build({
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir,
      minify: false,
      target: "node20",
      rolldownOptions: { input: entry, output: { entryFileNames: "[name].mjs" } },
    },
  });
  return path.join(outDir, `${path.basename(source, ".ts")}.mjs`);
}

export function run(script: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
}

/** Waits for the process to end and returns its exit code, null when it was killed. */
export async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "close");
  return child.exitCode;
}

import { spawn } from "node:child_process";
import type { ChildProcess, ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { onTestFinished } from "vitest";

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

/** Starts a script, which is killed with the test at the latest. */
export function run(script: string, ...args: string[]): ChildProcessByStdio<null, Readable, null> {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Resolves once the process has printed so many characters; rejects when it ends before. */
export function printed(
  child: ChildProcessByStdio<null, Readable, null>,
  count: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      seen += chunk.length;
      if (seen >= count) resolve();
    });
    child.once("close", () => reject(new Error("the process ended early")));
  });
}

/** Waits for the process to end and returns its exit code, null when it was killed. */
export async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "close");
  return child.exitCode;
}

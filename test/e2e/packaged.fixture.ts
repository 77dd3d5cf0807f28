import { spawn } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { electronRuntime } from "../setup/electron.mjs";
import { startDebugged } from "./debugger.js";
import type { Debugged } from "./debugger.js";
import { ROOT, test as base } from "./electron.fixture.js";

interface WorkerFixtures {
  /** Folder of the application as it ships, packaged from `out/` once for all who drive it. */
  readonly packaged: string;
}

interface Fixtures {
  /** The packaged application, open. */
  readonly shipped: Debugged;
}

const PACKAGING_LIMIT_MS = 180_000;

export const executableOf = (packaged: string): string => path.join(packaged, "headroom");

export const test = base.extend<Fixtures, WorkerFixtures>({
  packaged: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    async ({}, provide) => {
      const output = path.join(ROOT, "test-results", `packaged-${process.pid}`);
      await buildPackage(output);
      await provide(path.join(output, "linux-unpacked"));
      await rm(output, { recursive: true, force: true });
    },
    { scope: "worker", timeout: PACKAGING_LIMIT_MS },
  ],

  shipped: async ({ packaged, home }, provide) => {
    const shipped = await startDebugged(executableOf(packaged), home);
    await provide(shipped);
    await shipped.close();
  },
});

async function buildPackage(output: string): Promise<void> {
  const runtime = await electronRuntime();
  const builder = createRequire(import.meta.url).resolve("electron-builder/cli.js");
  await mkdir(output, { recursive: true });
  const own = runtime.official
    ? []
    : [`-c.electronVersion=${runtime.version}`, `-c.electronDist=${runtime.folder}`];
  const child = spawn(
    process.execPath,
    [builder, "--linux", "dir", `-c.directories.output=${output}`, ...own],
    { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`electron-builder ended with ${String(code)}: ${said}`);
}

export { expect } from "@playwright/test";

import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { findSandbox, BUBBLEWRAP } from "../../engine/agent/hands/sandbox/find-sandbox.js";
import { temporaryFolder } from "../contract/temporary.js";
import { buildEntry } from "../unit/agent/hands/build-entry.js";

/** A disk of its own needs a name space of its own, which not every machine gives to everyone. */
const sandbox = await findSandbox(BUBBLEWRAP).catch((error: unknown) => {
  console.warn(`a full disk is not tested here: ${String(error)}`);
  return undefined;
});
const DISK_BYTES = 32_000_000;

test.skipIf(sandbox === undefined)(
  "a full disk breaks a session off with a clear message; with room again it goes on, and nothing is lost",
  async () => {
    const child = await buildEntry(
      fileURLToPath(new URL("agent/full-disk-child.ts", import.meta.url)),
    );
    onTestFinished(() => child.remove());
    const disk = path.join(await temporaryFolder(), "disk");
    await mkdir(disk, { recursive: true });
    const ownDisk = ["--dev-bind", "/", "/", "--size", String(DISK_BYTES), "--tmpfs", disk];
    const program = [process.execPath, child.file, disk];
    const { stdout } = await promisify(execFile)("bwrap", [...ownDisk, "--", ...program]);
    const file = path.join(disk, "data", "sessions", "sessions.db");
    const message = `${file} was not written: the disk is full`;
    const { kept, ...rest } = z.looseObject({ kept: z.number() }).parse(JSON.parse(stdout));
    expect(kept).toBeGreaterThan(2);
    expect(rest).toMatchObject({
      failure: { code: "unavailable", message },
      why: message,
      // Nobody was told of an event that did not get onto the disk.
      heard: kept,
      sameAfter: true,
      outcome: "completed",
    });
  },
);

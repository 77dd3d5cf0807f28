import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./temporary.js";

const START = path.join(import.meta.dirname, "..", "..", "out", "main", "start.js");

/** Starts Headroom as `npm start` does, with what stands for Electron and for a display. */
async function start(electron: string | undefined, display: string) {
  const folder = await temporaryFolder();
  if (electron !== undefined) {
    await mkdir(path.join(folder, "dist"));
    await writeFile(path.join(folder, "dist", "electron"), `#!/bin/sh\n${electron}\n`, {
      mode: 0o755,
    });
  }
  return spawn(process.execPath, [START], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      HEADROOM_DATA: path.join(folder, "data"),
      ELECTRON_OVERRIDE_DIST_PATH: path.join(folder, "dist"),
      DISPLAY: display,
      // Nothing that could open a browser on the machine of whoever runs this.
      PATH: "/nonexistent",
    },
  });
}

/** Reads standard output up to the address, asks the server for its page, and stops it. */
async function servedAfter(child: Awaited<ReturnType<typeof start>>): Promise<string> {
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes("#token=")) break;
  }
  const address = /http:\S+/.exec(said)?.[0] ?? "";
  const response = await fetch(address);
  expect([200, 404]).toContain(response.status);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  return said;
}

describe.skipIf(process.platform !== "linux")("npm start", () => {
  it("serves a browser where there is no display", async () => {
    const said = await servedAfter(await start("exit 0", ""));
    expect(said).toContain("There is no display. Serving Headroom to a browser");
  });

  it("serves a browser, saying why, where Electron does not start", async () => {
    const crash = 'echo "libgtk-3.so.0: cannot open shared object file" >&2; exit 127';
    const said = await servedAfter(await start(crash, ":99"));
    expect(said).toContain("Electron does not start: libgtk-3.so.0: cannot open shared object");
  });

  it("is the desktop app where Electron runs, and ends with it", async () => {
    const child = await start('echo "window for $1"; exit 0', ":99");
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    expect(await once(child, "close")).toEqual([0, null]);
    expect(said).toBe(`window for ${path.resolve(import.meta.dirname, "..", "..")}\n`);
  });

  it("closes the desktop app when it is stopped itself", async () => {
    const child = await start('trap "exit 0" TERM; echo up; while :; do :; done', ":99");
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([0, null]);
  });
});

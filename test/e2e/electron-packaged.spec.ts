import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { listPackage } from "@electron/asar";
import { FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { chromium } from "@playwright/test";
import type { Browser } from "@playwright/test";
import { isRecord } from "../../engine/base/guards.js";
import { electronRuntime } from "../setup/electron.mjs";
import { debuggerAddress, pageParsed } from "./debugger.js";
import {
  call,
  environment,
  expect,
  OUR_PAGE,
  profileSwitch,
  ROOT,
  SWITCHES,
  test,
} from "./electron.fixture.js";

// One package for all tests here: it is built once, from `out/` as it stands.
test.describe.configure({ mode: "serial" });

const OUTPUT = path.join(ROOT, "test-results", "packaged");
const APP = path.join(OUTPUT, "linux-unpacked");
const EXECUTABLE = path.join(APP, "headroom");
const ARCHIVE = path.join(APP, "resources", "app.asar");

function finished(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("close", resolve));
}

test.beforeAll(async () => {
  test.setTimeout(180_000);
  const runtime = await electronRuntime();
  const builder = createRequire(import.meta.url).resolve("electron-builder/cli.js");
  await mkdir(OUTPUT, { recursive: true });
  const own = runtime.official
    ? []
    : [`-c.electronVersion=${runtime.version}`, `-c.electronDist=${runtime.folder}`];
  const child = spawn(
    process.execPath,
    [builder, "--linux", "dir", `-c.directories.output=${OUTPUT}`, ...own],
    { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  expect(await finished(child), said).toBe(0);
});

test.afterAll(() => rm(OUTPUT, { recursive: true, force: true }));

test("the package holds the build and the scenarios, and nothing else", () => {
  const files = listPackage(ARCHIVE, { isPack: false });
  const top = new Set(files.map((file) => file.split(path.sep)[1]));
  expect(top).toEqual(new Set(["node_modules", "out", "package.json", "scenarios"]));
  // Native modules alone; everything else is bundled, and what only tests need stays outside.
  expect(files).toContain("/node_modules/libsql/package.json");
  for (const tool of ["electron", "typescript", "vitest", "playwright"]) {
    expect(files).not.toContain(`/node_modules/${tool}/package.json`);
  }
  expect(files).toContain("/out/main/engine.js");
  expect(files).toContain("/out/main/simulation.js");
  expect(files).toContain("/scenarios/article.json");
  expect(files.filter((file) => /\.(map|ts|tsx)$/.test(file))).toEqual([]);
});

test("its fuses leave it no way to be another program", async () => {
  const wire = await getCurrentFuseWire(EXECUTABLE);
  const off = [
    FuseV1Options.RunAsNode,
    FuseV1Options.EnableNodeOptionsEnvironmentVariable,
    FuseV1Options.EnableNodeCliInspectArguments,
    FuseV1Options.GrantFileProtocolExtraPrivileges,
  ];
  const on = [
    FuseV1Options.EnableCookieEncryption,
    FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
    FuseV1Options.OnlyLoadAppFromAsar,
  ];
  // The wire holds the characters 0 and 1, as the executable does.
  const state = (fuse: FuseV1Options): string => String.fromCharCode(Number(wire[fuse]));
  expect(off.map(state)).toEqual(off.map(() => "0"));
  expect(on.map(state)).toEqual(on.map(() => "1"));
});

test("it starts, shows its window and simulates in threads inside the archive", async ({
  home,
}) => {
  test.setTimeout(90_000);
  const startedAt = performance.now();
  const child = spawn(EXECUTABLE, [...SWITCHES, profileSwitch(home), "--remote-debugging-port=0"], {
    env: environment(home),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const closed = finished(child);
  let browser: Browser | undefined;
  try {
    const address = await debuggerAddress(child);
    await pageParsed(address);
    browser = await chromium.connectOverCDP(address);
    const [context] = browser.contexts();
    if (context === undefined) throw new Error("no browser context");
    const page = context.pages()[0] ?? (await context.waitForEvent("page"));
    await page.waitForURL(OUR_PAGE);
    await page.waitForLoadState("domcontentloaded");
    const info = await call(page, "system.info", {});
    const interactiveMs = performance.now() - startedAt;
    test
      .info()
      .annotations.push({ type: "interactive", description: `${interactiveMs.toFixed(0)} ms` });
    console.log(`packaged, launch to interactive: ${interactiveMs.toFixed(0)} ms`);
    expect(info).toMatchObject({ kind: "result", output: { dataFolder: path.join(home, "data") } });
    // The page is told to be visible only once the window is.
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe("visible");

    const read = await call(page, "scenario.read", { id: "article" });
    if (read.kind !== "result") throw new Error("the shipped scenario cannot be read");
    const scenario = isRecord(read.output) ? read.output["scenario"] : undefined;
    const settings = { scenario, requests: 2000, replications: 2, seed: 1 };
    const compared = await call(page, "compare", settings);
    expect(compared).toMatchObject({ kind: "result", output: { table: expect.any(Array) } });
    await page.screenshot({ path: path.join(ROOT, "artefacts/electron-packaged.png") });
  } finally {
    await browser?.close();
    child.kill("SIGTERM");
    await closed;
  }
});

test("it refuses to be a plain Node", async ({ home }) => {
  const child = spawn(EXECUTABLE, [...SWITCHES, profileSwitch(home), "-p", "'as ' + 'node'"], {
    env: { ...environment(home), ELECTRON_RUN_AS_NODE: "1" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const closed = finished(child);
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  // A Node would have printed and ended well within this; Headroom opens its window and stays.
  const outcome = await Promise.race([
    closed,
    new Promise((resolve) => setTimeout(() => resolve("running"), 2500)),
  ]);
  child.kill("SIGTERM");
  await closed;
  expect({ outcome, said }).toEqual({ outcome: "running", said: "" });
});

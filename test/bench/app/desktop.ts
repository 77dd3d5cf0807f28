import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { chromium } from "@playwright/test";
import type { Page } from "@playwright/test";
import { WELCOMED } from "../../e2e/browser.fixture.js";
import { debuggerAddress, pageParsed } from "../../e2e/debugger.js";
import {
  environment,
  OUR_PAGE,
  profileSwitch,
  ROOT,
  SWITCHES,
} from "../../e2e/electron.fixture.js";
import { electronRuntime } from "../../setup/electron.mjs";

/** The desktop app as a user starts it: nothing is attached until its page has been parsed. */
export interface DesktopApp {
  readonly pid: number;
  readonly page: Page;
  /** From the start of the process until the scenario is on screen and the engine answers. */
  readonly interactiveMs: number;
  /** Lets go of the page, so that what remains is the app's own. */
  readonly detach: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Starts the built app of this tree in a folder of its own.
 * @param switches More of Chromium's, such as `--js-flags`.
 */
export async function startApp(switches: readonly string[] = []): Promise<DesktopApp> {
  const home = await mkdtemp(path.join(os.tmpdir(), "headroom-app-"));
  await mkdir(path.join(home, "data"));
  await writeFile(path.join(home, "data/settings.json"), WELCOMED);
  const executable = process.env["HEADROOM_ELECTRON"] ?? (await electronRuntime()).executable;
  const startedMs = performance.now();
  const child = spawn(
    executable,
    [...SWITCHES, profileSwitch(home), "--remote-debugging-port=0", ...switches, ROOT],
    { env: environment(home), stdio: ["ignore", "ignore", "pipe"] },
  );
  const { pid } = child;
  if (pid === undefined) throw new Error(`${executable} cannot be started`);
  const address = await debuggerAddress(child);
  await pageParsed(address);
  const browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  const page = context?.pages()[0] ?? (await context?.waitForEvent("page"));
  if (page === undefined) throw new Error("the app opened no page");
  await page.waitForURL(OUR_PAGE);
  await page.getByRole("contentinfo").getByText("Engine ready").waitFor();
  await page.getByRole("heading", { level: 1 }).waitFor();
  const interactiveMs = performance.now() - startedMs;
  return {
    pid,
    page,
    interactiveMs,
    detach: () => browser.close(),
    close: async () => {
      await browser.close();
      await ended(child);
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.once("close", () => resolve());
    child.kill("SIGTERM");
  });
}

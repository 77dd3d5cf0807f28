import { chromium } from "@playwright/test";
import type { Page } from "@playwright/test";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { CHROMIUM_SWITCHES, serve, WELCOMED } from "../../e2e/browser.fixture.js";
import { runButton, startAtCompare } from "../../e2e/journey.js";
import { startApp } from "../app/desktop.js";
import { largeScenarios } from "./files.js";
import { walkLarge } from "./large.js";
import { HEADER, observe } from "./measure.js";
import { walkEveryday } from "./walk.js";

/*
 * How long the page is deaf: for each thing a user does, the longest task of its main thread and the
 * longest time from an input to the next paint, as Chromium itself measures them. Prints a table; what
 * is over the limit is marked. Wall time counts what else the machine does, so it wants a quiet one; the
 * processor's time of the same tasks, out of Chromium's trace, does not.
 */

const WALKS = { everyday: walkEveryday, large: walkLarge };

/** `--electron`: in the desktop app and not in a browser. `--only everyday|large`: a part of the table. */
export async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { electron: { type: "boolean", default: false }, only: { type: "string" } },
  });
  const opened = await (values.electron ? openDesktop() : openBrowser());
  try {
    await observe(opened.page);
    console.log(HEADER);
    for (const [name, walk] of Object.entries(WALKS)) {
      if (values.only === undefined || values.only === name) await walk(opened.page);
    }
  } finally {
    await opened.close();
  }
}

interface Opened {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

async function openDesktop(): Promise<Opened> {
  const app = await startApp(largeScenarios());
  await startAtCompare(app.page);
  return app;
}

async function openBrowser(): Promise<Opened> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "headroom-stalls-"));
  await mkdir(path.join(folder, "scenarios"));
  const files = { "settings.json": WELCOMED, ...largeScenarios() };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  const served = await serve(folder);
  const browser = await chromium.launch({
    executablePath: process.env["HEADROOM_CHROMIUM"] ?? "/usr/bin/chromium",
    args: CHROMIUM_SWITCHES,
  });
  const close = async (): Promise<void> => {
    await browser.close();
    await served.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
    await page.goto(`${served.address}&to=%2Fcompare%2Farticle`);
    await runButton(page).waitFor();
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

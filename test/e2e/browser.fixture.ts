import { chromium, test as base } from "@playwright/test";
import type { Browser, Page } from "@playwright/test";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";

export { expect } from "@playwright/test";

export const ROOT = path.resolve(import.meta.dirname, "../..");

export const CHROMIUM_SWITCHES = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What `serve --json` prints once it listens. */
const Announcement = z.object({ address: z.url() });

/** Settings of a data folder in which the first run and the tour are over. */
export const WELCOMED = JSON.stringify({ firstRunDone: true, tourDone: true });

export interface Served {
  /** With the access token in its fragment, as a person gets it. */
  readonly address: string;
  /** Kills the server, as a crash would. */
  readonly kill: () => Promise<void>;
}

interface Fixtures {
  /** A data folder of this test alone. */
  readonly dataFolder: string;
  readonly served: Served;
  /** Whether the app is started for the first time ever; else it opens at the comparison of the article. */
  readonly fresh: boolean;
  /** The app, open. */
  readonly app: Page;
}

interface WorkerFixtures {
  readonly chrome: Browser;
}

/** Starts `headroom serve` on a free port and waits for the address that it prints. */
export async function serve(dataFolder: string): Promise<Served> {
  const child = spawn(
    process.execPath,
    [path.join(ROOT, "out/main/cli.js"), "serve", "--port", "0", "--json", "--data", dataFolder],
    { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] },
  );
  const lines = createInterface({ input: child.stdout });
  const ended = once(child);
  const first = await Promise.race([
    new Promise<string>((resolve) => lines.once("line", resolve)),
    ended.then(() => undefined),
  ]);
  if (first === undefined) throw new Error("the server ended before it listened");
  const { address } = Announcement.parse(JSON.parse(first));
  return {
    address,
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function once(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  chrome: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    async ({}, provide) => {
      const chrome = await chromium.launch({
        executablePath: process.env["HEADROOM_CHROMIUM"] ?? "/usr/bin/chromium",
        args: CHROMIUM_SWITCHES,
      });
      await provide(chrome);
      await chrome.close();
    },
    { scope: "worker" },
  ],

  fresh: [false, { option: true }],

  dataFolder: async ({ fresh }, provide) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "headroom-browser-"));
    if (!fresh) await writeFile(path.join(folder, "settings.json"), WELCOMED);
    await provide(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },

  served: async ({ dataFolder }, provide) => {
    const served = await serve(dataFolder);
    await provide(served);
    await served.kill();
  },

  app: async ({ chrome, served, fresh }, provide) => {
    const context = await chrome.newContext({
      viewport: { width: 1280, height: 800 },
      locale: "en-US",
      timezoneId: "UTC",
      colorScheme: "light",
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      // A server that a test kills on purpose cannot be reached: Chromium says so on its own.
      const expected = /Failed to load resource|ERR_CONNECTION/.test(message.text());
      if (message.type() === "error" && !expected) faults.push(message.text());
    });
    await page.goto(fresh ? served.address : `${served.address}&to=%2Fcompare%2Farticle`);
    await provide(page);
    await context.close();
    if (faults.length > 0) throw new Error(`the page reported: ${faults.join("\n")}`);
  },
});

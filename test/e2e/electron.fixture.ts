import { _electron, test as base } from "@playwright/test";
import type { ElectronApplication, Page } from "@playwright/test";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { joined } from "../../engine/contract/parts.js";
import type { Part } from "../../engine/contract/parts.js";
import type { DesktopBridge, EngineStatus, WireReply } from "../../engine/contract/wire.js";
import { WELCOMED } from "./browser.fixture.js";
import { electronRuntime } from "../setup/electron.mjs";

declare global {
  interface Window {
    readonly headroom?: DesktopBridge;
    /** Every engine status since {@link watchStatus}. */
    seenStatus?: EngineStatus[];
  }
}

export const ROOT = path.resolve(import.meta.dirname, "../..");

/** The page's address, wherever its own routing has gone. */
export const OUR_PAGE = /^headroom:\/\/app\/(#.*)?$/;

/** Root has no Chromium sandbox on Linux, and a virtual display no GPU. */
export const SWITCHES = [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-gpu"];

/**
 * Holds the application back until Playwright listens. Playwright adds it only where it finds Electron
 * by itself; without it, a launch under load now and then waits for a page that was there too early.
 */
const LOADER = path.join(
  path.dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")),
  "lib/server/electron/loader.js",
);

const QUIT_LIMIT_MS = 15_000;

export interface Desktop {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Quits as a user would, once; an application that does not is ended and fails the test. */
  readonly quit: () => Promise<void>;
}

interface Fixtures {
  /** A folder of this test alone: the application's profile and the user's data. */
  readonly home: string;
  readonly launch: () => Promise<Desktop>;
  readonly desktop: Desktop;
}

/** The environment in which everything the application keeps lands under `home`. */
export function environment(home: string): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(kept), HEADROOM_DATA: path.join(home, "data") };
}

export function profileSwitch(home: string): string {
  return `--user-data-dir=${path.join(home, "profile")}`;
}

export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
  home: async ({}, provide) => {
    const home = await mkdtemp(path.join(os.tmpdir(), "headroom-desktop-"));
    await mkdir(path.join(home, "data"));
    await writeFile(path.join(home, "data/settings.json"), WELCOMED);
    await provide(home);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  },

  launch: async ({ home }, provide) => {
    const open: (() => Promise<void>)[] = [];
    await provide(async () => {
      const app = await _electron.launch({
        executablePath: process.env["HEADROOM_ELECTRON"] ?? (await electronRuntime()).executable,
        args: [...SWITCHES, profileSwitch(home), "-r", LOADER, ROOT],
        env: environment(home),
      });
      const quit = quitter(app);
      open.push(quit);
      const page = await app.firstWindow();
      // Closing a window whose page is just being committed waits for an answer that never comes, and
      // Playwright has turned off the timer by which Chromium would give up on it.
      await page.waitForURL(OUR_PAGE);
      return { app, page, quit };
    });
    for (const quit of open) await quit();
  },

  desktop: async ({ launch }, provide) => {
    await provide(await launch());
  },
});

function quitter(app: ElectronApplication): () => Promise<void> {
  // Playwright forgets the process once it has gone.
  const child = app.process();
  let quitting: Promise<void> | undefined;
  const quit = async (): Promise<void> => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, QUIT_LIMIT_MS);
    await app.close();
    clearTimeout(timer);
    if (late) throw new Error(`Headroom did not quit within ${QUIT_LIMIT_MS} ms`);
  };
  return () => (quitting ??= quit());
}

export { expect } from "@playwright/test";

/** Ids of the tests' own calls, far from those that the page's bridge counts up from 0. */
let nextId = 1_000_000;

/** Sends a call over the preload's bridge, as the page would, and waits for its last reply and what belongs to it. */
export async function call(page: Page, method: string, input: unknown): Promise<WireReply> {
  const { last, before } = await page.evaluate(
    ([id, name, value]) =>
      new Promise<{ readonly last: WireReply; readonly before: Part[] }>((resolve, reject) => {
        const bridge = window.headroom;
        if (bridge === undefined) {
          reject(new Error("the page has no bridge"));
          return;
        }
        const parts: Part[] = [];
        const stop = bridge.onReply((reply) => {
          if (reply.id !== id || reply.kind === "event") return;
          if (reply.kind === "part") {
            parts.push(reply);
            return;
          }
          stop();
          resolve({ last: reply, before: parts });
        });
        bridge.send({ kind: "call", id, method: name, input: value });
      }),
    [nextId++, method, input] as const,
  );
  if (last.kind !== "result") return last;
  return { ...last, output: await joined(last.output, before, () => Promise.resolve()) };
}

/** Starts collecting the statuses that the main process pushes, in `window.seenStatus`. */
export async function watchStatus(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: EngineStatus[] = [];
    window.seenStatus = seen;
    window.headroom?.onEngineStatus((status) => void seen.push(status));
  });
}

export async function seenStates(page: Page): Promise<string[]> {
  return page.evaluate(() => (window.seenStatus ?? []).map((status) => status.state));
}

/** The process id of the running engine, or undefined while there is none. */
export async function enginePid(app: ElectronApplication): Promise<number | undefined> {
  return app.evaluate(
    ({ app: electron }) =>
      electron.getAppMetrics().find((metric) => metric.name === "Headroom engine")?.pid,
  );
}

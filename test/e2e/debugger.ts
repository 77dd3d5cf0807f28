import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chromium } from "@playwright/test";
import type { Page } from "@playwright/test";
import { isRecord } from "../../engine/base/guards.js";
import { environment, OUR_PAGE, profileSwitch, SWITCHES } from "./electron.fixture.js";

/** A running Headroom whose page is reached by Chromium's debugging port, as a packaged one has to be. */
export interface Debugged {
  readonly pid: number;
  readonly page: Page;
  /** Lets go of the page; the app runs on. */
  readonly detach: () => Promise<void>;
  /** Ends the app, and resolves once it has ended. */
  readonly close: () => Promise<void>;
}

/**
 * Starts `executable` with everything it keeps under `home`. Its node debugger may be fused off, so
 * Playwright's own launcher cannot be used.
 */
export async function startDebugged(
  executable: string,
  home: string,
  args: readonly string[] = [],
): Promise<Debugged> {
  const child = spawn(
    executable,
    [...SWITCHES, profileSwitch(home), "--remote-debugging-port=0", ...args],
    { env: environment(home), stdio: ["ignore", "ignore", "pipe"] },
  );
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const end = async (): Promise<void> => {
    child.kill("SIGTERM");
    await closed;
  };
  try {
    const address = await debuggerAddress(child);
    await pageParsed(address);
    const browser = await chromium.connectOverCDP(address);
    const [context] = browser.contexts();
    const page = context?.pages()[0] ?? (await context?.waitForEvent("page"));
    if (page === undefined || child.pid === undefined) throw new Error("Headroom opened no page");
    await page.waitForURL(OUR_PAGE);
    await page.waitForLoadState("domcontentloaded");
    return {
      pid: child.pid,
      page,
      detach: () => browser.close(),
      close: async () => {
        await browser.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function debuggerAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("error", reject);
    child.once("close", () => reject(new Error(`Headroom ended before it listened: ${said}`)));
  });
}

/**
 * Waits, without attaching, until the page has parsed its document: whoever attaches to a page that is
 * just being committed may wait for ever, and a packaged Headroom cannot be held back for it.
 */
async function pageParsed(address: string): Promise<void> {
  const list = `http://${new URL(address).host}/json/list`;
  for (;;) {
    const targets: unknown = await (await fetch(list)).json();
    if (
      Array.isArray(targets) &&
      targets.some((each) => isRecord(each) && each["title"] === "Headroom")
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

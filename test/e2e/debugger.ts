import type { ChildProcess } from "node:child_process";
import { isRecord } from "../../engine/base/guards.js";

/** The debugging address that Chromium prints; its node twin is fused off, so Playwright's launcher cannot be used. */
export function debuggerAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("close", () => reject(new Error(`Headroom ended before it listened: ${said}`)));
  });
}

/**
 * Waits, without attaching, until the page has parsed its document: whoever attaches to a page that is
 * just being committed may wait for ever, and a packaged Headroom cannot be held back for it.
 */
export async function pageParsed(address: string): Promise<void> {
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

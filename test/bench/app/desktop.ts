import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { WELCOMED } from "../../e2e/browser.fixture.js";
import { startDebugged } from "../../e2e/debugger.js";
import type { Debugged } from "../../e2e/debugger.js";
import { ROOT } from "../../e2e/electron.fixture.js";
import { electronRuntime } from "../../setup/electron.mjs";

/** The desktop app as a user starts it: nothing is attached until its page has been parsed. */
export interface DesktopApp extends Debugged {
  /** From the start of the process until the scenario is on screen and the engine answers. */
  readonly interactiveMs: number;
}

/**
 * Starts the built app of this tree in a folder of its own.
 * @param files Text of what lies in the data folder before, by its path there.
 */
export async function startApp(files: Readonly<Record<string, string>> = {}): Promise<DesktopApp> {
  const home = await mkdtemp(path.join(os.tmpdir(), "headroom-app-"));
  for (const [name, text] of Object.entries({ "settings.json": WELCOMED, ...files })) {
    const file = path.join(home, "data", name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const executable = process.env["HEADROOM_ELECTRON"] ?? (await electronRuntime()).executable;
  const startedMs = performance.now();
  const app = await startDebugged(executable, home, [ROOT]);
  await app.page.getByRole("contentinfo").getByText("Engine ready").waitFor();
  await app.page.getByRole("heading", { level: 1 }).waitFor();
  return {
    ...app,
    interactiveMs: performance.now() - startedMs,
    close: async () => {
      await app.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

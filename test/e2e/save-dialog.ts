import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "@playwright/test";

const run = promisify(execFile);
/** GTK's own name for it. */
const TITLE = "^Save File$";

const dialogs = (): Promise<string[]> =>
  // It ends with 1 where there is no such window.
  run("xdotool", ["search", "--onlyvisible", "--name", TITLE]).then(
    ({ stdout }) => stdout.trim().split("\n"),
    () => [],
  );

/**
 * Answers the system's save dialog as a person does: the path of a file that does not exist yet is typed
 * over the proposed name. The dialog is no part of the page, so that the keys are pressed on the display.
 */
export async function saveInDialog(file: string): Promise<void> {
  await expect.poll(dialogs, { timeout: 120_000 }).toHaveLength(1);
  // One that has just been shown may not take keys yet: what it misses is typed again.
  await expect(async () => {
    const [dialog] = await dialogs();
    if (dialog === undefined) return;
    await run("xdotool", ["windowfocus", "--sync", dialog]);
    await run("xdotool", ["key", "ctrl+a"]);
    await run("xdotool", ["type", "--delay", "10", file]);
    await run("xdotool", ["key", "Return"]);
    await expect.poll(dialogs, { timeout: 5_000 }).toEqual([]);
  }).toPass({ timeout: 60_000 });
}

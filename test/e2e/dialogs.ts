import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "@playwright/test";

const run = promisify(execFile);
/** GTK's own name for it. */
const SAVE_FILE = "Save File";

const dialogs = (title: string): Promise<string[]> =>
  // It ends with 1 where there is no such window.
  run("xdotool", ["search", "--onlyvisible", "--name", `^${title}$`]).then(
    ({ stdout }) => stdout.trim().split("\n"),
    () => [],
  );

/** Waits for a dialog of the system's, which is no part of the page, and does on the display what closes it. */
async function answer(title: string, press: () => Promise<void>): Promise<void> {
  await expect.poll(() => dialogs(title), { timeout: 120_000 }).toHaveLength(1);
  // One that has just been shown may not take keys yet: what it misses is pressed again.
  await expect(async () => {
    const [dialog] = await dialogs(title);
    if (dialog === undefined) return;
    await run("xdotool", ["windowfocus", "--sync", dialog]);
    await press();
    await expect.poll(() => dialogs(title), { timeout: 5_000 }).toEqual([]);
  }).toPass({ timeout: 60_000 });
}

/**
 * Answers the system's save dialog as a person does: the path of a file that does not exist yet is typed
 * over the proposed name.
 */
export async function saveInDialog(file: string): Promise<void> {
  await answer(SAVE_FILE, async () => {
    await run("xdotool", ["key", "ctrl+a"]);
    await run("xdotool", ["type", "--delay", "10", file]);
    await run("xdotool", ["key", "Return"]);
  });
}

/** Presses these keys, one after the other, in the message box of that title, until it closes. */
export async function pressInDialog(title: string, ...keys: readonly string[]): Promise<void> {
  await answer(title, async () => void (await run("xdotool", ["key", ...keys])));
}

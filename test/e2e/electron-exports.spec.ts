import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "./electron.fixture.js";
import { filmSeconds } from "./exports.js";
import { openPane, scenarioEntry } from "./journey.js";
import { saveInDialog } from "./save-dialog.js";

test("a film of a chart is saved where the user says in the system's own dialog", async ({
  desktop: { page },
  home,
}) => {
  test.setTimeout(300_000);
  await scenarioEntry(page, "Customer support").click();
  await openPane(page, "Simulate");
  await page.getByRole("main").getByRole("button", { name: "Simulate", exact: true }).click();
  const film = page.getByRole("article", { name: "Simulation" }).getByRole("figure").first();
  await expect(film).toBeVisible({ timeout: 120_000 });
  await film.getByRole("button", { name: /^Export / }).click();
  await page.getByRole("menuitem", { name: /^WebM/ }).click();
  const file = path.join(home, "film.webm");
  await saveInDialog(file);
  // The file is there once the whole of it is.
  const read = (): Promise<Buffer> => readFile(file).catch(() => Buffer.of());
  await expect.poll(async () => (await read()).length, { timeout: 60_000 }).toBeGreaterThan(100);
  const seconds = filmSeconds(await read());
  expect(seconds).toBeGreaterThan(11.8);
  expect(seconds).toBeLessThanOrEqual(12);
});

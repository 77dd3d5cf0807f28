import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pressInDialog, saveInDialog } from "./dialogs.js";
import { expect, ROOT, test } from "./electron.fixture.js";
import { filmSeconds } from "./exports.js";
import { openPane, quickArticle, replaceText, runButton, scenarioEntry } from "./journey.js";

test("the system's own dialogs: a film is saved where the user says, a result not on disk is asked for", async ({
  desktop: { app, page },
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

  // The notice leads to the folder of that file, and the page to no other.
  await app.evaluate(({ app: electron, shell }) => {
    const shown: string[] = [];
    Reflect.set(electron, "shownByTest", shown);
    shell.showItemInFolder = (item) => void shown.push(item);
  });
  await page.evaluate(
    (other) => {
      // As any script in the page could call it.
      const show: unknown = Reflect.get(window.headroom ?? {}, "showSaved");
      if (typeof show !== "function") throw new Error("the page has no bridge");
      for (const id of [1, -1, 0.5, other, [0], "length"]) Reflect.apply(show, undefined, [id]);
    },
    path.join(home, "data/settings.json"),
  );
  await expect(page.getByText(`Saved ${file}.`)).toBeVisible();
  await page.screenshot({ path: path.join(ROOT, "artefacts/electron-saved.png") });
  await page.getByRole("button", { name: "Show in folder" }).click();
  await expect
    .poll(() => app.evaluate(({ app: electron }) => Reflect.get(electron, "shownByTest")))
    .toEqual([file]);
  await app.evaluate(({ session }) => {
    session.defaultSession.once("will-download", (_event, download) =>
      download.setSavePath("/proc/nowhere/a.csv"),
    );
  });
  await page.evaluate(() => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["a"]));
    link.download = "a.csv";
    link.click();
  });
  await expect(page.getByText("/proc/nowhere/a.csv was not written.")).toBeVisible();

  await writeFile(path.join(home, "data/runs"), "a file in the place of the folder");
  await openPane(page, "Scenario");
  await replaceText(page, await quickArticle());
  await runButton(page).click();
  const told = page.getByText(/^This result is not stored yet/);
  await expect(told).toBeVisible({ timeout: 60_000 });
  // Playwright would answer the page's own event instead of the user.
  page.on("dialog", () => undefined);
  for (const key of ["Escape", "Return"]) {
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await pressInDialog("Not on disk", key);
    await expect(told).toBeVisible();
  }
  const ended = app.waitForEvent("close");
  await app.evaluate(({ app: electron }) => electron.quit());
  await pressInDialog("Not on disk", "Tab", "Return");
  await ended;
});

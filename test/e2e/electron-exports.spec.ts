import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "./electron.fixture.js";
import { filmSeconds, pngSize } from "./exports.js";
import { openPane, result, runButton, scenarioEntry } from "./journey.js";

test("charts and a whole result are saved to files by the desktop", async ({ desktop, home }) => {
  test.setTimeout(300_000);
  const { app, page } = desktop;
  // The folder stands for what a person picks in the system's own dialog, which no test can press.
  await app.evaluate(({ dialog, session }, folder) => {
    session.defaultSession.on("will-download", (_event, item) => {
      item.setSavePath(`${folder}/${item.getFilename()}`);
    });
    dialog.showSaveDialog = async (_window: unknown, options?: { defaultPath?: string }) => ({
      canceled: false,
      filePath: `${folder}/${(options?.defaultPath ?? "").split(/[\\/]/).at(-1) ?? ""}`,
    });
  }, home);
  const saved = (file: string): Promise<Buffer> => readFile(path.join(home, file));
  const waitFor = async (file: string): Promise<Buffer> => {
    await expect
      .poll(
        () =>
          saved(file).then(
            ({ length }) => length,
            () => 0,
          ),
        { timeout: 180_000 },
      )
      .toBeGreaterThan(100);
    return saved(file);
  };

  await scenarioEntry(page, "The article").click();
  await runButton(page).click();
  await openPane(page, "Compare");
  const shown = result(page);
  await expect(shown).toBeVisible({ timeout: 120_000 });
  const pick = async (choice: RegExp): Promise<void> => {
    await shown.getByRole("button", { name: "Export Time by stage" }).click();
    await page.getByRole("menuitem", { name: choice }).click();
  };
  await pick(/^SVG/);
  expect((await waitFor("the-article-time-by-stage.svg")).toString("utf8")).toContain("<svg");
  await pick(/^PNG 3×/);
  const png = pngSize(await waitFor("the-article-time-by-stage@3x.png"));
  expect(png.width).toBe(3 * 960);
  await pick(/^CSV/);
  expect((await waitFor("the-article-time-by-stage.csv")).toString("utf8")).toContain("(ms)");

  await shown.getByRole("button", { name: "Export Result of the run as PDF" }).click();
  await page.getByRole("menuitem", { name: "PDF, US Letter" }).click();
  const pdf = (await waitFor("the-article-result-of-the-run.pdf")).toString("latin1");
  expect(pdf.startsWith("%PDF-")).toBe(true);
  // US Letter is 612 by 792 points, in every page's box.
  expect(pdf).toMatch(/\/MediaBox\s*\[0 0 612(\.\d+)? 79[12](\.\d+)?\]/);
  await expect(page.getByText(/^Saved .*\.pdf\.$/)).toBeVisible();

  await openPane(page, "Simulate");
  await page.getByRole("main").getByRole("button", { name: "Simulate", exact: true }).click();
  const film = page.getByRole("article", { name: "Simulation" }).getByRole("figure").first();
  await expect(film).toBeVisible({ timeout: 120_000 });
  await film.getByRole("button", { name: /^Export / }).click();
  await page.getByRole("menuitem", { name: /^WebM/ }).click();
  const webm = await waitFor("the-article-throughput-as-pools-scale.webm");
  expect(filmSeconds(webm)).toBeGreaterThan(11.8);
  expect(filmSeconds(webm)).toBeLessThanOrEqual(12);
});

import type { Locator, Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseCsv } from "../unit/renderer/csv-reader.js";
import { expect, ROOT, test } from "./browser.fixture.js";
import { exported, openSvg, pngSize } from "./exports.js";
import { openPane, replaceText, result, runToResult } from "./journey.js";

/** The columns of a table's CSV that hold numbers: every field of theirs is one, or nothing. */
function numbersOf(file: Buffer): number[] {
  const [header = [], ...rows] = parseCsv(file.toString("utf8"));
  expect(rows.length).toBeGreaterThan(0);
  return header.flatMap((_, at) => {
    const fields = rows.map((row) => row[at] ?? "").filter((field) => field !== "");
    return fields.every((field) => field.trim() !== "" && Number.isFinite(Number(field)))
      ? fields.map(Number)
      : [];
  });
}

/** The chart as SVG, three times as fine as PNG, and its table as CSV: each is opened and looked into. */
async function exportsOf(page: Page, chart: Locator): Promise<void> {
  const svg = await openSvg(page, await exported(chart, /^SVG/));
  expect(svg.words).toContain("not measured");
  const png = pngSize(await exported(chart, /^PNG 3×/));
  expect(png).toEqual({ width: 3 * svg.width, height: 3 * svg.height });
  expect(numbersOf(await exported(chart, /^CSV/)).length).toBeGreaterThan(0);
}

test("journey: the article to its result, its money, its milestones, and all of it to files", async ({
  app,
}) => {
  test.setTimeout(300_000);
  const article = await readFile(path.join(ROOT, "scenarios/article.json"), "utf8");
  const quick = article
    .replace('"requests": 20000', '"requests": 2000')
    .replace(/"replications": \d+/, '"replications": 4');
  await openPane(app, "Scenario");
  await replaceText(app, quick);
  await runToResult(app);
  await exportsOf(app, result(app).getByRole("figure").first());
  const saved = app.waitForEvent("download");
  await result(app).getByRole("button", { name: "Export Before and after as CSV" }).click();
  const table = parseCsv(await readFile(await (await saved).path(), "utf8"));
  const [header = []] = table;
  const p95 = table.find((row) => row.includes("latencyMs.p95")) ?? [];
  const cell = (name: string): number => Number(p95[header.indexOf(name)]);
  expect(cell("Difference")).toBeCloseTo(cell("Decoupled") - cell("Coupled"), 6);
  expect(cell("Difference: 95% interval, low")).toBeLessThan(cell("Difference"));
  expect(cell("Difference: 95% interval, high")).toBeGreaterThan(cell("Difference"));

  await openPane(app, "Money");
  await app.getByRole("main").getByRole("button", { name: "Project the scenario" }).click();
  const money = app.getByRole("article", { name: "Money" });
  await expect(money).toBeVisible({ timeout: 120_000 });
  await exportsOf(app, money.getByRole("figure").first());
  await openPane(app, "Milestones");
  const milestones = app.getByRole("article", { name: "Milestones" });
  await exportsOf(app, milestones.getByRole("figure").first());

  // The browser prints with its own dialog; the page stays laid out for paper until that is closed.
  await openPane(app, "Money");
  await app.evaluate(() => {
    window.print = () => {};
  });
  await money.getByRole("button", { name: "Export Money as PDF" }).click();
  await app.getByRole("menuitem", { name: "PDF, A4" }).click();
  await expect(app.locator(".paper")).toBeAttached();
  const pdf = await app.pdf({ preferCSSPageSize: true, printBackground: true });
  // A4 is 595 by 842 points, in every page's box.
  expect(pdf.toString("latin1")).toMatch(/\/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
  await app.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await expect(app.locator(".paper")).toHaveCount(0);

  // Two charts go on slides of a new deck, change places, and are printed a slide to a page.
  await openPane(app, "Compare");
  for (const chart of ["Latency distribution", "Time by stage"]) {
    await result(app)
      .getByRole("button", { name: `Export ${chart}`, exact: true })
      .click();
    await app.getByRole("menuitem", { name: /^Add to deck/ }).click();
    const dialog = app.getByRole("dialog", { name: "Add to a deck" });
    await dialog.getByRole("button", { name: "Add the slide" }).click();
    await expect(app.getByText("A slide was added to Board deck.").last()).toBeVisible();
    await app.getByRole("button", { name: "Dismiss" }).last().click();
  }
  await app.getByRole("navigation", { name: "Decks" }).getByText("Board deck").click();
  const deck = app.getByRole("article", { name: "Deck Board deck" });
  await deck.getByRole("button", { name: "Move Time by stage up" }).click();
  await expect(deck.getByRole("listitem").first()).toContainText("Time by stage");
  await expect(deck.getByRole("region", { name: "Slide 1 of 2: Time by stage" })).toContainText(
    "run of",
  );
  await deck.getByRole("button", { name: "Export Board deck as PDF" }).click();
  await app.getByRole("menuitem", { name: "PDF, slides 16:9" }).click();
  await expect(app.locator(".deck-sheet")).toHaveCount(2);
  const slides = (await app.pdf({ preferCSSPageSize: true, printBackground: true })).toString(
    "latin1",
  );
  // 1280 by 720 pixels are 960 by 540 points; two pages and no empty one after them.
  expect(slides.match(/\/MediaBox\s*\[0 0 960(\.\d+)? 540(\.\d+)?\]/g)).toHaveLength(2);
  expect(slides.match(/\/Type\s*\/Page\b/g)).toHaveLength(2);
  await app.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await expect(app.locator(".deck-sheet")).toHaveCount(0);
});

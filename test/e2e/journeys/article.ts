import { expect } from "@playwright/test";
import type { Locator } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { parseCsv } from "../../unit/renderer/csv-reader.js";
import { exported, openSvg, pngSize } from "../exports.js";
import { openPane, result, runQuickly, seeWholeResult } from "../journey.js";
import type { Host } from "./host.js";

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

/** The chart as SVG, as PNG so many times as fine, and its table as CSV: each is opened and looked into. */
async function exportsOf(chart: Locator, scales: readonly number[] = [3]): Promise<void> {
  const svg = await openSvg(chart.page(), await exported(chart, /^SVG/));
  expect(svg.words).toContain("not measured");
  for (const scale of scales) {
    const png = pngSize(await exported(chart, new RegExp(`^PNG ${scale}×`)));
    expect(png).toEqual({ width: scale * svg.width, height: scale * svg.height });
  }
  expect(numbersOf(await exported(chart, /^CSV/)).length).toBeGreaterThan(0);
}

/** The boxes of a PDF's pages, width and height in points. */
function pagesOf(pdf: Buffer): string[] {
  const text = pdf.toString("latin1");
  expect(text.startsWith("%PDF-")).toBe(true);
  const boxes = text.match(/\/MediaBox\s*\[0 0 [\d.]+ [\d.]+\]/g) ?? [];
  expect(text.match(/\/Type\s*\/Page\b/g)).toHaveLength(boxes.length);
  return boxes;
}

export async function fromArticleToFiles({ page, pdf }: Host): Promise<void> {
  await runQuickly(page);
  await seeWholeResult(page);
  await exportsOf(result(page).getByRole("figure").first(), [1, 2, 3]);
  const saved = page.waitForEvent("download");
  await result(page).getByRole("button", { name: "Export Before and after as CSV" }).click();
  const table = parseCsv(await readFile(await (await saved).path(), "utf8"));
  const [header = []] = table;
  const p95 = table.find((row) => row.includes("latencyMs.p95")) ?? [];
  const cell = (name: string): number => Number(p95[header.indexOf(name)]);
  expect(cell("Difference")).toBeCloseTo(cell("Decoupled") - cell("Coupled"), 6);
  expect(cell("Difference: 95% interval, low")).toBeLessThan(cell("Difference"));
  expect(cell("Difference: 95% interval, high")).toBeGreaterThan(cell("Difference"));

  await openPane(page, "Money");
  await page.getByRole("main").getByRole("button", { name: "Project the scenario" }).click();
  const money = page.getByRole("article", { name: "Money" });
  await expect(money).toBeVisible({ timeout: 120_000 });
  await exportsOf(money.getByRole("figure").first());
  await openPane(page, "Milestones");
  const milestones = page.getByRole("article", { name: "Milestones" });
  await exportsOf(milestones.getByRole("figure").first());

  await openPane(page, "Money");
  await money.getByRole("button", { name: "Export Money as PDF" }).click();
  const paper = pagesOf(await pdf(page.getByRole("menuitem", { name: "PDF, A4" })));
  // A4 is 595 by 842 points, on every page.
  expect(paper.length).toBeGreaterThan(1);
  for (const box of paper) expect(box).toMatch(/\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]$/);
  await expect(page.locator(".paper")).toHaveCount(0);

  // Two charts go on slides of a new deck, change places, and are printed a slide to a page.
  await openPane(page, "Compare");
  for (const chart of ["Latency distribution", "Time by stage"]) {
    await result(page)
      .getByRole("button", { name: `Export ${chart}`, exact: true })
      .click();
    await page.getByRole("menuitem", { name: /^Add to deck/ }).click();
    const dialog = page.getByRole("dialog", { name: "Add to a deck" });
    await dialog.getByRole("button", { name: "Add the slide" }).click();
    await expect(page.getByText("A slide was added to Board deck.").last()).toBeVisible();
    await page.getByRole("button", { name: "Dismiss" }).last().click();
  }
  await page.getByRole("navigation", { name: "Decks" }).getByText("Board deck").click();
  const deck = page.getByRole("article", { name: "Deck Board deck" });
  await deck.getByRole("button", { name: "Move Time by stage up" }).click();
  await expect(deck.getByRole("listitem").first()).toContainText("Time by stage");
  await expect(deck.getByRole("region", { name: "Slide 1 of 2: Time by stage" })).toContainText(
    "run of",
  );
  await deck.getByRole("button", { name: "Export Board deck as PDF" }).click();
  const slides = pagesOf(await pdf(page.getByRole("menuitem", { name: "PDF, slides 16:9" })));
  // 1280 by 720 pixels are 960 by 540 points; two pages and no empty one after them.
  expect(slides).toHaveLength(2);
  for (const box of slides) expect(box).toMatch(/\[0 0 960(\.\d+)? 540(\.\d+)?\]$/);
  await expect(page.locator(".deck-sheet")).toHaveCount(0);
}

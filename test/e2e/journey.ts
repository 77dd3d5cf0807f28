import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import path from "node:path";

/*
 * The steps of a user through the app, the same in a browser and in the desktop window. They look for
 * what a person reads, not for how the page is built.
 */

export const runButton = (page: Page): Locator =>
  page.getByRole("banner").getByRole("button", { name: "Run", exact: true });

export const cancelButton = (page: Page): Locator =>
  page.getByRole("banner").getByRole("button", { name: "Cancel" });

export const undoButton = (page: Page): Locator =>
  page.getByRole("banner").getByRole("button", { name: "Undo" });

export const redoButton = (page: Page): Locator =>
  page.getByRole("banner").getByRole("button", { name: "Redo" });

export const result = (page: Page): Locator =>
  page.getByRole("article", { name: "Result of the run" });

/** In the rail's order. */
export const PANES = [
  "Overview",
  "Scenario",
  "Simulate",
  "Compare",
  "Plan",
  "Money",
  "Milestones",
  "Audit",
  "Calibrate",
  "Live",
  "Settings",
] as const;

type PaneName = (typeof PANES)[number];

export const pane = (page: Page, name: PaneName): Locator =>
  page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name });

export const scenarioEntry = (page: Page, name: string): Locator =>
  page
    .getByRole("navigation", { name: "Scenarios" })
    .getByRole("button", { name: new RegExp(`^${name}`) });

export const editor = (page: Page): Locator => page.locator(".cm-content");

/** The article with fewer sessions, so that what takes a quarter of a minute takes a second. */
export async function quickArticle(requests = 2000, replications = 4): Promise<string> {
  const file = path.resolve(import.meta.dirname, "../../scenarios/article.json");
  const text = await readFile(file, "utf8");
  return text
    .replace('"requests": 20000', `"requests": ${requests}`)
    .replace(/"replications": \d+/, `"replications": ${replications}`);
}

/** Goes from the first screen to the comparison without touching the keyboard's focus. */
export async function startAtCompare(page: Page): Promise<void> {
  await page.waitForURL(/#\/overview\/article$/);
  await page.evaluate(() => {
    window.location.hash = "#/compare/article";
  });
}

/** The comparison of the article: nothing is computed, one button to press. */
export async function seeFirstScreen(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: "The article" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Run the comparison" })).toBeVisible();
  await expect(page.getByRole("contentinfo")).toContainText("Engine ready");
}

/** Presses Run and waits until the finding is on screen and the result on disk. */
export async function runToResult(page: Page): Promise<void> {
  await runButton(page).click();
  await seeResult(page);
}

/** The same of a short run of the article, which makes a draft of it. */
export async function runQuickly(page: Page): Promise<void> {
  await openPane(page, "Scenario");
  await replaceText(page, await quickArticle());
  await runToResult(page);
}

export async function seeResult(page: Page): Promise<void> {
  await expect(result(page)).toBeVisible({ timeout: 60_000 });
  await expect(runButton(page)).toBeVisible({ timeout: 60_000 });
  // The provenance line tells when the result was stored.
  await expect(result(page).getByText("storing…")).toHaveCount(0);
}

/** The article's result has all the parts that the issue promises. */
export async function seeWholeResult(page: Page): Promise<void> {
  const shown = result(page);
  await expect(shown.getByRole("heading", { level: 2 })).toHaveText(
    /^Decoupled serves \d\.\d times as many sessions per second\.$/,
  );
  for (const day of [30, 90, 180]) await expect(shown.getByText(`Day ${day}`)).toBeVisible();
  const table = shown.getByRole("region", { name: "Before and after" }).last();
  for (const name of [
    "Throughput",
    "Latency, mean",
    "Latency, p50",
    "Latency, p95",
    "Latency, p99",
    "GPU utilisation",
    "CPU utilisation",
    "Error rate",
    "Retry rate",
    "Cost per million tokens",
  ]) {
    await expect(table.getByRole("rowheader", { name })).toBeVisible();
  }
  await expect(table.getByText("not reproduced").first()).toBeVisible();
  await expect(shown.getByRole("figure")).toHaveCount(3);
}

export async function openPane(page: Page, name: PaneName): Promise<void> {
  await pane(page, name).click();
  if (name === "Scenario") await expect(editor(page)).toBeVisible();
}

/** Selects everything in the editor and pastes `text` over it, as one change. */
export async function replaceText(page: Page, text: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(text);
}

export async function chooseTheme(page: Page, theme: "System" | "Light" | "Dark"): Promise<void> {
  const choice = page.getByRole("radio", { name: `${theme} theme` });
  // The radio itself is for the keyboard and for screen readers; its label is what is clicked.
  await choice.locator("xpath=..").click();
  await expect(choice).toBeChecked();
}

import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import {
  editor,
  pane,
  quickArticle,
  scenarioEntry,
  seeFirstScreen,
  seeResult,
} from "../journey.js";
import { seeNothingSerious } from "../pictures.js";
import type { Host } from "./host.js";

const focused = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === element.ownerDocument.activeElement);

/** Presses a key until the focus is there. */
async function pressUntil(page: Page, key: string, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60 && !(await focused(target)); presses += 1) {
    await page.keyboard.press(key);
  }
  await expect(target).toBeFocused();
}

/** Opens, edits, runs, prices, exports, finds and changes the theme, and touches no mouse. */
export async function byKeyboard({ page }: Host): Promise<void> {
  const keys = page.keyboard;
  await seeFirstScreen(page);

  // The way through the window, and a scenario picked from its list.
  await keys.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the main area" })).toBeFocused();
  await keys.press("Tab");
  await expect(pane(page, "Compare")).toBeFocused();
  await keys.press("ControlOrMeta+B");
  await expect(scenarioEntry(page, "The article")).toBeFocused();
  await pressUntil(page, "ArrowDown", scenarioEntry(page, "Customer support"));
  await keys.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Customer support");
  await keys.press("Alt+PageUp");
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Customer support");

  // Another one is found by some of its letters.
  await keys.press("ControlOrMeta+O");
  await expect(page.getByRole("combobox", { name: "Scenario" })).toBeFocused();
  await keys.type("articl");
  const openScenario = page.getByRole("dialog", { name: "Open a scenario" });
  await expect(openScenario.getByRole("option", { selected: true })).toContainText("The article");
  await keys.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The article");

  await keys.press("ControlOrMeta+2");
  await expect(editor(page)).toBeVisible();
  await keys.press("ControlOrMeta+Shift+B");
  await expect(page.getByRole("main")).toBeFocused();
  await keys.press("ControlOrMeta+I");
  await expect(editor(page)).toBeFocused();
  await keys.press("ControlOrMeta+A");
  await keys.insertText(await quickArticle());
  await keys.press("ControlOrMeta+Enter");
  await seeResult(page);
  await expect(pane(page, "Compare")).toHaveAttribute("aria-current", "page");

  await keys.press("ControlOrMeta+6");
  await keys.press("ControlOrMeta+Shift+Enter");
  const money = page.getByRole("article", { name: "Money" });
  await expect(money.getByRole("figure").first()).toBeVisible({ timeout: 120_000 });
  await keys.press("ControlOrMeta+E");
  const csv = money.getByRole("menuitem", { name: /^CSV/ });
  await pressUntil(page, "ArrowDown", csv);
  const download = page.waitForEvent("download", { timeout: 60_000 });
  await keys.press("Enter");
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  expect(await readFile(await file.path(), "utf8")).toMatch(/^\uFEFFDay,Coupled \(usd\),/);
  const exportButton = money
    .getByRole("figure")
    .getByRole("button", { name: /^Export / })
    .first();
  await expect(exportButton).toBeFocused();

  // The palette gives the focus back, whether something is picked or not.
  await keys.press("ControlOrMeta+K");
  const palette = page.getByRole("dialog", { name: "Find anything" });
  await expect(palette.getByRole("combobox")).toBeFocused();
  await seeNothingSerious(page, "palette");
  await keys.press("Escape");
  await expect(palette).toHaveCount(0);
  await expect(exportButton).toBeFocused();
  await keys.press("ControlOrMeta+K");
  await expect(palette.getByRole("combobox")).toBeFocused();
  await keys.type("dark th");
  await expect(palette.getByRole("option", { selected: true })).toContainText("Dark theme");
  await keys.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(exportButton).toBeFocused();
  await keys.press("ControlOrMeta+Shift+E");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");

  await keys.press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(list).toBeVisible();
  await keys.press("Escape");
  await expect(list).toHaveCount(0);

  // What is removed leaves the focus to its neighbour, the last of a list to the list.
  const copies = page
    .getByRole("navigation", { name: "Scenarios" })
    .getByRole("button", { name: /^The article \(copy/ });
  for (const original of ["The article", "The article (copy)"]) {
    await keys.press("ControlOrMeta+Shift+D");
    // The copy is open, and can be copied, a moment after it is in the list.
    await expect(page.getByText(`${original} is duplicated.`).first()).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(original);
    await expect(page.getByRole("banner")).toContainText("Saved");
  }
  await expect(copies).toHaveCount(2);
  await copies.first().focus();
  await keys.press("Delete");
  await expect(copies).toHaveCount(1);
  await expect(copies).toBeFocused();
  await keys.press("Delete");
  await expect(copies).toHaveCount(0);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain(
    "Your scenarios",
  );
}

import type { Locator, Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, ROOT, test } from "./browser.fixture.js";
import { editor, pane, scenarioEntry, seeFirstScreen, seeResult } from "./journey.js";
import { picture, seeNothingSerious } from "./pictures.js";

const focused = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === element.ownerDocument.activeElement);

/** Presses a key until the focus is there. */
async function pressUntil(page: Page, key: string, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60 && !(await focused(target)); presses += 1) {
    await page.keyboard.press(key);
  }
  await expect(target).toBeFocused();
}

test("by keyboard alone: open, edit, run, price, export, find, change the theme", async ({
  app,
}) => {
  test.setTimeout(240_000);
  const keys = app.keyboard;
  await seeFirstScreen(app);

  // The way through the window, and a scenario picked from its list.
  await keys.press("Tab");
  await expect(app.getByRole("link", { name: "Skip to the main area" })).toBeFocused();
  await keys.press("Tab");
  await expect(pane(app, "Compare")).toBeFocused();
  await keys.press("ControlOrMeta+B");
  await expect(scenarioEntry(app, "The article")).toBeFocused();
  await pressUntil(app, "ArrowDown", scenarioEntry(app, "Customer support"));
  await keys.press("Enter");
  await expect(app.getByRole("heading", { level: 1 })).toHaveText("Customer support");
  await keys.press("Alt+PageUp");
  await expect(app.getByRole("heading", { level: 1 })).not.toHaveText("Customer support");

  // Another one is found by some of its letters.
  await keys.press("ControlOrMeta+O");
  await expect(app.getByRole("combobox", { name: "Scenario" })).toBeFocused();
  await keys.type("articl");
  const openScenario = app.getByRole("dialog", { name: "Open a scenario" });
  await expect(openScenario.getByRole("option", { selected: true })).toContainText("The article");
  await keys.press("Enter");
  await expect(app.getByRole("heading", { level: 1 })).toHaveText("The article");

  await keys.press("ControlOrMeta+2");
  await expect(editor(app)).toBeVisible();
  await keys.press("ControlOrMeta+Shift+B");
  await expect(app.getByRole("main")).toBeFocused();
  await keys.press("ControlOrMeta+I");
  await expect(editor(app)).toBeFocused();
  await keys.press("ControlOrMeta+A");
  const text = await readFile(path.join(ROOT, "scenarios/article.json"), "utf8");
  await keys.insertText(
    text
      .replace('"requests": 20000', '"requests": 2000')
      .replace(/"replications": \d+/, '"replications": 4'),
  );
  await keys.press("ControlOrMeta+Enter");
  await seeResult(app);
  await expect(pane(app, "Compare")).toHaveAttribute("aria-current", "page");

  await keys.press("ControlOrMeta+6");
  await keys.press("ControlOrMeta+Shift+Enter");
  const money = app.getByRole("article", { name: "Money" });
  await expect(money.getByRole("figure").first()).toBeVisible({ timeout: 120_000 });
  await keys.press("ControlOrMeta+E");
  const csv = money.getByRole("menuitem", { name: /^CSV/ });
  await pressUntil(app, "ArrowDown", csv);
  const download = app.waitForEvent("download", { timeout: 60_000 });
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
  const palette = app.getByRole("dialog", { name: "Find anything" });
  await expect(palette.getByRole("combobox")).toBeFocused();
  await seeNothingSerious(app, "palette");
  await keys.press("Escape");
  await expect(palette).toHaveCount(0);
  await expect(exportButton).toBeFocused();
  await keys.press("ControlOrMeta+K");
  await expect(palette.getByRole("combobox")).toBeFocused();
  await keys.type("dark th");
  await expect(palette.getByRole("option", { selected: true })).toContainText("Dark theme");
  await keys.press("Enter");
  await expect(app.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(exportButton).toBeFocused();
  await keys.press("ControlOrMeta+Shift+E");
  await expect(app.locator("html")).toHaveAttribute("data-theme", "light");

  await keys.press("?");
  const list = app.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(list).toBeVisible();
  await keys.press("Escape");
  await expect(list).toHaveCount(0);
});

test("drawn larger and smaller, the app fits its window", async ({ app }) => {
  test.setTimeout(120_000);
  await seeFirstScreen(app);
  const zoom = (): Promise<number> => app.locator("html").evaluate((html) => html.currentCSSZoom);
  for (const [times, expected] of [
    [5, 2],
    [7, 0.8],
  ] as const) {
    for (let presses = 0; presses < times; presses += 1) {
      await app.keyboard.press(expected > 1 ? "ControlOrMeta+=" : "ControlOrMeta+-");
    }
    await expect.poll(zoom).toBeCloseTo(expected, 5);
    for (const name of ["Scenario", "Compare", "Settings"] as const) {
      await pane(app, name).click();
      await expect(pane(app, name)).toHaveAttribute("aria-current", "page");
      const tooWide = await app.evaluate(() =>
        [document.documentElement, document.body, ...document.querySelectorAll("main > .pane")]
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .map((element) => element.className),
      );
      expect(tooWide, `${name} at ${expected}`).toEqual([]);
    }
    await pane(app, "Compare").click();
    await picture(app, `60-zoom-${expected * 100}`, false);
  }
  await app.reload();
  await expect.poll(zoom).toBeCloseTo(0.8, 5);
});

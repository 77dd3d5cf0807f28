import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import path from "node:path";
import { expect, ROOT } from "./browser.fixture.js";

const FOLDER = path.join(ROOT, "artefacts/screenshots");
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const THEMES = ["light", "dark"] as const;

/** One picture of a screen in every size and theme, with axe's word on it in each theme. */
export async function picture(page: Page, name: string, check = true): Promise<void> {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      // Charts draw again once their frame has told them its new width.
      await page.waitForTimeout(150);
      await shoot(page, `${name}-${size.width}-${theme}.png`);
    }
    if (check) await seeNothingSerious(page, `${name}, ${theme}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** Headless Chromium was seen never to answer a capture of a page at rest, which took the test's whole time. */
async function shoot(page: Page, file: string): Promise<void> {
  const capture = { path: path.join(FOLDER, file), timeout: 30_000 };
  await page.screenshot(capture).catch(() => page.screenshot(capture));
}

export async function seeNothingSerious(page: Page, where: string): Promise<void> {
  // The app has no frames and only violations are read: without the work for either it takes a third of the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await axe.analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`);
  expect(told, where).toEqual([]);
}

/** The whole of a scrolling pane in one picture, once light and narrow, once dark and wide. */
export async function longPicture(page: Page, name: string): Promise<void> {
  for (const [theme, width] of [
    ["light", 1280],
    ["dark", 1920],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(150);
    const height = await page.locator(".pane:visible").evaluate((one) => one.scrollHeight);
    await page.setViewportSize({ width, height: height + 80 });
    await page.waitForTimeout(150);
    await shoot(page, `${name}-${width}-${theme}.png`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

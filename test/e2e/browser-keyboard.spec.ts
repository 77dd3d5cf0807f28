import { expect, test } from "./browser.fixture.js";
import { pane, seeFirstScreen } from "./journey.js";
import { picture } from "./pictures.js";

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

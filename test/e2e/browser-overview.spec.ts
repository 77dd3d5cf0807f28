import type { Page } from "@playwright/test";
import { expect, test } from "./browser.fixture.js";
import { openPane } from "./journey.js";
import { longPicture, picture } from "./pictures.js";

test.use({ fresh: true });

const headlines = (page: Page) => page.getByRole("list", { name: "Headline figures" });
const tour = (page: Page, title: string) => page.getByRole("complementary", { name: title });

test("a first start shows a result without a press, and a tour that stays dismissed", async ({
  app,
}) => {
  test.setTimeout(240_000);
  const started = performance.now();
  await expect(headlines(app).getByRole("button")).toHaveCount(6, { timeout: 60_000 });
  console.log(`first result after the page: ${(performance.now() - started).toFixed(0)} ms`);
  await expect(app.getByRole("main").getByRole("heading", { level: 2 }).first()).toHaveText(
    "Decoupled is better on all 4 headline figures.",
  );
  await expect(headlines(app).getByRole("button", { name: /^Throughput/ })).toContainText("95%: ");

  // From the result, to a number of it, to what it costs; the page behind stays in use.
  await expect(tour(app, "A result, computed here")).toBeVisible();
  await picture(app, "0-tour");
  await tour(app, "A result, computed here").getByRole("button", { name: "Next" }).click();
  await expect(tour(app, "Change a number")).toBeVisible();
  await expect(app.getByRole("button", { name: "Next" })).toBeFocused();
  await app.keyboard.press("Enter");
  await expect(tour(app, "What it costs, and what to plan")).toBeVisible();
  await app.keyboard.press("Escape");
  await expect(app.getByRole("button", { name: "Dismiss the tour" })).toHaveCount(0);
  await picture(app, "0-overview");

  // One press to what is missing; the figures that are there stay while it is computed.
  const main = app.getByRole("main");
  await main.getByRole("button", { name: "Project what it costs" }).click();
  await expect(main.getByText(/^Projected over \d+ days, not measured/).first()).toBeVisible({
    timeout: 120_000,
  });
  await longPicture(app, "0-overview-whole");

  await app.reload();
  await expect(headlines(app).getByRole("button")).toHaveCount(6);
  await expect(app.getByRole("contentinfo")).toContainText("Engine ready");
  await expect(app.getByRole("button", { name: "Dismiss the tour" })).toHaveCount(0);
  await openPane(app, "Compare");
  await expect(app.getByRole("article", { name: "Result of the run" })).toBeVisible();
});

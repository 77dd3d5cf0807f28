import { expect, test } from "./browser.fixture.js";
import { openPane, quickArticle, replaceText } from "./journey.js";
import { longPicture, picture } from "./pictures.js";

test("scenarios are compared side by side, and kept when panes are switched", async ({ app }) => {
  test.setTimeout(180_000);
  await openPane(app, "Scenario");
  await replaceText(app, await quickArticle());
  await openPane(app, "Compare");
  await app.getByRole("radio", { name: "Scenarios side by side" }).locator("xpath=..").click();
  await app.getByRole("checkbox", { name: "Real-time recommendation" }).check();
  await app.getByRole("checkbox", { name: "Customer support" }).check();
  await app.getByRole("button", { name: "Compare 3 scenarios" }).click();
  const sides = app.getByRole("article", { name: "Scenarios side by side" });
  await expect(sides.getByRole("heading", { level: 2 })).toHaveText(/^Against The article, /, {
    timeout: 120_000,
  });
  await sides.getByRole("img", { name: /^Throughput: The article/ }).focus();
  await picture(app, "34-sides");
  await longPicture(app, "34-sides-whole");
  await openPane(app, "Plan");
  await openPane(app, "Compare");
  await sides.getByRole("button", { name: /^Show all \d+ figures/ }).click();
  await expect(sides.getByRole("rowheader", { name: "Wait, mean" })).toBeVisible();
});

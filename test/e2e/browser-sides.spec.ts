import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, ROOT, test } from "./browser.fixture.js";
import { openPane, replaceText } from "./journey.js";
import { longPicture, picture } from "./pictures.js";

test("scenarios are compared side by side, and kept when panes are switched", async ({ app }) => {
  test.setTimeout(180_000);
  const text = await readFile(path.join(ROOT, "scenarios/article.json"), "utf8");
  await openPane(app, "Scenario");
  await replaceText(
    app,
    text
      .replace('"requests": 20000', '"requests": 2000')
      .replace(/"replications": \d+/, '"replications": 4'),
  );
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

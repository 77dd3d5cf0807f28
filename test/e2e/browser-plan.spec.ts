import { expect, test } from "./browser.fixture.js";
import { openPane, quickArticle, replaceText, undoButton } from "./journey.js";
import { longPicture, picture } from "./pictures.js";

test("the cheapest pools are found, explained, and put into the scenario", async ({ app }) => {
  test.setTimeout(180_000);
  await openPane(app, "Scenario");
  await replaceText(app, await quickArticle(3000, 6));
  await openPane(app, "Plan");
  await picture(app, "22-plan-first");
  await app.getByRole("button", { name: "Find the plan" }).click();
  await expect(app.getByRole("progressbar", { name: "Plan" })).toBeVisible();
  const plan = app.getByRole("article", { name: "Plan of the scenario" });
  await expect(plan.getByRole("heading", { level: 2 })).toHaveText(/keep every promise for \$/, {
    timeout: 120_000,
  });
  await expect(plan.getByText("binding", { exact: true })).toHaveCount(1);
  await expect(plan.getByRole("rowheader", { name: /^brain replicas/ })).toBeVisible();
  await picture(app, "23-plan");
  await longPicture(app, "23-plan-whole");
  const chart = plan.getByRole("figure");
  await chart.getByRole("img", { name: /the plan$/ }).focus();
  await chart.getByRole("radio", { name: "Table" }).locator("xpath=..").click();
  await expect(chart.getByRole("cell", { name: "kept, the plan" })).toBeVisible();

  await plan.getByRole("button", { name: "Use these pools: plan" }).click();
  await expect(app.getByText("The scenario now has these pools.")).toBeVisible();
  await expect(plan.getByText("The scenario has changed since this plan.")).toHaveCount(0);
  await openPane(app, "Scenario");
  const replicas = app
    .getByRole("region", { name: "Form" })
    .getByRole("textbox", { name: "Replicas" })
    .first();
  await expect(replicas).toHaveValue("5");
  await undoButton(app).click();
  await expect(replicas).toHaveValue("10");
});

test("a search is cancelled by Escape", async ({ app }) => {
  await openPane(app, "Scenario");
  await replaceText(app, await quickArticle(200_000, 6));
  await openPane(app, "Plan");
  await app.getByRole("button", { name: "Find the plan" }).click();
  await expect(app.getByRole("progressbar", { name: "Plan" })).toBeVisible();
  await app.keyboard.press("Escape");
  await expect(app.getByText("The search was cancelled.")).toBeVisible();
  await expect(app.getByRole("button", { name: "Find the plan" })).toBeVisible();
});

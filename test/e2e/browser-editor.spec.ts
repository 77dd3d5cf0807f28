import { expect, test } from "./browser.fixture.js";
import { openPane, replaceText, undoButton } from "./journey.js";
import { picture, seeNothingSerious } from "./pictures.js";

test("a slider moves the text and the estimate, and is undone from another pane", async ({
  app,
}) => {
  test.setTimeout(180_000);
  await openPane(app, "Scenario");
  const form = app.getByRole("region", { name: "Form" });
  const estimate = app.getByRole("region", { name: "Live estimate" });
  const text = app.getByRole("textbox", { name: "Text of the scenario The article" });
  const fullest = estimate
    .locator("div")
    .filter({ has: app.getByText("Fullest pool") })
    .last();
  await expect(fullest).toContainText("tools");
  await expect(estimate.getByText(/^5 × [\d,]+ sessions$/)).toBeVisible({ timeout: 60_000 });

  const slider = form.getByRole("slider", { name: "Replicas, slider" }).first();
  // One press: how many presses make one edit depends on how fast they follow each other.
  await slider.press("Home");
  const replicas = form.getByRole("textbox", { name: "Replicas" }).first();
  await expect(replicas).toHaveValue("1");
  await expect(text).toContainText('"replicas": 1,');
  await expect(fullest).toContainText("brain");
  await expect(fullest).toContainText("was");
  await expect(estimate.getByText(/^5 × [\d,]+ sessions$/)).toBeVisible({ timeout: 60_000 });
  await picture(app, "40-editor");

  await openPane(app, "Compare");
  await undoButton(app).click();
  await openPane(app, "Scenario");
  await expect(replicas).toHaveValue("10");
  await expect(text).toContainText('"replicas": 10,');
});

test("what is wrong stands at its field, in the list and in the text", async ({ app }) => {
  test.setTimeout(120_000);
  await openPane(app, "Scenario");
  const form = app.getByRole("region", { name: "Form" });
  const replicas = form.getByRole("textbox", { name: "Replicas" }).first();
  await replicas.fill("0");
  await expect(form.getByText("Expected a number of at least 1, found 0.")).toBeVisible();
  await expect(replicas).toHaveAttribute("aria-invalid", "true");
  const problems = app.getByRole("region", { name: "Problems" });
  await problems.getByRole("button").first().click();
  await expect(form.locator('[data-path="brain.replicas"]')).toBeInViewport();
  await seeNothingSerious(app, "editor with a problem");

  await replaceText(app, "{ no JSON");
  await expect(form.getByText(/The text is not valid JSON/)).toBeVisible();
  await expect(replicas).toBeDisabled();
});

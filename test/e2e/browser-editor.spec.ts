import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, ROOT, test } from "./browser.fixture.js";
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

test("form and text agree whichever is written, and a price list is one small edit", async ({
  app,
}) => {
  test.setTimeout(180_000);
  await openPane(app, "Scenario");
  const form = app.getByRole("region", { name: "Form" });
  const text = app.getByRole("textbox", { name: "Text of the scenario The article" });
  const workers = form.getByRole("textbox", { name: "Workers", exact: true }).first();
  await expect(workers).not.toHaveValue("7");
  const written = await readFile(path.join(ROOT, "scenarios/article.json"), "utf8");

  await replaceText(app, written.replace(/"workers": \d+/, '"workers": 7'));
  await expect(workers).toHaveValue("7");
  await workers.fill("0");
  await expect(workers).toHaveAttribute("aria-invalid", "true");
  await expect(workers).toHaveAccessibleDescription("Expected a number of at least 1, found 0.");
  await workers.fill("9");
  await expect(workers).toHaveAttribute("aria-invalid", "false");
  await expect(text).toContainText('"workers": 9');
  await undoButton(app).click();
  // On a busy machine there is a pause between the two numbers, and each is an edit.
  await expect(workers).toHaveValue(/^[07]$/);
  if ((await workers.inputValue()) === "0") await undoButton(app).click();
  await expect(workers).toHaveValue("7");
  await undoButton(app).click();
  await expect(undoButton(app)).toBeDisabled();

  const list = form.getByRole("combobox", { name: "Write the prices of an API model" });
  const price = form.getByRole("textbox", { name: "Input, USD per million tokens" }).first();
  const before = await price.inputValue();
  await list.selectOption({ index: 1 });
  await expect(price).not.toHaveValue(before);
  // Prices and where they are from are one edit.
  await undoButton(app).click();
  await expect(price).toHaveValue(before);
  await expect(undoButton(app)).toBeDisabled();
});

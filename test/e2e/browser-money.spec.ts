import { expect, test } from "./browser.fixture.js";
import { openPane, quickArticle, replaceText, undoButton } from "./journey.js";
import { longPicture, picture } from "./pictures.js";

test("costs are projected, opened line by line, and kept when panes are switched", async ({
  app,
}) => {
  test.setTimeout(180_000);
  await openPane(app, "Scenario");
  await replaceText(app, await quickArticle());
  await openPane(app, "Money");
  await app.getByRole("button", { name: "Project the scenario" }).click();
  const money = app.getByRole("article", { name: "Money" });
  await expect(money.getByRole("heading", { level: 2 })).toHaveText(/all costs counted\.$/, {
    timeout: 120_000,
  });
  await money.getByRole("button", { name: "GPU hours" }).click();
  await expect(money.getByText(/GPU-h × 58\.68 USD/)).toBeVisible();
  await expect(money.getByRole("rowheader", { name: "Token", exact: true })).toBeVisible();
  await expect(money.getByRole("figure")).toHaveCount(5);
  await money.getByRole("radio", { name: "Equal work" }).locator("xpath=..").click();
  await expect(money.getByText(/^Each does [\d.]+ billion successful sessions/)).toBeVisible();
  await money.getByRole("img", { name: /^4\.5× is claimed/ }).focus();
  await picture(app, "31-money");
  await longPicture(app, "31-money-whole");
  for (const chart of await money.getByRole("figure").all()) {
    await chart.getByRole("radio", { name: "Table" }).locator("xpath=..").click();
    await expect(chart.getByRole("table")).toBeVisible();
  }
  await openPane(app, "Scenario");
  await openPane(app, "Money");
  await expect(money.getByText(/GPU-h × 58\.68 USD/)).toBeVisible();

  // The same projection says which milestones are reached.
  await openPane(app, "Milestones");
  const milestones = app.getByRole("article", { name: "Milestones" });
  await expect(milestones.getByRole("heading", { level: 2 })).toHaveText(
    "All 3 milestones are met.",
  );
  await milestones.getByRole("img", { name: /^Mean time between failures above 10/ }).focus();
  await picture(app, "32-milestones");
  await longPicture(app, "32-milestones-whole");
  const threshold = milestones.getByRole("textbox", { name: "Threshold of Latency, p95 of Pilot" });
  await threshold.fill("-1");
  await threshold.press("Enter");
  await expect(milestones.getByText("Expected: a number above 0.")).toBeVisible();
  await threshold.fill("120");
  await threshold.press("Enter");
  await expect(milestones.getByText("The scenario has changed since")).toBeVisible();
  // An edit of a form is one of the text, undone from any pane; the projection is of that text again.
  await openPane(app, "Plan");
  await undoButton(app).click();
  await expect(app.getByText("Undone: the threshold of Latency, p95.").first()).toBeVisible();
  await openPane(app, "Milestones");
  await expect(milestones.getByText("The scenario has changed since")).toHaveCount(0);
  await expect(threshold).toHaveValue("200");
  await app.keyboard.press("ControlOrMeta+Shift+Z");
  await expect(threshold).toHaveValue("120");
  await milestones.getByRole("button", { name: "Project the scenario as it is now" }).click();
  await expect(milestones.getByRole("heading", { level: 2 })).toHaveText(
    "2 of 3 milestones are met, 1 is missed.",
    { timeout: 120_000 },
  );

  // What the user ticks stays ticked, and is undone like any other edit.
  const gateway = milestones.getByRole("combobox", { name: "Gateway: state" });
  await gateway.selectOption("Done");
  await expect(milestones.getByText("Readiness for production: 2 of 8")).toBeVisible();
  const note = milestones.getByRole("textbox", { name: "Gateway: note" });
  await note.fill("Envoy, by the platform team");
  await note.press("Enter");
  await undoButton(app).click();
  await expect(note).toHaveValue("");
  await undoButton(app).click();
  await expect(gateway).toHaveValue("open");

  await openPane(app, "Money");
  await money.getByRole("combobox", { name: "Horizon" }).selectOption("90 days");
  await expect(money.getByRole("heading", { level: 2 })).toHaveText(/over 90 days/, {
    timeout: 120_000,
  });
});

test("a projection is cancelled by Escape", async ({ app }) => {
  await openPane(app, "Scenario");
  await replaceText(app, await quickArticle(200_000));
  await openPane(app, "Money");
  await app.getByRole("button", { name: "Project the scenario" }).click();
  await expect(app.getByRole("progressbar", { name: "Projection" })).toBeVisible();
  await app.keyboard.press("Escape");
  await expect(
    app.locator(".pane:visible").getByText("The projection was cancelled."),
  ).toBeVisible();
  await expect(app.getByRole("button", { name: "Project the scenario" })).toBeVisible();
});

import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./browser.fixture.js";
import { openPane, redoButton, undoButton } from "./journey.js";
import { longPicture, picture } from "./pictures.js";

const findings = (page: Page): Locator => page.getByRole("region", { name: "Findings" });
const text = (page: Page): Locator =>
  page.getByRole("textbox", { name: "Text of the claim set Decoupling article" });

/** Selects a figure through the finding that names it, and types another over it. */
async function correct(page: Page, figure: string, value: string): Promise<void> {
  await findings(page).getByRole("button", { name: figure, exact: true }).first().click();
  await expect(text(page)).toBeFocused();
  await page.keyboard.type(value);
}

test("the article's claims are audited, corrected, and saved as one's own", async ({ app }) => {
  test.setTimeout(120_000);
  await openPane(app, "Audit");
  const heading = findings(app).getByRole("heading", { level: 2 });
  await expect(heading).toHaveText("6 contradictions and 4 doubtful figures in these claims.");
  const capacity = findings(app).getByRole("article", { name: /above the load at which/ });
  await expect(capacity).toContainText("Contradiction");
  await expect(capacity).toContainText("120/s is 2.4 times the 50/s");
  await picture(app, "20-audit");
  await longPicture(app, "20-audit-whole");

  await correct(app, "capacity.before", "150");
  await expect(capacity).toHaveCount(0);
  await expect(heading).toHaveText("5 contradictions and 4 doubtful figures in these claims.");
  await undoButton(app).click();
  await expect(capacity).toHaveCount(1);
  await redoButton(app).click();
  await expect(capacity).toHaveCount(0);

  // What was typed outlives a reload, and is saved beside the shipped set, not over it.
  await app.reload();
  await expect(heading).toHaveText("5 contradictions and 4 doubtful figures in these claims.");
  await app.getByRole("button", { name: "Save a copy" }).click();
  const choice = app.getByRole("combobox", { name: "Claim set" });
  await expect(choice.getByRole("option")).toHaveText([
    "Decoupling article",
    "Decoupling article (yours)",
  ]);
  // The list has the copy before it is the one that is open, whose menu this is.
  await expect(choice).not.toHaveValue("article");
  // Its menu has what the library's items have: a name, a copy, and the way out and back.
  await app.getByRole("main").getByRole("button", { name: "What to do with" }).click();
  await app.getByRole("menuitem", { name: "Rename…" }).click();
  await app.getByRole("dialog").getByRole("textbox").fill("For the board");
  await app.keyboard.press("Enter");
  await expect(choice.getByRole("option", { name: "For the board (yours)" })).toHaveCount(1);
  await app.getByRole("main").getByRole("button", { name: "What to do with" }).click();
  await app.getByRole("menuitem", { name: "Remove" }).click();
  await expect(choice.getByRole("option")).toHaveText(["Decoupling article"]);
  await undoButton(app).click();
  await expect(choice).toHaveValue("for-the-board");
  await choice.selectOption("Decoupling article");
  expect(new URL(app.url()).hash).toContain("claims=article");
  await expect(heading).toHaveText("6 contradictions and 4 doubtful figures in these claims.");
});

test("a bad figure of a claim is named at its line", async ({ app }) => {
  test.setTimeout(120_000);
  await openPane(app, "Audit");
  await expect(findings(app).getByRole("heading", { level: 2 })).toBeVisible();
  await correct(app, "capacity.before", "-5");
  const problems = app.getByRole("region", { name: "Problems" });
  await expect(problems).toContainText("claims[5].before");
  await expect(findings(app)).toContainText("The findings are of the last valid text.");
  await expect(app.getByRole("button", { name: "Save a copy" })).toBeDisabled();
  await picture(app, "21-audit-problem");
  await problems.getByRole("button").first().click();
  await app.keyboard.type("50");
  await expect(problems).toHaveCount(0);
});

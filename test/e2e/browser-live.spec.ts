import type { Page } from "@playwright/test";
import path from "node:path";
import { expect, ROOT, test } from "./browser.fixture.js";
import { editor, openPane, undoButton } from "./journey.js";
import { picture } from "./pictures.js";

const FOLDER = path.join(ROOT, "artefacts/screenshots");

const session = (page: Page) => page.getByRole("article", { name: "Session Customer support" });

/** Starts a session whose seeded customer wants 1,187 dollars back, which a human must allow. */
async function startRefund(page: Page): Promise<void> {
  await openPane(page, "Live");
  await page.getByRole("button", { name: "Start session" }).click();
  await expect(session(page)).toBeVisible();
}

test("a session stops at an approval, is approved by keyboard, and ends", async ({
  app,
  served,
}) => {
  test.setTimeout(180_000);
  await openPane(app, "Live");
  await expect(app.getByText("It needs no key and costs nothing.")).toBeVisible();
  await picture(app, "13-live-start");
  await startRefund(app);
  const ask = app.getByRole("region", { name: "Waits for you" });
  await expect(ask).toContainText("refund_order");
  await expect(ask).toContainText("1187");
  await expect(session(app).getByText("Rehearsal model").first()).toBeVisible();
  await picture(app, "14-live-approval");
  // Another window follows it too, and takes nothing away when it leaves.
  const other = await app.context().newPage();
  const [, route = ""] = app.url().split("#");
  await other.goto(`${served.address}&to=${encodeURIComponent(route)}`);
  await expect(session(other).getByText("Waits for you").first()).toBeVisible();
  await other.close();

  await ask.getByRole("button", { name: "Approve" }).focus();
  await app.keyboard.press("Enter");
  await expect(session(app).getByText("Completed", { exact: true })).toBeVisible();
  await expect(ask).toHaveCount(0);
  await expect(session(app).getByText(/I have refunded 1187 USD/)).toBeVisible();
  await expect(session(app).getByText(/Approved by .* \(browser\)/)).toBeVisible();

  await session(app).locator("summary", { hasText: "refund_order" }).click();
  await expect(app.getByRole("region", { name: "Input of refund_order" })).toContainText("1187");
  const chart = app.getByRole("figure");
  await expect(chart).toContainText("3 inferences and 3 tool calls");
  await chart.getByRole("img").first().focus();
  await app.keyboard.press("ArrowRight");
  await expect(chart.getByRole("img").nth(1)).toBeFocused();
  await picture(app, "15-live-ended");
  // What the session took is taken into the open scenario, as one edit with its source.
  await app.getByRole("main").getByRole("button", { name: "Use measured times" }).click();
  const measured = app.getByRole("dialog", { name: "Measured times" });
  await expect(measured.getByRole("rowheader", { name: "refund_order" })).toBeVisible();
  await picture(app, "15-measured-times");
  await measured.getByRole("button", { name: "Use in the open scenario" }).click();
  const service = app
    .getByRole("region", { name: "Form" })
    .locator('[data-path="brain.serviceMs"]');
  const mean = service.getByRole("textbox").first();
  await expect(editor(app)).toContainText("Measured live with the rehearsal model");
  // The article's own is 34 ms: an answer takes longer than that, however fast the machine.
  await expect(mean).toHaveValue(/^[\d,]{3,}$/);
  await undoButton(app).click();
  await expect(mean).toHaveValue("34");
  await openPane(app, "Live");

  await app.setViewportSize({ width: 640, height: 900 });
  await app.screenshot({ path: path.join(FOLDER, "15-live-ended-640.png"), fullPage: true });
  await chart.getByRole("radio", { name: "Table" }).locator("xpath=..").click();
  await expect(chart.getByRole("rowheader")).toHaveCount(6);
  await expect(
    app.getByRole("navigation", { name: "Live sessions" }).getByRole("button", {
      name: /Customer support.*Completed/,
    }),
  ).toBeVisible();
});

test("a refusal with its reason reaches the model", async ({ app }) => {
  await startRefund(app);
  const ask = app.getByRole("region", { name: "Waits for you" });
  await ask.getByRole("textbox", { name: /Reason for a refusal/ }).fill("the desk was used");
  await ask.getByRole("button", { name: "Refuse" }).click();
  await expect(session(app).getByText(/Refused by .*: the desk was used/)).toBeVisible();
  await expect(session(app).getByText("Completed", { exact: true })).toBeVisible();
});

import type { Page } from "@playwright/test";
import path from "node:path";
import { expect, ROOT, serve, test } from "./browser.fixture.js";
import { openPane } from "./journey.js";
import { picture } from "./pictures.js";

const FOLDER = path.join(ROOT, "artefacts/screenshots");

const session = (page: Page) => page.getByRole("article", { name: "Session Customer support" });

/** Starts a session whose seeded customer wants 1,187 dollars back, which a human must allow. */
async function startRefund(page: Page): Promise<void> {
  await openPane(page, "Live");
  await page.getByRole("button", { name: "Start session" }).click();
  await expect(session(page)).toBeVisible();
}

test("a load run shows its gauges, then what was measured beside what was predicted", async ({
  app,
}) => {
  test.setTimeout(240_000);
  await openPane(app, "Live");
  await app.getByRole("button", { name: "New load run" }).click();
  await app.getByLabel("Seconds of arrivals").fill("3");
  await app.getByRole("button", { name: "Start load run" }).click();
  const gauges = app.getByRole("region", { name: "Decoupled, gauges" });
  await expect(gauges.getByText("Throughput")).toBeVisible({ timeout: 60_000 });
  await picture(app, "17-load-running");
  await expect(app.getByRole("heading", { name: /Measured beside predicted/ })).toBeVisible({
    timeout: 120_000,
  });
  await expect(app.getByText("Rehearsal model").first()).toBeVisible();
  await expect(app.getByRole("rowheader", { name: "brains" })).toBeVisible();
  await picture(app, "18-load-result");
  await expect(
    app.getByRole("navigation", { name: "Load runs" }).getByRole("button", {
      name: /Customer support/,
    }),
  ).toHaveCount(1);
});

test("a session stops at an approval, is approved by keyboard, and ends", async ({ app }) => {
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

test("a killed server's session is resumed by the next, in every window", async ({
  app,
  served,
  dataFolder,
}) => {
  test.setTimeout(120_000);
  await startRefund(app);
  // At once, so that it still thinks or calls a tool: one that waits for a human is the next test's.
  await expect(session(app).getByText("Customer support").first()).toBeVisible();
  const [, route = ""] = app.url().split("#");
  await served.kill();
  await expect(app.getByRole("alert").first()).toContainText("server does not answer");

  const next = await serve(dataFolder);
  try {
    const link = `${next.address}&to=${encodeURIComponent(route)}`;
    await app.goto(link);
    await app.reload();
    await expect(session(app)).toBeVisible();
    const other = await app.context().newPage();
    await other.goto(link);
    await expect(session(other)).toBeVisible();
    // The lease of the process that was killed has to run out first.
    await session(app).getByRole("button", { name: "Resume" }).click();
    await expect(session(app).getByText(/The process that ran it had ended/)).toBeVisible();
    await expect(session(other).getByText("Waits for you").first()).toBeVisible();
    // A window that leaves takes nothing from the other.
    await openPane(other, "Compare");
    await picture(app, "16-live-resumed");
    await app.getByRole("button", { name: "Approve" }).click();
    await expect(session(app).getByText("Completed", { exact: true })).toBeVisible();
    await expect(session(app).getByText(/I have refunded 1187 USD/)).toHaveCount(1);
    await other.close();
  } finally {
    await next.kill();
  }
});

test("an approval that a killed server asked for is given to the next", async ({
  app,
  served,
  dataFolder,
}) => {
  test.setTimeout(120_000);
  await startRefund(app);
  await expect(session(app).getByText("Waits for you").first()).toBeVisible();
  const [, route = ""] = app.url().split("#");
  await served.kill();

  const next = await serve(dataFolder);
  try {
    await app.goto(`${next.address}&to=${encodeURIComponent(route)}`);
    await app.reload();
    await app.getByRole("button", { name: "Approve" }).click();
    await expect(session(app).getByText("Completed", { exact: true })).toBeVisible();
    await expect(session(app).getByText(/I have refunded 1187 USD/)).toHaveCount(1);
  } finally {
    await next.kill();
  }
});

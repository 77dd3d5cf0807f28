import { readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, ROOT, test } from "./browser.fixture.js";
import {
  cancelButton,
  chooseTheme,
  editor,
  openPane,
  quickArticle,
  replaceText,
  result,
  runButton,
  runQuickly,
  runToResult,
  scenarioEntry,
  seeFirstScreen,
  seeResult,
  seeWholeResult,
} from "./journey.js";

const article = (): Promise<string> => readFile(path.join(ROOT, "scenarios/article.json"), "utf8");

test("from the first screen to the whole result, with nothing typed", async ({ app }) => {
  await seeFirstScreen(app);
  expect(app.url()).not.toContain("token");
  await runButton(app).click();
  await expect(app.getByRole("progressbar").first()).toBeVisible();
  await seeResult(app);
  await seeWholeResult(app);
  await app.reload();
  // The token was kept for this tab, and the result on disk.
  await seeWholeResult(app);
});

test("a run is cancelled, and another one finishes", async ({ app }) => {
  await openPane(app, "Scenario");
  await replaceText(app, (await article()).replace('"requests": 20000', '"requests": 2000000'));
  await openPane(app, "Compare");
  await runButton(app).click();
  await expect(cancelButton(app)).toBeVisible();
  await app.waitForTimeout(300);
  const started = performance.now();
  await cancelButton(app).click();
  await expect(app.getByText("The run was cancelled.").first()).toBeVisible();
  expect(performance.now() - started).toBeLessThan(1000);
  await openPane(app, "Scenario");
  await app.getByRole("button", { name: "Discard changes" }).click();
  await openPane(app, "Compare");
  await runToResult(app);
});

test("Escape cancels", async ({ app }) => {
  await openPane(app, "Scenario");
  await replaceText(app, (await article()).replace('"requests": 20000', '"requests": 2000000'));
  await app.keyboard.press("ControlOrMeta+Enter");
  await expect(cancelButton(app)).toBeVisible();
  await app.keyboard.press("Escape");
  await expect(runButton(app)).toBeVisible();
});

test("the theme is switched and remembered", async ({ app }) => {
  const ground = (): Promise<string> =>
    app.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await seeFirstScreen(app);
  const light = await ground();
  await chooseTheme(app, "Dark");
  const dark = await ground();
  expect(dark).not.toBe(light);
  await app.reload();
  await expect.poll(ground).toBe(dark);
  await chooseTheme(app, "System");
  await expect.poll(ground).toBe(light);
  await app.emulateMedia({ colorScheme: "dark" });
  await expect.poll(ground).toBe(dark);
});

test("a bad field is named at its line, mended, and saved as a copy", async ({ app }) => {
  await openPane(app, "Scenario");
  const bad = (await article()).replace('"slotsPerReplica": 4', '"slotsPerReplica": -4');
  await replaceText(app, bad);
  const problems = app.getByRole("region", { name: "Problems" });
  await expect(problems).toContainText("Brain › Slots per replica");
  await expect(problems.getByTitle("brain.slotsPerReplica")).toBeVisible();
  await expect(problems).toContainText("found -4");
  await expect(app.getByRole("button", { name: "Save as copy…" })).toBeDisabled();

  // Running what cannot run leads here rather than to an error.
  await app.keyboard.press("ControlOrMeta+Enter");
  await expect(problems).toBeVisible();
  await expect(runButton(app)).toBeVisible();

  // The list leads to the place: what is typed next replaces the faulty value.
  await problems.getByRole("button").first().click();
  await expect(app.locator(".cm-lintRange-error")).toHaveText("-4");
  await expect(app.locator(".cm-lintRange-error")).toBeInViewport();
  await app.keyboard.type("5");
  await expect(problems).toHaveCount(0);
  await app.keyboard.press("ControlOrMeta+S");
  const dialog = app.getByRole("dialog", { name: "Save as your own scenario" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Five slots");
  await app.keyboard.press("Enter");
  await expect(app.getByRole("heading", { level: 1, name: "Five slots" })).toBeVisible();
  await expect(scenarioEntry(app, "Five slots")).toBeVisible();
  await expect(editor(app)).toContainText("Five slots");
});

test("a scenario of one's own is removed and brought back", async ({ app }) => {
  await openPane(app, "Scenario");
  await app.getByRole("button", { name: "Save as copy…" }).click();
  await app.keyboard.press("Enter");
  const mine = scenarioEntry(app, "The article \\(copy\\)");
  await expect(mine).toBeVisible();
  await mine.focus();
  await app.keyboard.press("Delete");
  await expect(mine).toHaveCount(0);
  await app.getByRole("button", { name: "Undo" }).last().click();
  await expect(mine).toBeVisible();
});

test("a reload keeps the draft, valid or not; undo outlives a switch of panes", async ({ app }) => {
  await openPane(app, "Scenario");
  const original = await article();
  await replaceText(app, original.replace('"seed": 1', '"seed": 77'));
  await openPane(app, "Compare");
  await openPane(app, "Scenario");
  await editor(app).focus();
  await app.keyboard.press("ControlOrMeta+Z");
  await expect(app.getByText("Shipped, read-only")).toBeVisible();
  await app.keyboard.press("ControlOrMeta+Shift+Z");
  await replaceText(app, "{ this is not JSON yet");
  await expect(app.getByText("Edited, draft kept")).toBeVisible();
  await app.reload();
  await expect(editor(app)).toContainText("{ this is not JSON yet");
  await expect(app.getByText(/Your unsaved changes of .* are back/)).toBeVisible();
  await app.getByRole("button", { name: "Discard the draft" }).click();
  await expect(app.getByText("Shipped, read-only")).toBeVisible();
  await expect(editor(app)).toContainText("headroom/scenario/v1");
});

test("text typed a moment before a reload is not lost", async ({ app }) => {
  await openPane(app, "Scenario");
  await replaceText(app, "{ typed in haste");
  await app.reload();
  await expect(editor(app)).toContainText("{ typed in haste");
});

test("a result is marked when the scenario has changed since, and one not on disk is asked for", async ({
  app,
  dataFolder,
}) => {
  await runQuickly(app);
  await openPane(app, "Scenario");
  await replaceText(app, (await quickArticle()).replace('"replicas": 10', '"replicas": 8'));
  await openPane(app, "Compare");
  await expect(result(app).getByText("The scenario has changed since this run.")).toBeVisible();
  await app.getByRole("button", { name: "Run again" }).click();
  await seeResult(app);
  await expect(result(app).getByText("The scenario has changed since this run.")).toHaveCount(0);

  // With a file in the place of its folder the next one cannot be stored: the tab is not closed unasked.
  const runs = path.join(dataFolder, "runs");
  await rename(runs, `${runs}-before`);
  await writeFile(runs, "");
  await runButton(app).click();
  const told = app.getByText(/^This result is not stored yet/);
  await expect(told).toBeVisible({ timeout: 60_000 });
  const asked = app.waitForEvent("dialog");
  await app.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe("beforeunload");
  await question.dismiss();
  await rm(runs);
  await app.getByRole("main").getByRole("button", { name: "Save again" }).click();
  await expect(told).toHaveCount(0);
  // Nothing is held that would be lost: the tab closes unasked.
  const closed = app.waitForEvent("close");
  await app.close({ runBeforeUnload: true });
  await closed;
});

test("charts change their shape, and show their table", async ({ app }) => {
  await runQuickly(app);
  const chart = app.getByRole("figure").first();
  const line = (): Promise<string | null> =>
    chart.locator('svg[role="group"] path[fill="none"]').first().getAttribute("d");
  const before = await line();
  await chart.getByText("Linear").click();
  await chart.getByText("Cumulative").click();
  expect(await line()).not.toBe(before);
  await chart.getByRole("radio", { name: "Table" }).locator("xpath=..").click();
  await expect(chart.getByRole("rowheader", { name: "Decoupled" })).toHaveCount(3);
  await expect(chart.getByRole("columnheader", { name: "95% interval" })).toBeVisible();
});

test("a server that goes away is told, and the work stays", async ({ app, served }) => {
  await openPane(app, "Scenario");
  await served.kill();
  await replaceText(app, "{ typed while the server is away");
  await expect(app.getByRole("alert")).toContainText("The Headroom server does not answer.");
  await expect(editor(app)).toContainText("{ typed while the server is away");
  await expect(app.getByText("Edited, draft not stored")).toBeVisible();
});

test("a page without the token says what to do", async ({ app, served }) => {
  const page = await app.context().newPage();
  await page.goto(served.address.replace(/#.*$/, ""));
  await expect(page.getByRole("alert")).toContainText("headroom serve");
  // The address that it asks for, opened in the same tab, differs in its fragment alone.
  await page.goto(served.address);
  await expect(page.getByRole("contentinfo")).toContainText("Engine ready");
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(page.url()).not.toContain("token");
  await page.close();
});

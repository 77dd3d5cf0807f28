import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, ROOT, test } from "./browser.fixture.js";
import {
  cancelButton,
  openPane,
  replaceText,
  runButton,
  runToResult,
  scenarioEntry,
  seeFirstScreen,
} from "./journey.js";
import { longPicture, picture, seeNothingSerious } from "./pictures.js";

test("the first screen, a run, and its result", async ({ app }) => {
  test.setTimeout(180_000);
  await seeFirstScreen(app);
  await picture(app, "1-first");
  await runToResult(app);
  await picture(app, "3-result");
  await longPicture(app, "4-result-whole");
  for (const chart of await app.getByRole("figure").all()) {
    await chart.getByRole("radio", { name: "Table" }).locator("xpath=..").click();
  }
  await app.getByRole("button", { name: /Show all \d+ figures/ }).click();
  await app.getByText("The same in words, with how sure it is").click();
  await longPicture(app, "5-result-tables");
  await seeNothingSerious(app, "tables");
});

test("the scenario, its problems and its dialogs", async ({ app }) => {
  test.setTimeout(180_000);
  await openPane(app, "Scenario");
  await picture(app, "6-scenario");
  const text = await readFile(path.join(ROOT, "scenarios/article.json"), "utf8");
  const bad = text
    .replace('"slotsPerReplica": 4', '"slotsPerReplica": -4')
    .replace('"holdsGpu": true', '"holdsGpu": "sometimes"');
  await replaceText(app, bad);
  await expect(app.getByRole("region", { name: "Problems" })).toBeVisible();
  await app.getByRole("region", { name: "Problems" }).getByRole("button").first().click();
  await expect(app.getByText("Edited, draft kept")).toBeVisible();
  await picture(app, "7-problems");
  await app.reload();
  await expect(app.getByText(/Your unsaved changes/)).toBeVisible();
  await picture(app, "8-restored");
  await app.getByRole("button", { name: "Discard the draft" }).click();
  const help = app.getByRole("button", { name: "Keyboard shortcuts" });
  await help.click();
  await picture(app, "9-shortcuts");
  await app.keyboard.press("Escape");
  await expect(help).toBeFocused();

  // What opens over a pane is clean, is closed by Escape, and gives the focus back to where it came from.
  await app.keyboard.press("ControlOrMeta+K");
  const palette = app.getByRole("combobox", { name: "Command, pane, scenario" });
  await expect(palette).toBeFocused();
  await picture(app, "9-palette");
  await app.keyboard.press("Escape");
  await expect(help).toBeFocused();

  const item = scenarioEntry(app, "The article");
  await app.getByRole("button", { name: "What to do with The article" }).focus();
  await app.keyboard.press("Enter");
  const menu = app.getByRole("menu", { name: "What to do with The article" });
  await expect(menu.getByRole("menuitem", { name: "Duplicate" })).toBeFocused();
  await picture(app, "9-menu");
  await app.keyboard.press("Escape");
  await expect(menu).toHaveCount(0);
  await expect(item).toBeFocused();
});

test("while a run goes on, and after it was cancelled", async ({ app }) => {
  test.setTimeout(120_000);
  await openPane(app, "Scenario");
  const text = await readFile(path.join(ROOT, "scenarios/article.json"), "utf8");
  await replaceText(app, text.replace('"requests": 20000', '"requests": 5000000'));
  await openPane(app, "Compare");
  await runButton(app).click();
  await expect(cancelButton(app)).toBeVisible();
  // What axe would check changes under it.
  await picture(app, "2-running", false);
  await cancelButton(app).click();
  await expect(app.getByText("The run was cancelled.").first()).toBeVisible();
  await picture(app, "2-cancelled");
});

test("a scenario with promises to users, and one of a single deployment", async ({ app }) => {
  test.setTimeout(180_000);
  await app.getByRole("button", { name: /^Customer support/ }).click();
  await expect(app.getByRole("heading", { level: 1 })).toHaveText("Customer support");
  await runToResult(app);
  await picture(app, "10-promises");
  await longPicture(app, "10-promises-whole");
  await app.getByRole("button", { name: /^Azure code/ }).click();
  await expect(app.getByRole("heading", { level: 1 })).toHaveText(/^Azure code/);
  await picture(app, "11-single-first");
  await runToResult(app);
  await picture(app, "11-single-result");
  await longPicture(app, "11-single-whole");
});

test("a server that has gone", async ({ app, served }) => {
  await seeFirstScreen(app);
  await served.kill();
  await runButton(app).click();
  await expect(app.getByRole("alert").first()).toBeVisible();
  await picture(app, "12-server-gone");
});

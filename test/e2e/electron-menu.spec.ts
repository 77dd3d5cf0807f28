import type { ElectronApplication } from "@playwright/test";
import { expect, test } from "./electron.fixture.js";
import { editor, openPane, pane, redoButton, undoButton } from "./journey.js";

/** Picks an item of the application menu, as a click on it does. */
function pick(app: ElectronApplication, id: string): Promise<void> {
  return app.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    if (item === null || item === undefined) throw new Error(`the menu has no ${wanted}`);
    item.click();
  }, id);
}

test("the native menus run the app's own commands", async ({ desktop: { app, page } }) => {
  test.setTimeout(120_000);
  await expect(page.getByRole("heading", { level: 1, name: "The article" })).toBeVisible();
  const menus = await app.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()?.items.map(({ label }) => label),
  );
  expect(menus).toEqual(expect.arrayContaining(["File", "Edit", "View", "Run", "Window", "Help"]));

  await pick(app, "pane.plan");
  await expect(pane(page, "Plan")).toHaveAttribute("aria-current", "page");
  await pick(app, "help.shortcuts");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  // A dialog is answered first.
  await pick(app, "pane.money");
  await expect(pane(page, "Plan")).toHaveAttribute("aria-current", "page");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  // The app hears of the closed dialog a moment after it has gone from the screen.
  await expect(async () => {
    await page.keyboard.press("ControlOrMeta+Shift+U");
    const told = page.getByText("The link to this view is on the clipboard.");
    await expect(told).toBeVisible({ timeout: 2000 });
  }).toPass();
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe(page.url());

  // Undo reaches the one history of the window, …
  await openPane(page, "Scenario");
  await editor(page).click();
  await page.keyboard.insertText("typed");
  await expect(editor(page)).toContainText("typed");
  await pick(app, "edit.undo");
  await expect(editor(page)).not.toContainText("typed");
  await pick(app, "edit.redo");
  await expect(editor(page)).toContainText("typed");
  await pick(app, "edit.undo");
  await expect(undoButton(page)).toBeDisabled();

  // … and in a field of one line that field alone.
  await openPane(page, "Live");
  const field = page.getByRole("spinbutton", { name: "Seed" });
  await field.fill("");
  await field.pressSequentially("42");
  await pick(app, "edit.undo");
  await expect(field).not.toHaveValue("42");
  await expect(redoButton(page)).toBeEnabled();
});

test("the command channel carries an id of the closed list, and nothing else", async ({
  desktop: { app, page },
}) => {
  await page.evaluate(() => {
    const heard: unknown[][] = [];
    Reflect.set(window, "heard", heard);
    // What the preload hands over is what any script in the page could get hold of.
    window.headroom?.onCommand((...given: unknown[]) => void heard.push(given));
  });
  await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const bad = [
      "format-disk",
      "toString",
      "__proto__",
      7,
      null,
      { id: "edit.undo" },
      ["edit.undo"],
    ];
    for (const message of [...bad, "pane.plan"])
      contents?.send("headroom:command", message, "more");
  });
  await expect(pane(page, "Plan")).toHaveAttribute("aria-current", "page");
  expect(await page.evaluate((): unknown => Reflect.get(window, "heard"))).toEqual([["pane.plan"]]);
});

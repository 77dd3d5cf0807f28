import { createRequire } from "node:module";
import path from "node:path";
import { expect, test } from "./browser.fixture.js";
import { editor, openPane, scenarioEntry } from "./journey.js";
import { longPicture, picture, seeNothingSerious } from "./pictures.js";

const SERVER = path.join(
  path.dirname(
    createRequire(import.meta.url).resolve("@modelcontextprotocol/server-everything/package.json"),
  ),
  "dist/index.js",
);

test("a preset of the workspace is made of a shipped one, and scenarios are offered it", async ({
  app,
}) => {
  await openPane(app, "Settings");
  const presets = app.getByRole("region", { name: "Presets", exact: true });
  await presets.getByRole("button", { name: /^Copy NVIDIA A10 / }).click();
  const text = presets.getByRole("textbox", { name: "Text of NVIDIA A10" });
  await expect(text).toBeFocused();
  // What is selected is the id, to be typed over.
  await app.keyboard.insertText('"our-a10"');
  await expect(text).toContainText('"id": "our-a10"');
  await picture(app, "21-presets");
  await presets.getByRole("button", { name: "Save preset" }).click();
  await expect(presets.getByRole("row", { name: /our-a10.*Workspace/ })).toBeVisible();

  await scenarioEntry(app, "Support agent on H100").click();
  await openPane(app, "Scenario");
  const gpu = app.getByRole("region", { name: "Form" }).locator('[data-path="brain.hardware.gpu"]');
  await gpu.getByRole("combobox").selectOption("our-a10");
  await expect(editor(app)).toContainText('"gpu": "our-a10"');
});

test("settings are checked at the field, stored, and reach the next session", async ({ app }) => {
  test.setTimeout(240_000);
  await openPane(app, "Settings");
  const form = app.getByRole("form", { name: "Live engine" });
  await expect(form.getByLabel("Workers of bash")).toBeVisible();
  await picture(app, "20-settings");
  await longPicture(app, "20-settings-whole");

  await form.getByLabel("Brain steps").fill("many");
  await form.getByRole("button", { name: "Add a server" }).click();
  await form.getByLabel("Name", { exact: true }).fill("everything");
  // By the keyboard: what is wrong is where the focus goes.
  await form.getByRole("button", { name: "Save" }).press("Enter");
  await expect(form.getByLabel("Brain steps")).toBeFocused();
  await expect(form.getByText('found the text "many"')).toBeVisible();
  await seeNothingSerious(app, "settings with problems");

  await form.getByLabel("Brain steps").fill("8");
  await form.getByLabel("Command").fill(process.execPath);
  await form.getByLabel("Arguments").fill(`${SERVER}\nstdio`);
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Stored.")).toBeVisible();
  await expect(form.getByLabel("Workers of everything_echo")).toBeVisible({ timeout: 60_000 });
  await longPicture(app, "21-settings-server");

  await openPane(app, "Live");
  await app.getByLabel("Workload").first().selectOption({ label: "Your own prompt" });
  await app
    .getByRole("main")
    .getByLabel("What to do", { exact: true })
    .fill('everything_echo {"message": "from a server"}');
  await expect(app.getByRole("checkbox", { name: "everything_echo" })).toBeChecked();
  await picture(app, "22-live-prompt");
  await app.getByRole("button", { name: "Start session" }).click();
  const session = app.getByRole("article", { name: /^Session everything_echo/ });
  await expect(session.getByText(/answered: Echo: from a server/)).toBeVisible({ timeout: 60_000 });

  const message = session.getByLabel("Your turn", { exact: true });
  await message.fill("Thank you");
  await picture(app, "23-live-idle");
  await message.press("Control+Enter");
  await expect(session.getByText("Thank you")).toBeVisible();
  await expect(session.getByText(/This is the rehearsal model/)).toBeVisible({ timeout: 60_000 });

  const saved = app.waitForEvent("download");
  await session.getByRole("button", { name: "Export", exact: true }).click();
  expect((await saved).suggestedFilename()).toMatch(/^headroom-session-.*\.jsonl$/);
});

import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, ROOT, test } from "./browser.fixture.js";
import { drop } from "./drop.js";
import { scenarioEntry } from "./journey.js";

test("files are taken in by what they say they are, dropped or chosen, and stay in their workspace", async ({
  app,
  served,
  dataFolder,
}) => {
  test.setTimeout(120_000);
  const whole = await readFile(path.join(ROOT, "scenarios", "article.json"), "utf8");
  await app.evaluate((text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], "theirs.txt"));
    const about = { dataTransfer, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new DragEvent("dragover", about));
  }, whole);
  await expect(app.getByText("Drop scenarios, claim sets")).toBeVisible();
  await app.evaluate(
    (text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], "theirs.txt"));
      const about = { dataTransfer, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new DragEvent("drop", about));
    },
    whole.replace("The article", "From a colleague"),
  );
  await expect(app.getByText("Drop scenarios, claim sets")).toBeHidden();
  await expect(scenarioEntry(app, "From a colleague")).toBeVisible();
  await expect(app.getByRole("heading", { level: 1, name: "From a colleague" })).toBeVisible();

  await drop(app.getByRole("heading", { level: 1 }), path.join(ROOT, "scenarios"));
  await expect(app.getByText("scenarios is a folder, and files are taken in")).toBeVisible();

  const choosing = app.waitForEvent("filechooser");
  await app.getByRole("heading", { level: 1 }).click();
  await app.keyboard.press("ControlOrMeta+Shift+O");
  const buffer = Buffer.from("arrival,input_tokens\n1,2\n");
  await (await choosing).setFiles({ name: "requests.csv", mimeType: "text/csv", buffer });
  await expect(app.getByRole("main").getByText("requests.csv")).toBeVisible();

  // Another window of the same engine opens another workspace: this one goes along, and says so.
  const other = await app.context().newPage();
  await other.goto(served.address);
  await other.getByRole("button", { name: "Workspace: On this machine" }).click();
  await other.getByRole("menuitem", { name: "Open a folder…" }).click();
  await other.getByLabel("Folder, by its whole path").fill(path.join(dataFolder, "team"));
  await other.getByLabel("Make the folder").check();
  await other.getByRole("button", { name: "Open", exact: true }).click();
  await expect(app.getByText("The workspace is now “team”.")).toBeVisible();
  await expect(app.getByRole("button", { name: "Workspace: team" })).toBeVisible();
  await expect(scenarioEntry(app, "From a colleague")).toHaveCount(0);
  await app.getByRole("button", { name: "Back to “On this machine”" }).click();
  await expect(scenarioEntry(app, "From a colleague")).toBeVisible();
  await expect(other.getByRole("button", { name: "Workspace: On this machine" })).toBeVisible();
});

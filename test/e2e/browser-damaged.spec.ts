import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, ROOT, test } from "./browser.fixture.js";
import { editor, scenarioEntry } from "./journey.js";
import { picture } from "./pictures.js";

/*
 * Journey (f): files of the workspace are damaged by a merge, a crash and a bad disk. Each is named, hides no
 * neighbour, and is mended where it is; nothing of it is lost.
 */
test("a damaged file is named, opened as text, mended and saved", async ({
  app,
  served,
  dataFolder,
}) => {
  test.setTimeout(180_000);
  const folder = path.join(dataFolder, "scenarios");
  await mkdir(folder, { recursive: true });
  const whole = await readFile(path.join(ROOT, "scenarios", "article.json"), "utf8");
  const [first = "", ...rest] = whole.split("\n");
  const conflict = [first, "<<<<<<< HEAD", "=======", ">>>>>>> theirs", ...rest].join("\n");
  await writeFile(path.join(folder, "merged.json"), conflict);
  await writeFile(path.join(folder, "cut-off.json"), whole.slice(0, 900));
  await writeFile(path.join(folder, "noise.json"), Uint8Array.of(0, 255, 254, 1));
  await writeFile(path.join(folder, "whole.json"), whole.replace("The article", "A whole one"));

  // The folder is watched: what was written into it is shown at once.
  for (const id of ["merged", "cut-off", "noise"]) {
    await expect(scenarioEntry(app, id)).toContainText("Damaged file");
  }
  await expect(scenarioEntry(app, "A whole one")).not.toContainText("Damaged");

  // A result that cannot be read says what to do with it, and follows what is done with its file.
  const runs = path.join(dataFolder, "runs");
  await mkdir(runs);
  await writeFile(path.join(runs, "half.json"), '{"schema": ');
  const half = app.getByRole("navigation", { name: "Recent runs" }).getByRole("button", {
    name: /^half/,
  });
  await half.click();
  const dialog = app.getByRole("dialog", { name: "This file cannot be read" });
  await expect(dialog).toContainText(path.join(runs, "half.json"));
  await expect(dialog).toContainText("half.json cannot be read");
  await picture(app, "22-damaged-result");
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(half).toHaveCount(0);
  expect(await readdir(runs)).toEqual([]);

  await scenarioEntry(app, "merged").click();
  const banner = app.getByRole("main").getByText(/line 2.*git merge conflict/);
  await expect(banner.first()).toBeVisible();
  await expect(editor(app)).toContainText("<<<<<<< HEAD");
  await editor(app).focus();
  await app.keyboard.press("ControlOrMeta+A");
  await app.keyboard.insertText(whole.replace("The article", "Merged by hand"));
  await app.keyboard.press("ControlOrMeta+S");
  await expect(scenarioEntry(app, "Merged by hand")).toBeVisible();
  await expect(scenarioEntry(app, "merged")).toHaveCount(0);
  const names = await readdir(folder);
  const kept = names.find((name) => name.startsWith("merged.json.damaged-")) ?? "";
  expect(await readFile(path.join(folder, kept), "utf8")).toBe(conflict);

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
  await expect(scenarioEntry(app, "Merged by hand")).toHaveCount(0);
  await app.getByRole("button", { name: "Back to “On this machine”" }).click();
  await expect(scenarioEntry(app, "Merged by hand")).toBeVisible();
  await expect(other.getByRole("button", { name: "Workspace: On this machine" })).toBeVisible();
});

test("files are taken in by what they say they are, dropped or chosen", async ({ app }) => {
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

  const choosing = app.waitForEvent("filechooser");
  await app.getByRole("heading", { level: 1 }).click();
  await app.keyboard.press("ControlOrMeta+Shift+O");
  const buffer = Buffer.from("arrival,input_tokens\n1,2\n");
  await (await choosing).setFiles({ name: "requests.csv", mimeType: "text/csv", buffer });
  await expect(app.getByRole("main").getByText("requests.csv")).toBeVisible();
});

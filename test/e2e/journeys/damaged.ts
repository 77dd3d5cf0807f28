import { expect } from "@playwright/test";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { editor, scenarioEntry } from "../journey.js";
import type { Host } from "./host.js";

const ARTICLE = path.resolve(import.meta.dirname, "../../../scenarios/article.json");

/**
 * Files of the workspace are damaged by a merge, a crash and a bad disk. Each is named, hides no neighbour,
 * and is mended where it is; nothing of it is lost.
 */
export async function throughDamagedFiles({ page, dataFolder, picture }: Host): Promise<void> {
  const folder = path.join(dataFolder, "scenarios");
  await mkdir(folder, { recursive: true });
  const whole = await readFile(ARTICLE, "utf8");
  const [first = "", ...rest] = whole.split("\n");
  const conflict = [first, "<<<<<<< HEAD", "=======", ">>>>>>> theirs", ...rest].join("\n");
  await writeFile(path.join(folder, "merged.json"), conflict);
  await writeFile(path.join(folder, "cut-off.json"), whole.slice(0, 900));
  await writeFile(path.join(folder, "noise.json"), Uint8Array.of(0, 255, 254, 1));
  await writeFile(path.join(folder, "whole.json"), whole.replace("The article", "A whole one"));

  // The folder is watched: what was written into it is shown at once.
  for (const id of ["merged", "cut-off", "noise"]) {
    await expect(scenarioEntry(page, id)).toContainText("Damaged file");
  }
  await expect(scenarioEntry(page, "A whole one")).not.toContainText("Damaged");

  // A result that cannot be read says what to do with it, and follows what is done with its file.
  const runs = path.join(dataFolder, "runs");
  await mkdir(runs);
  await writeFile(path.join(runs, "half.json"), '{"schema": ');
  const half = page.getByRole("navigation", { name: "Recent runs" }).getByRole("button", {
    name: /^half/,
  });
  await half.click();
  const dialog = page.getByRole("dialog", { name: "This file cannot be read" });
  await expect(dialog).toContainText(path.join(runs, "half.json"));
  await expect(dialog.getByRole("region", { name: "Problems" })).toContainText("valid JSON");
  await picture("22-damaged-result");
  await dialog.getByRole("button", { name: "Move to the trash" }).click();
  await expect(half).toHaveCount(0);
  expect(await readdir(runs)).toEqual([]);

  // Of any kind, it is mended as text where it is named; what is typed outlives the dialog.
  const decks = path.join(dataFolder, "decks");
  await mkdir(decks);
  const sides = [
    "<<<<<<< HEAD",
    '"name": "Ours",',
    "=======",
    '"name": "Theirs",',
    ">>>>>>> theirs",
  ];
  const torn = ["{", '"schema": "headroom/deck/v1",', ...sides, '"slides": []', "}"].join("\n");
  await writeFile(path.join(decks, "board.json"), torn);
  const deck = page
    .getByRole("navigation", { name: "Decks" })
    .getByRole("button", { name: /^board/ });
  await deck.click();
  await expect(dialog.getByRole("region", { name: "Problems" })).toContainText("Line 3");
  await expect(dialog.getByRole("button", { name: "Save the mended file" })).toBeDisabled();
  await picture("22-damaged-text");
  await dialog.getByRole("button", { name: "Keep their side" }).click();
  await page.keyboard.press("Escape");
  await deck.click();
  await expect(dialog).toContainText("What you typed here before is back.");
  await dialog.getByRole("button", { name: "Save the mended file" }).click();
  await expect(dialog).toBeHidden();
  const mended = page.getByRole("navigation", { name: "Decks" });
  await expect(mended.getByRole("button", { name: /^Theirs/ })).toBeVisible();
  const kinds = await readdir(decks);
  const beside = kinds.find((name) => name.startsWith("board.json.damaged-")) ?? "";
  expect(await readFile(path.join(decks, beside), "utf8")).toBe(torn);

  // A folder with something else in its place is named, hides no other, and is back by itself.
  const plans = path.join(dataFolder, "plans");
  await writeFile(plans, "");
  const told = page.getByText(/^A folder of this workspace cannot be read/);
  await expect(told).toContainText(plans);
  await expect(mended.getByRole("button", { name: /^Theirs/ })).toBeVisible();
  await picture("22-unreadable-folder");
  await rm(plans);
  await expect(told).toHaveCount(0);

  await scenarioEntry(page, "merged").click();
  const banner = page.getByRole("main").getByText(/line 2.*git merge conflict/);
  await expect(banner.first()).toBeVisible();
  await expect(editor(page)).toContainText("<<<<<<< HEAD");
  await editor(page).focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(whole.replace("The article", "Merged by hand"));
  await page.keyboard.press("ControlOrMeta+S");
  await expect(scenarioEntry(page, "Merged by hand")).toBeVisible();
  await expect(scenarioEntry(page, "merged")).toHaveCount(0);
  const names = await readdir(folder);
  const kept = names.find((name) => name.startsWith("merged.json.damaged-")) ?? "";
  expect(await readFile(path.join(folder, kept), "utf8")).toBe(conflict);
}

import { expect } from "@playwright/test";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import {
  cancelButton,
  editor,
  openPane,
  replaceText,
  result,
  runButton,
  runQuickly,
  runToResult,
} from "../journey.js";
import type { Host } from "./host.js";

const scenarioOf = (requests: number, replications: number): string =>
  JSON.stringify({
    schema: "headroom/scenario/v1",
    name: "Long",
    run: { requests, replications },
    workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 1 } } }],
    brain: { kind: "slots", replicas: 2, serviceMs: { exponential: { mean: 1000 } } },
    coupled: { replicas: 2 },
  });

/** A result is there, a scenario is typed and its run under way when the process that computes dies. */
export async function throughCrash({
  page,
  dataFolder,
  crash,
  recover,
  picture,
}: Host): Promise<void> {
  await runQuickly(page);
  const finding = await result(page).getByRole("heading", { level: 2 }).innerText();

  await openPane(page, "Scenario");
  await replaceText(page, scenarioOf(5_000_000, 20));
  await expect(page.getByText("Edited, draft kept")).toBeVisible();
  await openPane(page, "Compare");
  await runButton(page).click();
  await expect(cancelButton(page)).toBeVisible();
  await expect(page.getByRole("progressbar").first()).toBeVisible();
  await crash();
  await expect(page.getByText(/The run was interrupted: /)).toBeVisible();
  await picture("12-run-interrupted");
  await recover();

  // What was typed is there, the earlier result too, and no file was torn.
  await openPane(page, "Scenario");
  await expect(editor(page)).toContainText('"Long"');
  await openPane(page, "Compare");
  await expect(result(page).getByRole("heading", { level: 2 })).toHaveText(finding);
  const runs = path.join(dataFolder, "runs");
  const kept = await readdir(runs);
  expect(kept).toHaveLength(1);
  for (const file of kept) JSON.parse(await readFile(path.join(runs, file), "utf8"));

  await openPane(page, "Scenario");
  await replaceText(page, scenarioOf(500, 3));
  await runToResult(page);
  await expect(result(page).getByRole("heading", { level: 2 })).not.toHaveText(finding);
  expect(await readdir(runs)).toHaveLength(2);
}

import { expect } from "@playwright/test";
import { copyFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { drop } from "../drop.js";
import { editor, openPane, result, runToResult } from "../journey.js";
import type { Host } from "./host.js";

/** A server that was measured (casys-kaist/LLMServingSim, MIT): 300 requests, which take seconds. */
const NAME = "RTXPRO6000__Llama-3.1-8B__vllm__";
const MEASURED = path.resolve(import.meta.dirname, "../../../scenarios/measured", NAME);
const REQUESTS = 300;

export async function fromServingLogToPlan({
  page,
  dataFolder,
  picture,
  longPicture,
}: Host): Promise<void> {
  const main = page.getByRole("main");
  await openPane(page, "Calibrate");
  await picture("50-calibrate-first");

  const field = main.getByRole("region", { name: "Serving log" });
  const bad = path.join(dataFolder, "llama.csv");
  await writeFile(bad, "arrival,ttft,latency,output\n0,1,2,5\n");
  await drop(field, bad);
  await main.getByRole("button", { name: "Calibrate", exact: true }).click();
  await expect(main.getByRole("alert")).toHaveText(
    /^inputTokens: expected a column such as .*; found the columns arrival, ttft, latency, output\.$/,
    { timeout: 60_000 },
  );
  await main.getByRole("textbox", { name: "Batch limit" }).fill("many");
  await main.getByRole("button", { name: "Calibrate", exact: true }).click();
  await expect(main.getByText("Expected a whole number of at least 1; found many.")).toBeVisible();
  await picture("51-calibrate-problems");
  await main.getByRole("textbox", { name: "Batch limit" }).fill("");

  const log = path.join(dataFolder, "llama.jsonl");
  await copyFile(`${MEASURED}requests.jsonl`, log);
  await drop(field, log);
  const settings = main.getByRole("region", { name: "Engine settings (optional)" });
  await drop(settings, `${MEASURED}meta.json`);
  await expect(settings).toContainText("meta.json");
  await main.getByRole("button", { name: "Calibrate", exact: true }).click();
  const calibration = main.getByRole("article", { name: "Calibration from llama.jsonl" });
  await expect(calibration.getByRole("heading", { level: 2 })).toHaveText(
    "The rest of the log is predicted closely: this server can be planned with.",
    { timeout: 120_000 },
  );
  await expect(
    calibration.getByRole("rowheader", { name: "Not fitted 150 requests" }),
  ).toBeVisible();

  const scatter = calibration.getByRole("figure").first();
  await scatter.getByRole("radio", { name: "TTFT" }).locator("xpath=..").click();
  await scatter.getByRole("group", { name: /Arrow keys/ }).focus();
  await page.keyboard.press("End");
  await expect(scatter.getByRole("status").last()).toHaveText(
    /^(Not fitted|Fitted), arrived at .*: measured .*, predicted .*, error .*%\.$/,
  );
  await picture("52-calibrate");
  await longPicture("52-calibrate-whole");
  await scatter.getByRole("radio", { name: "Table" }).locator("xpath=..").click();
  await expect(scatter.getByRole("row")).toHaveCount(REQUESTS + 1);

  await calibration.getByRole("button", { name: "Make a scenario" }).click();
  await expect(editor(page)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Calibrated from llama.jsonl");
  await picture("53-calibrated-scenario");

  await openPane(page, "Compare");
  await runToResult(page);
  await expect(result(page)).toBeVisible();
  await page.getByRole("radio", { name: "Scenarios side by side" }).locator("xpath=..").click();
  await page.getByRole("checkbox", { name: "RTX PRO 6000, Llama 3.1 8B (calibrated)" }).check();
  await main.getByRole("button", { name: "Compare 2 scenarios" }).click();
  await expect(
    page
      .getByRole("article", { name: "Scenarios side by side" })
      .getByRole("heading", { level: 2 }),
  ).toHaveText(/^Against Calibrated from llama\.jsonl, /, { timeout: 120_000 });

  await openPane(page, "Plan");
  await main.getByRole("button", { name: "Find the plan" }).click();
  await expect(
    page.getByRole("article", { name: "Plan of the scenario" }).getByRole("heading", { level: 2 }),
  ).toHaveText(/keep every promise/, { timeout: 120_000 });
}

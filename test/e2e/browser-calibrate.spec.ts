import type { Locator } from "@playwright/test";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, ROOT, test } from "./browser.fixture.js";
import { editor, openPane, result, runToResult } from "./journey.js";
import { longPicture, picture } from "./pictures.js";

/** A server that was measured (casys-kaist/LLMServingSim, MIT): 300 requests, which take seconds. */
const MEASURED = path.join(ROOT, "scenarios/measured/RTXPRO6000__Llama-3.1-8B__vllm__");
const REQUESTS = 300;

async function drop(target: Locator, name: string, text: string): Promise<void> {
  const dataTransfer = await target.page().evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], fileName));
      return transfer;
    },
    [name, text] as const,
  );
  await target.dispatchEvent("drop", { dataTransfer });
}

test("a serving log dropped in is calibrated, becomes a scenario, is compared and planned", async ({
  app,
}) => {
  test.setTimeout(240_000);
  const log = await readFile(`${MEASURED}requests.jsonl`, "utf8");
  const main = app.getByRole("main");
  await openPane(app, "Calibrate");
  await picture(app, "50-calibrate-first");

  const field = main.getByRole("region", { name: "Serving log" });
  await drop(field, "llama.csv", "arrival,ttft,latency,output\n0,1,2,5\n");
  await main.getByRole("button", { name: "Calibrate", exact: true }).click();
  await expect(main.getByRole("alert")).toHaveText(
    /^inputTokens: expected a column such as .*; found the columns arrival, ttft, latency, output\.$/,
    { timeout: 60_000 },
  );
  await main.getByRole("textbox", { name: "Batch limit" }).fill("many");
  await main.getByRole("button", { name: "Calibrate", exact: true }).click();
  await expect(main.getByText("Expected a whole number of at least 1; found many.")).toBeVisible();
  await picture(app, "51-calibrate-problems");
  await main.getByRole("textbox", { name: "Batch limit" }).fill("");

  await drop(field, "llama.jsonl", log);
  await drop(
    main.getByRole("region", { name: "Engine settings (optional)" }),
    "meta.json",
    await readFile(`${MEASURED}meta.json`, "utf8"),
  );
  await expect(main.getByText("meta.json", { exact: true })).toBeVisible();
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
  await app.keyboard.press("End");
  await expect(scatter.getByRole("status").last()).toHaveText(
    /^(Not fitted|Fitted), arrived at .*: measured .*, predicted .*, error .*%\.$/,
  );
  await picture(app, "52-calibrate");
  await longPicture(app, "52-calibrate-whole");
  await scatter.getByRole("radio", { name: "Table" }).locator("xpath=..").click();
  await expect(scatter.getByRole("row")).toHaveCount(REQUESTS + 1);

  await calibration.getByRole("button", { name: "Make a scenario" }).click();
  await expect(editor(app)).toBeVisible();
  await expect(app.getByRole("heading", { level: 1 })).toHaveText("Calibrated from llama.jsonl");
  await picture(app, "53-calibrated-scenario");

  await openPane(app, "Compare");
  await runToResult(app);
  await expect(result(app)).toBeVisible();
  await app.getByRole("radio", { name: "Scenarios side by side" }).locator("xpath=..").click();
  await app.getByRole("checkbox", { name: "RTX PRO 6000, Llama 3.1 8B (calibrated)" }).check();
  await main.getByRole("button", { name: "Compare 2 scenarios" }).click();
  await expect(
    app.getByRole("article", { name: "Scenarios side by side" }).getByRole("heading", { level: 2 }),
  ).toHaveText(/^Against Calibrated from llama\.jsonl, /, { timeout: 120_000 });

  await openPane(app, "Plan");
  await main.getByRole("button", { name: "Find the plan" }).click();
  await expect(
    app.getByRole("article", { name: "Plan of the scenario" }).getByRole("heading", { level: 2 }),
  ).toHaveText(/keep every promise/, { timeout: 120_000 });
});

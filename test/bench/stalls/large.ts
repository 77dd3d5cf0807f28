import type { JSHandle, Page } from "@playwright/test";
import { openPane, pane, scenarioEntry } from "../../e2e/journey.js";
import { longSession } from "../long-session.js";
import { megabyteScenario } from "./files.js";
import { appears, drag, hover, note } from "./measure.js";
import { walkHeatMap } from "./walk.js";

const ENTRIES = ".live-transcript li";

/** What is far more than usual: long sessions, many of them at a time, a million points, a megabyte of text. */
export async function walkLarge(page: Page): Promise<void> {
  await walkLiveSessions(page);
  await walkLiveLoad(page);
  await walkMillion(page);
  await walkLongTimeline(page);
  await pane(page, "Scenario").click();
  await scenarioEntry(page, "Data extraction").click();
  // The claim set of the audit is a text as well.
  const text = page.getByRole("textbox", { name: /^Text of the scenario/ });
  await text.click();
  await page.keyboard.press("ControlOrMeta+A");
  const clipboard = await handedOver(page, await megabyteScenario());
  await note(page, "scenario of 1 MB pasted and checked", async () => {
    await clipboard.evaluate((clipboardData) => {
      const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      document.activeElement?.dispatchEvent(event);
    });
    await page.waitForTimeout(4000);
  });
  await note(page, "typed in the scenario of 1 MB", async () => {
    await text.press("ControlOrMeta+Home");
    await page.keyboard.type("          ", { delay: 40 });
  });
}

async function walkLiveSessions(page: Page): Promise<void> {
  await openPane(page, "Live");
  const input = page.getByRole("main").getByLabel("File of an exported session");
  for (const calls of [200, 2000]) {
    const handed = await handedOver(page, longSession(`Session of ${calls} calls`, calls));
    await note(page, `session of ${calls * 5} events taken in`, async () => {
      await input.evaluate((element, { files }) => {
        if (element instanceof HTMLInputElement) element.files = files;
        element.dispatchEvent(new Event("change", { bubbles: true }));
      }, handed);
      await appears(page, ENTRIES, 2 * calls);
    });
  }
  await note(page, "scrolled through", async () => {
    await page.locator(ENTRIES).first().hover();
    for (let turn = 0; turn < 40; turn += 1) {
      await page.mouse.wheel(0, 900);
      await page.waitForTimeout(30);
    }
  });
  await note(page, "its next answer streams", async () => {
    await page.locator(".live-send textarea").fill("Hello");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await appears(page, ENTRIES, 4003);
  });
}

/** Sessions come faster than they end, until two hundred of them are under way. */
async function walkLiveLoad(page: Page): Promise<void> {
  const screen = page.getByRole("main");
  await screen.getByRole("button", { name: "New load run" }).click();
  for (const [label, value] of [
    ["Sessions a second", "40"],
    ["Seconds of arrivals", "6"],
    ["Model slots", "20"],
    ["Workers of each tool", "20"],
    ["Runs of each", "1"],
  ] as const) {
    await screen.getByLabel(label, { exact: true }).fill(value);
  }
  await note(page, "Live during a load of 200 sessions at a time", async () => {
    await screen.getByRole("button", { name: "Start load run" }).click();
    await appears(page, '[aria-label="Decoupled, gauges"]');
    await page.waitForTimeout(15_000);
  });
  await screen.getByRole("button", { name: "Stop", exact: true }).click();
  await page.waitForTimeout(2000);
}

async function walkMillion(page: Page): Promise<void> {
  const screen = page.getByRole("main");
  await scenarioEntry(page, "A million sessions").click();
  await openPane(page, "Simulate");
  await note(page, "simulation of 1.2 million sessions, drawn", async () => {
    await screen.getByRole("button", { name: "Simulate", exact: true }).click();
    await appears(page, '[aria-label="Simulation"]', 1, 900_000);
  });
  await walkHeatMap(page, " of 1.2 million sessions");
}

/** One simulated session of a hundred thousand spans, as a list of the heat map leads to it. */
async function walkLongTimeline(page: Page): Promise<void> {
  const screen = page.getByRole("main");
  await scenarioEntry(page, "One long session").click();
  await screen.getByRole("button", { name: "Simulate", exact: true }).click();
  await appears(page, '[aria-label="Simulation"]');
  const inside = screen.getByRole("region", { name: "Sessions inside" });
  const cells = screen
    .getByRole("figure")
    .nth(1)
    .getByRole("group", { name: /Arrow keys tell/ });
  await cells.focus();
  for (const key of ["ArrowUp", "Shift+End", "Shift+Home"]) await page.keyboard.press(key);
  for (let at = 0; at < 60; at += 1) {
    await page.keyboard.press("Shift+ArrowUp");
    await page.keyboard.press("Shift+ArrowRight");
  }
  await page.keyboard.press("Enter");
  await inside.getByRole("row").nth(1).waitFor({ timeout: 300_000 });
  const area = page.locator(".inspection .timeline");
  await note(page, "timeline of 100,000 spans opened", async () => {
    await inside.getByRole("row").nth(1).getByRole("button").click();
    await appears(page, ".inspection .timeline canvas");
  });
  await note(page, "pointer over the timeline", () => hover(page, area));
  await note(page, "timeline enlarged and moved by the wheel", async () => {
    await area.hover();
    for (const [key, count] of [
      ["Control", 16],
      ["Shift", 12],
    ] as const) {
      await page.keyboard.down(key);
      for (let turn = 0; turn < count; turn += 1) {
        await page.mouse.wheel(0, -120);
        await page.waitForTimeout(60);
      }
      await page.keyboard.up(key);
    }
  });
  await note(page, "dragged across the timeline", () => drag(page, area));
}

/**
 * What a page gets with a paste or a file, there before it is measured: handed over by the driver's own means, a
 * text is typed line by line, and a file is decoded in the page's time.
 */
function handedOver(page: Page, text: string): Promise<JSHandle<DataTransfer>> {
  return page.evaluateHandle((words) => {
    const handed = new DataTransfer();
    handed.setData("text/plain", words);
    handed.items.add(new File([words], "file.jsonl"));
    return handed;
  }, text);
}

import type { Page } from "@playwright/test";
import { openPane, pane, PANES, runButton, scenarioEntry } from "../../e2e/journey.js";
import { appears, drag, hover, note } from "./measure.js";

const byLabel = (label: string): string => `[aria-label="${label}"]`;

/** What a user does with the shipped scenarios: every pane, its long work, its texts and sliders. */
export async function walkEveryday(page: Page): Promise<void> {
  const screen = page.getByRole("main");
  await note(page, "run of the article, with progress", async () => {
    await runButton(page).click();
    await appears(page, byLabel("Result of the run"));
  });
  await openPane(page, "Simulate");
  await scenarioEntry(page, "Autoscaled support").click();
  await note(page, "simulation of Autoscaled support, with progress", async () => {
    await screen.getByRole("button", { name: "Simulate", exact: true }).click();
    await appears(page, byLabel("Simulation"));
  });
  await walkHeatMap(page);
  await scenarioEntry(page, "The article").click();
  await openPane(page, "Money");
  await note(page, "projection of the article, with progress", async () => {
    await screen.getByRole("button", { name: "Project the scenario" }).click();
    await appears(page, byLabel("Money"));
  });
  await openPane(page, "Plan");
  await note(page, "plan of the article, with progress", async () => {
    await screen.getByRole("button", { name: "Find the plan" }).click();
    await appears(page, byLabel("Plan of the scenario"));
  });
  for (const name of PANES)
    await note(page, `first visit: ${name}`, () => pane(page, name).click());
  for (const name of PANES) await note(page, `again: ${name}`, () => pane(page, name).click());
  await pane(page, "Scenario").click();
  await note(page, "typing in the scenario's text", async () => {
    await page.getByRole("textbox", { name: /^Text of the scenario/ }).click();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.type("                    ", { delay: 40 });
  });
  await note(page, "slider dragged in the scenario, with its estimate", () =>
    drag(page, screen.getByRole("slider", { name: "Replicas, slider" }).first()),
  );
  await page.getByRole("banner").getByRole("button", { name: "Undo" }).click();
  await walkShell(page);
  await note(page, "another scenario opened", () =>
    scenarioEntry(page, "Customer support").click(),
  );
  await openPane(page, "Overview");
  await note(page, "run from the overview", async () => {
    await runButton(page).click();
    await appears(page, byLabel("Headline figures"));
  });
}

/** Over the second chart of a simulation that is on screen. */
export async function walkHeatMap(page: Page, of = ""): Promise<void> {
  const view = page.getByRole("main").getByRole("article", { name: "Simulation" });
  const cells = view
    .getByRole("figure")
    .nth(1)
    .getByRole("group", { name: /Arrow keys tell a cell/ });
  await note(page, `drag in the heat map${of}`, () => drag(page, cells));
  await note(page, `pointer over the heat map${of}`, () => hover(page, cells));
}

/** What the window itself offers, whatever is open in it: the comparison of the article. */
async function walkShell(page: Page): Promise<void> {
  await openPane(page, "Compare");
  await note(page, "palette opened and typed in", async () => {
    await page.keyboard.press("ControlOrMeta+K");
    await page.keyboard.type("support rate", { delay: 60 });
    await page.keyboard.press("Escape");
  });
  for (const theme of ["Dark", "Light"] as const) {
    await note(page, `${theme.toLowerCase()} theme`, async () => {
      await page
        .getByRole("radio", { name: `${theme} theme` })
        .locator("xpath=..")
        .click();
    });
  }
  await note(page, "window resized in steps", async () => {
    for (const width of [1000, 1400, 1900, 900, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.waitForTimeout(150);
    }
  });
  await walkDeck(page);
}

async function walkDeck(page: Page): Promise<void> {
  for (const chart of ["Latency distribution", "Time by stage"]) {
    await page
      .getByRole("article", { name: "Result of the run" })
      .getByRole("button", { name: `Export ${chart}`, exact: true })
      .click();
    await page.getByRole("menuitem", { name: /^Add to deck/ }).click();
    await page.getByRole("button", { name: "Add the slide" }).click();
    await page.getByText("A slide was added to Board deck.").last().waitFor();
    await page.getByRole("button", { name: "Dismiss" }).last().click();
  }
  await note(page, "deck opened", async () => {
    await page.getByRole("navigation", { name: "Decks" }).getByText("Board deck").click();
    await appears(page, byLabel("Deck Board deck"));
  });
  await note(page, "deck presented", async () => {
    await page.getByRole("button", { name: "Present", exact: true }).click();
    for (const key of ["ArrowRight", "ArrowLeft", "Escape"]) {
      await page.waitForTimeout(400);
      await page.keyboard.press(key);
    }
  });
  await scenarioEntry(page, "The article").click();
}

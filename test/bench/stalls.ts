import { chromium } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import { CHROMIUM_SWITCHES, serve, WELCOMED } from "../e2e/browser.fixture.js";
import { openPane, pane, PANES, runButton, runToResult, scenarioEntry } from "../e2e/journey.js";
import { longSession } from "./long-session.js";

/*
 * How long the page is deaf: for each thing a user does, the longest task of its main thread and the
 * longest time from an input to the next paint, as Chromium itself measures them. Prints a table; what
 * is over the limit is marked. Wall time counts what else the machine does, so it wants a quiet one; the
 * processor's time of the same tasks, out of Chromium's trace, does not.
 */

const LIMIT_MS = 100;
/** After an action the page may still draw what came of it. */
const SETTLE_MS = 700;

interface Measured {
  readonly action: string;
  readonly taskMs: number;
  readonly inputMs: number;
  /** Processor time of the task that took most of it. */
  readonly cpuMs: number;
  /** Of the longest frame: what ran in it. */
  readonly blame: string;
}

declare global {
  interface Window {
    stalls: { taskMs: number; inputMs: number; frameMs: number; blame: string };
  }
}

/** Runs in the page, before anything of it. */
function observe(): void {
  window.stalls = { taskMs: 0, inputMs: 0, frameMs: 0, blame: "" };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      window.stalls.taskMs = Math.max(window.stalls.taskMs, duration);
    }
  }).observe({ type: "longtask" });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      window.stalls.inputMs = Math.max(window.stalls.inputMs, duration);
    }
  }).observe({ type: "event" });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.duration <= window.stalls.frameMs) continue;
      window.stalls.frameMs = entry.duration;
      window.stalls.blame = JSON.stringify(entry);
    }
  }).observe({ type: "long-animation-frame" });
}

const Frame = z.object({
  startTime: z.number(),
  duration: z.number(),
  styleAndLayoutStart: z.number(),
  scripts: z.array(
    z.object({ duration: z.number(), invoker: z.string(), sourceFunctionName: z.string() }),
  ),
});

/** Which script of a frame took longest, and how much of the frame was style and layout. */
function blameOf(frame: string): string {
  if (frame === "") return "";
  const { startTime, duration, styleAndLayoutStart, scripts } = Frame.parse(JSON.parse(frame));
  const layoutMs = styleAndLayoutStart === 0 ? 0 : startTime + duration - styleAndLayoutStart;
  const [longest] = scripts.toSorted((a, b) => b.duration - a.duration);
  const script =
    longest === undefined
      ? "no script"
      : `${longest.duration.toFixed(0)} ms ${longest.invoker} ${longest.sourceFunctionName}`;
  return `${script}, layout ${layoutMs.toFixed(0)} ms`;
}

async function measure(page: Page, action: string, act: () => Promise<unknown>): Promise<Measured> {
  await page.evaluate(() => {
    window.stalls = { taskMs: 0, inputMs: 0, frameMs: 0, blame: "" };
  });
  const browser = page.context().browser();
  if (browser === null) throw new Error("the page has no browser");
  await browser.startTracing(page, { categories: ["toplevel"] });
  await act();
  await page.waitForTimeout(SETTLE_MS);
  const { taskMs, inputMs, blame } = await page.evaluate(() => window.stalls);
  const cpuMs = longestTaskMs(await browser.stopTracing());
  return { action, taskMs, inputMs, cpuMs, blame: blameOf(blame) };
}

const Trace = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      ph: z.string(),
      pid: z.number(),
      tid: z.number(),
      tdur: z.number().optional(),
      args: z.object({ name: z.string().optional() }).optional(),
    }),
  ),
});

/** The most processor time that a task of a page's main thread took. */
function longestTaskMs(trace: Buffer): number {
  const { traceEvents } = Trace.parse(JSON.parse(trace.toString("utf8")));
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) => name.endsWith("RunTask") && mains.has(`${pid} ${tid}`),
  );
  return Math.max(0, ...tasks.map(({ tdur }) => (tdur ?? 0) / 1000));
}

async function drag(page: Page, over: Locator): Promise<void> {
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  if (box === null) throw new Error("what is dragged over is not on screen");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.2, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, y, { steps: 60 });
  await page.mouse.up();
}

async function walk(page: Page, folder: string): Promise<void> {
  const note = async (action: string, act: () => Promise<unknown>): Promise<void> => {
    print(await measure(page, action, act));
  };
  const screen = page.getByRole("main");
  await note("run of the article, with progress", () => runToResult(page));
  await openPane(page, "Simulate");
  await scenarioEntry(page, "Autoscaled support").click();
  await note("simulation of Autoscaled support, with progress", async () => {
    await screen.getByRole("button", { name: "Simulate", exact: true }).click();
    await screen.getByRole("article", { name: "Simulation" }).waitFor({ timeout: 300_000 });
  });
  const heat = screen.getByRole("article", { name: "Simulation" }).getByRole("figure").nth(1);
  const cells = heat.getByRole("group", { name: /Arrow keys tell a cell/ });
  await note("drag in the heat map", () => drag(page, cells));
  await note("pointer over the heat map", () => drag(page, cells));
  await scenarioEntry(page, "The article").click();
  await openPane(page, "Money");
  await note("projection of the article, with progress", async () => {
    await screen.getByRole("button", { name: "Project the scenario" }).click();
    await screen.locator(".pane:visible article.result").waitFor({ timeout: 300_000 });
  });
  await openPane(page, "Plan");
  await note("plan of the article, with progress", async () => {
    await screen.getByRole("button", { name: "Find the plan" }).click();
    await screen
      .getByRole("article", { name: "Plan of the scenario" })
      .waitFor({ timeout: 300_000 });
  });
  for (const name of PANES) await note(`first visit: ${name}`, () => pane(page, name).click());
  for (const name of PANES) await note(`again: ${name}`, () => pane(page, name).click());
  await pane(page, "Scenario").click();
  await note("typing in the scenario's text", async () => {
    await page.getByRole("textbox", { name: /^Text of the scenario/ }).click();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.type("                    ", { delay: 40 });
  });
  await note("slider dragged in the scenario, with its estimate", () =>
    drag(page, screen.getByRole("slider", { name: "Replicas, slider" }).first()),
  );
  await page.getByRole("banner").getByRole("button", { name: "Undo" }).click();
  await note("another scenario opened", () => scenarioEntry(page, "Customer support").click());
  await openPane(page, "Overview");
  await note("run from the overview", async () => {
    await runButton(page).click();
    await screen.getByRole("list", { name: "Headline figures" }).waitFor({ timeout: 300_000 });
  });
  await walkLongSession(page, folder, note);
}

/** Ten thousand events, as far as a page keeps them: opened, scrolled through, gone on with. */
async function walkLongSession(
  page: Page,
  folder: string,
  note: (action: string, act: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const screen = page.getByRole("main");
  const file = path.join(folder, "long.jsonl");
  await writeFile(file, longSession("A long session", 2000));
  await openPane(page, "Live");
  // By role, Playwright would ask each of forty thousand elements, in the page's own time.
  const entries = page.locator(".live-transcript li");
  await note("session of 10,000 events taken in", async () => {
    await screen.getByLabel("File of an exported session").setInputFiles(file);
    await entries.nth(3999).waitFor({ state: "attached", timeout: 300_000 });
  });
  await note("scrolled through", async () => {
    await entries.first().hover();
    for (let turn = 0; turn < 40; turn += 1) {
      await page.mouse.wheel(0, 900);
      await page.waitForTimeout(30);
    }
  });
  await note("its next answer streams", async () => {
    await page.locator(".live-send textarea").fill("Hello");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await entries.nth(4002).waitFor({ state: "attached", timeout: 300_000 });
  });
}

function print({ action, taskMs, cpuMs, inputMs, blame }: Measured): void {
  const mark = Math.max(taskMs, inputMs) > LIMIT_MS ? "!" : " ";
  const columns = [taskMs, cpuMs, inputMs].map((value) => value.toFixed(0).padStart(8));
  console.log(`${columns.join("  ")} ${mark} ${action}${mark === "!" ? ` (${blame})` : ""}`);
}

/** Prints the longest task and the longest wait for a paint of each action. */
export async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "headroom-stalls-"));
  await writeFile(path.join(folder, "settings.json"), WELCOMED);
  const served = await serve(folder);
  const browser = await chromium.launch({
    executablePath: process.env["HEADROOM_CHROMIUM"] ?? "/usr/bin/chromium",
    args: CHROMIUM_SWITCHES,
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
    await page.addInitScript(observe);
    await page.goto(`${served.address}&to=%2Fcompare%2Farticle`);
    await runButton(page).waitFor();
    console.log("task ms  of it CPU  input ms  action (longest frame)");
    await walk(page, folder);
  } finally {
    await browser.close();
    await served.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

import type { Locator, Page } from "@playwright/test";
import { z } from "zod";

/** Of what is expected of a page that answers: no task and no wait from an input to a paint is longer. */
const LIMIT_MS = 100;
/** After an action the page may still draw what came of it. */
const SETTLE_MS = 700;
/** How often it is looked whether what was waited for is there: each look is a task of the page. */
const LOOK_MS = 200;

declare global {
  interface Window {
    stalls: { taskMs: number; inputMs: number; frameMs: number; blame: string };
  }
}

/** Lets the page note its longest task, its longest wait from an input to a paint, and its longest frame. */
export async function observe(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.stalls = { taskMs: 0, inputMs: 0, frameMs: 0, blame: "" };
    const watch = (type: string, seen: (entry: PerformanceEntry) => void): void =>
      new PerformanceObserver((list) => list.getEntries().forEach(seen)).observe({ type });
    watch("longtask", ({ duration }) => {
      window.stalls.taskMs = Math.max(window.stalls.taskMs, duration);
    });
    watch("event", ({ duration }) => {
      window.stalls.inputMs = Math.max(window.stalls.inputMs, duration);
    });
    watch("long-animation-frame", (entry) => {
      if (entry.duration <= window.stalls.frameMs) return;
      window.stalls.frameMs = entry.duration;
      window.stalls.blame = JSON.stringify(entry);
    });
  });
}

/** Does `act` and prints a line of the table: what the page's main thread was busy with meanwhile. */
export async function note(page: Page, action: string, act: () => Promise<unknown>): Promise<void> {
  await page.evaluate(() => {
    window.stalls = { taskMs: 0, inputMs: 0, frameMs: 0, blame: "" };
  });
  const browser = page.context().browser();
  if (browser === null) throw new Error("the page has no browser");
  await browser.startTracing(page, { categories: ["toplevel"] });
  let broke: unknown;
  try {
    await act();
  } catch (error) {
    broke = error;
  }
  await page.waitForTimeout(SETTLE_MS);
  const { taskMs, inputMs, blame } = await page.evaluate(() => window.stalls);
  const cpuMs = longestTaskMs(await browser.stopTracing());
  const isOver = Math.max(taskMs, inputMs) > LIMIT_MS;
  const columns = [taskMs, cpuMs, inputMs].map((value) => value.toFixed(0).padStart(8));
  const words = isOver ? `${action} (${blameOf(blame)})` : action;
  console.log(`${columns.join("  ")} ${isOver ? "!" : " "} ${words}`);
  if (broke !== undefined) throw broke;
}

export const HEADER = "task ms  of it CPU  input ms  action (longest frame)";

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
  return tasks.reduce((most, { tdur }) => Math.max(most, (tdur ?? 0) / 1000), 0);
}

/**
 * Waits until so many elements are there; where one is enough, until one is seen. In the page's own words and not
 * by role, for which Playwright asks each element, in the page's time.
 */
export async function appears(
  page: Page,
  css: string,
  count = 1,
  limitMs = 120_000,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  const look = ([what, enough]: readonly [string, number]): boolean => {
    const found = document.querySelectorAll(what);
    return enough > 1 ? found.length >= enough : [...found].some((one) => one.checkVisibility());
  };
  while (!(await page.evaluate(look, [css, count] as const))) {
    if (Date.now() > deadline) throw new Error(`${css} did not appear`);
    await page.waitForTimeout(LOOK_MS);
  }
}

/** Presses the pointer's button in the middle row of an element and moves across. */
export async function drag(page: Page, over: Locator): Promise<void> {
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  if (box === null) throw new Error("what is dragged over is not on screen");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.2, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, y, { steps: 60 });
  await page.mouse.up();
}

/** Moves the pointer across the middle row of an element. */
export async function hover(page: Page, over: Locator): Promise<void> {
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  if (box === null) throw new Error("what is pointed at is not on screen");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.2, y);
  await page.mouse.move(box.x + box.width * 0.8, y, { steps: 60 });
}

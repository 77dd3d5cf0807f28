/*
 * `npm run soak:app [-- --sessions 20000]`: as many live sessions as a day brings, in minutes, after a warm-up. The
 * desktop app runs one load after the other with its gauges on screen, on a rehearsal model and tools that take no
 * time; after each, what is left in every process, the page's and the engine's heaps once their garbage is
 * collected. Fits a line to it, and fails where something grows or a session is lost.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import type { CDPSession, Page } from "@playwright/test";
import type { DriveResult } from "../../../engine/contract/drive.js";
import { methods } from "../../../engine/contract/methods.js";
import { Scenario } from "../../../engine/contract/scenario.js";
import { call, expect, ROOT } from "../../e2e/electron.fixture.js";
import { openPane } from "../../e2e/journey.js";
import { ENGINE_ROLE, processTree } from "../../e2e/process-tree.js";
import { isGrowing, slopeInterval } from "../agent/slope.js";
import { startApp } from "./desktop.js";
import { engineHeap } from "./engine-heap.js";
import type { EngineHeap } from "./engine-heap.js";
import { treeMemory } from "./memory.js";

const MEGABYTE = 2 ** 20;
const RATE_PER_SECOND = 100;
const SECONDS = 4;
const LOAD_LIMIT_MS = 300_000;
/**
 * Loads before the judgement begins. Code is compiled as it becomes hot (most of what a heap snapshot gains in the
 * first dozen loads), and the list of loads has a row more after each until it is as long as it gets, at 20.
 */
const WARM_UP_LOADS = 20;

/** How long processes have to give memory back. */
const SETTLE_MS = 1500;

/** After one load: sessions so far, and what is held, by its name. */
interface Sample {
  readonly sessions: number;
  readonly held: ReadonlyMap<string, number>;
}

/** Prints a line a load, then each slope with its interval. */
export async function main(): Promise<void> {
  const { values } = parseArgs({ options: { sessions: { type: "string", default: "20000" } } });
  const app = await startApp({ "scenarios/instant.json": JSON.stringify(await instantSupport()) });
  const samples: Sample[] = [];
  let engine: EngineHeap | undefined;
  try {
    engine = await engineHeap(await pidOf(app.pid, ENGINE_ROLE));
    const cdp = await app.page.context().newCDPSession(app.page);
    await cdp.send("Performance.enable");
    let sessions = 0;
    let warm = 0;
    while (samples.length < WARM_UP_LOADS || sessions - warm < Number(values.sessions)) {
      sessions += await oneLoad(app.page);
      const held = await heldNow(cdp, engine, app.pid);
      samples.push({ sessions, held });
      if (samples.length === WARM_UP_LOADS) warm = sessions;
      const told = [...held].map(([name, amount]) => `${name} ${amount.toFixed(1)}`);
      console.log(`${sessions} sessions: ${told.join(", ")}`);
    }
  } finally {
    engine?.close();
    await app.close();
  }
  const growing = judge(samples.slice(WARM_UP_LOADS - 1));
  process.exitCode = growing.length === 0 ? 0 : 1;
}

/** Customer support without any waiting: what is left is the engine's and the page's own work. */
async function instantSupport(): Promise<Scenario> {
  const file = path.join(ROOT, "scenarios/customer-support.json");
  const scenario = Scenario.parse(JSON.parse(await readFile(file, "utf8")));
  const none = { constant: 0 };
  return Scenario.parse({
    ...scenario,
    name: "Customer support, instant",
    brain: { kind: "slots", replicas: 4, slotsPerReplica: 16, serviceMs: { constant: 1 } },
    hands: Object.fromEntries(
      Object.entries(scenario.hands).map(([name, pool]) => [name, { ...pool, serviceMs: none }]),
    ),
  });
}

/** Runs one load of both architectures through the window, and returns how many sessions completed. */
async function oneLoad(page: Page): Promise<number> {
  await openPane(page, "Live");
  const screen = page.getByRole("main");
  await screen.getByRole("button", { name: "New load run" }).click();
  await screen.getByLabel("Scenario", { exact: true }).selectOption("instant");
  await screen.getByLabel("Sessions a second").fill(String(RATE_PER_SECOND));
  await screen.getByLabel("Seconds of arrivals").fill(String(SECONDS));
  await screen.getByLabel("Model slots").fill("64");
  await screen.getByLabel("Workers of each tool").fill("64");
  await screen.getByRole("button", { name: "Start load run" }).click();
  await screen.getByRole("region", { name: "Decoupled, gauges" }).waitFor();
  const result = screen.getByRole("heading", { name: /Measured beside predicted/ });
  await expect(result).toBeVisible({ timeout: LOAD_LIMIT_MS });
  const list = await output(page, "drive.list", {});
  const [newest] = methods["drive.list"].output.parse(list).drives;
  if (newest === undefined) throw new Error("the load run was not kept");
  const read = methods["drive.read"].output.parse(await output(page, "drive.read", newest));
  return completedOf(read.result);
}

async function output(page: Page, method: string, { id }: { id?: string }): Promise<unknown> {
  const reply = await call(page, method, id === undefined ? {} : { id });
  if (reply.kind !== "result") throw new Error(`${method}: ${JSON.stringify(reply)}`);
  return reply.output;
}

function completedOf({ architectures }: Pick<DriveResult, "architectures">): number {
  const runs = Object.values(architectures).flatMap((run) => (run ? [run.requests] : []));
  const lost = runs.reduce((sum, { failed, inFlight }) => sum + failed + inFlight, 0);
  if (lost > 0) throw new Error(`${lost} sessions failed or did not end`);
  return runs.reduce((sum, { completed }) => sum + completed, 0);
}

async function pidOf(root: number, role: string): Promise<number> {
  const found = (await processTree(root)).find((each) => each.role === role);
  if (found === undefined) throw new Error(`no process of ${root} is a ${role}`);
  return found.pid;
}

/** What page and engine hold after a collection, and what every process has written for itself alone, in MB. */
async function heldNow(
  cdp: CDPSession,
  engine: EngineHeap,
  pid: number,
): Promise<ReadonlyMap<string, number>> {
  await cdp.send("HeapProfiler.collectGarbage");
  // Gives back what is kept in case it is wanted again: caches, and the memory of what was collected.
  await cdp.send("Memory.simulatePressureNotification", { level: "critical" });
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const { metrics } = await cdp.send("Performance.getMetrics");
  const metric = (name: string): number =>
    metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  const processes = await treeMemory(pid);
  return new Map([
    ["page heap MB", metric("JSHeapUsedSize") / MEGABYTE],
    ["page nodes", metric("Nodes")],
    ["page listeners", metric("JSEventListeners")],
    ["engine heap MB", (await engine.usedBytes()) / MEGABYTE],
    ...[
      ["renderer", "renderer"] as const,
      ["engine", ENGINE_ROLE] as const,
      ["browser", "browser"] as const,
    ]
      .map(([name, role]): [string, number] => [
        `${name} MB`,
        processes.find((each) => each.role === role)?.writtenBytes ?? Number.NaN,
      ])
      .map(([name, bytes]): [string, number] => [name, bytes / MEGABYTE]),
  ]);
}

/** Prints the slopes and returns the names of what grows. */
function judge(samples: readonly Sample[]): string[] {
  const names = [...(samples[0]?.held.keys() ?? [])];
  return names.filter((name) => {
    const points = samples.map(
      ({ sessions, held }) => [sessions / 1000, held.get(name) ?? Number.NaN] as const,
    );
    const { mean, slope, low, high } = slopeInterval(points);
    const grows = isGrowing(points);
    console.log(
      `${name}: mean ${mean.toFixed(1)}, slope ${slope.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}] per 1,000 sessions: ${grows ? "GROWS" : "flat"}`,
    );
    return grows;
  });
}

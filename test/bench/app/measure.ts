/*
 * `npm run measure:app [-- --rounds 5]`: how long the desktop app takes from its start until one can work in
 * it, and how much memory all its processes hold while nobody does, first and after a look at every pane.
 * Fails over the limits. Wall time counts what else the machine does; take the least of the rounds on a busy one.
 */
import { parseArgs } from "node:util";
import { openPane, PANES, runToResult, startAtCompare } from "../../e2e/journey.js";
import { startApp } from "./desktop.js";
import { treeMemory } from "./memory.js";
import type { ProcessMemory } from "./memory.js";

const INTERACTIVE_LIMIT_MS = 1500;
const IDLE_LIMIT_MB = 350;
/** Idle is what is left when start-up's own work, its garbage and the simulation's threads have gone. */
const IDLE_AFTER_MS = 30_000;
const MEGABYTE = 2 ** 20;

/** Prints a line a round and a table of the last one's memory. */
export async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: "string", default: "5" } } });
  const rounds: { interactiveMs: number; idle: number }[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const app = await startApp();
    await app.detach();
    await sleep(IDLE_AFTER_MS);
    const idle = await treeMemory(app.pid);
    rounds.push({ interactiveMs: app.interactiveMs, idle: megabytes(idle) });
    console.log(
      `start to interactive ${app.interactiveMs.toFixed(0)} ms, idle ${megabytes(idle).toFixed(0)} MB: ${shares(idle)}`,
    );
    await app.close();
  }
  const used = await startApp();
  await startAtCompare(used.page);
  await runToResult(used.page);
  for (const name of PANES) await openPane(used.page, name);
  await openPane(used.page, "Overview");
  await used.detach();
  await sleep(IDLE_AFTER_MS);
  const after = await treeMemory(used.pid);
  console.log(`after a run and every pane ${megabytes(after).toFixed(0)} MB: ${shares(after)}`);
  await used.close();
  const interactiveMs = median(rounds.map((round) => round.interactiveMs));
  const idle = median(rounds.map((round) => round.idle));
  console.log(
    `medians of ${rounds.length}: ${interactiveMs.toFixed(0)} ms (limit ${INTERACTIVE_LIMIT_MS}), ${idle.toFixed(0)} MB (limit ${IDLE_LIMIT_MB})`,
  );
  process.exitCode = interactiveMs <= INTERACTIVE_LIMIT_MS && idle <= IDLE_LIMIT_MB ? 0 : 1;
}

function megabytes(processes: readonly ProcessMemory[]): number {
  return processes.reduce((sum, { pssBytes }) => sum + pssBytes, 0) / MEGABYTE;
}

function shares(processes: readonly ProcessMemory[]): string {
  return processes
    .toSorted((a, b) => b.pssBytes - a.pssBytes)
    .map(({ role, pssBytes }) => `${role} ${(pssBytes / MEGABYTE).toFixed(0)}`)
    .join(", ");
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

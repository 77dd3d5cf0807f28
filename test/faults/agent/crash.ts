import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { drawOf } from "../../../engine/agent/draw.js";
import { supportRequest } from "../../../engine/agent/workloads/customer-support/requests.js";
import { buildEntry } from "../../unit/agent/hands/build-entry.js";
import { violations, wedged } from "./invariants.js";
import { ChildLine, Reading } from "./protocol.js";
import type { ChildOrders } from "./protocol.js";

/** Far beyond what the sessions of one world take: a process that is not done by then hangs. */
const HANGS_MS = 60_000;

/** The programs that the tests start, bundled. */
export interface Programs {
  readonly child: string;
  readonly reader: string;
  readonly remove: () => Promise<void>;
}

export async function buildPrograms(): Promise<Programs> {
  const source = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const child = await buildEntry(source("child.ts"));
  const reader = await buildEntry(source("reader.ts"));
  return {
    child: child.file,
    reader: reader.file,
    remove: async () => void (await Promise.all([child.remove(), reader.remove()])),
  };
}

/** Sessions whose tools are of every replay class, in both architectures. */
export function sessionsOf(world: number): ChildOrders["sessions"] {
  const support = (effect: string, parity: number): number => {
    for (let seed = world * 1000 + parity; ; seed += 2) {
      if (supportRequest(drawOf(seed, "session")).effects.includes(effect)) return seed;
    }
  };
  const parity = world % 2;
  return [
    { id: `mail-${world}`, workload: "customer-support", seed: support("email_customer", parity) },
    { id: `refund-${world}`, workload: "customer-support", seed: support("refund_order", parity) },
    { id: `extraction-${world}`, workload: "data-extraction", seed: world },
    { id: `recommendation-${world}`, workload: "recommendation", seed: world },
  ];
}

export interface Ended {
  /** By a signal, or by itself. */
  readonly killed: boolean;
  readonly lines: readonly ChildLine[];
  readonly runMs: number;
}

/** Runs the child until it ends, or until it is killed `killAfterMs` after it is ready. */
export async function runChild(
  { child }: Programs,
  orders: ChildOrders,
  killAfterMs?: number,
): Promise<Ended> {
  const started = spawn(process.execPath, [child, JSON.stringify(orders)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const kill = (): void => void started.kill("SIGKILL");
  const hangs = setTimeout(kill, HANGS_MS);
  const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    started.once("error", reject);
    started.once("close", (_, signal) => resolve(signal));
  });
  const lines: ChildLine[] = [];
  let readyAtMs = performance.now();
  for await (const text of createInterface({ input: started.stdout })) {
    const line = readLine(text);
    if (line === undefined) continue;
    lines.push(line);
    if (line.kind !== "ready") continue;
    readyAtMs = performance.now();
    if (killAfterMs !== undefined) setTimeout(kill, killAfterMs);
  }
  const killed = (await ended) !== null;
  clearTimeout(hangs);
  const runMs = performance.now() - readyAtMs;
  return { killed, lines, runMs };
}

/** The last line of a killed process may be cut off: then nobody was told. */
function readLine(text: string): ChildLine | undefined {
  try {
    return ChildLine.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function read({ reader }: Programs, folder: string): Promise<Reading> {
  const started = spawn(process.execPath, [reader, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  for await (const part of started.stdout.setEncoding("utf8")) text += String(part);
  return Reading.parse(JSON.parse(text));
}

/** A folder in which processes follow one another, and what they promised. */
export class World {
  readonly sessions: ChildOrders["sessions"];
  kills = 0;
  readonly #programs: Programs;
  readonly #folder: string;
  readonly #lines: ChildLine[] = [];

  private constructor(programs: Programs, number: number, folder: string) {
    this.#programs = programs;
    this.#folder = folder;
    this.sessions = sessionsOf(number);
  }

  static async create(programs: Programs, number: number): Promise<World> {
    return new World(programs, number, await mkdtemp(path.join(tmpdir(), "headroom-crash-")));
  }

  get folder(): string {
    return this.#folder;
  }

  /** One process, killed or not. */
  async run(
    kill: { readonly at?: ChildOrders["killAt"]; readonly afterMs?: number } = {},
  ): Promise<Ended> {
    const orders = { folder: this.#folder, sessions: this.sessions, killAt: kill.at };
    const ended = await runChild(this.#programs, orders, kill.afterMs);
    this.#lines.push(...ended.lines);
    if (ended.killed) this.kills += 1;
    return ended;
  }

  /** What is wrong with what all the processes left. An event that one lost no later one brings back. */
  async check(): Promise<string[]> {
    const reading = await read(this.#programs, this.#folder);
    const acknowledged = this.#lines.filter((line) => line.kind === "acknowledged");
    const ids = this.sessions.map(({ id }) => id);
    return [
      ...violations(reading, acknowledged),
      ...this.#lines.flatMap((line) =>
        line.kind === "broken" ? [`${line.session} broke off: ${line.message}`] : [],
      ),
      ...wedged(reading, ids).map((id) => `${id} neither ended nor waits for a human`),
    ];
  }

  /** Lets a last process finish, and tells all that is wrong. */
  async finish(): Promise<string[]> {
    const { lines } = await this.run();
    const isDone = lines.at(-1)?.kind === "done";
    return [
      ...(isDone ? [] : ["the last process did not come to its end"]),
      ...(await this.check()),
    ];
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

export interface CrashReport {
  kills: number;
  worlds: number;
  acknowledged: number;
  readonly violations: string[];
}

/** Kills one process at each `step`-th boundary of each session, a fresh world for each. */
export async function killAtBoundaries(
  programs: Programs,
  step: number,
  note: (what: string) => void,
): Promise<CrashReport & { boundaries: number }> {
  const report = {
    kills: 0,
    worlds: 0,
    acknowledged: 0,
    boundaries: 0,
    violations: [] as string[],
  };
  for (const number of step === 1 ? [1, 2] : [2]) {
    const whole = await World.create(programs, number);
    const { lines } = await whole.run();
    await whole.remove();
    const all = lines.filter((line) => line.kind === "boundary");
    report.boundaries += all.length;
    for (const [at, { session, boundary, what }] of all.entries()) {
      if (at % step !== 0) continue;
      const world = await World.create(programs, number);
      const { lines: seen } = await world.run({ at: { session, boundary } });
      const found = await world.finish();
      report.kills += world.kills;
      report.worlds += 1;
      report.acknowledged += seen.filter(({ kind }) => kind === "acknowledged").length;
      report.violations.push(...found.map((text) => `killed ${what} (${session}): ${text}`));
      await world.remove();
      note(`killed ${what} (${session}): ${found.length === 0 ? "ok" : found.join("; ")}`);
    }
  }
  return report;
}

/** Kills processes at random moments until there were `kills`; each world lives until it is done. */
export async function killAtRandom(
  programs: Programs,
  kills: number,
  seed: number,
  note: (what: string) => void,
): Promise<CrashReport> {
  const draw = drawOf(seed, "kills");
  const report: CrashReport = { kills: 0, worlds: 0, acknowledged: 0, violations: [] };
  const unkilled = await World.create(programs, 0);
  // Some of the delays have to lie after the end, so that every moment before it is reached.
  const longestMs = 1.1 * (await unkilled.run()).runMs;
  await unkilled.remove();
  while (report.kills < kills) {
    report.worlds += 1;
    const world = await World.create(programs, report.worlds);
    for (;;) {
      const afterMs = longestMs * draw(report.worlds, world.kills);
      const { killed, lines } = await world.run({ afterMs });
      report.acknowledged += lines.filter(({ kind }) => kind === "acknowledged").length;
      if (!killed || report.kills + world.kills >= kills) break;
    }
    report.violations.push(...(await world.finish()));
    report.kills += world.kills;
    await world.remove();
    note(
      `${report.kills} kills in ${report.worlds} worlds, ${report.violations.length} violations`,
    );
  }
  return report;
}

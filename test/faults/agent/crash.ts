import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { drawOf } from "../../../engine/agent/draw.js";
import { supportRequest } from "../../../engine/agent/workloads/customer-support/requests.js";
import { memoryFolder } from "./memory-folder.js";
import { violations, wedged } from "./invariants.js";
import { read, runChild } from "./programs.js";
import type { Ended, Programs } from "./programs.js";
import type { ChildLine, ChildOrders } from "./protocol.js";

type Boundary = Extract<ChildLine, { kind: "boundary" }>;

/** Processes that follow one another in one folder before it is looked at: each is killed, but the last. */
export const KILLS_A_WORLD = 20;

/**
 * Sessions whose tools are of every replay class. Groups of the same kind do the same; odd kinds are
 * coupled, even ones decoupled.
 */
export function sessionsOf(kind: number, group: number): ChildOrders["sessions"] {
  const support = (effect: string): number => {
    for (let seed = kind * 1000 + (kind % 2); ; seed += 2) {
      if (supportRequest(drawOf(seed, "session")).effects.includes(effect)) return seed;
    }
  };
  return [
    { id: `mail-${group}`, workload: "customer-support", seed: support("email_customer") },
    { id: `refund-${group}`, workload: "customer-support", seed: support("refund_order") },
    { id: `extraction-${group}`, workload: "data-extraction", seed: kind },
    { id: `recommendation-${group}`, workload: "recommendation", seed: kind },
  ];
}

/**
 * A folder in which processes follow one another, and what they promised. Each begins a group of
 * sessions of its own and goes on with whatever the ones before it left.
 */
export class World {
  kills = 0;
  hung = 0;
  readonly folder: string;
  readonly sessions: ChildOrders["sessions"][number][] = [];
  readonly #programs: Programs;
  /** Whether tools have their effects at the recorder, or in their own state. */
  readonly #outside: boolean;
  readonly #lines: ChildLine[] = [];

  private constructor(programs: Programs, outside: boolean, folder: string) {
    this.#programs = programs;
    this.#outside = outside;
    this.folder = folder;
  }

  static async create(programs: Programs, outside = true, parent = tmpdir()): Promise<World> {
    return new World(programs, outside, await mkdtemp(path.join(parent, "headroom-crash-")));
  }

  get acknowledged(): number {
    return this.#lines.filter(({ kind }) => kind === "acknowledged").length;
  }

  /** One process with some more sessions, killed or not. */
  async run(
    sessions: ChildOrders["sessions"],
    kill: { readonly at?: ChildOrders["killAt"]; readonly afterMs?: number } = {},
  ): Promise<Ended> {
    this.sessions.push(...sessions);
    const orders: ChildOrders = {
      folder: this.folder,
      ...(this.#outside ? { recorder: this.#programs.recorder } : {}),
      sessions: this.sessions,
      killAt: kill.at,
    };
    const ended = await runChild(this.#programs, orders, kill.afterMs);
    this.#lines.push(...ended.lines);
    if (ended.by === "kill") this.kills += 1;
    if (ended.by === "hanging") this.hung += 1;
    return ended;
  }

  /** What is wrong with what all the processes left. An event that one lost no later one brings back. */
  async check(): Promise<string[]> {
    const reading = await read(this.#programs, this.folder);
    const acknowledged = this.#lines.filter((line) => line.kind === "acknowledged");
    const ids = this.sessions.map(({ id }) => id);
    return [
      ...violations(reading, acknowledged),
      ...this.#lines.flatMap((line) =>
        line.kind === "broken" ? [`${line.session} broke off: ${line.message}`] : [],
      ),
      ...wedged(reading, ids).map((id) => `${id} neither ended nor waits for a human`),
      ...(this.hung === 0 ? [] : [`${this.hung} processes hung`]),
    ];
  }

  /** Lets a last process finish, and tells all that is wrong. */
  async finish(): Promise<string[]> {
    const { lines } = await this.run([]);
    const isDone = lines.at(-1)?.kind === "done";
    return [
      ...(isDone ? [] : ["the last process did not come to its end"]),
      ...(await this.check()),
    ];
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

export interface CrashReport {
  readonly kills: number;
  readonly sessions: number;
  readonly acknowledged: number;
  readonly violations: readonly string[];
}

async function reportOf(world: World): Promise<CrashReport> {
  const violated = await world.finish();
  const { kills, sessions, acknowledged } = world;
  await world.remove();
  return { kills, sessions: sessions.length, acknowledged, violations: violated };
}

/** Every boundary of a group of the kind, as a process that is not killed passes them. */
export async function boundariesOf(programs: Programs, kind: number): Promise<readonly Boundary[]> {
  const world = await World.create(programs);
  const { lines } = await world.run(sessionsOf(kind, 0));
  await world.remove();
  return lines.filter((line) => line.kind === "boundary");
}

/** Kills a process at each of the boundaries of its own group. */
export async function killAtBoundaries(
  programs: Programs,
  kind: number,
  boundaries: readonly Boundary[],
): Promise<CrashReport> {
  // Where a process is killed does not depend on how long the disk takes.
  const world = await World.create(programs, true, memoryFolder());
  const survived: string[] = [];
  for (const [group, { session, boundary, what }] of boundaries.entries()) {
    const id = session.replace(/\d+$/, String(group));
    const { by } = await world.run(sessionsOf(kind, group), { at: { session: id, boundary } });
    if (by !== "kill") survived.push(`${id} never came to boundary ${boundary} (${what})`);
  }
  const report = await reportOf(world);
  return { ...report, violations: [...report.violations, ...survived] };
}

/** How long a process takes that begins a group and is not killed, from the moment it is ready. */
export async function unkilledMs(programs: Programs): Promise<number> {
  const world = await World.create(programs);
  const { runMs } = await world.run(sessionsOf(1, 0));
  await world.remove();
  return runMs;
}

/**
 * Kills processes at random moments until there were `kills`. `number` is the first kind of group; every
 * fourth world keeps effects in the product's own tool state. Of the delays, drawn up to `longestMs`,
 * some should lie after the end, so that every moment before it is reached.
 */
export async function killAtRandom(
  programs: Programs,
  {
    kills,
    number,
    seed,
    longestMs,
  }: Readonly<Record<"kills" | "number" | "seed" | "longestMs", number>>,
): Promise<CrashReport> {
  const draw = drawOf(seed, "kills", number);
  const world = await World.create(programs, Math.floor(number / KILLS_A_WORLD) % 4 !== 3);
  for (let group = 0; world.kills < kills && world.hung === 0; group += 1) {
    const afterMs = longestMs * draw(group);
    await world.run(sessionsOf(number + group, group), { afterMs });
  }
  return reportOf(world);
}

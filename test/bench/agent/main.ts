import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { quantileOf } from "../../../engine/simulator/hardware/bands.js";
import { buildEntry } from "../../unit/agent/hands/build-entry.js";
import { installLangGraph } from "./install-langgraph.js";

/** What a side prints: milliseconds of each cycle, session by session, and how it stores. */
const Measured = z.object({
  cycleMs: z.array(z.array(z.number())),
  /** Processor time of a cycle, user and system, whatever else the machine does. */
  cpuMs: z.number(),
  detail: z.string(),
});

interface Side {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}
interface Load {
  readonly name: string;
  readonly cycles: number;
  readonly sessions: number;
  readonly resultBytes: number;
}

const WANTED_RATIO = 3;
const WANTED_P50_MS = 1;

/**
 * The overhead of one cycle from hand to brain to hand with durable appends, model and tool taking no time, on
 * Headroom and on LangGraphJS. One process for each side and round; the sides take turns in every round, so that
 * a slow minute of the machine hits all alike. Returns whether the wanted figures were reached.
 */
export async function main(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: "5" },
      cycles: { type: "string", default: "20" },
      sessions: { type: "string", default: "40" },
    },
  });
  const loads: Load[] = [
    {
      name: `${values.cycles} cycles a session, results of 100 bytes`,
      cycles: Number(values.cycles),
      sessions: Number(values.sessions),
      resultBytes: 100,
    },
    {
      name: "growing history: 100 cycles a session, results of 2,000 bytes",
      cycles: 100,
      sessions: Math.ceil(Number(values.sessions) / 8),
      resultBytes: 2000,
    },
  ];
  const langGraph = await installLangGraph();
  const headroom = await buildEntry(fileURLToPath(new URL("headroom.ts", import.meta.url)));
  const own = (name: string, ...options: string[]): Side => ({
    name: `Headroom, ${name}`,
    program: headroom.file,
    args: options,
  });
  const theirs = (name: string, pragmas: string): Side => ({
    name: `LangGraphJS, ${name}`,
    program: langGraph,
    args: [pragmas],
  });
  const ours = own("side effects, model port", "port", "idempotent");
  const rival = theirs("synchronous=FULL", "full");
  const sides = [
    ours,
    own("reading tool, model port", "port", "read"),
    own("side effects, through the SDK's stream", "sdk", "idempotent"),
    rival,
    theirs("its defaults", "default"),
  ];
  try {
    console.log(
      `milliseconds of a cycle; medians of ${values.rounds} rounds, the sides in turn; first and last: p50 of the first and the last tenth of a session; the ratio is of p50, against LangGraphJS with synchronous=FULL`,
    );
    let reached = true;
    for (const load of loads) {
      const table = new Map(sides.map((side) => [side, [] as Figures[]]));
      for (let round = 0; round < Number(values.rounds); round += 1) {
        for (const side of sides) table.get(side)?.push(await measure(side, load));
      }
      console.log(`\n${load.name}`);
      console.log(
        `${"".padEnd(48)}     p50     p95    mean   first    last     CPU  LangGraphJS ÷ this`,
      );
      for (const [side, rounds] of table) print(side, rounds, table.get(rival) ?? []);
      const p50 = medianOf(table.get(ours) ?? [], ({ p50Ms }) => p50Ms);
      const times = ratioOf(table.get(rival) ?? [], table.get(ours) ?? []);
      reached &&= p50 < WANTED_P50_MS && times >= WANTED_RATIO;
    }
    console.log(
      `\nwanted: p50 under ${WANTED_P50_MS} ms and a ratio of at least ${WANTED_RATIO}, in both: ${reached ? "reached" : "MISSED"}`,
    );
    return reached;
  } finally {
    await headroom.remove();
  }
}

interface Figures {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly meanMs: number;
  /** Medians of the first and of the last tenth of each session's cycles: what history costs. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly cpuMs: number;
  readonly detail: string;
}

async function measure({ name, program, args }: Side, load: Load): Promise<Figures> {
  const { cycles, sessions, resultBytes } = load;
  const folder = await mkdtemp(path.join(tmpdir(), "headroom-bench-"));
  try {
    const child = spawnSync(
      process.execPath,
      [program, ...args, ...[cycles, sessions, resultBytes].map(String), folder],
      { encoding: "utf8", maxBuffer: 100_000_000 },
    );
    if (child.status !== 0) throw new Error(`${name}: ${child.stderr}`);
    const { cycleMs, cpuMs, detail } = Measured.parse(JSON.parse(child.stdout));
    const all = cycleMs.flat();
    const tenth = Math.max(1, Math.floor(cycles / 10));
    return {
      p50Ms: quantileOf(all, 0.5),
      p95Ms: quantileOf(all, 0.95),
      meanMs: all.reduce((sum, ms) => sum + ms, 0) / all.length,
      firstMs: quantileOf(
        cycleMs.flatMap((session) => session.slice(0, tenth)),
        0.5,
      ),
      lastMs: quantileOf(
        cycleMs.flatMap((session) => session.slice(-tenth)),
        0.5,
      ),
      cpuMs,
      detail,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function medianOf(rounds: readonly Figures[], value: (figures: Figures) => number): number {
  return quantileOf(rounds.map(value), 0.5);
}

/** Median over the rounds of how many times as long a median cycle of `theirs` takes as one of `these`. */
function ratioOf(theirs: readonly Figures[], these: readonly Figures[]): number {
  return quantileOf(
    these.map(({ p50Ms }, round) => (theirs[round]?.p50Ms ?? Number.NaN) / p50Ms),
    0.5,
  );
}

function print(side: Side, rounds: readonly Figures[], rival: readonly Figures[]): void {
  const figures = [
    medianOf(rounds, ({ p50Ms }) => p50Ms),
    medianOf(rounds, ({ p95Ms }) => p95Ms),
    medianOf(rounds, ({ meanMs }) => meanMs),
    medianOf(rounds, ({ firstMs }) => firstMs),
    medianOf(rounds, ({ lastMs }) => lastMs),
    medianOf(rounds, ({ cpuMs }) => cpuMs),
  ].map((value) => value.toFixed(3).padStart(8));
  const times = ratioOf(rival, rounds).toFixed(2).padStart(12);
  const detail = rounds[0]?.detail ?? "";
  console.log(`${side.name.padEnd(48)}${figures.join("")}${times}    (${detail})`);
}

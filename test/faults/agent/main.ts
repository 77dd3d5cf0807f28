import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildEntry } from "../../unit/agent/hands/build-entry.js";
import {
  boundariesOf,
  killAtBoundaries,
  killAtRandom,
  KILLS_A_WORLD,
  unkilledMs,
} from "./crash.js";
import type { CrashReport } from "./crash.js";
import { damageUnits } from "./damage-units.js";
import { buildPrograms } from "./programs.js";
import type { Programs } from "./programs.js";
import { DamageOrders } from "./protocol.js";
import { runUnits, table } from "./units.js";
import type { Found, Unit } from "./units.js";

/**
 * Kills the engine at every boundary and at random moments, and damages what it stores; prints a table
 * of what held. Returns whether all did.
 */
export async function main(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: "string", default: "1000" },
      flips: { type: "string", default: "10000" },
      seed: { type: "string", default: "1" },
      /** Every boundary, or every so many-th. */
      step: { type: "string", default: "1" },
      /** Processes at a time. */
      lanes: { type: "string", default: "2" },
      /** Results so far, a line a unit. */
      results: { type: "string", default: "out/faults.jsonl" },
      /** Go on with a run that was broken off: units with a line in the results are not run again. */
      resume: { type: "boolean", default: false },
    },
  });
  const [kills, flips, seed, step, lanes] = [
    Number(values.kills),
    Number(values.flips),
    Number(values.seed),
    Number(values.step),
    Number(values.lanes),
  ];
  const file = path.resolve(values.results);
  await mkdir(path.dirname(file), { recursive: true });
  if (!values.resume) await rm(file, { force: true });
  const programs = await buildPrograms();
  const damage = await buildEntry(fileURLToPath(new URL("damage-child.ts", import.meta.url)));
  const beganMs = performance.now();
  const note = (what: string): void => {
    const seconds = Math.round((performance.now() - beganMs) / 1000);
    console.error(`${seconds} s  ${what}`);
  };
  try {
    const units = [
      ...(await boundaryUnits(programs, step)),
      ...(await randomUnits(programs, kills, seed)),
      ...DamageOrders.shape.subject.options.flatMap((subject) =>
        damageUnits(damage.file, subject, flips, seed),
      ),
    ];
    const results = await runUnits(units, { lanes, file, note });
    console.log(table(results));
    return [...results.values()].every(({ violations }) => violations.length === 0);
  } finally {
    await Promise.all([programs.remove(), damage.remove()]);
  }
}

/** Coupled and decoupled sessions, killed at each `step`-th of their boundaries. */
async function boundaryUnits(programs: Programs, step: number): Promise<Unit[]> {
  const units: Unit[] = [];
  for (const [kind, architecture] of [
    [1, "coupled"],
    [2, "decoupled"],
  ] as const) {
    const all = (await boundariesOf(programs, kind)).filter((_, at) => at % step === 0);
    for (let from = 0; from < all.length; from += KILLS_A_WORLD) {
      const some = all.slice(from, from + KILLS_A_WORLD);
      units.push({
        bar: "killed at every boundary",
        name: `${architecture}, boundaries ${from} to ${from + some.length - 1} of ${all.length}, step ${step}`,
        run: async () => ofCrash(await killAtBoundaries(programs, kind, some)),
      });
    }
  }
  return units;
}

async function randomUnits(programs: Programs, kills: number, seed: number): Promise<Unit[]> {
  const longestMs = 1.1 * (await unkilledMs(programs));
  const worlds = Math.ceil(kills / KILLS_A_WORLD);
  return Array.from({ length: worlds }, (_, world): Unit => {
    const number = world * KILLS_A_WORLD;
    const some = Math.min(KILLS_A_WORLD, kills - number);
    return {
      bar: "killed at random moments",
      name: `random kills ${number} to ${number + some - 1} of seed ${seed}`,
      run: async () =>
        ofCrash(await killAtRandom(programs, { kills: some, number, seed, longestMs })),
    };
  });
}

function ofCrash({ kills, sessions, acknowledged, violations }: CrashReport): Found {
  return {
    counts: { kills, sessions, "events acknowledged": acknowledged },
    violations: [...violations],
  };
}

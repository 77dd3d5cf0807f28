import { parseArgs } from "node:util";
import { buildPrograms, killAtBoundaries, killAtRandom } from "./crash.js";
import type { CrashReport } from "./crash.js";
import { cutOff, flipBits, storedLog } from "./damage.js";
import type { DamageReport } from "./damage.js";

/** Of the part written last, whether page of the file or frame of the `-wal`. */
const CUT_BYTES = 2 * 4096;

/**
 * Damages logs, and kills the engine at every boundary and at random moments; says what broke. Returns
 * whether nothing did.
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
    },
  });
  const seed = Number(values.seed);
  const damage: string[] = [];
  for (const where of ["file", "wal"] as const) {
    const stored = await storedLog(where);
    const { length } = stored.wal ?? stored.main;
    const lengths = Array.from({ length: CUT_BYTES }, (_, n) => length - 1 - n);
    const cut = await cutOff(stored, lengths);
    const flipped = await flipBits(stored, Number(values.flips), seed);
    console.log(`${where} cut off:          ${harm(cut)}`);
    console.log(`${where} bits turned over: ${harm(flipped)}`);
    damage.push(...cut.violations, ...flipped.violations);
  }
  const programs = await buildPrograms();
  const note = (what: string): void => console.error(what);
  try {
    const exact = await killAtBoundaries(programs, Number(values.step), note);
    const random = await killAtRandom(programs, Number(values.kills), seed, note);
    console.log(`at boundaries:     ${told(exact)} (of ${exact.boundaries} boundaries)`);
    console.log(`at random moments: ${told(random)}`);
    const broken = [...damage, ...exact.violations, ...random.violations];
    for (const text of broken) console.log(`  ${text}`);
    return broken.length === 0;
  } finally {
    await programs.remove();
  }
}

function told({ kills, worlds, acknowledged, violations }: CrashReport): string {
  return `${kills} kills, ${worlds} worlds, ${acknowledged} events acknowledged before a kill, ${violations.length} violations`;
}

function harm({
  cases,
  unharmed,
  refused,
  salvagedWhole,
  salvagedParts,
  violations,
}: DamageReport): string {
  return `${cases} cases, ${unharmed} unharmed, ${refused} refused or salvaged (${salvagedWhole} sessions whole, ${salvagedParts} in part), ${violations.length} violations`;
}

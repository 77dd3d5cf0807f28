import { parseArgs } from "node:util";
import { buildPrograms, killAtBoundaries, killAtRandom } from "./crash.js";
import type { CrashReport } from "./crash.js";

/** Kills the engine at every boundary and at random moments; says what broke. Returns whether nothing did. */
export async function main(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: "string", default: "1000" },
      seed: { type: "string", default: "1" },
      /** Every boundary, or every so many-th. */
      step: { type: "string", default: "1" },
    },
  });
  const programs = await buildPrograms();
  const note = (what: string): void => console.error(what);
  try {
    const exact = await killAtBoundaries(programs, Number(values.step), note);
    const random = await killAtRandom(programs, Number(values.kills), Number(values.seed), note);
    console.log(`at boundaries:     ${told(exact)} (of ${exact.boundaries} boundaries)`);
    console.log(`at random moments: ${told(random)}`);
    for (const text of [...exact.violations, ...random.violations]) console.log(`  ${text}`);
    return exact.violations.length + random.violations.length === 0;
  } finally {
    await programs.remove();
  }
}

function told({ kills, worlds, acknowledged, violations }: CrashReport): string {
  return `${kills} kills, ${worlds} worlds, ${acknowledged} events acknowledged before a kill, ${violations.length} violations`;
}

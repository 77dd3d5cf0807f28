import { appendFile, readFile } from "node:fs/promises";
import { z } from "zod";

/** What a part of a run found. */
export const Found = z.strictObject({
  /** What was counted, by name. */
  counts: z.record(z.string(), z.number()),
  violations: z.array(z.string()),
});
export type Found = z.infer<typeof Found>;

/** A part of a run that stands for itself, so that a run that was broken off need not begin anew. */
export interface Unit {
  /** The bar it belongs to. */
  readonly bar: string;
  /** Unique in the run; says with what settings. */
  readonly name: string;
  run(): Promise<Found>;
}

const Line = z.strictObject({ name: z.string(), found: Found });

/**
 * Runs the units, `lanes` at a time, and appends what each found to `file` as one line of JSON. Units
 * that have a line there already are not run again. `note` is told of each.
 */
export async function runUnits(
  units: readonly Unit[],
  { lanes, file, note }: { lanes: number; file: string; note: (what: string) => void },
): Promise<ReadonlyMap<Unit, Found>> {
  const known = await readKnown(file);
  const results = new Map<Unit, Found>();
  const left = units.filter((unit) => {
    const found = known.get(unit.name);
    if (found !== undefined) results.set(unit, found);
    return found === undefined;
  });
  if (results.size > 0) note(`${results.size} of ${units.length} units are in ${file} already`);
  const next = async (): Promise<void> => {
    for (let unit = left.shift(); unit !== undefined; unit = left.shift()) {
      const found = await unit.run();
      results.set(unit, found);
      await appendFile(file, `${JSON.stringify({ name: unit.name, found })}\n`);
      note(`${results.size}/${units.length} ${unit.name}: ${told(found)}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, next));
  return results;
}

async function readKnown(file: string): Promise<ReadonlyMap<string, Found>> {
  const text = await readFile(file, "utf8").catch(() => "");
  // The last line may be cut off: then its unit is run again.
  const lines = text.split("\n").slice(0, -1);
  return new Map(
    lines.map((line) => {
      const { name, found } = Line.parse(JSON.parse(line));
      return [name, found] as const;
    }),
  );
}

/** The results as a table, a row for each bar, and below it every violation. */
export function table(results: ReadonlyMap<Unit, Found>): string {
  const bars = new Map<string, Found>();
  for (const [{ bar, name }, { counts, violations }] of results) {
    const sum = bars.get(bar) ?? { counts: {}, violations: [] };
    for (const [what, count] of Object.entries(counts)) {
      sum.counts[what] = (sum.counts[what] ?? 0) + count;
    }
    sum.violations.push(...violations.map((text) => `${name}: ${text}`));
    bars.set(bar, sum);
  }
  const width = Math.max(...[...bars.keys()].map((bar) => bar.length));
  const rows = [...bars].map(
    ([bar, found]) =>
      `${found.violations.length === 0 ? "holds " : "BROKEN"}  ${bar.padEnd(width)}  ${told(found)}`,
  );
  const broken = [...bars.values()].flatMap(({ violations }) => violations);
  return [...rows, ...broken.map((text) => `  ${text}`)].join("\n");
}

function told({ counts, violations }: Found): string {
  const parts = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  return [...parts, `${violations.length} violations`].join(", ");
}

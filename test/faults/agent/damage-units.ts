import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { memoryFolder } from "./memory-folder.js";
import { DamageLine } from "./protocol.js";
import type { DamageOrders } from "./protocol.js";
import type { Found, Unit } from "./units.js";

/** Of the part written last, whether page of the file or frame of the `-wal`. */
const CUT_BYTES = 2 * 4096;
const CASES_A_UNIT = 500;

/** Everything that is done to one stored thing: cut off at every byte of its end, bits turned over. */
export function damageUnits(
  program: string,
  subject: DamageOrders["subject"],
  flips: number,
  seed: number,
): Unit[] {
  const bars = [
    { damage: "cut", cases: CUT_BYTES, said: "cut off at every byte" },
    { damage: "flip", cases: flips, said: "bits turned over" },
  ] as const;
  return bars.flatMap(({ damage, cases, said }) =>
    Array.from({ length: Math.ceil(cases / CASES_A_UNIT) }, (_, part): Unit => {
      const from = part * CASES_A_UNIT;
      const to = Math.min(cases, from + CASES_A_UNIT);
      return {
        bar: `${subject}, ${said}`,
        name: `${subject}, ${damage} ${from} to ${to - 1} of seed ${seed}`,
        run: () => damageIn(program, { subject, damage, from, to, seed }),
      };
    }),
  );
}

/** A case that ends its process is a violation; another process goes on after it. */
async function damageIn(program: string, orders: DamageOrders): Promise<Found> {
  const counts: Record<string, number> = {};
  const violations: string[] = [];
  for (let from = orders.from; from < orders.to;) {
    const child = spawn(process.execPath, [program, JSON.stringify({ ...orders, from })], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TMPDIR: memoryFolder() },
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-400);
    });
    const ended = new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    let last = from;
    let isDone = false;
    for await (const text of createInterface({ input: child.stdout })) {
      const line = DamageLine.parse(JSON.parse(text));
      if ("case" in line) {
        last = line.case;
        continue;
      }
      isDone = true;
      const { violations: found, salvagedWhole, salvagedParts, ...rest } = line;
      violations.push(...found);
      const named = {
        ...rest,
        ...(salvagedWhole + salvagedParts === 0
          ? {}
          : { "sessions saved whole": salvagedWhole, "in part": salvagedParts }),
      };
      for (const [what, count] of Object.entries(named)) counts[what] = (counts[what] ?? 0) + count;
    }
    const how = await ended;
    if (isDone) break;
    violations.push(`${orders.damage} ${last} ended the process (${how}): ${said.trim()}`);
    counts["cases"] = (counts["cases"] ?? 0) + last + 1 - from;
    from = last + 1;
  }
  return { counts, violations };
}

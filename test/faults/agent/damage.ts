import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { drawOf } from "../../../engine/agent/draw.js";

/** Something that lies on the disk, to be damaged. */
export interface Stored {
  /** The part of it that was written last. */
  readonly last: Buffer;
  /** Puts `damaged` in the place of `last`, in a folder of its own, and looks how the product takes it. */
  judge(damaged: Buffer, folder: string): Promise<Judged>;
}

export interface Judged {
  /** Whether all of it could be read as it was, and nothing was refused. */
  readonly unharmed: boolean;
  /** Of a log that was set aside: sessions that go on whole, and those of which a part was exported. */
  readonly salvaged?: { readonly whole: number; readonly parts: number };
  readonly violations: readonly string[];
}

export interface DamageReport {
  cases: number;
  /** All could be read. */
  unharmed: number;
  /** Some of it was refused, or all. */
  refused: number;
  salvagedWhole: number;
  salvagedParts: number;
  readonly violations: string[];
}

/** One way to damage what is stored. */
export type Damage = readonly [what: string, bytes: (last: Buffer) => Buffer];

/** Cut off after so many bytes. */
export function cut(length: number): Damage {
  return [`cut at ${length}`, (last) => last.subarray(0, length)];
}

/** Number `n` of the bits that `seed` turns over. */
export function flip(seed: number, n: number): Damage {
  return [
    `bit flip ${n}`,
    (last) => {
      const bit = Math.floor(drawOf(seed, "bits")(n) * 8 * last.length);
      const bytes = Buffer.from(last);
      const at = bit >> 3;
      bytes.writeUInt8((bytes[at] ?? 0) ^ (1 << (bit & 7)), at);
      return bytes;
    },
  ];
}

/** Damages a fresh copy in each way. `before` is told what comes: a process that does not outlive it cannot tell. */
export async function judgeAll(
  stored: Stored,
  damages: readonly Damage[],
  before: (at: number) => void = () => undefined,
): Promise<DamageReport> {
  const report: DamageReport = {
    cases: 0,
    unharmed: 0,
    refused: 0,
    salvagedWhole: 0,
    salvagedParts: 0,
    violations: [],
  };
  for (const [at, [what, bytes]] of damages.entries()) {
    before(at);
    const { unharmed, salvaged, violations } = await inFolder((folder) =>
      stored.judge(bytes(stored.last), folder),
    );
    report.cases += 1;
    report[unharmed ? "unharmed" : "refused"] += 1;
    report.salvagedWhole += salvaged?.whole ?? 0;
    report.salvagedParts += salvaged?.parts ?? 0;
    report.violations.push(...violations.map((text) => `${what}: ${text}`));
  }
  return report;
}

export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "headroom-damage-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

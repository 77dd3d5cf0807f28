import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { LoggedEvent, SessionEvent } from "../../../engine/contract/session.js";
import { systemClock } from "../../../engine/agent/clock.js";
import { drawOf } from "../../../engine/agent/draw.js";
import { parseExport } from "../../../engine/agent/log/jsonl.js";
import { LibsqlLog } from "../../../engine/agent/log/libsql-log.js";
import { openOrSalvage } from "../../../engine/agent/log/salvage.js";
import { LogError } from "../../../engine/agent/ports.js";
import { createRedactor } from "../../../engine/agent/telemetry/redact.js";

const SESSIONS = 12;
const EVENTS = 24;

/** A log as it lies on the disk: all in the file, or the last appends still in the `-wal` beside it. */
export interface StoredLog {
  readonly main: Buffer;
  readonly wal: Buffer | undefined;
  readonly sessions: ReadonlyMap<string, readonly LoggedEvent[]>;
}

const CREATED: SessionEvent = {
  type: "session-created",
  title: "A session",
  workload: "none",
  architecture: "decoupled",
  model: { requested: "m", name: "m", version: "1", modelId: "m" },
  origin: "rehearsal",
  system: "",
  tools: [],
  maxTokens: 100,
  budget: {},
  onUnknownOutcome: "wait",
};

/** A few hundred events, some larger than a page of the file. */
export async function storedLog(where: "file" | "wal"): Promise<StoredLog> {
  return inFolder(async (folder) => {
    const file = path.join(folder, "sessions.db");
    const log = new LibsqlLog(file, systemClock);
    const sessions = new Map<string, LoggedEvent[]>();
    for (let n = 0; n < SESSIONS; n += 1) {
      const session = `s-${n}`;
      const lease = await log.acquire(session, "one", 1000);
      const said = Array.from({ length: EVENTS - 1 }, (_, at): SessionEvent => {
        const text = `${session} says ${at} `.repeat(at === 7 ? 500 : 3 + at);
        return { type: "user-message", text };
      });
      sessions.set(session, await log.append(session, 0, [CREATED, ...said], lease));
    }
    if (where === "file") await log.compact();
    const copy = path.join(folder, "copy.db");
    await copyFile(file, copy);
    const wal = where === "wal" ? await readFile(`${file}-wal`) : undefined;
    await log.close();
    return { main: await readFile(copy), wal, sessions };
  });
}

export interface DamageReport {
  cases: number;
  /** All could be read. */
  unharmed: number;
  /** Sessions were refused, or the whole file. */
  refused: number;
  salvagedWhole: number;
  salvagedParts: number;
  readonly violations: string[];
}

/** Cuts the part of the log that was written last at `lengths`. */
export async function cutOff(stored: StoredLog, lengths: readonly number[]): Promise<DamageReport> {
  const last = stored.wal ?? stored.main;
  return judgeAll(
    stored,
    lengths.map((at) => [`cut at ${at}`, () => last.subarray(0, at)] as const),
  );
}

/** Turns `count` bits over, one in each case, at places drawn from `seed`. */
export async function flipBits(
  stored: StoredLog,
  count: number,
  seed: number,
): Promise<DamageReport> {
  const last = stored.wal ?? stored.main;
  const draw = drawOf(seed, "bits");
  const cases = Array.from({ length: count }, (_, n) => {
    const bit = Math.floor(draw(n) * 8 * last.length);
    const flip = (): Buffer => {
      const bytes = Buffer.from(last);
      const at = bit >> 3;
      bytes.writeUInt8((bytes[at] ?? 0) ^ (1 << (bit & 7)), at);
      return bytes;
    };
    return [`bit ${bit}`, flip] as const;
  });
  return judgeAll(stored, cases);
}

async function judgeAll(
  stored: StoredLog,
  cases: readonly (readonly [what: string, bytes: () => Buffer])[],
): Promise<DamageReport> {
  const report: DamageReport = {
    cases: 0,
    unharmed: 0,
    refused: 0,
    salvagedWhole: 0,
    salvagedParts: 0,
    violations: [],
  };
  for (const [what, bytes] of cases) {
    const found = await inFolder((folder) => judge(stored, bytes(), folder, report));
    report.cases += 1;
    report.violations.push(...found.map((text) => `${what}: ${text}`));
  }
  return report;
}

/** What is wrong with how the product takes a damaged log. */
async function judge(
  stored: StoredLog,
  damaged: Buffer,
  folder: string,
  report: DamageReport,
): Promise<string[]> {
  const file = path.join(folder, "sessions.db");
  await writeFile(file, stored.wal === undefined ? damaged : stored.main);
  if (stored.wal !== undefined) await writeFile(`${file}-wal`, damaged);
  try {
    const { log, salvage } = openOrSalvage(file, "now", systemClock, createRedactor());
    const found = await wrongIn(log, stored, file, salvage?.whole);
    await log.close();
    if (salvage === undefined) {
      report[found.refusals > 0 ? "refused" : "unharmed"] += 1;
      return found.wrong;
    }
    report.refused += 1;
    report.salvagedWhole += salvage.whole.length;
    report.salvagedParts += salvage.partial.length;
    const kept = await readFile(
      stored.wal === undefined ? salvage.keptAs : `${salvage.keptAs}-wal`,
    );
    return [
      ...found.wrong,
      ...(kept.equals(damaged) ? [] : ["the damaged file was not kept as it was"]),
      ...(salvage.reason.includes(file) ? [] : [`does not name the file: ${salvage.reason}`]),
      ...(salvage.partial.length === 0 ? [] : await wrongExports(salvage.exports, stored)),
    ];
  } catch (error) {
    report.refused += 1;
    return clear(error, file);
  }
}

/** Every session is there as it was, or refused; one whose last appends were damaged may end before them. */
async function wrongIn(
  log: LibsqlLog,
  stored: StoredLog,
  file: string,
  whole: readonly string[] | undefined,
): Promise<{ wrong: string[]; refusals: number }> {
  const wrong: string[] = [];
  let refusals = 0;
  const listed = new Set((await log.list()).map(({ session }) => session));
  for (const [session, expected] of stored.sessions) {
    if (!listed.has(session)) {
      const mayBeGone = whole === undefined ? stored.wal !== undefined : !whole.includes(session);
      if (!mayBeGone) wrong.push(`${session} is not there`);
      continue;
    }
    try {
      const events = await log.events(session, 1);
      const isPrefix = isDeepStrictEqual(events, expected.slice(0, events.length));
      const isWhole = isPrefix && events.length === expected.length;
      if (!(stored.wal === undefined ? isWhole : isPrefix))
        wrong.push(`${session} reads otherwise`);
    } catch (error) {
      refusals += 1;
      wrong.push(...clear(error, file));
    }
  }
  return { wrong, refusals };
}

/** Every event in the exports is one that was there; every export but of a rest can be imported. */
async function wrongExports(folder: string, { sessions }: StoredLog): Promise<string[]> {
  const wrong: string[] = [];
  for (const name of await readdir(folder)) {
    const lines = (await readFile(path.join(folder, name), "utf8")).trimEnd().split("\n");
    const session = name.replace(/(\.rest)?\.jsonl$/, "");
    const events: unknown[] = name.endsWith(".rest.jsonl")
      ? lines.map((line): unknown => JSON.parse(line))
      : (await parseExport(lines)).events;
    const known = sessions.get(session) ?? [];
    const strange = events.filter((event) => !known.some((one) => isDeepStrictEqual(one, event)));
    if (strange.length > 0) wrong.push(`${name} holds ${strange.length} events that never were`);
  }
  return wrong;
}

/** A refusal that a user can act on names the file. */
function clear(error: unknown, file: string): string[] {
  if (error instanceof LogError && error.message.includes(file)) return [];
  return [`not a clear refusal: ${String(error)}`];
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "headroom-damage-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

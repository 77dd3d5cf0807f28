import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { LoggedEvent, SessionEvent } from "../../../engine/contract/session.js";
import { exportBatches } from "../../../engine/agent/log/jsonl.js";
import { LibsqlLog } from "../../../engine/agent/log/libsql-log.js";
import { openOrSalvage } from "../../../engine/agent/log/salvage.js";
import { LogError } from "../../../engine/agent/ports.js";
import { createRedactor } from "../../../engine/agent/telemetry/redact.js";
import { inFolder } from "./damage.js";
import type { Judged, Stored } from "./damage.js";

const SESSIONS = 12;
const EVENTS = 24;

/** The same bytes at each run, but for the salt of the `-wal`. */
const CLOCK = { nowMs: () => Date.UTC(2026, 0, 1) };

interface StoredLog extends Stored {
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

/**
 * A log as it lies on the disk: a few hundred events, some larger than a page, all in the file, or the
 * last appends still in the `-wal` beside it.
 */
export async function storedLog(where: "file" | "wal"): Promise<StoredLog> {
  return inFolder(async (folder) => {
    const file = path.join(folder, "sessions.db");
    const log = new LibsqlLog(file, CLOCK);
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
    const main = await readFile(copy);
    const stored = { main, wal, sessions, last: wal ?? main };
    return { ...stored, judge: (damaged, at) => judge(stored, damaged, at) };
  });
}

/** How the product takes a damaged log. */
async function judge(
  stored: Omit<StoredLog, "judge">,
  damaged: Buffer,
  folder: string,
): Promise<Judged> {
  const file = path.join(folder, "sessions.db");
  await writeFile(file, stored.wal === undefined ? damaged : stored.main);
  if (stored.wal !== undefined) await writeFile(`${file}-wal`, damaged);
  try {
    const { log, salvage } = openOrSalvage(file, "now", CLOCK, createRedactor());
    const found = await wrongIn(log, stored, file, salvage?.whole);
    await log.close();
    if (salvage === undefined) {
      return { unharmed: found.refusals === 0, violations: found.wrong };
    }
    const kept = await readFile(
      stored.wal === undefined ? salvage.keptAs : `${salvage.keptAs}-wal`,
    );
    const wrong = [
      ...found.wrong,
      ...(kept.equals(damaged) ? [] : ["the damaged file was not kept as it was"]),
      ...(salvage.reason.includes(file) ? [] : [`does not name the file: ${salvage.reason}`]),
      ...(salvage.partial.length === 0 ? [] : await wrongExports(salvage.exports, stored)),
    ];
    const { whole, partial } = salvage;
    return {
      unharmed: false,
      violations: wrong,
      salvaged: { whole: whole.length, parts: partial.length },
    };
  } catch (error) {
    return { unharmed: false, violations: clear(error, file) };
  }
}

/** Every session is there as it was, or refused; one whose last appends were damaged may end before them. */
async function wrongIn(
  log: LibsqlLog,
  stored: Omit<StoredLog, "judge">,
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
async function wrongExports(
  folder: string,
  { sessions }: Pick<StoredLog, "sessions">,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const name of await readdir(folder)) {
    const lines = (await readFile(path.join(folder, name), "utf8")).trimEnd().split("\n");
    const session = name.replace(/(\.rest)?\.jsonl$/, "");
    const events: unknown[] = name.endsWith(".rest.jsonl")
      ? lines.map((line): unknown => JSON.parse(line))
      : await exported(lines);
    const known = sessions.get(session) ?? [];
    const strange = events.filter((event) => !known.some((one) => isDeepStrictEqual(one, event)));
    if (strange.length > 0) wrong.push(`${name} holds ${strange.length} events that never were`);
  }
  return wrong;
}

async function exported(lines: readonly string[]): Promise<LoggedEvent[]> {
  const all: LoggedEvent[] = [];
  for await (const { events } of exportBatches(lines)) all.push(...events);
  return all;
}

/** A refusal that a user can act on names the file. */
function clear(error: unknown, file: string): string[] {
  if (error instanceof LogError && error.message.includes(file)) return [];
  return [`not a clear refusal: ${String(error)}`];
}

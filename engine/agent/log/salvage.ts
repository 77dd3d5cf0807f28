import Database from "libsql";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { LoggedEvent } from "../../contract/session.js";
import type { Clock } from "../ports.js";
import { LogError } from "../ports.js";
import type { Redactor } from "../telemetry/redact.js";
import { openDatabase } from "./database.js";
import { exportLines } from "./jsonl.js";
import { LibsqlLog } from "./libsql-log.js";
import {
  EVENT_COLUMNS,
  EventRow,
  readEventRow,
  SESSION_COLUMNS,
  SessionRow,
  sessionSum,
} from "./rows.js";

/** What became of a damaged log. */
export interface Salvage {
  /** What was wrong, as the refusal put it. */
  readonly reason: string;
  /** The damaged file, as it was found. */
  readonly keptAs: string;
  /** Sessions that are whole and go on in the new log. */
  readonly whole: readonly string[];
  /** Sessions of which only a part can be read, in `exports`. */
  readonly partial: readonly string[];
  /** Sessions of which nothing can be read but that they were there. */
  readonly lost: readonly string[];
  /** A folder with one export for each partial session; made only where there is one. */
  readonly exports: string;
}

const PARTS = ["", "-wal", "-shm"] as const;

/**
 * Opens the log. A damaged one is kept under another name, and a new one takes its place that holds
 * each session that can be read whole. A session with events missing does not go on by itself: what is
 * lost may be that a mail was sent. What can be read of it is exported as `<session>.jsonl`, which a
 * human may import, and what follows a gap as `<session>.rest.jsonl`. `stamp` makes the names unique.
 * Throws what {@link LibsqlLog} throws for anything but damage.
 */
export function openOrSalvage(
  file: string,
  stamp: string,
  clock: Pick<Clock, "nowMs">,
  redactor: Redactor,
): { readonly log: LibsqlLog; readonly salvage: Salvage | undefined } {
  const open = (): LibsqlLog => new LibsqlLog(file, clock, redactor);
  try {
    return { log: open(), salvage: undefined };
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  // Ends with this process, however it ends: nobody finds the lock of a process that was killed.
  const lock = new Database(`${file}.lock`, { timeout: 10_000 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    try {
      // Another process may have done it while this one waited.
      return { log: open(), salvage: undefined };
    } catch (error) {
      if (!isDamage(error)) throw error;
      const salvage = salvageLog(file, stamp, error.message);
      return { log: open(), salvage };
    }
  } finally {
    lock.close();
  }
}

function isDamage(error: unknown): error is LogError {
  return error instanceof LogError && error.code === "damaged";
}

function salvageLog(file: string, stamp: string, reason: string): Salvage {
  const keptAs = `${file}.damaged-${stamp}`;
  const exports = `${file}.salvaged-${stamp}`;
  for (const part of PARTS) if (existsSync(file + part)) renameSync(file + part, keptAs + part);
  // What has events and no beginning is on its way in, and of no use but to whoever takes it in again.
  const sessions = readCopy(keptAs).filter(
    ({ head, rows }) => head?.last_position !== 0 || rows.length === 0,
  );
  const whole = sessions.filter(({ head, rows }) => rows.length === head?.last_position);
  const rest = sessions.filter((one) => !whole.includes(one));
  const partial = rest.filter(({ rows }) => rows.length > 0);
  const lost = rest.filter(({ rows }) => rows.length === 0);
  write(file, whole);
  for (const one of partial) exportPart(exports, one);
  return { reason, keptAs, whole: ids(whole), partial: ids(partial), lost: ids(lost), exports };
}

function ids(sessions: readonly Readable[]): string[] {
  return sessions.map(({ session }) => session);
}

interface Readable {
  readonly session: string;
  readonly head: SessionRow | undefined;
  /** Those that match their checksum, in order of position, as they are stored and as they read. */
  readonly rows: readonly EventRow[];
  readonly events: readonly LoggedEvent[];
}

/** Reads a copy, since SQLite writes to a file that it opens. */
function readCopy(keptAs: string): Readable[] {
  const copy = `${keptAs}.reading`;
  try {
    for (const part of PARTS) {
      if (part !== "-shm" && existsSync(keptAs + part)) cpSync(keptAs + part, copy + part);
    }
    padToSize(copy);
    const database = new Database(copy);
    try {
      return readAll(database);
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof Database.SqliteError) return [];
    throw error;
  } finally {
    for (const part of PARTS) rmSync(copy + part, { force: true });
  }
}

/** SQLite reads nothing of a file that is shorter than its header says: gives it empty pages for those cut off. */
function padToSize(file: string): void {
  const header = readFileSync(file).subarray(0, 100);
  if (header.length < 100) return;
  // https://www.sqlite.org/fileformat.html, 1.3: the page size at 16, where 1 is 65536, and the pages at 28.
  const pageSize = header.readUInt16BE(16);
  const bytes = (pageSize === 1 ? 65_536 : pageSize) * header.readUInt32BE(28);
  const { size } = statSync(file);
  // A damaged header may say anything; more than was ever cut off is not believed.
  if (bytes > size && bytes < 16 * size) truncateSync(file, bytes);
}

function readAll(database: Database.Database): Readable[] {
  const heads = new Map<string, SessionRow>();
  for (const row of fromBothEnds(
    database,
    `SELECT ${SESSION_COLUMNS} FROM sessions ORDER BY sessions.session`,
  )) {
    const head = SessionRow.safeParse(row);
    if (head.success && head.data.crc === sessionSum(head.data)) {
      heads.set(head.data.session, head.data);
    }
  }
  const named = fromBothEnds(
    database,
    "SELECT CAST(session AS BLOB) AS session FROM (SELECT DISTINCT session FROM events) ORDER BY 1",
  );
  const inEvents = named.flatMap((row) => {
    const parsed = SessionRow.pick({ session: true }).safeParse(row);
    return parsed.success ? [parsed.data.session] : [];
  });
  return [...new Set([...heads.keys(), ...inEvents])].map((session) => {
    const found = fromBothEnds(
      database,
      `SELECT ${EVENT_COLUMNS} FROM events WHERE session = ? ORDER BY events.position`,
      session,
    );
    const rows = new Map<number, EventRow>();
    const events = new Map<number, LoggedEvent>();
    for (const value of found) {
      const row = EventRow.safeParse(value);
      if (!row.success) continue;
      const { position } = row.data;
      const event = readEventRow(session, value, position);
      if (typeof event === "string") continue;
      rows.set(position, row.data);
      events.set(position, event);
    }
    return {
      session,
      head: heads.get(session),
      rows: [...rows.values()].toSorted((a, b) => a.position - b.position),
      events: [...events.values()].toSorted((a, b) => a.position - b.position),
    };
  });
}

/** The rows before the first page that cannot be read, and those after the last one. */
function fromBothEnds(database: Database.Database, sql: string, ...values: string[]): unknown[] {
  const rows: unknown[] = [];
  for (const direction of ["ASC", "DESC"]) {
    try {
      for (const row of database.prepare(`${sql} ${direction}`).iterate(...values)) rows.push(row);
      return rows;
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
    }
  }
  return rows;
}

function write(file: string, sessions: readonly Readable[]): void {
  const database = openDatabase(file);
  try {
    const event = database.prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)");
    const save = database.prepare("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)");
    database.transaction(() => {
      for (const { session, head, rows } of sessions) {
        if (head === undefined) continue;
        for (const { position, at, once, event: text, crc } of rows) {
          event.run(session, position, at, once, text, crc);
        }
        const { last_position, fencing_token, holder, expires_ms, ended, crc } = head;
        save.run(session, last_position, fencing_token, holder, expires_ms, ended, crc);
      }
    })();
  } finally {
    database.close();
  }
}

function exportPart(folder: string, { session, events }: Readable): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const before = events.filter(({ position }, at) => position === at + 1);
  const after = events.slice(before.length);
  const target = path.join(folder, path.basename(session));
  const options = { flag: "wx", mode: 0o600, flush: true };
  if (before.length > 0) {
    const lines = [...exportLines(session, before)];
    writeFileSync(`${target}.jsonl`, `${lines.join("\n")}\n`, options);
  }
  if (after.length > 0) {
    const lines = after.map((event) => JSON.stringify(event));
    writeFileSync(`${target}.rest.jsonl`, `${lines.join("\n")}\n`, options);
  }
}

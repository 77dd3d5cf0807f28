import Database from "libsql";
import { mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { LogError } from "../ports.js";

/** What one kind of file holds. */
export interface FileKind {
  /** `PRAGMA user_version`; a greater one was written by a later Headroom. */
  readonly version: number;
  readonly schema: string;
  /** How the structure is checked at each opening; only `integrity_check` compares indexes to their tables. */
  readonly check: "quick_check" | "integrity_check";
  /** What a user can do about a damaged one, in whole sentences. */
  readonly remedy: string;
}

/** Another process commits within milliseconds; one that holds the file longer than this is stuck. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Pages of the write-ahead log before it goes into the file and begins anew, a quarter of SQLite's own: the sooner
 * it is written over, the sooner a commit no longer waits for the file to grow: a third of an fsync.
 */
const CHECKPOINT_PAGES = 250;

/** The least page size, and so the least size of a file. */
const SMALLEST_BYTES = 512;

const SESSION_LOG: FileKind = {
  version: 1,
  check: "quick_check",
  remedy: "Keep the file: a start of Headroom that cannot open it saves what can still be read",
  schema: `
  CREATE TABLE IF NOT EXISTS sessions (
    session TEXT PRIMARY KEY, last_position INTEGER NOT NULL, fencing_token INTEGER NOT NULL,
    holder TEXT NOT NULL, expires_ms INTEGER NOT NULL, ended INTEGER NOT NULL, crc INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS events (
    session TEXT NOT NULL, position INTEGER NOT NULL, at TEXT NOT NULL, once TEXT,
    event TEXT NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (session, position)
  ) WITHOUT ROWID;
  DROP INDEX IF EXISTS once;
`,
};

/**
 * Opens or creates the file. A commit is on the disk when it returns (`synchronous=FULL`), readers of
 * other processes never wait (WAL). Throws `damaged`, naming the file, where its structure is broken.
 */
export function openDatabase(file: string, kind: FileKind = SESSION_LOG): Database.Database {
  const { version: newest, schema, check: how, remedy } = kind;
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const work = (): Database.Database => {
    const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    // SQLite takes so little for an empty database. One of no bytes may be a new one.
    if (bytes > 0 && bytes < SMALLEST_BYTES) {
      throw new LogError("damaged", damage(file, `it was cut off after ${bytes} bytes`, remedy));
    }
    const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    try {
      database.exec(
        `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};`,
      );
      const [found] = rowsOf(database.pragma("user_version"));
      const version = Number(found?.["user_version"] ?? 0);
      if (version > newest) {
        throw new LogError("newer", `${file} was written by a later version of Headroom`);
      }
      const [check] = rowsOf(database.pragma(`${how}(1)`));
      if (check?.[how] !== "ok") {
        throw new LogError("damaged", damage(file, String(check?.[how]), remedy));
      }
      database.exec(schema);
      if (version !== newest) database.exec(`PRAGMA user_version = ${newest}`);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  };
  return guarded(file, work, kind);
}

/** Runs `work`, turning what SQLite says about the file into what a user can act on. */
export function guarded<T>(file: string, work: () => T, { remedy } = SESSION_LOG): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof LogError) throw error;
    const code = error instanceof Database.SqliteError ? error.code : "";
    const said = error instanceof Error ? error.message : String(error);
    if (
      /^SQLITE_(CORRUPT|NOTADB|IOERR_SHORT_READ)/.test(code) ||
      // Every statement is ours and right, so what it does not find was lost.
      code === "SQLITE_ERROR" ||
      /malformed|not a database/.test(said)
    ) {
      throw new LogError("damaged", damage(file, said, remedy));
    }
    if (/^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|BUSY)/.test(code)) {
      throw new LogError("full", `${file} was not written: ${describe(code, said)}`);
    }
    throw error;
  }
}

/** The message of every kind of damage: which file, what is wrong, what to do. */
export function damage(file: string, what: string, remedy = SESSION_LOG.remedy): string {
  return `${file} is damaged: ${what}. Nothing was changed. ${remedy}`;
}

function describe(code: string, said: string): string {
  if (code.startsWith("SQLITE_FULL")) return "the disk is full";
  if (code.startsWith("SQLITE_BUSY")) return "another process holds it";
  return said;
}

/** A pragma's rows. */
export function rowsOf(result: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(result) ? result : [];
}

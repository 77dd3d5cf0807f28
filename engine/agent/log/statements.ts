import type Database from "libsql";
import { EVENT_COLUMNS, SESSION_COLUMNS } from "./rows.js";
import type { SessionRow } from "./rows.js";

type Cells = [string, number, number, string, number, number, number];

/** In the order of the table's columns. */
export function cells(row: SessionRow): Cells {
  const { session, last_position, fencing_token, holder, expires_ms, ended, crc } = row;
  return [session, last_position, fencing_token, holder, expires_ms, ended, crc];
}

/** What the log asks of its file, and writes to it. Throws where the file lacks a table or a column. */
export function prepare(database: Database.Database) {
  return {
    session: database.prepare<[string]>(
      `SELECT ${SESSION_COLUMNS} FROM sessions WHERE session = ?`,
    ),
    sessions: database.prepare<[]>("SELECT CAST(session AS BLOB) AS session FROM sessions"),
    same: database.prepare<Cells>(
      "SELECT 1 FROM sessions WHERE session = ? AND last_position = ? AND fencing_token = ? AND holder = ? AND expires_ms = ? AND ended = ? AND crc = ?",
    ),
    save: database.prepare<Cells>("INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)"),
    insert: database.prepare<[string, number, string, string | null, string, number]>(
      "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)",
    ),
    deleteSome: database.prepare<[string, string]>(
      "DELETE FROM events WHERE session = ? AND position IN (SELECT position FROM events WHERE session = ? LIMIT 2000)",
    ),
    deleteHead: database.prepare<[string]>("DELETE FROM sessions WHERE session = ?"),
    events: database.prepare<[string, number, number]>(
      `SELECT ${EVENT_COLUMNS} FROM events WHERE session = ? AND events.position BETWEEN ? AND ? ORDER BY events.position`,
    ),
  };
}

import type Database from "libsql";
import path from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { damage, guarded, openDatabase, rowsOf } from "../log/database.js";
import type { FileKind } from "../log/database.js";
import { text } from "../log/rows.js";
import { LogError } from "../ports.js";
import type { ToolState } from "../tool.js";
import { ToolFault } from "./tool-fault.js";

const NAMESPACE = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Each row carries its own sum: SQLite checks the structure of its file, not what is in the cells. */
const KIND: FileKind = {
  version: 1,
  // The key of an effect stands in a table and in an index: they tell of each other's damage.
  check: "integrity_check",
  remedy:
    "What was done already stands in it, so tools that keep their state there are refused. Restore it from a backup, or move it away to begin with an empty one, which knows of nothing that was done",
  schema: `
  create table if not exists entries (key text primary key, value text not null, crc integer) without rowid;
  create table if not exists effects (
    position integer primary key autoincrement,
    idempotency_key text not null,
    result text not null,
    crc integer
  );
  create index if not exists effects_by_key on effects (idempotency_key);
`,
};

/**
 * State of all tools below one folder: a SQLite file for each namespace, so that no tool can name
 * another's. Several processes may have the same file open. A damaged file is refused, as a `ToolFault` that names it. `effects` is deliberately not unique by
 * key: an effect made twice shows as two rows to whoever counts.
 */
export class ToolStateStore {
  private readonly folder: string;
  private readonly open = new Map<string, { state: ToolState; close: () => void }>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The state of `namespace`: up to 64 lower-case letters, digits and dashes; throws for another name. */
  of(namespace: string): ToolState {
    const known = this.open.get(namespace);
    if (known !== undefined) return known.state;
    const opened = openState(stateFile(this.folder, namespace));
    this.open.set(namespace, opened);
    return opened.state;
  }

  close(): void {
    for (const { close } of this.open.values()) close();
    this.open.clear();
  }
}

/** Where the state of a namespace lies. Throws for a name that could be a path. */
export function stateFile(folder: string, namespace: string): string {
  if (!NAMESPACE.test(namespace))
    throw new Error(
      `state namespace: expected up to 64 lower-case letters, digits and dashes, found "${namespace}"`,
    );
  return path.join(folder, `${namespace}.db`);
}

function openState(file: string): { state: ToolState; close: () => void } {
  const guard = <T>(work: () => T): T => {
    try {
      return guarded(file, work, KIND);
    } catch (error) {
      // Nothing was committed, so nothing was done.
      if (error instanceof LogError) throw new ToolFault("unavailable", error.message);
      throw error;
    }
  };
  return guard(() => {
    const db = openDatabase(file, KIND);
    try {
      addSums(db);
      const { find, entry, write } = prepare(db);
      const read = (row: unknown): string | undefined => {
        if (row === undefined) return undefined;
        const { success, data } = Row.safeParse(row);
        if (success && (data.crc === null || data.crc === sum(data.key, data.value))) {
          return data.value;
        }
        throw new LogError(
          "damaged",
          damage(file, "a row does not match its checksum", KIND.remedy),
        );
      };
      // Before the first use: a key that is damaged is one that is not found.
      for (const all of ALL) for (const row of db.prepare(all).iterate()) read(row);
      const insert = (key: string, result: string): void => {
        write.effect.run(key, result, sum(key, result));
      };
      const insertOnce = db.transaction((key: string, result: string): string => {
        const stands = read(find.get(key));
        if (stands === undefined) insert(key, result);
        return stands ?? result;
      });
      const state: ToolState = {
        get: async (key) => guard(() => read(entry.get(key))),
        set: async (key, value) => void guard(() => write.entry.run(key, value, sum(key, value))),
        effects: {
          append: async (key, result) => guard(() => insert(key, result)),
          // `immediate` takes the write lock before the look-up: no other process gets between.
          appendOnce: async (key, result) => guard(() => insertOnce.immediate(key, result)),
          find: async (key) => guard(() => read(find.get(key))),
        },
      };
      return { state, close: () => db.close() };
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** Files of the first version have none. */
function addSums(db: Database.Database): void {
  const without = (): string[] =>
    ["entries", "effects"].filter(
      (table) => !rowsOf(db.pragma(`table_info(${table})`)).some(({ name }) => name === "crc"),
    );
  if (without().length === 0) return;
  const add = db.transaction(() => {
    // Another process may have done it meanwhile.
    for (const table of without()) db.exec(`alter table ${table} add column crc integer`);
  });
  add.immediate();
}

/** Read as bytes: the driver ends the whole process over a text that is not UTF-8, as damage makes them. */
const ENTRY =
  "select cast(key as blob) as key, cast(value as blob) as value, cast(crc as integer) as crc from entries";
const EFFECT =
  "select cast(idempotency_key as blob) as key, cast(result as blob) as value, cast(crc as integer) as crc from effects";
const ALL = [ENTRY, EFFECT];

const Row = z.object({ key: text, value: text, crc: z.number().nullable() });

function prepare(db: Database.Database) {
  return {
    entry: db.prepare<[string]>(`${ENTRY} where entries.key = ?`),
    find: db.prepare<[string]>(`${EFFECT} where idempotency_key = ? order by position limit 1`),
    write: {
      entry: db.prepare<[string, string, number]>(
        "insert or replace into entries (key, value, crc) values (?, ?, ?)",
      ),
      effect: db.prepare<[string, string, number]>(
        "insert into effects (idempotency_key, result, crc) values (?, ?, ?)",
      ),
    },
  };
}

function sum(key: string, value: string): number {
  return crc32(JSON.stringify([key, value]));
}

import Database from "libsql";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { ToolState } from "../tool.js";

const NAMESPACE = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Another process may hold the write lock; a tool's own writes take well under a millisecond. */
const BUSY_TIMEOUT_MS = 5_000;

const SCHEMA = `
  create table if not exists entries (key text primary key, value text not null) without rowid;
  create table if not exists effects (
    position integer primary key autoincrement,
    idempotency_key text not null,
    result text not null
  );
  create index if not exists effects_by_key on effects (idempotency_key);
`;

/**
 * State of all tools below one folder: a SQLite file for each namespace, so that no tool can name
 * another's. Several processes may have the same file open. `effects` is deliberately not unique by
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
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const db = new Database(file);
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec(SCHEMA);
  const select = db.prepare("select value from entries where key = ?");
  const upsert = db.prepare(
    "insert into entries values (?, ?) on conflict (key) do update set value = excluded.value",
  );
  const first = db.prepare(
    "select result as value from effects where idempotency_key = ? order by position limit 1",
  );
  const insert = db.prepare("insert into effects (idempotency_key, result) values (?, ?)");
  const insertOnce = db.transaction((key: string, result: string): string => {
    const stands = valueOf(first.get(key));
    if (stands === undefined) insert.run(key, result);
    return stands ?? result;
  });
  const state: ToolState = {
    get: async (key) => valueOf(select.get(key)),
    set: async (key, value) => void upsert.run(key, value),
    effects: {
      append: async (key, result) => void insert.run(key, result),
      // `immediate` takes the write lock before the look-up: no other process gets between.
      appendOnce: async (key, result) => insertOnce.immediate(key, result),
      find: async (key) => valueOf(first.get(key)),
    },
  };
  return { state, close: () => db.close() };
}

function valueOf(row: unknown): string | undefined {
  return typeof row === "object" && row !== null && "value" in row && typeof row.value === "string"
    ? row.value
    : undefined;
}

/**
 * Reads what processes left behind, with SQL alone and not through the product's log: prints every event and
 * how often each effect was made, as a `Reading` of protocol.ts. Its argument is the folder.
 */
import Database from "libsql";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { isRecord } from "../../../engine/base/guards.js";
import type { Reading } from "./protocol.js";

const folder = process.argv[2] ?? "";

function rows(file: string, sql: string): Record<string, unknown>[] {
  if (!existsSync(file)) return [];
  const database = new Database(file);
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    return tables.length === 0 ? [] : database.prepare(sql).all().filter(isRecord);
  } finally {
    database.close();
  }
}

const events = rows(
  path.join(folder, "sessions.db"),
  "SELECT session, position, event FROM events ORDER BY session, position",
).map(({ session, position, event }) => ({
  session: String(session),
  position: Number(position),
  sum: crc32(String(event)),
  event: JSON.parse(String(event)),
}));

const tools = path.join(folder, "tools");
const effects = (existsSync(tools) ? readdirSync(tools) : [])
  .filter((name) => name.endsWith(".db"))
  .flatMap((name) => {
    const results = new Map<string, string[]>();
    for (const { key, result } of rows(
      path.join(tools, name),
      "SELECT idempotency_key AS key, result FROM effects ORDER BY position",
    )) {
      results.set(String(key), [...(results.get(String(key)) ?? []), String(result)]);
    }
    const namespace = path.basename(name, ".db");
    return [...results].map(([key, made]) => ({ namespace, key, results: made }));
  });

const reading: Reading = { events, effects };
process.stdout.write(JSON.stringify(reading));

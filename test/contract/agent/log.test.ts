import Database from "libsql";
import path from "node:path";
import { expect, test } from "vitest";
import { LibsqlLog } from "../../../engine/agent/log/libsql-log.js";
import { temporaryFolder } from "../temporary.js";
import { logConformance, longExport } from "./log-conformance.js";

logConformance("libsql", async () => {
  const file = path.join(await temporaryFolder(), "sessions.db");
  return (clock) => new LibsqlLog(file, clock);
});

test("a file with the index of earlier versions is taken over, and stays readable for them", async () => {
  const file = path.join(await temporaryFolder(), "sessions.db");
  const open = (): LibsqlLog => new LibsqlLog(file, { nowMs: () => 1_800_000_000_000 });
  await open().close();
  const earlier = new Database(file);
  earlier.exec("CREATE UNIQUE INDEX once ON events (session, once) WHERE once IS NOT NULL");
  earlier.close();
  const log = open();
  const lease = await log.acquire("s-1", "one", 1000);
  const woken = { type: "woken", process: "one", fencingToken: 1 } as const;
  await log.append("s-1", 0, [woken, { type: "ended", outcome: "completed", message: "" }], lease);
  await log.close();
  const later = new Database(file);
  const indexes = later.prepare("SELECT name FROM sqlite_schema WHERE type = 'index'").pluck();
  expect(indexes.all()).toEqual([]);
  expect(later.prepare("SELECT once FROM events").pluck().all()).toEqual([null, "ended"]);
  later.close();
});

test("what an import leaves that was killed is gone soon after the log is opened again", async () => {
  const file = path.join(await temporaryFolder(), "sessions.db");
  const clock = { now: 1_800_000_000_000, nowMs: () => clock.now };
  const killed = new LibsqlLog(file, clock);
  const isHalfIn = new Promise<void>((resolve) => {
    const neverEnds = async function* (): AsyncIterable<string> {
      yield* longExport().slice(0, 6);
      await new Promise(() => undefined);
    };
    void killed.import(neverEnds(), (events) => events === 4 && resolve());
  });
  await isHalfIn;
  const reader = new Database(file);
  const rows = (): number[] =>
    ["events", "sessions"].map(
      (table) => reader.prepare(`SELECT session FROM ${table}`).all().length,
    );
  const halfIn = rows();
  expect(halfIn).toEqual([4, 1]);
  // It may go on in another process yet: only when it was silent for long enough it is not.
  const young = new LibsqlLog(file, clock);
  expect(await young.list()).toEqual([]);
  await young.close();
  expect(rows()).toEqual(halfIn);
  clock.now += 60_000;
  const old = new LibsqlLog(file, clock);
  await expect.poll(rows, { timeout: 60_000 }).toEqual([0, 0]);
  for (const one of [reader, old, killed]) await one.close();
});

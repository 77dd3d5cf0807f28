import Database from "libsql";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { clientOver } from "../contract/services.js";
import { temporaryFolder } from "../contract/temporary.js";
import { cut, flip, judgeAll } from "./agent/damage.js";
import { storedLog } from "./agent/stored-log.js";

const PAGE = 4096;

/** A sample; `npm run faults` cuts at every byte of the last pages and turns 10,000 bits over. */
const FLIPS = 100;
const CUTS_IN_LAST_PAGES = 16;

describe.each(["file", "wal"] as const)("a log damaged in its %s", (where) => {
  test("is read as it was or refused, wherever it was cut off", async () => {
    const stored = await storedLog(where);
    const { length } = stored.last;
    const pages = Array.from({ length: Math.ceil(length / PAGE) }, (_, page) => page * PAGE);
    const bytes = Array.from(
      { length: CUTS_IN_LAST_PAGES },
      (_, n) => length - 1 - Math.floor((n * 2 * PAGE) / CUTS_IN_LAST_PAGES),
    );
    const lengths = [...pages.slice(-16), 1, 100, 600, ...bytes];
    const report = await judgeAll(stored, lengths.map(cut));
    expect(report.violations).toEqual([]);
    if (where === "wal") return;
    expect(report.salvagedWhole).toBeGreaterThan(0);
    expect(report.salvagedParts).toBeGreaterThan(0);
  });

  test("is read as it was or refused, whichever bit was turned over", async () => {
    const flips = Array.from({ length: FLIPS }, (_, n) => flip(1, n));
    const report = await judgeAll(await storedLog(where), flips);
    expect(report.violations).toEqual([]);
    expect(report.cases).toBe(FLIPS);
    expect(report.unharmed).toBeGreaterThan(0);
    if (where === "file") expect(report.refused).toBeGreaterThan(0);
  });
});

test("a log that cannot be opened is set aside, its whole sessions go on, and the user is told", async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, "sessions", "sessions.db");
  const { main } = await storedLog("file");
  const damaged = main.subarray(0, main.length - 6 * PAGE);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, damaged);
  const client = clientOver(folder);
  // Told at the start, before anybody asks for a session.
  const { recovered } = await client.call("system.info", {});
  const { sessions } = await client.call("session.list", {});
  const [note] = recovered;
  expect(recovered).toHaveLength(1);
  expect(note).toMatchObject({ file, reason: expect.stringContaining(`${file} is damaged`) });
  expect(sessions.length).toBeGreaterThan(0);
  expect(note?.reason).toContain(`${sessions.length} sessions go on`);
  expect(await readFile(note?.keptAs ?? "")).toEqual(damaged);
});

test("a log that cannot be opened at all is told of as well, and left as it is", async () => {
  const folder = await temporaryFolder();
  const file = path.join(folder, "sessions", "sessions.db");
  await mkdir(path.dirname(file), { recursive: true });
  const database = new Database(file);
  database.exec("CREATE TABLE sessions (a); PRAGMA user_version = 99");
  database.close();
  const { recovered } = await clientOver(folder).call("system.info", {});
  expect(recovered).toMatchObject([
    { file, keptAs: file, reason: `${file} was written by a later version of Headroom` },
  ]);
});

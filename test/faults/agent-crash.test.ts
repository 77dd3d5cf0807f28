import Database from "libsql";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildPrograms, killAtBoundaries, killAtRandom, World } from "./agent/crash.js";
import type { Programs } from "./agent/crash.js";

/** A sample; `npm run faults` kills at every boundary and 1,000 times at random. */
const EVERY = 48;
const RANDOM_KILLS = 7;
const TIMEOUT_MS = 240_000;

let programs: Programs;
beforeAll(async () => {
  programs = await buildPrograms();
});
afterAll(() => programs.remove());

const quiet = (): void => undefined;

test(
  "an engine killed at a boundary loses nothing and does nothing twice",
  { timeout: TIMEOUT_MS },
  async () => {
    const report = await killAtBoundaries(programs, EVERY, quiet);
    expect(report.violations).toEqual([]);
    expect(report.kills).toBe(Math.ceil(report.boundaries / EVERY));
  },
);

test(
  "an engine killed at random moments loses nothing and does nothing twice",
  { timeout: TIMEOUT_MS },
  async () => {
    const report = await killAtRandom(programs, RANDOM_KILLS, 1, quiet);
    expect(report.violations).toEqual([]);
    expect(report.kills).toBe(RANDOM_KILLS);
    expect(report.acknowledged).toBeGreaterThan(0);
  },
);

test("the check sees a lost event, a gap, an effect made twice and one that is missing", async () => {
  const world = await World.create(programs, 2);
  expect(await world.finish()).toEqual([]);
  const change = (file: string, sql: string): void => {
    const database = new Database(path.join(world.folder, file));
    database.exec(sql);
    database.close();
  };
  change("sessions.db", "DELETE FROM events WHERE session = 'mail-2' AND position = 3");
  change("tools/support-tickets.db", "DELETE FROM effects");
  change(
    "tools/support-refunds.db",
    "INSERT INTO effects (idempotency_key, result) SELECT idempotency_key, result FROM effects",
  );
  const found = (await world.check()).join("\n");
  expect(found).toMatch(/mail-2 4: a gap before/);
  expect(found).toMatch(/mail-2 3: acknowledged, and lost or changed/);
  expect(found).toMatch(/mail-2:.*: finished, and its effect is not there/);
  expect(found).toMatch(/refund-2:.*: its effect in support-refunds was made 2 times/);
  await world.remove();
});

import Database from "libsql";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  boundariesOf,
  killAtBoundaries,
  killAtRandom,
  sessionsOf,
  unkilledMs,
  World,
} from "./agent/crash.js";
import { Outside } from "./agent/outside.js";
import { buildPrograms } from "./agent/programs.js";
import type { Programs } from "./agent/programs.js";

/** A sample; `npm run faults` kills at every boundary and 1,000 times at random. */
const EVERY = 32;
const RANDOM_KILLS = 10;
const TIMEOUT_MS = 240_000;

let programs: Programs;
beforeAll(async () => {
  programs = await buildPrograms();
});
afterAll(() => programs.remove());

test(
  "an engine killed at a boundary loses nothing and does nothing twice",
  { timeout: TIMEOUT_MS },
  async () => {
    const all = await boundariesOf(programs, 2);
    const some = all.filter((_, at) => at % EVERY === 0);
    const report = await killAtBoundaries(programs, 2, some);
    expect(report.violations).toEqual([]);
    expect(report.kills).toBe(some.length);
    expect(report.kills).toBeGreaterThan(5);
  },
);

test.each([
  ["at the recorder", 0],
  ["in the tools' own state", 60],
])(
  "an engine killed at random moments loses nothing and does nothing twice: effects %s",
  { timeout: TIMEOUT_MS },
  async (_, number) => {
    const longestMs = await unkilledMs(programs);
    const kills = RANDOM_KILLS / 2;
    const report = await killAtRandom(programs, { kills, number, seed: 1, longestMs });
    expect(report.violations).toEqual([]);
    expect(report.kills).toBe(kills);
    expect(report.acknowledged).toBeGreaterThan(0);
  },
);

test("the check sees a lost event, a gap, an effect made twice and one that is missing", async () => {
  const world = await World.create(programs, false);
  await world.run(sessionsOf(2, 0));
  expect(await world.check()).toEqual([]);
  const change = (file: string, sql: string): void => {
    const database = new Database(path.join(world.folder, file));
    database.exec(sql);
    database.close();
  };
  change("sessions.db", "DELETE FROM events WHERE session = 'mail-0' AND position = 3");
  change("tools/support-tickets.db", "DELETE FROM effects");
  change(
    "tools/support-refunds.db",
    "INSERT INTO effects (idempotency_key, result) SELECT idempotency_key, result FROM effects",
  );
  const found = (await world.check()).join("\n");
  expect(found).toMatch(/mail-0 4: a gap before/);
  expect(found).toMatch(/mail-0 3: acknowledged, and lost or changed/);
  expect(found).toMatch(/mail-0:.*: finished, and its effect is not there/);
  expect(found).toMatch(/refund-0:.*: its effect in support-refunds was made 2 times/);
  await world.remove();
});

test("the check sees a mail that was sent again, under the key of another call", async () => {
  const world = await World.create(programs);
  await world.run(sessionsOf(2, 0));
  expect(await world.check()).toEqual([]);
  const outside = new Outside(programs.recorder);
  const effects = await outside.tally(world.folder);
  const mail = effects.find(({ namespace }) => namespace === "support-outbox");
  const ledger = outside.ledger(world.folder, "support-outbox", () => undefined);
  await ledger.append("mail-0:1.0", mail?.results[0] ?? "");
  outside.close();
  expect((await world.check()).join("\n")).toMatch(
    /mail-0:1.0: the same effect in support-outbox was made for mail-0:.* already/,
  );
  await world.remove();
});

import Database from "libsql";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ToolHands } from "../../engine/agent/hands/tool-hands.js";
import { stateFile, ToolStateStore } from "../../engine/agent/hands/tool-state.js";
import { supportTools } from "../../engine/agent/workloads/customer-support/tools.js";
import { temporaryFolder } from "../contract/temporary.js";
import { created, newEngine, newWorld } from "../unit/agent/engine.fixture.js";
import { cut, flip, judgeAll } from "./agent/damage.js";
import { storedState } from "./agent/stored-state.js";

/** A sample; `npm run faults` cuts at every byte of the last pages and turns 10,000 bits over. */
const FLIPS = 150;
const CUTS = 40;

describe.each(["file", "wal"] as const)("tool state damaged in its %s", (where) => {
  test("reads as it was or is refused, by name, wherever it was cut off or a bit turned over", async () => {
    const stored = await storedState(where);
    const { length } = stored.last;
    const report = await judgeAll(stored, [
      ...Array.from({ length: CUTS }, (_, n) => cut(Math.floor((length * n) / CUTS) + 7)),
      ...Array.from({ length: FLIPS }, (_, n) => flip(1, n)),
    ]);
    expect(report.violations).toEqual([]);
    expect(report.unharmed).toBeGreaterThan(0);
    if (where === "file") expect(report.refused).toBeGreaterThan(CUTS);
  });
});

/** Hands with the support tools over a state folder. */
function supportHands(folder: string): ToolHands {
  const state = new ToolStateStore(folder);
  onTestFinished(() => state.close());
  return new ToolHands(supportTools, {
    state,
    redact: (text) => text,
    launch: () => {
      throw new Error("no tool here runs outside of this process");
    },
  });
}

test("a session is told of the damaged file as a fault of the tool, and goes on", async () => {
  const folder = await temporaryFolder();
  const file = stateFile(folder, "support-tickets");
  await mkdir(folder, { recursive: true });
  const garbage = Buffer.alloc(8192, "not a database ");
  await writeFile(file, garbage);
  const ticket = { tool: "create_ticket", input: { summary: "A chair is broken" } };
  const world = await newWorld([{ text: "I open a ticket.", calls: [ticket] }]);
  const { engine, log } = newEngine(world, supportHands(folder));
  await engine.start("s", created(["create_ticket"]), "Help");
  await engine.settled("s");
  const events = (await log.events("s", 1)).map(({ event }) => event);
  expect(events.findLast(({ type }) => type === "call-failed")).toMatchObject({
    fault: "unavailable",
    message: expect.stringMatching(`${file} is damaged: .*Restore it from a backup`),
  });
  expect(events.at(-1)).toMatchObject({ type: "ended", outcome: "completed" });
  expect(await readFile(file)).toEqual(garbage);
});

test("what the version before wrote, without checksums, is read", async () => {
  const folder = await temporaryFolder();
  await mkdir(folder, { recursive: true });
  const database = new Database(path.join(folder, "support-refunds.db"));
  database.exec(`
    create table entries (key text primary key, value text not null) without rowid;
    create table effects (position integer primary key autoincrement, idempotency_key text not null, result text not null);
    create index effects_by_key on effects (idempotency_key);
    insert into entries values ('a', 'one');
    insert into effects (idempotency_key, result) values ('s:1.0', 'paid');
  `);
  database.close();
  const store = new ToolStateStore(folder);
  onTestFinished(() => store.close());
  const state = store.of("support-refunds");
  expect(await state.get("a")).toBe("one");
  expect(await state.effects.appendOnce("s:1.0", "paid again")).toBe("paid");
  expect(await state.effects.appendOnce("s:2.0", "paid too")).toBe("paid too");
  expect(await state.effects.find("s:2.0")).toBe("paid too");
});

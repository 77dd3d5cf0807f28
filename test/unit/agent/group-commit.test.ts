import Database from "libsql";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { GroupCommit } from "../../../engine/agent/log/group-commit.js";
import { LogError } from "../../../engine/agent/ports.js";
import { temporaryFolder } from "../../contract/temporary.js";

/** A table of numbers, and what its listener was told. */
async function opened(goesOn: boolean) {
  const file = path.join(await temporaryFolder(), "numbers.db");
  const database = new Database(file);
  onTestFinished(() => void database.close());
  database.exec("PRAGMA journal_mode = WAL; CREATE TABLE numbers (n INTEGER PRIMARY KEY)");
  const insert = database.prepare("INSERT INTO numbers VALUES (?)");
  const told: string[] = [];
  const commits = new GroupCommit(database, file, {
    placed: () => {
      told.push("placed");
      return goesOn;
    },
    committing: () => undefined,
    committed: () => void told.push("committed"),
    undone: () => void told.push("undone"),
  });
  const put = (n: number): Promise<number> =>
    commits.run(() => {
      if (n < 0) throw new LogError("stale", "a refusal");
      insert.run(n);
      return n;
    });
  const stored = (): unknown[] =>
    database.prepare("SELECT n FROM numbers ORDER BY n").pluck().all();
  return { file, commits, told, put, stored };
}

test("operations of one turn share a commit, and a refused one fails alone", async () => {
  const { told, put, stored } = await opened(false);
  const outcomes = await Promise.allSettled([put(1), put(-1), put(2)]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(told).toEqual(["placed", "committed"]);
  expect(stored()).toEqual([1, 2]);
});

test("what follows from what was placed is in the same commit, which is not put off for ever", async () => {
  const { told, put } = await opened(true);
  const all: Promise<number>[] = [];
  const chain = async (n: number): Promise<void> => {
    all.push(put(n));
    // The next turn, whether or not the last one is durable.
    await new Promise(setImmediate);
    if (n < 10) await chain(n + 1);
  };
  await chain(1);
  await Promise.all(all);
  const commits = told.filter((what) => what === "committed").length;
  expect(commits).toBeGreaterThan(1);
  expect(commits).toBeLessThan(10);
});

test("a commit that fails undoes all of its own, of all its turns", async () => {
  const { told, put, stored } = await opened(true);
  await put(1);
  const first = put(2);
  const second = new Promise((resolve, reject) => {
    // Twice the same key: the database refuses it, and not as a `LogError`.
    setImmediate(() => void put(1).then(resolve, reject));
  });
  const outcomes = await Promise.allSettled([first, second]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(told).toContain("undone");
  expect(stored()).toEqual([1]);
  expect(await put(3)).toBe(3);
  expect(stored()).toEqual([1, 3]);
});

import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { isRecord } from "../../engine/base/guards.js";
import { Collection } from "../../engine/services/store/collection.js";
import { diskFileSystem } from "../../engine/services/store/file-system.js";
import { temporaryFolder } from "../contract/temporary.js";
import { bundle, ended, printed, run } from "./processes.js";

const KILLS = 25;
const EACH = 20;

/** Parses an item and checks that it is one writer's whole content. */
async function wholeItem(file: string): Promise<{ writer: string; turn: number }> {
  const item: unknown = JSON.parse(await readFile(file, "utf8"));
  if (!isRecord(item)) throw new Error("not an object");
  const { writer, turn, length, body } = item;
  if (typeof writer !== "string" || typeof turn !== "number" || typeof body !== "string") {
    throw new Error("not an item");
  }
  expect(body.length).toBe(length);
  expect(body.replaceAll(`${writer}${turn};`, "")).toBe("");
  return { writer, turn };
}

it("leaves the whole old or the whole new content, whenever the writing process is killed", async () => {
  const folder = await temporaryFolder();
  const writer = await bundle("writer.ts", path.join(folder, "bundle"));
  const data = path.join(folder, "items");
  const file = path.join(data, "item.json");
  let turns = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = run(writer, "replace", data, `w${kill}-`);
    await printed(child, 1 + (kill % 3));
    // Somewhere in the next write or the one after it, which take a few milliseconds each.
    await delay((kill * 37) % 11);
    child.kill("SIGKILL");
    expect(await ended(child)).toBeNull();
    turns += (await wholeItem(file)).turn;
  }
  expect(turns).toBeGreaterThanOrEqual(KILLS / 2);

  const items = new Collection(
    { fs: diskFileSystem, now: () => new Date() },
    data,
    `${data}-trash`,
  );
  expect(await items.ids()).toEqual(["item"]);
});

it("lets two processes save under the same name without losing one item", async () => {
  const folder = await temporaryFolder();
  const writer = await bundle("writer.ts", path.join(folder, "bundle"));
  const data = path.join(folder, "items");
  const writers = ["a", "b"].map((tag) => run(writer, "create", data, tag, String(EACH)));
  expect(await Promise.all(writers.map(ended))).toEqual([0, 0]);
  const items = new Collection(
    { fs: diskFileSystem, now: () => new Date() },
    data,
    `${data}-trash`,
  );
  const ids = await items.ids();
  expect(ids).toHaveLength(2 * EACH);
  const stored = await Promise.all(ids.map((id) => wholeItem(items.fileOf(id))));
  const names = stored.map((item) => `${item.writer}${item.turn}`);
  expect(new Set(names).size).toBe(2 * EACH);
});

it("leaves one writer's whole content when two processes replace the same item", async () => {
  const folder = await temporaryFolder();
  const writer = await bundle("writer.ts", path.join(folder, "bundle"));
  const data = path.join(folder, "items");
  const writers = ["a", "b"].map((tag) => run(writer, "replace", data, tag));
  await Promise.all(writers.map((child) => printed(child, 1)));
  for (let look = 0; look < 20; look += 1) {
    await wholeItem(path.join(data, "item.json"));
    await delay(7);
  }
  for (const child of writers) child.kill("SIGKILL");
  await Promise.all(writers.map(ended));
  expect(["a", "b"]).toContain((await wholeItem(path.join(data, "item.json"))).writer);
});

import { expect, test } from "vitest";
import { MemoryResultCache } from "../../../engine/agent/cache/result-cache.js";

function cacheAt(mostEntries?: number) {
  const clock = { ms: 0, nowMs: () => clock.ms };
  return { clock, cache: new MemoryResultCache(clock, mostEntries) };
}

test("a result is served until its time to live is over, and put again it lives anew", async () => {
  const { clock, cache } = cacheAt();
  await cache.put("look", { of: 1 }, "old", 100);
  clock.ms = 99;
  expect(await cache.get("look", { of: 1 })).toBe("old");
  clock.ms = 100;
  expect(await cache.get("look", { of: 1 })).toBeUndefined();
  expect(cache.stats()).toEqual({ hits: 1, misses: 1, entries: 0 });
  await cache.put("look", { of: 1 }, "new", 100);
  clock.ms = 199;
  expect(await cache.get("look", { of: 1 })).toBe("new");
});

test("equal inputs are the same however they are written; tools and other inputs are not", async () => {
  const { cache } = cacheAt();
  await cache.put("look", { a: 1, b: { c: [1, 2], d: null } }, "found", 1000);
  expect(await cache.get("look", { b: { d: null, c: [1, 2] }, a: 1 })).toBe("found");
  for (const other of [
    { a: 1, b: { c: [2, 1], d: null } },
    { a: "1", b: { c: [1, 2], d: null } },
    { a: 1, b: { c: [1, 2] } },
    [
      ["a", 1],
      [
        "b",
        [
          ["c", [1, 2]],
          ["d", null],
        ],
      ],
    ],
  ]) {
    expect(await cache.get("look", other)).toBeUndefined();
  }
  expect(await cache.get("book", { a: 1, b: { c: [1, 2], d: null } })).toBeUndefined();
  expect(cache.stats()).toEqual({ hits: 1, misses: 5, entries: 1 });
});

test("over the limit the oldest goes first, and a result put again is the newest", async () => {
  const { cache } = cacheAt(2);
  await cache.put("look", 1, "one", 1000);
  await cache.put("look", 2, "two", 1000);
  await cache.put("look", 1, "one again", 1000);
  await cache.put("look", 3, "three", 1000);
  expect(cache.stats().entries).toBe(2);
  expect(await cache.get("look", 1)).toBe("one again");
  expect(await cache.get("look", 2)).toBeUndefined();
  expect(await cache.get("look", 3)).toBe("three");
});

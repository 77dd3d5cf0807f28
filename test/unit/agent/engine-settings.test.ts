import { describe, expect, test } from "vitest";
import { call, created, newEngine, newWorld, result, scriptedHands } from "./engine.fixture.js";

/** A tool that answers when the test lets it, or when it is cut off. */
function gate() {
  const opened: ((text: string) => void)[] = [];
  const hands = scriptedHands({
    slow: {
      replay: "never",
      execute: (_key, signal) =>
        new Promise((resolve) => {
          opened.push((text) => resolve(result(text)));
          signal.addEventListener("abort", () =>
            resolve({ kind: "fault", fault: "cancelled", message: "cut", mayHaveHappened: true }),
          );
        }),
    },
  });
  return { hands, opened };
}

describe.each(["decoupled", "coupled"] as const)("closing under a %s session", (architecture) => {
  test("lets a tool that works finish, so that its outcome is known, and begins nothing more", async () => {
    const world = await newWorld([call("slow"), call("slow")]);
    const { hands, opened } = gate();
    const { engine, log, broken } = newEngine(world, hands);
    await engine.start("s", created(["slow"], { architecture }), "Go");
    await expect.poll(() => opened.length).toBe(1);
    const closed = engine.close(60_000);
    opened[0]?.("paid");
    await closed;
    const events = (await log.events("s", 1)).map(({ event }) => event);
    expect(events.at(-1)).toMatchObject({ type: "call-finished", result: "paid" });
    expect(broken).toEqual([]);
    expect((await log.list())[0]?.holder).toBeNull();
  });

  test("cuts off a tool that does not, and tells that its outcome is unknown", async () => {
    const world = await newWorld([call("slow")]);
    const { hands, opened } = gate();
    const { engine, log } = newEngine(world, hands);
    await engine.start("s", created(["slow"], { architecture }), "Go");
    await expect.poll(() => opened.length).toBe(1);
    await engine.close(20);
    const types = (await log.events("s", 1)).map(({ event }) => event.type);
    expect(types.at(-1)).toBe("call-outcome-unknown");
  });

  test("breaks off the model in the middle of an answer, and whoever comes next asks again", async () => {
    const world = await newWorld([], { script: ["stall"] });
    const { engine, log } = newEngine(world, scriptedHands({}), { idleMs: 60_000 });
    await engine.start("s", created([], { architecture }), "Go");
    await expect.poll(() => world.rehearsal.counts.stall).toBe(1);
    await engine.close(20);
    expect((await log.events("s", 1)).at(-1)?.event.type).not.toBe("ended");
    const next = newEngine(world, scriptedHands({}), { holder: "next" });
    await next.engine.wake("s");
    await next.engine.settled("s");
    expect((await log.events("s", 1)).at(-1)?.event).toMatchObject({ outcome: "completed" });
  });

  test("breaks off a tool that only reads, and whoever comes next calls it again", async () => {
    const world = await newWorld([call("look")]);
    let calls = 0;
    const hands = scriptedHands({
      look: {
        execute: (_key, signal) =>
          new Promise((resolve) => {
            calls += 1;
            if (calls > 1) resolve(result("seen"));
            signal.addEventListener("abort", () =>
              resolve({
                kind: "fault",
                fault: "cancelled",
                message: "cut",
                mayHaveHappened: false,
              }),
            );
          }),
      },
    });
    const { engine, log } = newEngine(world, hands);
    await engine.start("s", created(["look"], { architecture }), "Go");
    await expect.poll(() => calls).toBe(1);
    await engine.close(20);
    const next = newEngine(world, hands, { holder: "next" });
    await next.engine.wake("s");
    await next.engine.settled("s");
    const events = (await log.events("s", 1)).map(({ event }) => event);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "call-finished", result: "seen" }),
    );
    expect(events.at(-1)).toMatchObject({ outcome: "completed" });
  });
});

test("pools grow and shrink under sessions that run", async () => {
  const world = await newWorld([call("slow")]);
  const { hands, opened } = gate();
  const { engine, log } = newEngine(world, hands, { coupledWorkers: 1 });
  const sessions = ["a", "b", "c", "d"];
  for (const id of sessions) {
    await engine.start(id, created(["slow"], { architecture: "coupled" }), "Go");
  }
  await expect.poll(() => opened.length).toBe(1);
  engine.configure({ brains: 4, coupledWorkers: 3, overallBudget: {} });
  // The one that was there finishes its session beside the three new ones.
  await expect.poll(() => opened.length).toBe(4);
  engine.configure({ brains: 4, coupledWorkers: 1, overallBudget: {} });
  for (const open of opened) open("done");
  await Promise.all(sessions.map((id) => engine.settled(id)));
  expect((await log.list()).map(({ outcome }) => outcome)).toEqual(sessions.map(() => "completed"));
});

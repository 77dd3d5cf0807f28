import { describe, expect, test } from "vitest";
import type { HumanEvent, SessionEvent } from "../../../engine/contract/session.js";
import { LogError } from "../../../engine/agent/ports.js";
import type { Clock, SessionLog } from "../../../engine/agent/ports.js";

export const CREATED: SessionEvent = {
  type: "session-created",
  title: "A session",
  workload: "none",
  architecture: "decoupled",
  model: { requested: "m", name: "m", version: "1", modelId: "m" },
  origin: "rehearsal",
  system: "",
  tools: [],
  maxTokens: 100,
  budget: {},
  onUnknownOutcome: "wait",
};
export const said = (text: string): HumanEvent => ({ type: "user-message", text });
const started = (call: string, attempt: number): SessionEvent => ({
  type: "call-started",
  call,
  attempt,
  idempotencyKey: call,
  fencingToken: 1,
  worker: "w",
});

export async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

/** An export of which two events are as much as is taken in at once. */
export function longExport(): string[] {
  const events = [CREATED, ...Array.from({ length: 7 }, (_, n) => said(`${n}`.repeat(60_000)))];
  const at = "2026-11-23T00:00:00.000Z";
  const sized = events.map((event, n) => ({
    position: n + 1,
    at,
    event: n === 0 ? { ...event, system: "s".repeat(60_000) } : event,
  }));
  const header = { schema: "headroom/session/v1", session: "long", events: sized.length };
  return [header, ...sized].map((line) => JSON.stringify(line));
}

/** Lines of which the last comes only when it may. */
async function* heldUp(lines: readonly string[], mayEnd: Promise<void>): AsyncIterable<string> {
  yield* lines.slice(0, -1);
  await mayEnd;
  yield* lines.slice(-1);
}

function refusal(code: LogError["code"]): (error: unknown) => boolean {
  return (error) => error instanceof LogError && error.code === code;
}

/**
 * What every form of the session log does. `open` gives a new connection to one and the same store,
 * as another process would have.
 */
export function logConformance(
  form: string,
  store: () => Promise<(clock: Pick<Clock, "nowMs">) => SessionLog>,
): void {
  const clock = { now: 1_000_000, nowMs: () => clock.now };

  async function begun() {
    const open = await store();
    const log = open(clock);
    const lease = await log.acquire("s-1", "one", 1000);
    await log.append("s-1", 0, [CREATED], lease);
    return { open, log, lease };
  }

  describe(`session log: ${form}`, () => {
    test("positions run 1, 2, 3… and slices are inclusive", async () => {
      const { log, lease } = await begun();
      const appended = await log.append("s-1", 1, [said("a"), said("b")], lease);
      expect(appended.map(({ position }) => position)).toEqual([2, 3]);
      expect(await log.lastPosition("s-1")).toBe(3);
      expect((await log.events("s-1", 2, 2)).map(({ event }) => event)).toEqual([said("a")]);
      expect((await log.events("s-1", 1)).map(({ position }) => position)).toEqual([1, 2, 3]);
      expect(await log.events("s-1", 4)).toEqual([]);
      expect(await log.events("other", 1)).toEqual([]);
      await log.close();
    });

    test("a writer that does not know the last position is refused, and nothing is written", async () => {
      const { log, lease } = await begun();
      await expect(log.append("s-1", 0, [said("x")], lease)).rejects.toSatisfy(refusal("stale"));
      await expect(log.append("s-1", 7, [said("x")], lease)).rejects.toSatisfy(refusal("stale"));
      expect(await log.lastPosition("s-1")).toBe(1);
      await log.close();
    });

    test("a lease is exclusive until it runs out; its former holder is then fenced", async () => {
      const { open, log, lease } = await begun();
      const other = open(clock);
      await expect(other.acquire("s-1", "two", 1000)).rejects.toSatisfy(refusal("held"));
      clock.now += 1001;
      const taken = await other.acquire("s-1", "two", 1000);
      expect(taken.fencingToken).toBeGreaterThan(lease.fencingToken);
      await expect(log.append("s-1", null, [said("late")], lease)).rejects.toSatisfy(
        refusal("fenced"),
      );
      await expect(log.renew(lease, 1000)).rejects.toSatisfy(refusal("fenced"));
      await other.append("s-1", 1, [said("mine")], taken);
      expect(await log.lastPosition("s-1")).toBe(2);
      await log.close();
      await other.close();
    });

    test("a renewed lease stays, a released one is free, and tokens only grow", async () => {
      const { open, log, lease } = await begun();
      const other = open(clock);
      const renewed = await log.renew(lease, 5000);
      clock.now += 1001;
      await expect(other.acquire("s-1", "two", 1000)).rejects.toSatisfy(refusal("held"));
      await log.release(renewed);
      const taken = await other.acquire("s-1", "two", 1000);
      expect(taken.fencingToken).toBeGreaterThan(lease.fencingToken);
      await log.close();
      await other.close();
    });

    test("what may happen once happens once, in one append and over two", async () => {
      const { log, lease } = await begun();
      await log.append("s-1", null, [started("1.0", 1)], lease);
      await expect(log.append("s-1", null, [started("1.0", 1)], lease)).rejects.toSatisfy(
        refusal("duplicate"),
      );
      await expect(
        log.append("s-1", null, [started("1.1", 1), started("1.1", 1)], lease),
      ).rejects.toSatisfy(refusal("duplicate"));
      await log.append("s-1", null, [started("1.0", 2)], lease);
      expect(await log.lastPosition("s-1")).toBe(3);
      await log.close();
    });

    test("once is once for whoever takes a session over, and for what others said meanwhile", async () => {
      const { open, log, lease } = await begun();
      await log.append("s-1", null, [started("1.0", 1)], lease);
      const other = open(clock);
      const given: HumanEvent = { type: "approval-given", call: "1.1", by: "a", where: "window" };
      await other.submit("s-1", given);
      await expect(log.submit("s-1", given)).rejects.toSatisfy(refusal("duplicate"));
      await log.append("s-1", null, [started("1.1", 1)], lease);
      await log.release(lease);
      const taken = await other.acquire("s-1", "two", 1000);
      for (const event of [started("1.0", 1), given, started("1.1", 1)]) {
        await expect(other.append("s-1", null, [event], taken)).rejects.toSatisfy(
          refusal("duplicate"),
        );
      }
      await log.close();
      await other.close();
    });

    test("of two answers at the same moment one counts", async () => {
      const { open, log } = await begun();
      const other = open(clock);
      const given: HumanEvent = { type: "approval-given", call: "1.0", by: "a", where: "window" };
      const refused: HumanEvent = { ...given, type: "approval-refused", where: "terminal" };
      const outcomes = await Promise.allSettled([
        log.submit("s-1", given),
        log.submit("s-1", refused),
        other.submit("s-1", refused),
      ]);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(await log.lastPosition("s-1")).toBe(2);
      await log.close();
      await other.close();
    });

    test("humans need no lease, brains do; nothing follows an end", async () => {
      const { log, lease } = await begun();
      expect((await log.submit("s-1", said("hello"))).position).toBe(2);
      await expect(log.submit("nobody", said("hello"))).rejects.toSatisfy(refusal("missing"));
      const ended: SessionEvent = { type: "ended", outcome: "completed", message: "" };
      await log.append("s-1", 2, [ended], lease);
      await expect(log.submit("s-1", said("more"))).rejects.toSatisfy(refusal("ended"));
      await expect(log.append("s-1", 3, [said("more")], lease)).rejects.toSatisfy(refusal("ended"));
      expect((await log.list())[0]).toMatchObject({ session: "s-1", outcome: "completed" });
      expect(await log.head("s-1")).toEqual((await log.list())[0]);
      expect(await log.head("nobody")).toBeUndefined();
      await log.close();
    });

    test("many appends at once keep every event, in the order asked for", async () => {
      const { log, lease } = await begun();
      const texts = Array.from({ length: 200 }, (_, n) => `m${n}`);
      await Promise.all(texts.map((text) => log.append("s-1", null, [said(text)], lease)));
      const events = await log.events("s-1", 2);
      expect(events.map(({ event }) => event)).toEqual(texts.map(said));
      await log.close();
    });

    test("a follower gets every event once and in order, its own process's and another's", async () => {
      const { open, log, lease } = await begun();
      const other = open(clock);
      const seen: number[] = [];
      const stop = other.follow(
        "s-1",
        0,
        (events) => seen.push(...events.map(({ position }) => position)),
        (error) => expect.fail(String(error)),
      );
      await log.append("s-1", 1, [said("a"), said("b")], lease);
      await other.submit("s-1", said("c"));
      await log.append("s-1", 4, [said("d")], lease);
      await expect.poll(() => seen).toEqual([1, 2, 3, 4, 5]);
      stop();
      await other.submit("s-1", said("e"));
      expect(seen).toHaveLength(5);
      await log.close();
      await other.close();
    });

    test("one who follows what is placed goes on from it, and others are told what is durable", async () => {
      const { open, log, lease } = await begun();
      const other = open(clock);
      const order: string[] = [];
      const broken = (error: unknown): void => expect.fail(String(error));
      let second: Promise<unknown> | undefined;
      const note =
        (who: string) =>
        (events: readonly { readonly position: number }[]): void => {
          for (const { position } of events) order.push(`${who} ${position}`);
        };
      const stops = [
        log.follow("s-1", 1, note("durable"), broken),
        log.follow("s-1", 1, note("placed"), broken, "placed"),
      ];
      const first = log.append("s-1", 1, [said("a")], lease, () => {
        order.push("first has its place");
        // At the position that it was given, durable or not.
        second = log.append("s-1", 2, [said("b")], lease);
      });
      await first;
      await second;
      await other.submit("s-1", said("c"));
      await expect.poll(() => order).toContain("placed 4");
      expect(order.filter((entry) => entry.startsWith("durable"))).toEqual([
        "durable 2",
        "durable 3",
        "durable 4",
      ]);
      expect(order.filter((entry) => entry.startsWith("placed"))).toEqual([
        "placed 2",
        "placed 3",
        "placed 4",
      ]);
      expect(order.indexOf("placed 2")).toBeLessThan(order.indexOf("first has its place"));
      expect(order.indexOf("first has its place")).toBeLessThan(order.indexOf("durable 2"));
      for (const stop of stops) stop();
      await log.close();
      await other.close();
    });

    test("whoever reads sees what is durable by then, however little time there was", async () => {
      const { open, log, lease } = await begun();
      const other = open(clock);
      const stop = log.follow("s-1", 1, () => undefined, String, "placed");
      const seen = await new Promise<number>((resolve) => {
        void log.append("s-1", 1, [said("a")], lease, () => {
          queueMicrotask(() => void log.events("s-1", 1).then(({ length }) => resolve(length)));
        });
      });
      expect(seen).toBe(2);
      expect(await other.lastPosition("s-1")).toBe(2);
      stop();
      await log.close();
      await other.close();
    });

    test("an append waits for nobody who writes the same store in the same thread", async () => {
      const { open, log, lease } = await begun();
      const other = open(clock);
      const stop = log.follow("s-1", 1, () => undefined, String, "placed");
      const submitted = await new Promise((resolve) => {
        void log.append("s-1", 1, [said("a")], lease, () =>
          resolve(other.submit("s-1", said("b"))),
        );
      });
      expect(submitted).toMatchObject({ position: 3 });
      stop();
      await log.close();
      await other.close();
    });

    test("an export is imported as it was; a damaged one is refused, naming the line", async () => {
      const { log, lease } = await begun();
      await log.append("s-1", 1, [said("a"), started("1.0", 1)], lease);
      const lines = await collect(log.export("s-1"));
      const second = (await store())(clock);
      await second.import(lines);
      expect(await second.events("s-1", 1)).toEqual(await log.events("s-1", 1));
      await expect(second.import(lines)).rejects.toSatisfy(refusal("duplicate"));
      const third = (await store())(clock);
      for (const broken of [
        lines.slice(0, -1),
        lines.slice(1),
        lines.with(2, lines[3] ?? ""),
        lines.with(2, "{"),
        [],
      ]) {
        await expect(third.import(broken)).rejects.toSatisfy(refusal("damaged"));
      }
      expect(await third.list()).toEqual([]);
      for (const one of [log, second, third]) await one.close();
    });

    test("a long import is seen whole or not at all, and can be broken off and begun anew", async () => {
      const lines = longExport();
      const open = await store();
      const [log, other] = [open(clock), open(clock)];
      const cut = new Error("enough");
      const taken: number[] = [];
      await expect(
        log.import(lines, (events, of) => {
          taken.push(events / of);
          if (taken.length === 2) throw cut;
        }),
      ).rejects.toBe(cut);
      expect(taken).toEqual([0.25, 0.5]);
      expect([await log.list(), await other.events("long", 1)]).toEqual([[], []]);
      // Whoever takes it in anew takes it over from one that goes on elsewhere.
      let goOn = (): void => undefined;
      const mayEnd = new Promise<void>((resolve) => (goOn = resolve));
      let first: Promise<unknown> | undefined;
      await new Promise<void>((resolve) => {
        first = log.import(heldUp(lines, mayEnd), () => resolve()).catch((error: unknown) => error);
      });
      const head = await other.import(lines);
      goOn();
      expect(await first).toSatisfy(refusal("fenced"));
      expect(head).toMatchObject({ session: "long", lastPosition: 8, holder: null });
      expect(await log.list()).toEqual([head]);
      expect(await collect(log.export("long"))).toEqual(lines);
      for (const one of [log, other]) await one.close();
    });
  });
}

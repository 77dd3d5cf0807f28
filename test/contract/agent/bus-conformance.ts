import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { BusError } from "../../../engine/agent/ports.js";
import type { Bus, QueueOptions } from "../../../engine/agent/ports.js";

const OPTIONS: QueueOptions = { capacity: 100, visibilityMs: 10_000, maxDeliveries: 3 };

function refusal(code: BusError["code"]): (error: unknown) => boolean {
  return (error) => error instanceof BusError && error.code === code;
}

/** A promise and what settles it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** What every form of the bus does. */
export function busConformance(form: string, create: () => Promise<Bus>): void {
  describe(`bus: ${form}`, () => {
    test("a request gets the reply of one worker, or its error", async () => {
      const bus = await create();
      const queue = bus.queue<number, number>("double", OPTIONS);
      queue.serve(2, async ({ body }) => {
        if (body < 0) throw new Error("negative");
        return 2 * body;
      });
      expect(await Promise.all([1, 2, 3].map((body) => queue.request(body)))).toEqual([2, 4, 6]);
      await expect(queue.request(-1)).rejects.toThrow("negative");
      expect(queue.gauges()).toMatchObject({ waiting: 0, inFlight: 0, deadLetters: 0 });
      await bus.close();
    });

    test("never more at once than there are workers", async () => {
      const bus = await create();
      const queue = bus.queue<number, void>("slow", OPTIONS);
      let running = 0;
      let most = 0;
      queue.serve(3, async () => {
        running += 1;
        most = Math.max(most, running);
        await sleep(5);
        running -= 1;
      });
      await Promise.all(Array.from({ length: 20 }, (_, n) => queue.request(n)));
      expect(most).toBe(3);
      await bus.close();
    });

    test("greater priority first, then age", async () => {
      const bus = await create();
      const queue = bus.queue<string, void>("ordered", OPTIONS);
      const order: string[] = [];
      const requests = [
        queue.request("a"),
        queue.request("urgent", { priority: 5 }),
        queue.request("b"),
        queue.request("urgent too", { priority: 5 }),
      ];
      await expect.poll(() => queue.gauges().waiting).toBe(4);
      queue.serve(1, async ({ body }) => {
        order.push(body);
      });
      await Promise.all(requests);
      expect(order).toEqual(["urgent", "urgent too", "a", "b"]);
      await bus.close();
    });

    test("a full queue holds its publishers back, and loses nothing", async () => {
      const bus = await create();
      const queue = bus.queue<number, number>("small", { ...OPTIONS, capacity: 2 });
      const requests = Array.from({ length: 10 }, (_, n) => queue.request(n));
      await sleep(20);
      expect(queue.gauges().waiting).toBe(2);
      queue.serve(1, async ({ body }) => body);
      expect(await Promise.all(requests)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      await bus.close();
    });

    test("what is not answered in time goes to another worker, and the first is told", async () => {
      const bus = await create();
      const queue = bus.queue<string, string>("flaky", { ...OPTIONS, visibilityMs: 40 });
      const told: boolean[] = [];
      queue.serve(2, async ({ delivery, signal }) => {
        if (delivery > 1) return `delivery ${delivery}`;
        await new Promise<void>((resolve) =>
          signal.addEventListener("abort", () => {
            told.push(true);
            resolve();
          }),
        );
        throw new Error("too late to count");
      });
      expect(await queue.request("x")).toBe("delivery 2");
      expect(told).toEqual([true]);
      expect(queue.gauges().redelivered).toBe(1);
      await bus.close();
    });

    test("a request may give its worker more time than the queue does", async () => {
      const bus = await create();
      const queue = bus.queue<string, number>("patient", { ...OPTIONS, visibilityMs: 10 });
      queue.serve(2, async ({ delivery }) => {
        await sleep(100);
        return delivery;
      });
      expect(await queue.request("x", { visibilityMs: 60_000 })).toBe(1);
      await bus.close();
    });

    test("a worker that extends its time keeps the message", async () => {
      const bus = await create();
      const queue = bus.queue<string, number>("long", { ...OPTIONS, visibilityMs: 80 });
      queue.serve(1, async (message) => {
        for (let n = 0; n < 10; n += 1) {
          await sleep(20);
          message.extend();
        }
        return message.delivery;
      });
      expect(await queue.request("x")).toBe(1);
      await bus.close();
    });

    test("what no worker ever answers becomes a dead letter", async () => {
      const bus = await create();
      const queue = bus.queue<string, void>("deadly", {
        ...OPTIONS,
        visibilityMs: 15,
        maxDeliveries: 3,
      });
      let deliveries = 0;
      queue.serve(5, async ({ signal }) => {
        deliveries += 1;
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        throw new Error("given up");
      });
      await expect(queue.request("poison")).rejects.toSatisfy(refusal("dead-letter"));
      expect(deliveries).toBe(3);
      expect(queue.deadLetters()).toEqual(["poison"]);
      await bus.close();
    });

    test("a cancelled request leaves the queue, and its worker is told", async () => {
      const bus = await create();
      const queue = bus.queue<string, void>("cancellable", OPTIONS);
      const controller = new AbortController();
      const waiting = queue.request("waits", { signal: controller.signal });
      await expect.poll(() => queue.gauges().waiting).toBe(1);
      controller.abort();
      await expect(waiting).rejects.toSatisfy(refusal("cancelled"));
      expect(queue.gauges().waiting).toBe(0);

      const running = gate();
      const told = gate();
      queue.serve(1, async ({ signal }) => {
        signal.addEventListener("abort", told.open);
        running.open();
        await told.opened;
      });
      const second = new AbortController();
      const request = queue.request("runs", { signal: second.signal });
      await running.opened;
      second.abort();
      await expect(request).rejects.toSatisfy(refusal("cancelled"));
      await told.opened;
      await bus.close();
    });

    test("closing rejects what waits and waits for what runs", async () => {
      const bus = await create();
      const queue = bus.queue<string, void>("closing", OPTIONS);
      const waiting = queue.request("never served");
      await expect.poll(() => queue.gauges().waiting).toBe(1);
      const closed = bus.close();
      await expect(waiting).rejects.toSatisfy(refusal("closed"));
      await closed;
      await expect(queue.request("late")).rejects.toSatisfy(refusal("closed"));
    });

    test("workers that leave finish what they have", async () => {
      const bus = await create();
      const queue = bus.queue<string, string>("leaving", OPTIONS);
      const running = gate();
      const leave = queue.serve(1, async () => {
        running.open();
        await sleep(20);
        return "done";
      });
      const first = queue.request("a");
      await running.opened;
      const second = queue.request("b");
      await leave();
      expect(await first).toBe("done");
      expect(queue.gauges().waiting).toBe(1);
      queue.serve(1, async () => "by another");
      expect(await second).toBe("by another");
      await bus.close();
    });
  });
}

import { describe, expect, it } from "vitest";
import { Deque } from "../../engine/simulator/deque.js";
import { Replicas } from "../../engine/simulator/replicas.js";
import { BusyMeter, Station } from "../../engine/simulator/station.js";
import { Table } from "../../engine/simulator/table.js";
import { fc, runs } from "../property.js";

describe("Deque", () => {
  it("behaves as an array of urgent items and one of others, left at its head or anywhere", () => {
    const operation = fc.constantFrom("push", "pushFirst", "pushUrgent", "shift", "remove");
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 300 }), (operations) => {
        const deque = new Deque(new Float64Array(1));
        const urgent: number[] = [];
        const others: number[] = [];
        operations.forEach((name, item) => {
          const waiting = [...urgent, ...others];
          if (name === "push") {
            deque.push(item);
            others.push(item);
          } else if (name === "pushFirst") {
            deque.pushFirst(item);
            urgent.unshift(item);
          } else if (name === "pushUrgent") {
            deque.pushUrgent(item);
            urgent.push(item);
          } else if (name === "remove") {
            // Now one that waits, now one that does not.
            const leaves = waiting[item % (waiting.length + 1)] ?? -1;
            deque.remove(leaves);
            for (const list of [urgent, others]) {
              if (list.includes(leaves)) list.splice(list.indexOf(leaves), 1);
            }
          } else if (waiting.length > 0) {
            expect(deque.shift()).toBe((urgent.length > 0 ? urgent : others).shift());
          }
          expect(deque.length).toBe(urgent.length + others.length);
        });
        for (const item of [...urgent, ...others]) expect(deque.shift()).toBe(item);
      }),
    );
  });
});

describe("Table", () => {
  it("never hands out a live row twice, and needs no more rows than were live at once", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 500 }), (takes) => {
        const table = new Table(2, 1);
        const live: number[] = [];
        let most = 0;
        for (const take of takes) {
          if (take) {
            const row = table.take();
            expect(live).not.toContain(row);
            live.push(row);
          } else {
            const row = live.shift();
            if (row !== undefined) table.release(row);
          }
          most = Math.max(most, live.length);
          expect(table.live).toBe(live.length);
          for (const row of live) expect(row).toBeLessThan(most);
        }
      }),
      { numRuns: runs(50) },
    );
  });

  it("keeps its content when it grows", () => {
    const table = new Table(2, 1);
    const rows = Array.from({ length: 200 }, () => {
      const row = table.take();
      table.real[row * 2 + 1] = row + 0.5;
      table.whole[row] = row;
      return row;
    });
    for (const row of rows) {
      expect(table.real[row * 2 + 1]).toBe(row + 0.5);
      expect(table.whole[row]).toBe(row);
    }
  });
});

describe("Replicas", () => {
  it("spreads items, and keeps them apart from failed replicas", () => {
    const operation = fc.oneof(
      fc.record({ kind: fc.constant("take" as const) }),
      fc.record({ kind: fc.constant("release" as const), which: fc.nat() }),
      fc.record({ kind: fc.constant("toggle" as const), which: fc.nat(3) }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const [count, slots] = [4, 3];
        const replicas = new Replicas(count, slots);
        const up = [true, true, true, true];
        const on = new Map<number, number>();
        const load = (replica: number): number =>
          [...on.values()].filter((other) => other === replica).length;
        const free = (): number =>
          up.reduce((sum, isUp, replica) => sum + (isUp ? slots - load(replica) : 0), 0);
        let item = 0;
        for (const step of operations) {
          if (step.kind === "take" && free() > 0) {
            const replica = replicas.take(item);
            expect(up[replica]).toBe(true);
            expect(load(replica)).toBeLessThan(slots);
            on.set(item, replica);
            item += 1;
          } else if (step.kind === "release" && on.size > 0) {
            const chosen = [...on.keys()][step.which % on.size] ?? 0;
            replicas.release(chosen);
            on.delete(chosen);
          } else if (step.kind === "toggle") {
            const replica = step.which;
            if (up[replica] === true) {
              expect(replicas.fail(replica)).toBe(slots - load(replica));
              const mine = [...on].filter(([, other]) => other === replica).map(([key]) => key);
              // Newest first.
              for (const expected of mine.toReversed()) {
                expect(replicas.evict(replica)).toBe(expected);
                on.delete(expected);
              }
              expect(replicas.evict(replica)).toBe(-1);
            } else {
              expect(replicas.repair(replica)).toBe(slots);
            }
            up[replica] = up[replica] !== true;
          }
        }
      }),
    );
  });
});

describe("Station and BusyMeter", () => {
  it("integrate the busy servers over the window alone", () => {
    const clock = new Float64Array(2);
    const at = (timeMs: number): void => {
      clock[0] = timeMs;
    };
    const station = new Station("brain", 2, 1, false, clock);
    at(10);
    station.start(0);
    at(20);
    station.start(1);
    at(30);
    station.openWindow();
    at(40);
    station.stop(0);
    expect(station.free).toBe(1);
    at(50);
    // 10 ms of the first, 20 ms of the second.
    expect(station.busyMs()).toBeCloseTo(30, 12);
    const meter = new BusyMeter(clock);
    meter.begin();
    at(54);
    expect(meter.busyMs()).toBe(4);
    meter.end();
    at(100);
    expect(meter.busyMs()).toBe(4);
  });
});

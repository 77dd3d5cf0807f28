import { describe, expect, it } from "vitest";
import { Calendar } from "../../engine/simulator/calendar.js";
import { fc, runs } from "../property.js";

/** The obvious event list: a sorted array, equal times in order of scheduling. */
class SortedTwin {
  private entries: { timeMs: number; event: number }[] = [];
  schedule(timeMs: number, event: number): void {
    const after = this.entries.findIndex((entry) => entry.timeMs > timeMs);
    this.entries.splice(after < 0 ? this.entries.length : after, 0, { timeMs, event });
  }
  take(): { timeMs: number; event: number } | undefined {
    return this.entries.shift();
  }
  get length(): number {
    return this.entries.length;
  }
}

const drain = (calendar: Calendar): { timeMs: number; event: number } | undefined => {
  const timeMs = calendar.nextTimeMs();
  return timeMs === Infinity ? undefined : { timeMs, event: calendar.take() };
};

/** A few small times, so that ties are the rule; `null` takes the next event. */
const steps = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 12 }),
    fc.double({ min: 0, max: 1e6, noNaN: true }),
    fc.constant(null),
  ),
  { maxLength: 400 },
);

describe("Calendar", () => {
  it("gives the same events in the same order as a sorted array, ties first in first out", () => {
    fc.assert(
      fc.property(steps, (operations) => {
        const calendar = new Calendar();
        const twin = new SortedTwin();
        operations.forEach((timeMs, event) => {
          if (timeMs === null) {
            expect(drain(calendar)).toEqual(twin.take());
          } else {
            calendar.schedule(timeMs, event);
            twin.schedule(timeMs, event);
          }
          expect(calendar.length).toBe(twin.length);
        });
        while (twin.length > 0) expect(drain(calendar)).toEqual(twin.take());
        expect(drain(calendar)).toBeUndefined();
      }),
      { numRuns: runs(300) },
    );
  });

  it("does so however often it has to number them anew", () => {
    const calendar = new Calendar(8);
    const twin = new SortedTwin();
    for (let event = 0; event < 2000; event += 1) {
      if (twin.length > 6 || event % 5 === 4) expect(drain(calendar)).toEqual(twin.take());
      const timeMs = (event * 7) % 11;
      calendar.schedule(timeMs, event);
      twin.schedule(timeMs, event);
    }
    while (twin.length > 0) expect(drain(calendar)).toEqual(twin.take());
  });

  it("does so with many pending events, beyond its first capacity", () => {
    const calendar = new Calendar();
    const times = Array.from({ length: 5000 }, (_, at) => (at * 7919) % 1009);
    times.forEach((timeMs, event) => calendar.schedule(timeMs, event));
    const expected = times
      .map((timeMs, event) => ({ timeMs, event }))
      .toSorted((a, b) => a.timeMs - b.timeMs || a.event - b.event);
    expect(times.map(() => drain(calendar))).toEqual(expected);
  });

  it("says Infinity when nothing is scheduled", () => {
    expect(new Calendar().nextTimeMs()).toBe(Infinity);
  });
});

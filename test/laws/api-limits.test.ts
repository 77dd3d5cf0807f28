import { describe, expect, it } from "vitest";
import { Bucket } from "../../engine/simulator/api/bucket.js";
import { RateLimits } from "../../engine/simulator/api/rate-limits.js";
import { fc, runs } from "../property.js";

/** Something happens to a bucket every so many whole milliseconds, which the twin's steps can meet. */
const gapsMs = fc.integer({ min: 0, max: 400 });
const changes = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("take" as const),
      gapMs: gapsMs,
      amount: fc.integer({ min: 0, max: 60 }),
    }),
    fc.record({
      kind: fc.constant("generate" as const),
      gapMs: gapsMs,
      amount: fc.integer({ min: 1, max: 90 }),
      forMs: fc.integer({ min: 1, max: 900 }),
    }),
  ),
  { minLength: 1, maxLength: 30 },
);
const buckets = fc.record({
  perMinute: fc.integer({ min: 60, max: 9000 }),
  capacity: fc.integer({ min: 1, max: 100 }),
});

/** The bucket in steps of a millisecond: what flows in, flows out, and spills over at the brim. */
class SteppedBucket {
  level: number;
  busyMs = 0;
  private readonly ends: { atMs: number; perMs: number }[] = [];
  private nowMs = 0;
  private readonly perMs: number;
  private readonly capacity: number;

  constructor(perMs: number, capacity: number) {
    this.perMs = perMs;
    this.capacity = capacity;
    this.level = capacity;
  }

  stepTo(timeMs: number): void {
    for (; this.nowMs < timeMs; this.nowMs += 1) {
      let drain = 0;
      for (const { atMs, perMs } of this.ends) if (atMs > this.nowMs) drain += perMs;
      const brimming = this.level - drain + this.perMs;
      const spilt = Math.max(0, brimming - this.capacity);
      this.busyMs += (this.perMs - spilt) / this.perMs;
      this.level = brimming - spilt;
    }
  }

  generate(amount: number, forMs: number): void {
    this.ends.push({ atMs: this.nowMs + forMs, perMs: amount / forMs });
  }
}

describe("a token bucket", () => {
  it("is the same as its twin in steps of a millisecond, whatever takes from it or drains it", () => {
    fc.assert(
      fc.property(buckets, changes, ({ perMinute, capacity }, list) => {
        const clock = new Float64Array(1);
        const bucket = new Bucket(perMinute, capacity, clock);
        const twin = new SteppedBucket(perMinute / 60_000, capacity);
        bucket.openWindow();
        let running: { atMs: number; perMs: number }[] = [];
        const goTo = (timeMs: number): void => {
          const ending = running.toSorted((a, b) => a.atMs - b.atMs);
          for (const drain of ending) {
            if (drain.atMs > timeMs) break;
            clock[0] = drain.atMs;
            bucket.endDrain(drain.perMs);
          }
          running = running.filter(({ atMs }) => atMs > timeMs);
          clock[0] = timeMs;
          twin.stepTo(timeMs);
        };
        let nowMs = 0;
        for (const change of list) {
          nowMs += change.gapMs;
          goTo(nowMs);
          expect(bucket.level()).toBeCloseTo(twin.level, 6);
          expect(bucket.busyMs()).toBeCloseTo(twin.busyMs, 6);
          if (change.kind === "take") {
            bucket.take(change.amount);
            twin.level -= change.amount;
          } else {
            const perMs = change.amount / change.forMs;
            bucket.beginDrain(perMs);
            twin.generate(change.amount, change.forMs);
            running.push({ atMs: nowMs + change.forMs, perMs });
          }
        }
        goTo(nowMs + 2000);
        expect(bucket.level()).toBeCloseTo(twin.level, 6);
        expect(bucket.busyMs()).toBeCloseTo(twin.busyMs, 6);
      }),
    );
  });
});

const limits = fc.record({
  requestsPerMinute: fc.option(fc.double({ min: 1, max: 600, noNaN: true }), { nil: undefined }),
  inputTokensPerMinute: fc.double({ min: 60, max: 60_000, noNaN: true }),
  burstSeconds: fc.constantFrom(1, 10, 60),
});
const requests = fc.array(
  fc.record({
    gapMs: fc.double({ min: 0, max: 500, noNaN: true }),
    tokens: fc.integer({ min: 0, max: 900 }),
  }),
  { minLength: 1, maxLength: 80 },
);

describe("rate limits", () => {
  it("never admit more in any stretch of time than the rate and a full bucket allow", () => {
    fc.assert(
      fc.property(limits, requests, (perMinute, list) => {
        const clock = new Float64Array(1);
        const api = new RateLimits(perMinute, clock);
        const admitted: { atMs: number; tokens: number }[] = [];
        for (const { gapMs, tokens } of list) {
          clock[0] = (clock[0] ?? 0) + gapMs;
          if (api.admit(tokens) === 0) admitted.push({ atMs: clock[0], tokens });
        }
        const { requestsPerMinute = 1e12, inputTokensPerMinute } = perMinute;
        admitted.forEach((first, from) => {
          let sum = 0;
          let count = 0;
          for (const { atMs, tokens } of admitted.slice(from)) {
            sum += tokens;
            count += 1;
            const minutes = (atMs - first.atMs) / 60_000;
            const most = (api.input?.capacity ?? 0) + inputTokensPerMinute * minutes;
            expect(sum).toBeLessThanOrEqual(most * (1 + 1e-6));
            const mostRequests = (api.requests?.capacity ?? Infinity) + requestsPerMinute * minutes;
            expect(count).toBeLessThanOrEqual(mostRequests * (1 + 1e-6));
          }
        });
      }),
    );
  });

  it("refuse only what the buckets do not hold: the time they name is the earliest that works", () => {
    fc.assert(
      fc.property(limits, requests, (perMinute, list) => {
        /** The buckets after the first `count` requests, `laterMs` on. */
        const after = (count: number, laterMs: number): RateLimits => {
          const clock = new Float64Array(1);
          const api = new RateLimits(perMinute, clock);
          for (const { gapMs, tokens } of list.slice(0, count)) {
            clock[0] = (clock[0] ?? 0) + gapMs;
            api.admit(tokens);
          }
          clock[0] = (clock[0] ?? 0) + (list[count]?.gapMs ?? 0) + laterMs;
          return api;
        };
        list.forEach(({ tokens }, at) => {
          const waitMs = after(at, 0).admit(tokens);
          if (waitMs === Infinity) {
            expect(tokens).toBeGreaterThan(after(at, 0).input?.capacity ?? Infinity);
            expect(after(at, 1e9).admit(tokens)).toBe(Infinity);
          } else if (waitMs > 0) {
            expect(after(at, waitMs).admit(tokens)).toBe(0);
            expect(after(at, waitMs * 0.999).admit(tokens)).toBeGreaterThan(0);
          }
        });
      }),
      { numRuns: runs(50) },
    );
  });

  it("a refused request takes nothing, from no bucket", () => {
    const clock = new Float64Array(1);
    const api = new RateLimits(
      { requestsPerMinute: 60, inputTokensPerMinute: 6000, burstSeconds: 60 },
      clock,
    );
    expect(api.admit(6000)).toBe(0);
    expect(api.admit(100)).toBe(1000);
    expect(api.requests?.level()).toBe(59);
    expect(api.input?.level()).toBe(0);
    clock[0] = 1000;
    expect(api.admit(100)).toBe(0);
  });

  it("output counts as it is generated, and a bucket in debt lets nobody in until it is paid", () => {
    const clock = new Float64Array(1);
    const api = new RateLimits({ outputTokensPerMinute: 60, burstSeconds: 60 }, clock);
    expect(api.admit(1e6)).toBe(0);
    api.output?.beginDrain(0.101);
    clock[0] = 1000;
    // 60 + 1 − 101 tokens: 41 more are needed for one.
    api.output?.endDrain(0.101);
    expect(api.output?.level()).toBeCloseTo(-40, 9);
    expect(api.admit(0)).toBeCloseTo(41_000, 6);
  });
});

import { describe, expect, it } from "vitest";
import { backoffMs, retryAfterMs } from "../../engine/simulator/api/backoff.js";

describe("the SDK's backoff", () => {
  it("without a retry-after doubles from half a second up to eight", () => {
    const delays = [0, 1, 2, 3, 4, 5, 9].map((retries) => backoffMs(0, retries, 0));
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  });

  it("is shortened by up to a quarter", () => {
    expect(backoffMs(0, 1, 0.5)).toBe(875);
    expect(backoffMs(0, 1, 1)).toBe(750);
  });

  it("keeps to a retry-after that a timer can hold, without jitter", () => {
    expect(backoffMs(90_000, 0, 0.5)).toBe(90_000);
    expect(backoffMs(2 ** 31 - 1, 0, 0.5)).toBe(2 ** 31 - 1);
    expect(backoffMs(2 ** 31, 0, 0)).toBe(500);
    expect(backoffMs(Infinity, 2, 0)).toBe(2000);
  });
});

describe("retry-after", () => {
  it("is whole seconds, never too short", () => {
    expect([0.2, 999.9, 1000, 1000.1].map(retryAfterMs)).toEqual([1000, 1000, 1000, 2000]);
    expect(retryAfterMs(Infinity)).toBe(Infinity);
  });
});

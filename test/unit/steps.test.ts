import { describe, expect, it } from "vitest";
import { finished, finishedWithRests } from "../../engine/base/steps.js";
import type { Steps } from "../../engine/base/steps.js";

function* counting(upTo: number, log: string[]): Steps<number> {
  let sum = 0;
  for (let n = 1; n <= upTo; n += 1) {
    log.push(`step ${n}`);
    sum += n;
    yield;
  }
  return sum;
}

describe("work in steps", () => {
  it("makes the same in one go and with rests, and rests before every step", async () => {
    const log: string[] = [];
    const rest = (): Promise<void> => {
      log.push("rest");
      return Promise.resolve();
    };
    expect(finished(counting(3, []))).toBe(6);
    const { signal } = new AbortController();
    expect(await finishedWithRests(counting(3, log), rest, signal)).toBe(6);
    expect(log).toEqual(["rest", "step 1", "rest", "step 2", "rest", "step 3", "rest"]);
  });

  it("stops at a rest once nobody wants it, and hands on what it throws", async () => {
    const log: string[] = [];
    const own = new AbortController();
    const rest = (): Promise<void> => {
      if (log.length === 2) own.abort();
      return Promise.resolve();
    };
    await expect(finishedWithRests(counting(5, log), rest, own.signal)).rejects.toThrow(/abort/i);
    expect(log).toEqual(["step 1", "step 2"]);
    // oxlint-disable-next-line require-yield -- it breaks before its first
    const broken = function* (): Steps<number> {
      throw new Error("broken");
    };
    const { signal } = new AbortController();
    await expect(finishedWithRests(broken(), rest, signal)).rejects.toThrow("broken");
  });
});

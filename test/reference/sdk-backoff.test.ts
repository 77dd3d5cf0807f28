import Anthropic from "@anthropic-ai/sdk";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backoffMs } from "../../engine/simulator/api/backoff.js";

/** The real client on a clock of ours: when it sends its requests, each refused in the same way. */
async function sendTimesMs(
  status: number,
  headers: Record<string, string>,
  maxRetries: number,
): Promise<number[]> {
  const times: number[] = [];
  const client = new Anthropic({
    apiKey: "none",
    maxRetries,
    fetch: () => {
      times.push(Date.now());
      return Promise.resolve(new Response("{}", { status, headers }));
    },
  });
  const answer = client.messages
    .create({ model: "any", max_tokens: 1, messages: [{ role: "user", content: "." }] })
    .catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  expect(await answer).toBeInstanceOf(Anthropic.APIError);
  return times;
}

const gapsOf = (times: readonly number[]): number[] =>
  times.slice(1).map((timeMs, at) => timeMs - (times[at] ?? 0));

describe("the backoff of @anthropic-ai/sdk, the package itself against ours", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it.each([
    [429, 0.999],
    [529, 0],
    [529, 0.4],
  ])("%i without retry-after, jitter %f", async (status, uniform) => {
    vi.spyOn(Math, "random").mockReturnValue(uniform);
    const gaps = gapsOf(await sendTimesMs(status, {}, 6));
    const ours = gaps.map((_, retries) => Math.trunc(backoffMs(0, retries, uniform)));
    expect(gaps).toHaveLength(6);
    expect(gaps).toEqual(ours);
  });

  it.each([1, 60, 90, 3600])("429 with a retry-after of %i s", async (seconds) => {
    const gaps = gapsOf(await sendTimesMs(429, { "retry-after": String(seconds) }, 2));
    expect(gaps).toEqual([0, 1].map((retries) => backoffMs(seconds * 1000, retries, 0.5)));
  });

  it("a retry-after that no timer holds is disregarded", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const seconds = 2 ** 31;
    const [gap] = gapsOf(await sendTimesMs(429, { "retry-after": String(seconds) }, 1));
    expect(gap).toBe(Math.trunc(backoffMs(seconds * 1000, 0, 0.5)));
  });
});

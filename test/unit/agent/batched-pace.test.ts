import { expect, test } from "vitest";
import type { Clock } from "../../../engine/agent/ports.js";
import { BatchedPace } from "../../../engine/agent/rehearsal/batched-pace.js";
import type { BatchedPlan } from "../../../engine/simulator/batched-plan.js";
import { Replay } from "../../../engine/simulator/batched/replay.js";

const PLAN: BatchedPlan = {
  settings: {
    maxBatch: 3,
    tokenBudget: 64,
    kvTokens: 4096,
    blockTokens: 16,
    prefixCache: true,
    reservePrompt: false,
    planAhead: false,
  },
  replicas: 2,
  lockstep: false,
  routing: "leastLoaded",
  stepTime: {
    baseSeconds: 0.02,
    perPrefillTokenSeconds: 0.001,
    perPrefillContextSeconds: 0,
    perDecodeSequenceSeconds: 0.005,
    perKvTokenSeconds: 0.000_01,
    perAdmissionSeconds: 0.001,
  },
  requestMs: 0,
};

/** A clock that a test moves on; whoever sleeps wakes up in order. */
function testClock() {
  let now = 0;
  const sleepers: { atMs: number; wake: () => void }[] = [];
  const clock: Clock = {
    nowMs: () => now,
    sleep: (ms) =>
      ms <= 0
        ? Promise.resolve()
        : new Promise((wake) => void sleepers.push({ atMs: now + ms, wake })),
  };
  const moveTo = async (ms: number): Promise<void> => {
    while (now < ms) {
      now += 1;
      for (const one of sleepers.filter(({ atMs }) => atMs <= now)) {
        sleepers.splice(sleepers.indexOf(one), 1);
        one.wake();
      }
      await new Promise(setImmediate);
    }
  };
  return { clock, moveTo };
}

const ARRIVALS_MS = [10, 12, 15, 40, 41, 100, 101, 102, 400];
const PROMPTS = [50, 20, 100, 30, 30, 64, 10, 200, 40];
const OUTPUTS = [12, 5, 20, 1, 9, 7, 30, 4, 11];
/** Tokens are let out at the next tick of 10 ms, and the clock moves by whole milliseconds. */
const LATE_MS = 12;

test("tokens come when the simulator's servers make them", async () => {
  const { clock, moveTo } = testClock();
  const pace = new BatchedPace(PLAN, clock);
  const first: number[] = [];
  const last: number[] = [];
  const tokens: number[] = [];
  for (const [request, arrivalMs] of ARRIVALS_MS.entries()) {
    await moveTo(arrivalMs);
    const outputTokens = OUTPUTS[request] ?? 1;
    const token = await pace.admit({
      session: `s${request}`,
      promptTokens: PROMPTS[request] ?? 1,
      prefixTokens: 0,
      outputTokens,
    });
    void (async () => {
      for (let number = 1; number <= outputTokens; number += 1) {
        await token(number);
        tokens[request] = number;
        if (number === 1) first[request] = clock.nowMs();
      }
      last[request] = clock.nowMs();
    })();
  }
  await moveTo(3000);
  expect(tokens).toEqual(OUTPUTS);
  const { settings, replicas, stepTime } = PLAN;
  const replay = new Replay(
    {
      arrivalSeconds: Float64Array.from(ARRIVALS_MS, (ms) => ms / 1000),
      promptTokens: Int32Array.from(PROMPTS),
      outputTokens: Int32Array.from(OUTPUTS),
      key: Int32Array.from(PROMPTS.keys()),
      prefixTokens: new Int32Array(PROMPTS.length),
    },
    { settings, replicas, routing: "leastLoaded", lockstep: false },
  );
  replay.run({ stepTime, requestSeconds: 0 });
  for (const request of ARRIVALS_MS.keys()) {
    const firstMs = (replay.firstTokenSeconds[request] ?? 0) * 1000;
    const lastMs = (replay.lastTokenSeconds[request] ?? 0) * 1000;
    expect(first[request]).toBeGreaterThanOrEqual(firstMs);
    expect(first[request]).toBeLessThanOrEqual(firstMs + LATE_MS);
    expect(last[request]).toBeGreaterThanOrEqual(lastMs);
    expect(last[request]).toBeLessThanOrEqual(lastMs + LATE_MS);
  }
});

test("a prompt that can never fit is refused", async () => {
  const { clock } = testClock();
  const pace = new BatchedPace(PLAN, clock);
  await expect(
    pace.admit({ session: "s", promptTokens: 5000, prefixTokens: 0, outputTokens: 1 }),
  ).rejects.toThrow("a prompt of 5000 tokens does not fit into the server's KV memory");
});

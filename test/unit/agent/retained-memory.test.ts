import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, onTestFinished, test } from "vitest";
import { INSTANT } from "../../../engine/agent/rehearsal/server.js";
import { openLoad, retainedBytes } from "../../bench/agent/load.js";
import { slopeInterval } from "../../bench/agent/slope.js";
import { temporaryFolder } from "../../contract/temporary.js";

/** A run that is kept takes 30 kB with its conversation; code that V8 still compiles, 3 kB a session at this age. */
const MOST_BYTES_A_SESSION = 8000;

/** A hundred sessions on a busy machine. */
const TIMEOUT_MS = 240_000;

test("sessions that ended leave nothing in memory", { timeout: TIMEOUT_MS }, async () => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const load = await openLoad(await temporaryFolder(), INSTANT, 8);
  onTestFinished(() => load.close());
  const run = async (count: number): Promise<void> => {
    let left = count;
    const keepGoing = async (): Promise<void> => {
      for (; left > 0; left -= 1) await load.one();
    };
    await Promise.all(Array.from({ length: 8 }, keepGoing));
  };
  await run(24);
  const points: [number, number][] = [];
  for (let batch = 0; batch < 5; batch += 1) {
    await run(16);
    points.push([load.counts.finished, retainedBytes(collect).heap]);
  }
  expect(load.counts.failed).toBe(0);
  expect(slopeInterval(points).low).toBeLessThan(MOST_BYTES_A_SESSION);
});

test("the fit finds a slope and how sure it is", () => {
  // y = 3 + 2x with residuals +1, −1, −1, +1, which are orthogonal to x: s² = 4/2, Σ(x−x̄)² = 5, t(0.975, 2) = 4.3027.
  const { slope, low, high } = slopeInterval([
    [0, 4],
    [1, 4],
    [2, 6],
    [3, 10],
  ]);
  expect(slope).toBeCloseTo(2, 12);
  expect((high - low) / 2).toBeCloseTo(4.302652729911275 * Math.sqrt(2 / 5), 9);
});

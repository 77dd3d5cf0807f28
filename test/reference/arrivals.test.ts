import { describe, expect, it } from "vitest";
import { meanInterval } from "../../engine/statistics/interval.js";
import { arrivalTimes } from "../laws/arrival-times.js";
import { WIDER } from "./agreement.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const replications = Array.from({ length: 30 }, (_, replication) => replication);

/** The mean over 30 replications lies within its 99.9 % interval of `truth`. */
function expectMean(values: readonly number[], truth: number): void {
  const { mean, low, high } = meanInterval(values);
  expect(Math.abs(mean - truth)).toBeLessThanOrEqual((WIDER * ((high ?? 0) - (low ?? 0))) / 2);
}

describe("bursty arrivals: a two-state Markov-modulated Poisson process", () => {
  const bursty = {
    quiet: { ratePerSecond: 0.5, meanSeconds: 30 },
    burst: { ratePerSecond: 8, meanSeconds: 10 },
  };
  const meanRate = (0.5 * 30 + 8 * 10) / 40;
  const lengthMs = 4 * HOUR_MS;
  const all = replications.map((replication) =>
    arrivalTimes({ bursty }, lengthMs, { replication }),
  );

  it("bring their long-run rate, from the first moment on", () => {
    expectMean(
      all.map((times) => (times.length * 1000) / lengthMs),
      meanRate,
    );
    // No start-up: the first seconds are as busy as any, on average over 400 replications.
    const starts = Array.from({ length: 400 }, (_, replication) => {
      return arrivalTimes({ bursty }, 5000, { replication }).length / 5;
    });
    expectMean(starts, meanRate);
  });

  /**
   * Variance over mean of the count in a window of `t` seconds (W. Fischer, K. Meier-Hellstern, "The
   * Markov-modulated Poisson process (MMPP) cookbook", Performance Evaluation 18, 1993).
   */
  function indexOfDispersion(t: number): number {
    const { quiet, burst } = bursty;
    const r1 = 1 / quiet.meanSeconds;
    const r2 = 1 / burst.meanSeconds;
    const r = r1 + r2;
    const spread = (quiet.ratePerSecond - burst.ratePerSecond) ** 2;
    const scale =
      (2 * spread * r1 * r2) / (r ** 2 * (quiet.ratePerSecond * r2 + burst.ratePerSecond * r1));
    return 1 + scale * (1 - (1 - Math.exp(-r * t)) / (r * t));
  }

  it.each([1, 10, 100])("have the index of dispersion of counts in windows of %i s", (seconds) => {
    const values = all.map((times) => {
      const counts = new Float64Array(lengthMs / (1000 * seconds));
      for (const ms of times) {
        const at = Math.floor(ms / (1000 * seconds));
        counts[at] = (counts[at] ?? 0) + 1;
      }
      // Around the known mean: the sample variance of correlated counts would be biased.
      const mean = meanRate * seconds;
      return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length / mean;
    });
    expectMean(values, indexOfDispersion(seconds));
  });
});

describe("daily arrivals: a Poisson process whose rate follows the time of day", () => {
  const hourly = [2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 12, 11, 10, 11, 12, 12, 10, 9, 8, 7, 6, 5, 4, 0];
  const total = hourly.reduce((sum, value) => sum + value, 0);
  /** Expected share of a day's sessions in each hour. */
  const shares = {
    steps: hourly.map((value) => value / total),
    linear: hourly.map((value, hour) => (value + (hourly[(hour + 1) % 24] ?? 0)) / 2 / total),
  };
  const meanRatePerSecond = 0.2;

  it.each(["steps", "linear"] as const)("%s: every hour gets its share, day after day", (shape) => {
    const daily = { meanRatePerSecond, relativeRate: hourly, shape };
    const counts = replications.map((replication) => {
      const perHour = new Float64Array(24);
      for (const ms of arrivalTimes({ daily }, 2 * DAY_MS, { replication })) {
        const hour = Math.floor(ms / HOUR_MS) % 24;
        perHour[hour] = (perHour[hour] ?? 0) + 1;
      }
      return perHour;
    });
    // Chi-square of the pooled counts, which are Poisson: mean its degrees, so 6 deviations at most.
    let chiSquare = 0;
    let degrees = 0;
    shares[shape].forEach((share, hour) => {
      const expected = share * 2 * 86_400 * meanRatePerSecond * replications.length;
      const found = counts.reduce((sum, perHour) => sum + (perHour[hour] ?? 0), 0);
      if (expected === 0) {
        expect(found).toBe(0);
        return;
      }
      chiSquare += (found - expected) ** 2 / expected;
      degrees += 1;
    });
    expect(Math.abs(chiSquare - degrees)).toBeLessThanOrEqual(6 * Math.sqrt(2 * degrees));
    expectMean(
      counts.map((perHour) => perHour.reduce((sum, count) => sum + count, 0) / (2 * 86_400)),
      meanRatePerSecond,
    );
  });

  it("a linear curve rises within its hour: half of the sessions come in its last 29.3 %", () => {
    // From 0 to its peak over half a day: the median of the rise is at the root of one half.
    const daily = { meanRatePerSecond: 1, relativeRate: [0, 1], shape: "linear" };
    const rises = replications.map((replication) => {
      const times = arrivalTimes({ daily }, DAY_MS / 2, { replication });
      return times.filter((ms) => ms > (DAY_MS / 2) * Math.SQRT1_2).length / times.length;
    });
    expectMean(rises, 0.5);
  });

  it("a replication that starts at noon sees the curve from noon on", () => {
    const daily = { meanRatePerSecond: 1, relativeRate: [1, 0], startHour: 11 };
    const times = arrivalTimes({ daily }, DAY_MS);
    expect(times.filter((ms) => ms < HOUR_MS).length).toBeGreaterThan(0);
    expect(times.filter((ms) => ms >= HOUR_MS && ms < 13 * HOUR_MS)).toEqual([]);
    expect(times.filter((ms) => ms >= 13 * HOUR_MS).length).toBeGreaterThan(0);
  });

  it("a flat curve is the Poisson process of its mean rate, on the same draws", () => {
    const daily = { meanRatePerSecond: 2, relativeRate: [3, 3, 3] };
    const flat = arrivalTimes({ daily }, HOUR_MS);
    const poisson = arrivalTimes({ poisson: { ratePerSecond: 2 } }, HOUR_MS);
    expect(flat.length).toBe(poisson.length);
    flat.forEach((ms, at) => expect(Math.abs(ms - (poisson[at] ?? 0))).toBeLessThan(1e-3));
  });
});

describe("a varying rate and common random numbers", () => {
  const quietly = { ratePerSecond: 1, meanSeconds: 20 };
  const bursts = { ratePerSecond: 9, meanSeconds: 5 };

  it.each([
    { bursty: { quiet: quietly, burst: bursts } },
    { daily: { meanRatePerSecond: 3, relativeRate: [1, 4, 2], shape: "linear" } },
  ])("another workload leaves its arrivals as they were", (arrivals) => {
    const others = [{ name: "v", arrivals }];
    const alone = arrivalTimes(arrivals, HOUR_MS);
    expect(arrivalTimes(arrivals, HOUR_MS, { others })).toEqual(alone);
    expect(arrivalTimes(arrivals, HOUR_MS, { replication: 1 })).not.toEqual(alone);
  });

  it("a higher rate lets the same sessions in earlier, never later", () => {
    const quiet = { ratePerSecond: 1, meanSeconds: 20 };
    const slow = arrivalTimes(
      { bursty: { quiet, burst: { ratePerSecond: 4, meanSeconds: 5 } } },
      HOUR_MS,
    );
    const fast = arrivalTimes(
      { bursty: { quiet, burst: { ratePerSecond: 6, meanSeconds: 5 } } },
      HOUR_MS,
    );
    expect(fast.length).toBeGreaterThan(slow.length);
    slow.forEach((ms, at) => expect(fast[at] ?? Infinity).toBeLessThanOrEqual(ms));
  });
});

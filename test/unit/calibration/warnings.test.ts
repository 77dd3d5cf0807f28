import { describe, expect, it } from "vitest";
import { MOST_PAIRS } from "../../../engine/contract/calibration.js";
import { pairsOf } from "../../../engine/services/calibration/pairs.js";
import type { Prediction } from "../../../engine/trace/calibration/prediction.js";
import { calibrationWarnings } from "../../../engine/trace/calibration/warnings.js";
import { readRequestLog } from "../../../engine/trace/calibration/read-log.js";
import type { RequestLog } from "../../../engine/trace/calibration/request-log.js";

/** Requests a second apart that take `seconds` each, of `tokens` tokens. */
function steady(count: number, seconds: number, tokens = 11): RequestLog {
  const rows = Array.from({ length: count }, (_, n) => [n, 0.1, seconds, 100, tokens].join(","));
  const text = ["arrival,ttft,latency,input,output", ...rows].join("\n");
  return readRequestLog(text, { name: "log", columns: {}, timeUnit: "s" }).log;
}

function prediction(requests: number, refused = 0): Prediction {
  const seconds = Float64Array.from({ length: requests }, (_, n) => n + 1);
  const pair = { measured: 1, predicted: 1 };
  const metric = {
    seconds: { measured: seconds, predicted: seconds.map((value) => 2 * value) },
    median: 1,
    p95: 1,
    quantiles: { p50: pair, p95: pair, p99: pair },
  };
  const metrics = { ttft: metric, tpot: metric, endToEnd: metric };
  return { from: 0, requests, refused, metrics };
}

const SETTINGS = {
  maxBatch: 8,
  tokenBudget: 2048,
  kvTokens: Infinity,
  blockTokens: 16,
  prefixCache: true,
  reservePrompt: true,
  planAhead: true,
};
const ORIGINS = {
  maxBatch: "given",
  tokenBudget: "given",
  kvTokens: "default",
  blockTokens: "default",
  prefixCache: "default",
  reservePrompt: "default",
  planAhead: "default",
  replicas: "given",
  routing: "default",
  lockstep: "default",
} as const;

function warned(
  log: RequestLog,
  {
    fitted = 50,
    predicted = prediction(50),
    origins = ORIGINS,
  }: Partial<Omit<Parameters<typeof calibrationWarnings>[1], "deployment">> = {},
): string {
  return calibrationWarnings(log, {
    deployment: { settings: SETTINGS, replicas: 1, routing: "leastLoaded", lockstep: false },
    origins,
    fitted,
    predicted,
  }).join("\n");
}

describe("a calibration warns", () => {
  it("of nothing where a full server's log, long enough, has all it takes", () => {
    expect(warned(steady(100, 8))).toBe("");
  });
  it("of too few requests on either side", () => {
    const text = warned(steady(30, 8), { fitted: 9, predicted: prediction(19) });
    expect(text).toMatch(/^Only 9 requests are fitted/);
    expect(text).toContain("Only 19 requests were left to predict");
    expect(warned(steady(30, 8), { fitted: 10, predicted: prediction(20) })).toBe("");
  });
  it("of a queue that still grew, with how many waited", () => {
    expect(warned(steady(100, 20))).toContain("20 were there at a time, and 8 are served at once");
  });
  it("of loads that the log does not reach", () => {
    expect(warned(steady(100, 2.5))).toMatch(/^At most 3 requests were answered at the same time/);
  });
  it("of replicas that nobody told", () => {
    const origins = { ...ORIGINS, replicas: "fit" as const };
    expect(warned(steady(100, 8), { origins })).toContain("1 explains the log best");
  });
  it("of requests that the memory cannot hold, and of times in another unit", () => {
    expect(warned(steady(100, 8), { predicted: prediction(50, 4) })).toMatch(/^4 requests are/);
    expect(warned(steady(100, 8, 100_001))).toContain("Check the unit of the times");
  });
});

describe("requests one by one", () => {
  const log = steady(MOST_PAIRS + 500, 8);

  it("are all of them where they are few", () => {
    const pairs = pairsOf({ ...prediction(3), from: 2 }, log, 1);
    expect(pairs).toEqual({
      of: 3,
      arrivalSeconds: [2, 3, 4],
      ttft: { measured: [1000, 2000, 3000], predicted: [2000, 4000, 6000] },
      tpot: { measured: [1000, 2000, 3000], predicted: [2000, 4000, 6000] },
      endToEnd: { measured: [1000, 2000, 3000], predicted: [2000, 4000, 6000] },
    });
  });

  it("are else a sample that the seed decides, in order, from all over the log", () => {
    const many = prediction(MOST_PAIRS + 500);
    const pairs = pairsOf(many, log, 1);
    expect(pairs.of).toBe(MOST_PAIRS + 500);
    const { arrivalSeconds } = pairs;
    expect(new Set(arrivalSeconds).size).toBe(MOST_PAIRS);
    expect(arrivalSeconds).toEqual(arrivalSeconds.toSorted((a, b) => a - b));
    expect(arrivalSeconds).toEqual(pairsOf(many, log, 1).arrivalSeconds);
    expect(arrivalSeconds).not.toEqual(pairsOf(many, log, 2).arrivalSeconds);
    // The mean of a sample without replacement: 750 ± 5 standard errors of 7.9.
    const mean = arrivalSeconds.reduce((sum, at) => sum + at, 0) / MOST_PAIRS;
    expect(Math.abs(mean - 749.5)).toBeLessThan(40);
  });

  it("have no time where there is none", () => {
    const none = prediction(1);
    const metrics = {
      ...none.metrics,
      tpot: {
        ...none.metrics.tpot,
        seconds: { measured: Float64Array.of(NaN), predicted: Float64Array.of(0.0123456789) },
      },
    };
    expect(pairsOf({ ...none, metrics }, log, 1).tpot).toEqual({
      measured: [null],
      predicted: [12.3457],
    });
  });
});

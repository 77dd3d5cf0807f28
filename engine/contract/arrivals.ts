import { z } from "zod";
import { count, Distribution, nonNegative, positive, singleKey } from "./distribution.js";

/** Request logs that can be replayed; `engine/trace` has a reader for each. */
export const TRACE_FORMATS = ["azure-llm-2023", "mooncake", "tracelab-replay"] as const;
export type TraceFormat = (typeof TRACE_FORMATS)[number];

/** More requests than these belong into a trace file. */
export const MOST_RECORDED = 20_000;
const tokens = z.number().int().min(0).max(1_000_000_000);

/** One state of {@link Arrivals} `bursty`: its own Poisson rate, and how long it lasts on average. */
const BurstState = z.strictObject({
  ratePerSecond: nonNegative,
  /** Mean of the exponentially distributed stay. */
  meanSeconds: positive,
});

/** How sessions arrive. Rates are sessions per second of simulated time. */
export const Arrivals = singleKey("arrivals", {
  poisson: z.strictObject({ ratePerSecond: positive }),
  /** Renewal process with gamma interarrival times; `cv` 1 is Poisson, above 1 is bursty. */
  gamma: z.strictObject({ ratePerSecond: positive, cv: positive.max(100) }),
  /**
   * A two-state Markov-modulated Poisson process: quiet and burst periods of exponential length take
   * turns, each with its own Poisson rate. The long-run rate is that of the two, weighted by `meanSeconds`.
   */
  bursty: z
    .strictObject({ quiet: BurstState, burst: BurstState })
    .refine(({ quiet, burst }) => quiet.ratePerSecond + burst.ratePerSecond > 0, {
      error: "a rate greater than 0 in at least one of quiet and burst",
    }),
  /**
   * A Poisson process whose rate follows the time of day and repeats every 24 hours. `relativeRate`
   * divides the day into equal parts from midnight (24 values: hours); its scale does not matter, its
   * mean becomes `meanRatePerSecond`. `steps` holds a value through its part; `linear` reaches it at
   * the start of its part and goes straight to the next. A replication starts at `startHour`.
   */
  daily: z.strictObject({
    meanRatePerSecond: positive,
    relativeRate: z
      .array(nonNegative)
      .min(2)
      .max(1440)
      .refine((values) => values.some((value) => value > 0), "a rate greater than 0"),
    shape: z.enum(["steps", "linear"]).default("steps"),
    startHour: z.number().min(0).lt(24).default(0),
  }),
  /** A fixed population: each user starts the next session `thinkSeconds` after the last one ended. */
  closed: z.strictObject({
    users: count,
    thinkSeconds: Distribution.default({ constant: 0 }),
  }),
  /**
   * A recorded request log, resolved beside the scenario file. A log of sessions brings each one's
   * requests and what its tools took in between; these then take the place of `session`.
   */
  trace: z.strictObject({
    file: z.string().min(1).max(260),
    /** `auto`: told by the first line. */
    format: z.enum(["auto", ...TRACE_FORMATS]).default("auto"),
    /** 2 lets sessions in twice as fast; what happens inside them takes its time. */
    speed: positive.default(1),
    /**
     * Prompt tokens that the prefix cache keeps, where the log tells what prompts have in common: least
     * recently used blocks are forgotten. Default: it forgets nothing. 0: there is no cache.
     */
    prefixCacheTokens: nonNegative.optional(),
  }),
  /** Requests written out: when each arrives, from any start, and its tokens. `speed` as of a trace. */
  recorded: z
    .strictObject({
      arrivalSeconds: z.array(nonNegative).min(1).max(MOST_RECORDED),
      inputTokens: z.array(tokens).min(1).max(MOST_RECORDED),
      outputTokens: z.array(tokens).min(1).max(MOST_RECORDED),
      speed: positive.default(1),
    })
    .refine(
      ({ arrivalSeconds, inputTokens, outputTokens }) =>
        arrivalSeconds.length === inputTokens.length &&
        arrivalSeconds.length === outputTokens.length,
      "arrivalSeconds, inputTokens and outputTokens of the same length",
    )
    .refine(
      ({ arrivalSeconds: at }) => at.every((seconds, n) => n === 0 || seconds >= (at[n - 1] ?? 0)),
      { error: "times in ascending order", path: ["arrivalSeconds"] },
    ),
});
export type Arrivals = z.output<typeof Arrivals>;

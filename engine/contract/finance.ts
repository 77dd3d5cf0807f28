import { z } from "zod";
import { Distribution, nonNegative, positive, share, singleKey } from "./distribution.js";
import { Name } from "./workload.js";

/** Growth of a part per 30 days; −0.1 is a tenth less. */
const change = z.number().gt(-1).max(1000);

/** Long-run demand, as a multiple of today's; today is day 0 and 1. */
const Trend = singleKey("a trend", {
  /** A share of today's demand is added every 30 days. */
  linear: z.strictObject({ per30Days: change }),
  /** Demand is multiplied by 1 + `per30Days` every 30 days. */
  compound: z.strictObject({ per30Days: change }),
  /** Begins like `compound` and levels off at `ceiling` times today's demand. */
  logistic: z.strictObject({ per30Days: change.positive(), ceiling: z.number().gt(1).max(1e6) }),
});
export type Trend = z.output<typeof Trend>;

/** How demand changes from day to day. Multipliers count relative to that of day 0. */
export const Growth = z.strictObject({
  trend: Trend.default({ linear: { per30Days: 0 } }),
  /** Of seven days in turn, the first being day 0. */
  weekly: z.array(positive).length(7).optional(),
  /** Of twelve months (365 ÷ 12 days) in turn, the first beginning on day 0. */
  annual: z.array(positive).length(12).optional(),
});
export type Growth = z.output<typeof Growth>;

/** An amount before and after the change; a bare number is both. */
const BeforeAfter = z
  .preprocess(
    (value) => (typeof value === "number" ? { before: value, after: value } : value),
    z.strictObject({ before: nonNegative.default(0), after: nonNegative.default(0) }),
  )
  .default({ before: 0, after: 0 });
export type BeforeAfter = z.output<typeof BeforeAfter>;

/** What is bought on day 0, written off evenly over its life down to what it still brings. */
const CapitalPurchase = z.strictObject({
  usd: positive,
  lifeYears: positive.max(50),
  residualShare: share.default(0),
});
export type CapitalPurchase = z.output<typeof CapitalPurchase>;

/** How compute hours are paid. The rest is on demand, at `prices`. A discount of 0.4 is 40 % off. */
const ComputeMix = z
  .strictObject({
    reservedShare: share.default(0),
    reservedDiscount: share.default(0),
    spotShare: share.default(0),
    spotDiscount: share.default(0),
    /**
     * A spot machine is taken away after `meanHours` on average (exponential) and is back, as another
     * one, after `restoreMinutes`. Simulated as failures of the replicas with GPUs, of each at the rate
     * of the spot share; beside exponential failures of their own the repair time is exponential with the
     * mean of both.
     */
    spotInterruption: z
      .strictObject({ meanHours: positive, restoreMinutes: nonNegative })
      .optional(),
  })
  .superRefine(({ reservedShare, spotShare, spotInterruption }, context) => {
    if (reservedShare + spotShare > 1) {
      const message = "reservedShare and spotShare of together at most 1";
      context.addIssue({ code: "custom", message });
    }
    if (spotInterruption !== undefined && spotShare === 0) {
      const message = "left out where spotShare is 0: nothing would be interrupted";
      context.addIssue({ code: "custom", path: ["spotInterruption"], message });
    }
  });

/** From the beginning of that day on, prices are multiplied by this, beside the yearly change. */
const PriceChange = z.strictObject({
  fromDay: z.number().int().min(1).max(1825),
  compute: positive.max(1000).default(1),
  tokens: positive.max(1000).default(1),
});

/** Inputs that may be uncertain. */
export const UNCERTAIN_INPUTS = [
  "demand",
  "computePrice",
  "tokenPrice",
  "people",
  "migration",
  "investment",
] as const;
export type UncertainInput = (typeof UNCERTAIN_INPUTS)[number];

/** One way things may go: multipliers of the inputs, and how likely it is beside the others. */
const WeightedCase = z.strictObject({
  name: Name,
  weight: positive,
  multipliers: z.partialRecord(z.enum(UNCERTAIN_INPUTS), positive),
});
export type WeightedCase = z.output<typeof WeightedCase>;

const YEARLY = z.number().gt(-1).max(100);

/** What `project` reckons with beside the simulated pools. Left out: nothing, at no cost. */
export const Finance = z
  .strictObject({
    horizonDays: z.number().int().min(30).max(1825).default(180),
    discountRatePerYear: nonNegative.max(10).default(0),
    /** Put in on day 0 to bring the change about, beside migration and purchases. */
    investmentUsd: nonNegative.default(0),
    /** Moving over, once, on day 0. */
    migrationUsd: nonNegative.default(0),
    /** What the returned money is claimed to be, as a multiple of the money put in. */
    claimedMultiple: positive.max(1e6).default(4.5),
    peopleUsdPer30Days: BeforeAfter,
    observabilityUsdPer30Days: BeforeAfter,
    licencesUsdPer30Days: BeforeAfter,
    storageUsdPerSession: BeforeAfter,
    egressUsdPerSession: BeforeAfter,
    /** For every hour that one component is down. */
    incidentUsdPerFailureHour: nonNegative.default(0),
    /** Machines that are bought cost no rent: `prices` are then what an hour of them costs to run. */
    purchases: z
      .strictObject({ before: CapitalPurchase.optional(), after: CapitalPurchase.optional() })
      .prefault({}),
    computeMix: ComputeMix.prefault({}),
    /** Prices are multiplied by 1 + this every 365 days. */
    priceChangePerYear: z
      .strictObject({ compute: YEARLY.default(0), tokens: YEARLY.default(0) })
      .prefault({}),
    /** Announced changes; those that have come multiply. */
    priceChanges: z.array(PriceChange).max(100).default([]),
    /** The date of day 0. Without it days are told by their number, or a bill says when it begins. */
    startsOn: z.iso.date().optional(),
    /** Tokens that can wait are sent as batches. */
    apiBatch: z
      .strictObject({ share: share.default(0), discount: share.default(0.5) })
      .prefault({}),
    /** Multipliers of the inputs that are not known for sure; a mean of 1 leaves the expectation. */
    uncertain: z.partialRecord(z.enum(UNCERTAIN_INPUTS), Distribution).default({}),
    /** Risk is allowed for once: by cases and their weights, or by a premium on the discount rate. */
    cases: z.array(WeightedCase).min(1).max(20).optional(),
    riskPremiumPerYear: nonNegative.max(10).optional(),
  })
  .superRefine(({ cases, riskPremiumPerYear, uncertain }, context) => {
    if (cases !== undefined && riskPremiumPerYear !== undefined) {
      context.addIssue({
        code: "custom",
        path: ["riskPremiumPerYear"],
        message: "no such field beside cases: the same risk would be counted twice",
      });
    }
    for (const [input, distribution] of Object.entries(uncertain)) {
      if ("constant" in distribution && distribution.constant === 0) {
        const message = "a multiplier that can be above 0";
        context.addIssue({ code: "custom", path: ["uncertain", input], message });
      }
    }
  });
export type Finance = z.output<typeof Finance>;

const MS_PER_DAY = 86_400_000;

/** The calendar date of a day, counted from the date of day 0. */
export function dateOf(startsOn: string, day: number): string {
  return new Date(Date.parse(startsOn) + day * MS_PER_DAY).toISOString().slice(0, 10);
}

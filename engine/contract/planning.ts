import { z } from "zod";
import { HOURS_PER_DAY } from "../base/units.js";
import { Brain } from "./brain.js";
import { count, nonNegative, positive, share } from "./distribution.js";
import { TokenPrices } from "./prices.js";
import { Name } from "./workload.js";

const HOURS_PER_YEAR = 365 * HOURS_PER_DAY;

/** A GPU that is bought: its price less what it still brings, spread evenly over its life, and its running cost. */
export const Purchase = z.strictObject({
  gpuUsd: positive,
  years: positive.max(20),
  residualShare: share.default(0),
  /** Power, cooling, space and care of one GPU. */
  runningUsdPerHour: nonNegative.default(0),
});
export type Purchase = z.output<typeof Purchase>;

/** What an hour of a GPU costs that is bought, straight-line over its life. */
export function hourlyUsd({ gpuUsd, years, residualShare, runningUsdPerHour }: Purchase): number {
  return (gpuUsd * (1 - residualShare)) / (years * HOURS_PER_YEAR) + runningUsdPerHour;
}

/** One way to have a brain: a GPU type, a size, an API tier; rented, bought or by the token. */
export const BrainOption = z
  .strictObject({
    name: Name,
    brain: Brain,
    /** Rent of one GPU; default the scenario's. */
    gpuHourUsd: nonNegative.optional(),
    purchase: Purchase.optional(),
    /** Of an API; default those of its `model`, or the scenario's. Own GPUs charge nothing for tokens. */
    tokens: TokenPrices.optional(),
    maxReplicas: count.optional(),
  })
  .refine(
    ({ gpuHourUsd, purchase }) => gpuHourUsd === undefined || purchase === undefined,
    "either gpuHourUsd or purchase",
  );
export type BrainOption = z.output<typeof BrainOption>;

const Bounds = z
  .strictObject({ min: count.default(1), max: count.optional() })
  .refine(({ min, max }) => max === undefined || min <= max, "min not above max");

/** What `plan` may choose from. Without it: the scenario's own brain, in any number, and any number of workers. */
export const Planning = z.strictObject({
  brains: z.array(BrainOption).max(20).default([]),
  /** Bounds by pool of hands. */
  workers: z.record(Name, Bounds).default({}),
});
export type Planning = z.output<typeof Planning>;

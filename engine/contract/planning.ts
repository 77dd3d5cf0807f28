import { z } from "zod";
import { HOURS_PER_DAY } from "../base/units.js";
import { Brain } from "./brain.js";
import { count, Distribution, nonNegative, positive, share } from "./distribution.js";
import { gpusOf } from "./hardware.js";
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
    /** Degrees to choose from, in place of the one in `brain.hardware`. */
    tensorParallel: z.array(count.max(64)).min(1).max(10).optional(),
    /** Tiers of an API to choose from, in place of `brain.tier`. */
    tiers: z.array(z.string().min(1).max(100)).min(1).max(10).optional(),
  })
  .superRefine(({ brain, gpuHourUsd, purchase, tensorParallel, tiers }, context) => {
    const problem = (path: string[], message: string): void => {
      context.addIssue({ code: "custom", path, message });
    };
    if (gpuHourUsd !== undefined && purchase !== undefined) {
      problem([], "either gpuHourUsd or purchase");
    }
    const hasHardware = brain.kind === "batched" && brain.hardware !== undefined;
    if (tensorParallel !== undefined && !hasHardware) {
      problem(["tensorParallel"], "nothing: only a brain with hardware can be spread over GPUs");
    }
    if (tiers !== undefined && brain.kind !== "api") {
      problem(["tiers"], "nothing: only a brain of kind api has tiers");
    }
  });
export type BrainOption = z.output<typeof BrainOption>;

/** Every brain of a list of options, one for each degree and tier of an option that names several. */
export function eachBrain(options: readonly BrainOption[]): BrainOption[] {
  return options.flatMap(({ tensorParallel, tiers, ...option }): BrainOption[] => {
    const { brain, name } = option;
    if (tiers !== undefined && brain.kind === "api") {
      return tiers.map((tier) => ({
        ...option,
        name: `${name} ${tier}`,
        brain: { ...brain, tier },
      }));
    }
    if (tensorParallel !== undefined && brain.kind === "batched" && brain.hardware !== undefined) {
      const { hardware } = brain;
      return tensorParallel.map((degree) => {
        const spread = { ...hardware, tensorParallel: degree };
        const own = { ...brain, hardware: spread, gpusPerReplica: gpusOf(spread) };
        return { ...option, name: `${name} TP${degree}`, brain: own };
      });
    }
    return [option];
  });
}

const Bounds = z
  .strictObject({ min: count.default(1), max: count.optional() })
  .refine(({ min, max }) => max === undefined || min <= max, "min not above max");

/** One way to have the shared cache in front of the hands: a size of it, or none. */
export const CacheOption = z.strictObject({
  name: Name,
  /** What an hour of it costs. */
  hourUsd: nonNegative.default(0),
  /** Default the scenario's. */
  lookupMs: Distribution.optional(),
  /** Share of the calls it answers, by pool of hands; 0 for pools that are not named. */
  hitRatio: z.record(Name, share).default({}),
});
export type CacheOption = z.output<typeof CacheOption>;

const targets = z.array(positive).min(1).max(20);

/**
 * What `plan` may choose from. Without it: the scenario's own brain and cache, in any number, and any
 * number of workers. A pool that the scenario scales is planned with its autoscaler: the least and the
 * most replicas, between the bounds here, and the target.
 */
export const Planning = z.strictObject({
  brains: z.array(BrainOption).max(20).default([]),
  caches: z.array(CacheOption).max(20).default([]),
  /** Bounds by pool of hands. */
  workers: z.record(Name, Bounds).default({}),
  /** Values that the target of an autoscaler may have. Default: a few around the scenario's. */
  targets: z
    .strictObject({ brain: targets.optional(), hands: z.record(Name, targets).default({}) })
    .prefault({}),
});
export type Planning = z.output<typeof Planning>;

import { z } from "zod";
import { KpiPath } from "./kpi.js";
import { Readiness } from "./readiness.js";
import { Figure, Provenance } from "./result.js";

/** Something promised, and how a deployment keeps it. */
export const PromiseVerdict = z.strictObject({
  /** The workload it was promised to; left out: the deployment as a whole (a milestone). */
  workload: z.string().optional(),
  kpi: KpiPath,
  below: z.number().optional(),
  above: z.number().optional(),
  figure: Figure,
  verdict: z.enum(["met", "missed", "undecided"]),
  /** How far the unfavourable end of the interval is from the threshold, relative; negative: beyond it. */
  margin: z.number().nullable(),
});
export type PromiseVerdict = z.infer<typeof PromiseVerdict>;

/** The bounds and the target of an autoscaler. */
export const ScaleBounds = z.strictObject({
  minReplicas: z.number().int(),
  maxReplicas: z.number().int(),
  /** In the terms of the scenario's rule: a share, or items per replica. */
  target: z.number(),
});
export type ScaleBounds = z.infer<typeof ScaleBounds>;

/** A size of every pool. */
export const PoolSizes = z.strictObject({
  brain: z.string(),
  /** null: an API, which has none. Of a scaled pool here and in `workers`: what it starts with. */
  replicas: z.number().int().nullable(),
  workers: z.record(z.string(), z.number().int()),
  /** Of the pools that are scaled. */
  scaling: z
    .strictObject({
      brain: ScaleBounds.optional(),
      hands: z.record(z.string(), ScaleBounds).default({}),
    })
    .optional(),
  /** Where there were caches to choose from: the one chosen. */
  cache: z.string().optional(),
});
export type PoolSizes = z.infer<typeof PoolSizes>;

export const PlannedPools = z.strictObject({
  sizes: PoolSizes,
  /** What is provisioned, used or not, at the option's prices; of scaled pools as simulated. */
  provisionedUsdPer30Days: z.number(),
  /** With the tokens, where they are paid. */
  costUsdPer30Days: Figure,
  latencyP95Ms: Figure,
  promises: z.array(PromiseVerdict),
});
export type PlannedPools = z.infer<typeof PlannedPools>;

const FrontPoint = z.strictObject({
  sizes: PoolSizes,
  costUsdPer30Days: z.number(),
  latencyP95Ms: Figure,
  keepsPromises: z.boolean(),
});

export const PlanResult = z.strictObject({
  provenance: Provenance,
  /** null where no size keeps the promises; `limits` then says why. */
  plan: PlannedPools.nullable(),
  /** The cheapest of the other sizes that were found to keep the promises. */
  runnerUp: PlannedPools.nullable(),
  /** The promise that the plan keeps by the least margin. */
  binding: PromiseVerdict.nullable(),
  /** By promise: the load, as a multiple of today's, up to which it was seen kept, and from which not. */
  headroom: z.array(
    z.strictObject({
      workload: z.string().optional(),
      kpi: KpiPath,
      keptAt: z.number().nullable(),
      brokenAt: z.number().nullable(),
    }),
  ),
  /** One step less of each pool: what it saves, and the promise that then fails by its own figure. */
  cheaper: z.array(
    z.strictObject({
      change: z.string(),
      savesUsdPer30Days: z.number(),
      fails: PromiseVerdict.nullable(),
      why: z.string(),
    }),
  ),
  /** Cost against p95 of every size that was simulated in full and is the best at its cost, cheapest first. */
  front: z.array(FrontPoint),
  /** Why there is no plan, or what stands in the way of a cheaper one. */
  limits: z.array(z.string()),
  warnings: z.array(z.string()),
  search: z.strictObject({
    sizesSimulated: z.number().int(),
    /**
     * What 30 days of a plan that the search did not get to could cost less than this one, at most. 0:
     * no size that may be chosen is cheaper.
     */
    mostCheaperUsd: z.number().nullable().default(0),
    replications: z.number().int(),
    sessions: z.number().int(),
  }),
  /** What is in place to run it; left out of plans made before there was a checklist. */
  readiness: Readiness.optional(),
});
export type PlanResult = z.infer<typeof PlanResult>;

/** The best plan so far, while the search goes on. */
export const PlanBestEvent = z.strictObject({
  kind: z.literal("best"),
  sizes: PoolSizes,
  /** Provisioned compute and tokens. */
  costUsdPer30Days: z.number(),
});
export type PlanBestEvent = z.infer<typeof PlanBestEvent>;

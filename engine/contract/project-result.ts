import { z } from "zod";
import { BillingComparison } from "./billing.js";
import { UNCERTAIN_INPUTS } from "./finance.js";
import { KpiPath } from "./kpi.js";
import { CostLine, EqualWork, Replan, RISK_INPUTS, Savings, Sensitivity } from "./money-result.js";
import { Figure, Provenance } from "./result.js";

const Kpis = z.partialRecord(KpiPath, Figure);

/** The total cost of one deployment over what it processed in the horizon. */
export const UnitCosts = z.strictObject({
  totalUsd: z.number(),
  sessions: z.number(),
  successfulSessions: z.number(),
  tokens: z.strictObject({ input: z.number(), output: z.number(), cached: z.number() }),
  perRequestUsd: z.number().nullable(),
  /** Retries, failures and wasted tokens included. */
  perSuccessUsd: z.number().nullable(),
  perTokenUsd: z.number().nullable(),
  perMillionTokensUsd: z.number().nullable(),
  /** Token charges stay with their kind where the scenario prices them; all else is spread evenly. */
  perMillionUsd: z.strictObject({
    input: z.number().nullable(),
    output: z.number().nullable(),
    cached: z.number().nullable(),
  }),
});
export type UnitCosts = z.infer<typeof UnitCosts>;

/** Results over the draws of the uncertain inputs. */
export const Spread = z.strictObject({ p10: z.number(), p50: z.number(), p90: z.number() });
export type Spread = z.infer<typeof Spread>;

/** By day from day 0, each day's percentiles by themselves. */
const DailySpread = z.strictObject({
  p10: z.array(z.number()),
  p50: z.array(z.number()),
  p90: z.array(z.number()),
});

/** Counts of draws between neighbouring edges; the outer bins also hold what lies beyond. */
const DrawHistogram = z.strictObject({
  edges: z.array(z.number()),
  counts: z.array(z.number().int()),
});
export type DrawHistogram = z.infer<typeof DrawHistogram>;

export const Investment = z.strictObject({
  /** On day 0. */
  investedUsd: z.number(),
  discountRatePerYear: z.number(),
  /** Part of that rate. */
  riskPremiumPerYear: z.number(),
  flows: z.array(z.strictObject({ day: z.number(), usd: z.number() })),
  npvUsd: z.number(),
  /** All of them, ascending. */
  irrPerYear: z.array(z.number()),
  irrNote: z.string().optional(),
  /** null: not within the horizon. */
  paybackDays: z.number().nullable(),
  discountedPaybackDays: z.number().nullable(),
  /** What came back beyond the money put in, as a multiple of it; null where nothing was put in. */
  roi: z.number().nullable(),
  /** What came back, as a multiple of the money put in. */
  multiple: z.number().nullable(),
  claimedMultiple: z.number(),
  /**
   * Monte Carlo over the uncertain inputs and the simulation's own error, at the discount rate without a
   * risk premium, so that a risk is counted once. null: nothing is uncertain.
   */
  risk: z
    .strictObject({
      draws: z.number().int(),
      inputs: z.array(z.enum(RISK_INPUTS)),
      discountRatePerYear: z.number(),
      npvUsd: Spread,
      multiple: Spread.nullable(),
      /** Of the multiple, and of the net present value. */
      histograms: z.strictObject({ multiple: DrawHistogram.nullable(), npvUsd: DrawHistogram }),
      /** One input at a time, the one that moves the net present value most first. */
      sensitivity: z.array(Sensitivity),
      /** Of a net present value below 0. */
      probabilityOfLoss: z.number(),
      probabilityOfClaimedMultiple: z.number().nullable(),
    })
    .nullable(),
  /** The scenario's cases, and the mean by their weights. */
  cases: z
    .strictObject({
      npvUsd: z.array(z.strictObject({ name: z.string(), share: z.number(), npvUsd: z.number() })),
      weightedNpvUsd: z.number(),
    })
    .nullable(),
});
export type Investment = z.infer<typeof Investment>;

export const ProjectedRequirement = z.strictObject({
  kpi: KpiPath,
  below: z.number().optional(),
  above: z.number().optional(),
  /** At the milestone's day. */
  figure: Figure,
  verdict: z.enum(["met", "at risk", "missed"]),
  /** That it is met, by the uncertainty of the simulated figure and of the inputs; null: not known. */
  probability: z.number().nullable(),
  /** What moves it most from its 10th to its 90th percentile, or from today to that day. */
  driver: z
    .strictObject({
      input: z.enum([...UNCERTAIN_INPUTS, "growth", "simulation"]),
      from: z.number(),
      to: z.number(),
    })
    .nullable(),
  /** What live runs of the decoupled deployment showed, at the load that they had. */
  measured: z.array(
    z.strictObject({
      drive: z.string(),
      ratePerSecond: z.number(),
      figure: Figure,
      verdict: z.enum(["met", "missed", "undecided"]),
    }),
  ),
  /** First day of the horizon on which the expected figure meets it, and the next on which it fails. */
  reachedOnDay: z.number().int().nullable(),
  lostOnDay: z.number().int().nullable(),
  /** Hours of operation that show a mean time between failures at 95 % (chi-square). */
  exposure: z
    .strictObject({
      withoutFailureHours: z.number(),
      /** Where failures come as simulated, and how many are then expected; null: never shown. */
      expected: z.strictObject({ hours: z.number(), failures: z.number().int() }).nullable(),
    })
    .optional(),
});
export type ProjectedRequirement = z.infer<typeof ProjectedRequirement>;

export const ProjectedMilestone = z.strictObject({
  day: z.number().int(),
  name: z.string(),
  demand: z.number(),
  verdict: ProjectedRequirement.shape.verdict,
  /** That all of its requirements are met. */
  probability: z.number().nullable(),
  requirements: z.array(ProjectedRequirement),
});
export type ProjectedMilestone = z.infer<typeof ProjectedMilestone>;

export const ProjectResult = z.strictObject({
  provenance: Provenance,
  horizonDays: z.number().int(),
  /** The date of day 0 (finance.startsOn); null: days are told by their number. */
  startsOn: z.iso.date().nullable(),
  /** Demand levels that were simulated, as multiples of today's; straight lines between them. */
  levels: z.array(
    z.strictObject({
      demand: z.number(),
      gpus: z.strictObject({ before: z.number().nullable(), after: z.number() }),
      cpus: z.strictObject({ before: z.number().nullable(), after: z.number() }),
    }),
  ),
  /** From day 0 to the horizon, in columns; key figures are those of the deployment after the change. */
  daily: z.strictObject({
    demand: z.array(z.number()),
    beforeUsd: z.array(z.number()).nullable(),
    afterUsd: z.array(z.number()),
    /** Saved by running costs since day 0, less what was put in then; null: nothing to compare with. */
    netSavedUsd: z.array(z.number()).nullable(),
    /** Over the draws of the uncertain inputs and of the simulation's error; null: nothing is uncertain. */
    fan: z
      .strictObject({
        beforeUsd: DailySpread.nullable(),
        afterUsd: DailySpread,
        netSavedUsd: DailySpread.nullable(),
      })
      .nullable(),
    kpis: z.partialRecord(KpiPath, z.array(z.number().nullable())),
  }),
  /** Day 0, 30, 90, 180 and the horizon, as far as they lie within. */
  marks: z.array(
    z.strictObject({
      day: z.number().int(),
      demand: z.number(),
      before: Kpis.nullable(),
      after: Kpis,
    }),
  ),
  costs: z.strictObject({ lines: z.array(CostLine), total: CostLine }),
  units: z.strictObject({ before: UnitCosts.nullable(), after: UnitCosts }),
  /** null: no bill was given. */
  billing: BillingComparison.nullable(),
  /** null: not asked for; pools then grow in proportion to demand, as an autoscaler would have them. */
  replan: Replan.nullable(),
  /** null: nothing to compare with, or a side without any token. */
  savings: Savings.nullable(),
  /** null: nothing to compare with, or a side that completes nothing. */
  equalWork: EqualWork.nullable(),
  /** null: nothing to compare with, or nothing is saved and nothing put in. */
  investment: Investment.nullable(),
  milestones: z.array(ProjectedMilestone),
  requirementsMet: z.boolean().nullable(),
  warnings: z.array(z.string()),
});
export type ProjectResult = z.infer<typeof ProjectResult>;

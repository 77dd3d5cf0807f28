import { z } from "zod";
import { positive } from "./distribution.js";

/** A year of hourly charges of some hundred resources. */
export const BILLING_MAX_BYTES = 200_000_000;

/** Lines of a projection that a bill can hold. People and incidents are on none. */
export const BILLED_LINES = [
  "gpu",
  "cpu",
  "tokens",
  "storage",
  "egress",
  "observability",
  "licences",
] as const;
export type BilledLine = (typeof BILLED_LINES)[number];

/** Columns of FOCUS 1.x that say what a charge is for. */
export const FOCUS_COLUMNS = [
  "ServiceName",
  "ServiceCategory",
  "ServiceSubcategory",
  "SkuId",
  "SkuMeter",
  "SkuPriceDetails",
  "ResourceId",
  "ResourceName",
  "ResourceType",
  "ChargeCategory",
  "ChargeDescription",
  "ProviderName",
  "PublisherName",
  "SubAccountId",
  "SubAccountName",
  "RegionId",
  "Tags",
] as const;
export type FocusColumn = (typeof FOCUS_COLUMNS)[number];

const BillingRule = z.strictObject({
  /** `ignore`: known, and no part of the deployment, such as a tax. */
  line: z.enum([...BILLED_LINES, "ignore"]),
  /** Each column named holds one of its texts, whatever the case. */
  where: z
    .partialRecord(z.enum(FOCUS_COLUMNS), z.array(z.string().min(1).max(200)).min(1).max(50))
    .refine((where) => Object.keys(where).length > 0, "at least one column"),
});
export type BillingRule = z.infer<typeof BillingRule>;

/** How charges become lines: the first rule that fits decides. */
export const BillingRules = z.strictObject({
  schema: z.literal("headroom/billing-rules/v1"),
  note: z.string().max(2000).optional(),
  /** What a charge counts at: with commitments spread over their term, or as invoiced. */
  cost: z.enum(["EffectiveCost", "BilledCost"]).default("EffectiveCost"),
  /** US dollars for one unit of another currency. */
  usdPer: z.record(z.string().regex(/^[A-Z]{3}$/, "a currency such as EUR"), positive).default({}),
  rules: z.array(BillingRule).max(200),
});
export type BillingRules = z.infer<typeof BillingRules>;

/** One row of a bill, in US dollars. */
export interface Charge {
  readonly row: number;
  readonly usd: number;
  /** Milliseconds since 1970; `to` is not included. */
  readonly from: number;
  readonly to: number;
  readonly columns: Readonly<Partial<Record<FocusColumn, string>>>;
}

const ComparedLine = z.strictObject({
  /** As in the projection, or what of the bill is in none of its lines. */
  line: z.enum([...BILLED_LINES, "not mapped"]),
  name: z.string(),
  projectedUsd: z.number(),
  actualUsd: z.number(),
  /** The negative charges in it: credits, refunds, corrections. */
  creditsUsd: z.number(),
  /** actual − projected, and as a share of projected; null where nothing is projected. */
  differenceUsd: z.number(),
  relative: z.number().nullable(),
});
export type ComparedLine = z.infer<typeof ComparedLine>;

/** A projection beside the bill of the days that both know. */
export const BillingComparison = z.strictObject({
  deployment: z.enum(["before", "after"]),
  /** Which column of the bill counts. */
  cost: z.enum(["EffectiveCost", "BilledCost"]),
  charges: z.number().int(),
  /** The date of day 0, given by the scenario or taken from the bill's first day. */
  startsOn: z.iso.date(),
  fromDay: z.number().int(),
  toDay: z.number().int(),
  lines: z.array(ComparedLine),
  total: z.strictObject({
    projectedUsd: z.number(),
    actualUsd: z.number(),
    differenceUsd: z.number(),
    relative: z.number().nullable(),
  }),
  /** By day; what is not mapped is in no day. */
  days: z.array(
    z.strictObject({
      day: z.number().int(),
      date: z.iso.date(),
      projectedUsd: z.number(),
      actualUsd: z.number(),
      differenceUsd: z.number(),
      /** In the order of the lines. */
      byLine: z.array(
        z.strictObject({
          line: z.enum(BILLED_LINES),
          projectedUsd: z.number(),
          actualUsd: z.number(),
        }),
      ),
    }),
  ),
  /** The rules that were followed, and what each of them caught. */
  rules: z.array(
    z.strictObject({
      rule: BillingRule,
      charges: z.number().int(),
      usd: z.number(),
    }),
  ),
  /** The largest of the charges that no rule fits, to write rules for. */
  notMapped: z.array(
    z.strictObject({
      serviceName: z.string(),
      skuId: z.string(),
      charges: z.number().int(),
      usd: z.number(),
    }),
  ),
  warnings: z.array(z.string()),
});
export type BillingComparison = z.infer<typeof BillingComparison>;

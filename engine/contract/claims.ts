import { z } from "zod";
import { readDocument } from "./document.js";
import { HeadroomError } from "./errors.js";
import type { Problem } from "./errors.js";
import { KPIS, KPI_PATHS } from "./kpi.js";
import { toProblems } from "./problems.js";
import { ClaimSide } from "./claim-side.js";
import { Source } from "./source.js";
import { Name } from "./workload.js";

export const CLAIMS_SCHEMA = "headroom/claims/v1";
export const CLAIMS_MAX_BYTES = 1_000_000;

/** What can be claimed of a deployment beside the key figures of a simulation. */
const OTHER_METRICS = {
  /** Mean number of requests in the system. */
  inFlight: { unit: "1", label: "Requests in flight, mean" },
  /** Load beyond which the system is said to stall. */
  capacityPerSecond: { unit: "1/s", label: "Capacity" },
  latencyCv: { unit: "ratio", label: "Latency, standard deviation over mean" },
  /** Share of a session's time in which it waits for the model and its tool workers do nothing for it. */
  modelWaitShare: { unit: "ratio", label: "Share of the time spent waiting for the model" },
  gpus: { unit: "1", label: "GPUs" },
  cpus: { unit: "1", label: "CPUs" },
  /** Service demand: busy time of one GPU or CPU for one request. */
  gpuMsPerRequest: { unit: "ms", label: "GPU time per request" },
  cpuMsPerRequest: { unit: "ms", label: "CPU time per request" },
  requestsPer30Days: { unit: "1", label: "Requests, 30 days" },
  tokensPerRequest: { unit: "tokens", label: "Tokens per request" },
  /** Part of the spend that is neither GPU nor CPU hours: API tokens, storage, licences. */
  otherUsdPer30Days: { unit: "usd", label: "Spend other than compute, 30 days" },
} as const;

export const CLAIM_METRICS = { ...KPIS, ...OTHER_METRICS };
export type ClaimMetric = keyof typeof CLAIM_METRICS;
const OTHER_PATHS: readonly (keyof typeof OTHER_METRICS)[] = [
  "inFlight",
  "capacityPerSecond",
  "latencyCv",
  "modelWaitShare",
  "gpus",
  "cpus",
  "gpuMsPerRequest",
  "cpuMsPerRequest",
  "requestsPer30Days",
  "tokensPerRequest",
  "otherUsdPer30Days",
];
const ClaimMetric = z.enum([...KPI_PATHS, ...OTHER_PATHS]);

/**
 * A published number. Without `plusMinus` it is taken to be right to half a unit of its last digit as
 * written; "more than 50" is `{"value": 50, "side": "atLeast"}`, which any number from 50 on bears out.
 */
export const ClaimedNumber = z.union([
  z.number().min(0),
  z.strictObject({
    value: z.number().min(0),
    plusMinus: z.number().min(0).optional(),
    side: ClaimSide.optional(),
  }),
]);
export type ClaimedNumber = z.output<typeof ClaimedNumber>;

const Text = z.string().max(500);

/** One figure before and after the change. Ratios are from 0 to 1, times in the metric's unit. */
export const Claim = z
  .strictObject({
    id: Name,
    metric: ClaimMetric,
    before: ClaimedNumber.optional(),
    after: ClaimedNumber.optional(),
    text: Text.optional(),
  })
  .refine(
    ({ before, after }) => before !== undefined || after !== undefined,
    "a figure before, after, or both",
  );
export type Claim = z.output<typeof Claim>;

/**
 * What a text says of a claim: `change` relative to before (−0.45: 45 % less), or `ratio` of after to before.
 * With `side` it is a bound: "more than 90 % less" is a change of −0.9, `atLeast`.
 */
export const Statement = z
  .strictObject({
    id: Name,
    claim: Name,
    change: z.number().optional(),
    ratio: z.number().positive().optional(),
    side: ClaimSide.optional(),
    text: Text,
  })
  .refine(
    ({ change, ratio }) => (change === undefined) !== (ratio === undefined),
    "exactly one of change and ratio",
  );
export type Statement = z.output<typeof Statement>;

/** A threshold somebody wants to reach: exactly one of `below` and `above`. */
export const ClaimTarget = z
  .strictObject({
    id: Name,
    metric: ClaimMetric,
    below: z.number().positive().optional(),
    above: z.number().min(0).optional(),
    text: Text.optional(),
  })
  .refine(
    ({ below, above }) => (below === undefined) !== (above === undefined),
    "exactly one of below and above",
  );
export type ClaimTarget = z.output<typeof ClaimTarget>;

const PriceRange = z
  .strictObject({ low: z.number().positive(), high: z.number().positive() })
  .refine(({ low, high }) => low <= high, "a low price not above the high one");

/** A before/after claim set, as a vendor, an article or a team's own report makes it. */
export const ClaimSet = z
  .strictObject({
    schema: z.literal(CLAIMS_SCHEMA),
    name: z.string().min(1).max(100),
    source: Source,
    claims: z.array(Claim).min(1).max(200),
    statements: z.array(Statement).max(200).default([]),
    targets: z.array(ClaimTarget).max(50).default([]),
    /** Money put in, and that `returnMultiple` times it is said to come back within `months`. */
    investment: z
      .strictObject({
        amountUsd: z.number().positive(),
        returnMultiple: z.number().positive(),
        months: z.number().positive().max(1200),
        text: Text.optional(),
      })
      .optional(),
    /** What the claims were measured on. */
    sample: z
      .strictObject({
        requests: z.number().positive().optional(),
        hours: z.number().positive().optional(),
        text: Text.optional(),
      })
      .optional(),
    /** Prices seen on the market, to hold the implied ones against. */
    marketPrices: z
      .strictObject({
        gpuHourUsd: PriceRange.optional(),
        cpuHourUsd: PriceRange.optional(),
        source: Source,
      })
      .optional(),
  })
  .superRefine((set, context) => {
    const problem = (path: PropertyKey[], message: string): void => {
      context.addIssue({ code: "custom", path, message });
    };
    const ids = new Set<string>();
    const metrics = new Set<string>();
    set.claims.forEach(({ id, metric }, at) => {
      if (ids.has(id)) problem(["claims", at, "id"], "an id no other claim has");
      if (metrics.has(metric)) problem(["claims", at, "metric"], "a metric claimed only once");
      ids.add(id);
      metrics.add(metric);
    });
    set.statements.forEach(({ claim }, at) => {
      const stated = set.claims.find(({ id }) => id === claim);
      if (stated === undefined) {
        problem(["statements", at, "claim"], `a claim's id: ${[...ids].join(", ")}`);
      } else if (stated.before === undefined || stated.after === undefined) {
        problem(["statements", at, "claim"], "a claim with a figure before and after");
      }
    });
  });
export type ClaimSet = z.output<typeof ClaimSet>;

/** Reads the text of a claims file. Throws `invalid-input` naming the file and every fault. */
export function readClaimsOrThrow(source: string | Uint8Array, name: string): ClaimSet {
  const refuse = (problems: readonly Problem[]): HeadroomError =>
    new HeadroomError("invalid-input", `${name} is not a valid claim set`, problems);
  const reading = readDocument(source, CLAIMS_MAX_BYTES);
  if ("problem" in reading) throw refuse([reading.problem]);
  const parsed = ClaimSet.safeParse(reading.document);
  if (!parsed.success) throw refuse(toProblems(parsed.error, reading.document));
  return parsed.data;
}

/** One published figure, changed alone so that the finding disappears. */
export const Correction = z.strictObject({
  /** `spend.after`: the claim's id and the side, or another figure of the claim set by its path. */
  figure: z.string(),
  claimed: z.number(),
  /** The nearest value that would do … */
  corrected: z.number(),
  /** … and the range of values around it that would do too; null: without bound. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  text: z.string(),
});
export type Correction = z.infer<typeof Correction>;

export const AUDIT_RULES = [
  "percentile-order",
  "mean-and-percentile",
  "spread",
  "range",
  "littles-law",
  "utilisation-law",
  "capacity",
  "idle-share",
  "price-feasibility",
  "market-price",
  "cost-identity",
  "volume-cost-per-token",
  "savings-roi",
  "ratio-text",
  "mtbf-exposure",
] as const;
export const AuditRule = z.enum(AUDIT_RULES);
export type AuditRule = z.infer<typeof AuditRule>;

export const AuditFinding = z.strictObject({
  rule: AuditRule,
  /** `contradiction`: not all of the figures can be true. `doubtful`: they could, but only if something unusual holds. */
  severity: z.enum(["contradiction", "doubtful"]),
  title: z.string(),
  /** The figures involved, `id.before` and `id.after`. */
  claims: z.array(z.string()),
  /** The arithmetic, with the numbers in it. */
  calculation: z.string(),
  /** How far off, relative; 0 would be agreement. */
  gap: z.number(),
  /** Each of the figures that, corrected alone, would reconcile them. */
  reconcile: z.array(Correction),
  /** Where all of them could be true, in words. */
  region: z.string(),
});
export type AuditFinding = z.infer<typeof AuditFinding>;

export const AuditResult = z.strictObject({
  provenance: z.strictObject({
    name: z.string(),
    source: Source,
    /** SHA-256 of the claim set in canonical form. */
    claimsHash: z.string(),
    engineVersion: z.string(),
  }),
  findings: z.array(AuditFinding),
  /** Every rule, and whether the claim set had what it needs. */
  rules: z.array(
    z.strictObject({
      rule: AuditRule,
      about: z.string(),
      /** `not applicable`: the figures it needs are not claimed. */
      outcome: z.enum(["holds", "broken", "not applicable"]),
    }),
  ),
  /** What follows from the claims without being claimed. */
  derived: z.array(
    z.strictObject({
      what: z.string(),
      formula: z.string(),
      unit: z.string(),
      before: z.number().nullable(),
      after: z.number().nullable(),
    }),
  ),
});
export type AuditResult = z.infer<typeof AuditResult>;

import { HOURS_PER_DAY, MS_PER_SECOND } from "../../base/units.js";
import type { AuditFinding, AuditResult, AuditRule, ClaimSet } from "../../contract/claims.js";
import { findingOf } from "./check.js";
import type { Check } from "./check.js";
import { Figures } from "./figures.js";
import type { Side } from "./figures.js";
import { mtbfExposure } from "./rules/exposure.js";
import { capacity, idleShare, littlesLaw, utilisationLaw } from "./rules/laws.js";
import {
  costIdentity,
  marketPrice,
  priceFeasibility,
  savingsRoi,
  volumeCostPerToken,
} from "./rules/money.js";
import { meanAndPercentile, percentileOrder, range, spread } from "./rules/order.js";
import { ratioText } from "./rules/text.js";

const HOURS_PER_30_DAYS = 30 * HOURS_PER_DAY;

interface Rule {
  readonly about: string;
  readonly checks: (figures: Figures) => readonly Check[];
}

const RULES: Readonly<Record<AuditRule, Rule>> = {
  "percentile-order": {
    about: "percentiles rise, stay below Markov's bound, and no part takes longer than the whole",
    checks: percentileOrder,
  },
  "mean-and-percentile": {
    about: "a p95 equal to the mean needs zero variance",
    checks: meanAndPercentile,
  },
  spread: { about: "stated spread against mean and p95", checks: spread },
  range: { about: "shares are at most 100%", checks: range },
  "littles-law": { about: "requests in flight = throughput × latency", checks: littlesLaw },
  "utilisation-law": {
    about: "busy units = throughput × work per request",
    checks: utilisationLaw,
  },
  capacity: { about: "throughput within the stated capacity", checks: capacity },
  "idle-share": { about: "idle and busy shares within 100%", checks: idleShare },
  "price-feasibility": {
    about: "non-negative hourly prices exist for the spend on both sides",
    checks: priceFeasibility,
  },
  "market-price": { about: "spend against what the hours cost on the market", checks: marketPrice },
  "cost-identity": { about: "costs per request, success and token agree", checks: costIdentity },
  "volume-cost-per-token": {
    about: "cost per token against spend and volume",
    checks: volumeCostPerToken,
  },
  "savings-roi": { about: "savings against the stated return", checks: savingsRoi },
  "ratio-text": { about: "what the text says of the figures", checks: ratioText },
  "mtbf-exposure": { about: "hours watched against the failures claimed", checks: mtbfExposure },
};

/** An audit without its provenance. */
export type Audit = Pick<AuditResult, "findings" | "rules" | "derived">;

/**
 * Holds a claim set against operational laws and arithmetic. Every rule says how far the figures it
 * needs are from being true together; what their precision explains is no finding. Contradictions come
 * first, then what is off most.
 */
export function audit(set: ClaimSet): Audit {
  const figures = new Figures(set);
  const rules: Audit["rules"] = [];
  const findings: AuditFinding[] = [];
  for (const [rule, { about, checks }] of entries(RULES)) {
    const applied = checks(figures);
    const found = applied.flatMap((check) => findingOf(check) ?? []);
    findings.push(...found);
    const outcome = applied.length === 0 ? "not applicable" : found.length > 0 ? "broken" : "holds";
    rules.push({ rule, about, outcome });
  }
  return {
    findings: findings.toSorted((a, b) => rank(a) - rank(b) || b.gap - a.gap),
    rules,
    derived: derive(figures),
  };
}

function rank({ severity }: AuditFinding): number {
  return severity === "contradiction" ? 0 : 1;
}

function entries<K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] {
  const keys = Object.keys(record).filter((key): key is K => Object.hasOwn(record, key));
  return keys.map((key) => [key, record[key]]);
}

/** What follows from the claims by the operational laws, for a reader to judge. */
function derive(figures: Figures): Audit["derived"] {
  const value = (
    formula: (get: (metric: Parameters<Figures["get"]>[0]) => number) => number,
    side: Side,
  ): number | null => {
    const result = formula((metric) => figures.get(metric, side)?.value ?? NaN);
    return Number.isFinite(result) ? result : null;
  };
  const row = (
    what: string,
    formula: string,
    unit: string,
    compute: Parameters<typeof value>[0],
  ): Audit["derived"][number] => ({
    what,
    formula,
    unit,
    before: value(compute, "before"),
    after: value(compute, "after"),
  });
  return [
    row(
      "requests in flight",
      "throughput × mean latency",
      "1",
      (get) => (get("throughput") * get("latencyMs.mean")) / MS_PER_SECOND,
    ),
    row(
      "GPUs on average",
      "GPU hours / 720 h",
      "1",
      (get) => get("hoursPer30Days.gpu") / HOURS_PER_30_DAYS,
    ),
    row(
      "GPU time per request",
      "utilisation × GPUs / throughput",
      "ms",
      (get) =>
        ((get("utilisation.gpu") * get("hoursPer30Days.gpu")) /
          HOURS_PER_30_DAYS /
          get("throughput")) *
        MS_PER_SECOND,
    ),
    row(
      "CPU time per request",
      "utilisation × CPUs / throughput",
      "ms",
      (get) =>
        ((get("utilisation.cpu") * get("hoursPer30Days.cpu")) /
          HOURS_PER_30_DAYS /
          get("throughput")) *
        MS_PER_SECOND,
    ),
    row(
      "spend per GPU hour, CPUs free",
      "spend / GPU hours",
      "usd",
      (get) => get("costUsd.per30Days") / get("hoursPer30Days.gpu"),
    ),
    row(
      "spend per request at that throughput",
      "spend / (throughput × 30 days)",
      "usd",
      (get) => get("costUsd.per30Days") / (get("throughput") * HOURS_PER_30_DAYS * 3600),
    ),
  ].filter(({ before, after }) => before !== null || after !== null);
}

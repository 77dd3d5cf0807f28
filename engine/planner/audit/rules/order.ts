import type { ClaimMetric } from "../../../contract/claims.js";
import { normalQuantile } from "../../../statistics/normal.js";
import type { Check } from "../check.js";
import { SIDES } from "../figures.js";
import type { ClaimFigure, Figures, Side, Values } from "../figures.js";
import { percent, write } from "../write.js";

const TIMES = ["latencyMs", "waitMs", "ttftMs"] as const;
const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
type Quantile = keyof typeof QUANTILES;
const QUANTILE_NAMES: readonly Quantile[] = ["p50", "p95", "p99"];

type TimeMetric = ClaimMetric & `${(typeof TIMES)[number]}.${Quantile | "mean"}`;
const METRICS: readonly TimeMetric[] = [
  "latencyMs.mean",
  "latencyMs.p50",
  "latencyMs.p95",
  "latencyMs.p99",
  "waitMs.mean",
  "waitMs.p95",
  "waitMs.p99",
  "ttftMs.mean",
  "ttftMs.p50",
  "ttftMs.p95",
  "ttftMs.p99",
];

function timeMetric(time: string, of: string): TimeMetric | undefined {
  return METRICS.find((metric) => metric === `${time}.${of}`);
}

/** How far `upper` falls short of `lower`, relative. */
function shortfall(lower: number, upper: number): number {
  return upper <= 0 ? (lower > 0 ? Infinity : 0) : Math.max(0, lower / upper - 1);
}

/**
 * Percentiles rise with their rank; at most 1 − q of the requests take longer than the q-quantile, so
 * it is at most mean/(1 − q) (Markov); a wait or a first token comes no later than the whole answer, for
 * every request and so at every percentile.
 */
export function percentileOrder(figures: Figures): Check[] {
  const checks: Check[] = [];
  const add = (
    lower: ClaimFigure | undefined,
    upper: ClaimFigure | undefined,
    factor: number,
    why: string,
  ): void => {
    if (lower === undefined || upper === undefined) return;
    checks.push({
      rule: "percentile-order",
      severity: "contradiction",
      title: `${lower.key} is too large for ${upper.key}`,
      figures: [lower, upper],
      gap: (values) => shortfall(values(lower), factor * values(upper)),
      calculation: `${why}: ${write(lower.value)} ≤ ${factor === 1 ? "" : `${write(factor)} × `}${write(upper.value)} does not hold`,
      region: `${lower.key} ≤ ${factor === 1 ? "" : `${write(factor)} × `}${upper.key}`,
    });
  };
  for (const side of SIDES) {
    const get = (time: string, of: string): ClaimFigure | undefined => {
      const metric = timeMetric(time, of);
      return metric === undefined ? undefined : figures.get(metric, side);
    };
    for (const time of TIMES) {
      QUANTILE_NAMES.forEach((upper, at) => {
        for (const lower of QUANTILE_NAMES.slice(0, at)) {
          add(get(time, lower), get(time, upper), 1, "percentiles rise with their rank");
        }
        const factor = 1 / (1 - QUANTILES[upper]);
        add(get(time, upper), get(time, "mean"), Math.round(factor), "Markov's inequality");
      });
    }
    for (const part of ["waitMs", "ttftMs"] as const) {
      for (const of of ["mean", ...QUANTILE_NAMES] as const) {
        add(get(part, of), get("latencyMs", of), 1, "a part takes no longer than the whole");
      }
    }
  }
  return checks;
}

/** A p95 within this of the mean leaves no room for any spread. */
const LEAST_SPREAD = 0.01;

/**
 * A mean and a 95th percentile that are the same number: nineteen requests of twenty would have to take
 * exactly the mean. Where more than 5 % of the requests are retried the p95 is that of a retried one.
 * A p95 well below the mean is a heavy tail above it, and possible.
 */
export function meanAndPercentile(figures: Figures): Check[] {
  return SIDES.flatMap((side): Check[] => {
    const found = figures.all(side, "latencyMs.mean", "latencyMs.p95");
    if (found === undefined) return [];
    const [mean] = found;
    // "± 5" is how well the p95 is known, not how much the latency varies.
    const p95: ClaimFigure = { ...found[1], tolerance: 0 };
    if (p95.value / mean.value < 1 - LEAST_SPREAD) return [];
    const retries = figures.get("retryRate", side);
    const variation = figures.get("latencyCv", side);
    const other = figures.all(
      side === "after" ? "before" : "after",
      "latencyMs.mean",
      "latencyMs.p95",
    );
    const shape = other === undefined ? undefined : other[1].value / other[0].value;
    const isRetried = retries !== undefined && retries.value > 0.05;
    const hasSpread = isRetried || (variation !== undefined && variation.value > LEAST_SPREAD);
    const because = isRetried
      ? `; yet ${percent(retries.value)} of the requests are retried, so the p95 is one that took longer than the rest`
      : "";
    const sameShape =
      shape === undefined || shape <= 1 + LEAST_SPREAD
        ? ""
        : `; with the spread of the other side (${write(shape)} times the mean) p95 is ${write(mean.value * shape)} ms`;
    return [
      {
        rule: "mean-and-percentile",
        severity: hasSpread ? "contradiction" : "doubtful",
        title: `${mean.key} and ${p95.key} are the same, which needs zero variance`,
        figures: [mean, p95],
        gap: (values) => Math.max(0, ((1 + 2 * LEAST_SPREAD) * values(mean)) / values(p95) - 1),
        calculation: `p95 / mean = ${write(p95.value)} / ${write(mean.value)} = ${write(p95.value / mean.value)}: no request in twenty may be slower than the average one${because}${sameShape}`,
        region: `${p95.key} clearly above ${mean.key}${sameShape}`,
      },
    ];
  });
}

/**
 * A stated coefficient of variation against the stated mean and p95: p95/mean of the normal and of the
 * lognormal distribution with that variation, between which most latencies lie.
 */
export function spread(figures: Figures): Check[] {
  return SIDES.flatMap((side): Check[] => {
    const found = figures.all(side, "latencyCv", "latencyMs.mean", "latencyMs.p95");
    if (found === undefined) return [];
    const [cv, mean, p95] = found;
    const [low, high] = ratiosOf(cv.value);
    const gap = (values: Values): number => {
      const [least, most] = ratiosOf(values(cv));
      const ratio = values(p95) / values(mean);
      return Math.max(0, least / ratio - 1, ratio / most - 1);
    };
    return [
      {
        rule: "spread",
        severity: "doubtful",
        title: `${p95.key} does not fit the stated spread of ${percent(cv.value)}`,
        figures: [cv, mean, p95],
        gap,
        calculation: `a spread of ${percent(cv.value)} around ${write(mean.value)} ms puts p95 at ${write(low * mean.value)} to ${write(high * mean.value)} ms (normal, lognormal); claimed is ${write(p95.value)} ms`,
        region: `${p95.key} from ${write(low * mean.value)} to ${write(high * mean.value)} ms, or a spread of about ${percent(Math.max(0, (p95.value / mean.value - 1) / Z95))}`,
      },
    ];
  });
}

const Z95 = normalQuantile(0.95);

/** p95/mean of the normal and the lognormal distribution, the smaller first. */
function ratiosOf(cv: number): readonly [number, number] {
  const sigma = Math.sqrt(Math.log1p(cv * cv));
  const normal = 1 + Z95 * cv;
  const lognormal = Math.exp(Z95 * sigma - (sigma * sigma) / 2);
  return [Math.min(normal, lognormal), Math.max(normal, lognormal)];
}

const SHARES: readonly ClaimMetric[] = [
  "utilisation.gpu",
  "utilisation.cpu",
  "errorRate",
  "retryRate",
  "modelWaitShare",
];

/** A share is at most 1. */
export function range(figures: Figures): Check[] {
  return SIDES.flatMap((side: Side) =>
    SHARES.flatMap((metric): Check[] => {
      const share = figures.get(metric, side);
      if (share === undefined) return [];
      return [
        {
          rule: "range",
          severity: "contradiction",
          title: `${share.key} is a share above 100%`,
          figures: [share],
          gap: (values) => Math.max(0, values(share) - 1),
          calculation: `${percent(share.value)} > 100%`,
          region: `${share.key} from 0 to 1`,
        },
      ];
    }),
  );
}

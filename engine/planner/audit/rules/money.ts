import { HOURS_PER_DAY, TOKENS_PER_MILLION } from "../../../base/units.js";
import { relativeNonNegative } from "../../../statistics/non-negative.js";
import type { Check } from "../check.js";
import { AS_CLAIMED, figure, SIDES } from "../figures.js";
import type { ClaimFigure, Figures, Side, Values } from "../figures.js";
import { percent, usd, write } from "../write.js";
import { mismatch } from "./laws.js";

const SECONDS_PER_30_DAYS = 30 * HOURS_PER_DAY * 3600;
const MONTHS_PER_YEAR = 12;

interface SpendRow {
  readonly side: Side;
  readonly spend: ClaimFigure;
  readonly gpuHours: ClaimFigure;
  readonly cpuHours: ClaimFigure;
  readonly other: ClaimFigure | undefined;
}

function spendRows(figures: Figures): SpendRow[] {
  return SIDES.flatMap((side): SpendRow[] => {
    const found = figures.all(
      side,
      "costUsd.per30Days",
      "hoursPer30Days.gpu",
      "hoursPer30Days.cpu",
    );
    if (found === undefined) return [];
    const [spend, gpuHours, cpuHours] = found;
    return [{ side, spend, gpuHours, cpuHours, other: figures.get("otherUsdPer30Days", side) }];
  });
}

/** Best prices that are not negative, and how far the spends they give are from those claimed. */
function bestPrices(
  rows: readonly SpendRow[],
  values: Values,
): { readonly gpu: number; readonly cpu: number; readonly fixed: number; readonly gap: number } {
  const samples = rows.map((row) => ({
    terms: [values(row.gpuHours), values(row.cpuHours), 1],
    value: values(row.spend) - (row.other === undefined ? 0 : values(row.other)),
  }));
  if (samples.some(({ value }) => value <= 0)) return { gpu: 0, cpu: 0, fixed: 0, gap: Infinity };
  const { coefficients, largestError } = relativeNonNegative(samples);
  const [gpu = 0, cpu = 0, fixed = 0] = coefficients;
  return { gpu, cpu, fixed, gap: largestError };
}

/**
 * Spend = GPU hours × price + CPU hours × price (+ what is the same on both sides) with one set of
 * prices, none negative: least squares of relative errors with non-negative coefficients.
 */
export function priceFeasibility(figures: Figures): Check[] {
  const rows = spendRows(figures);
  const [before, after] = rows;
  if (before === undefined || after === undefined) return [];
  const best = bestPrices(rows, AS_CLAIMED);
  const exact = exactPrices(before, after);
  const solved =
    exact === undefined
      ? ""
      : `; solved exactly they are ${usd(exact.gpu)} per GPU hour and ${usd(exact.cpu)} per CPU hour`;
  const least = best.gap;
  return [
    {
      rule: "price-feasibility",
      severity: "contradiction",
      title: "no non-negative hourly prices give the spend before and after",
      figures: rows.flatMap((row) => [
        row.spend,
        row.gpuHours,
        row.cpuHours,
        ...(row.other === undefined ? [] : [row.other]),
      ]),
      gap: (values) => bestPrices(rows, values).gap,
      calculation: `${lineOf(before)}; ${lineOf(after)}${solved}; the best prices that are not negative (${usd(best.gpu)} and ${usd(best.cpu)}, with ${usd(best.fixed)} fixed) miss a spend by ${percent(least)}`,
      region:
        "prices p, q and a fixed amount f, all of at least 0, with spend = GPU hours × p + CPU hours × q + f on both sides",
    },
  ];
}

function lineOf({ spend, gpuHours, cpuHours }: SpendRow): string {
  return `${usd(spend.value)} = ${write(gpuHours.value)} GPU h × p + ${write(cpuHours.value)} CPU h × q`;
}

function exactPrices(
  before: SpendRow,
  after: SpendRow,
): { readonly gpu: number; readonly cpu: number } | undefined {
  const compute = ({ spend, other }: SpendRow): number => spend.value - (other?.value ?? 0);
  const [a, b, c] = [before.gpuHours.value, before.cpuHours.value, compute(before)];
  const [d, e, f] = [after.gpuHours.value, after.cpuHours.value, compute(after)];
  const determinant = a * e - b * d;
  if (determinant === 0) return undefined;
  return { gpu: (c * e - b * f) / determinant, cpu: (a * f - c * d) / determinant };
}

/** The spend that the hours cost at the dearest market prices against the spend claimed. */
export function marketPrice(figures: Figures): Check[] {
  const market = figures.set.marketPrices;
  if (market?.gpuHourUsd === undefined) return [];
  const gpu = market.gpuHourUsd;
  const cpu = market.cpuHourUsd ?? { low: 0, high: gpu.high };
  return spendRows(figures).map((row): Check => {
    const { spend, gpuHours, cpuHours, other } = row;
    const most = (values: Values): number =>
      values(gpuHours) * gpu.high + values(cpuHours) * cpu.high;
    const least = (values: Values): number =>
      values(gpuHours) * gpu.low + values(cpuHours) * cpu.low;
    const compute = (values: Values): number =>
      values(spend) - (other === undefined ? 0 : values(other));
    return {
      rule: "market-price",
      severity: "doubtful",
      title: `the spend ${row.side} is not what its hours cost on the market`,
      figures: [spend, gpuHours],
      given: [cpuHours],
      gap: (values) =>
        Math.max(0, compute(values) / most(values) - 1, least(values) / compute(values) - 1),
      calculation: `${write(gpuHours.value)} GPU h × $${gpu.low} to $${gpu.high} + ${write(cpuHours.value)} CPU h × $${cpu.low} to $${cpu.high} = ${usd(least(AS_CLAIMED))} to ${usd(most(AS_CLAIMED))} (${market.source.from}${market.source.seen === undefined ? "" : `, seen ${market.source.seen}`}); claimed are ${usd(compute(AS_CLAIMED))}`,
      region: `a spend from ${usd(least(AS_CLAIMED))} to ${usd(most(AS_CLAIMED))}, or more that is neither GPU nor CPU hours`,
    };
  });
}

/** Requests of 30 days: claimed, or the throughput kept up for all of them. */
function volumeOf(
  figures: Figures,
  side: Side,
): { readonly from: ClaimFigure; readonly per: number; readonly words: string } | undefined {
  const volume = figures.get("requestsPer30Days", side);
  if (volume !== undefined)
    return { from: volume, per: 1, words: `${write(volume.value)} requests in 30 days` };
  const throughput = figures.get("throughput", side);
  if (throughput === undefined) return undefined;
  const requests = throughput.value * SECONDS_PER_30_DAYS;
  return {
    from: throughput,
    per: SECONDS_PER_30_DAYS,
    words: `${write(throughput.value)}/s × 30 days = ${write(requests)} requests`,
  };
}

/** Cost per request, per success, per token and per million of them are one number in different units. */
export function costIdentity(figures: Figures): Check[] {
  return SIDES.flatMap((side): Check[] => {
    const checks: Check[] = [];
    const spend = figures.get("costUsd.per30Days", side);
    const perRequest = figures.get("costUsd.perRequest", side);
    const perSuccess = figures.get("costUsd.perSuccess", side);
    const perToken = figures.get("costUsd.perToken", side);
    const perMillion = figures.get("costUsd.perMillionTokens", side);
    const tokens = figures.get("tokensPerRequest", side);
    const errors = figures.get("errorRate", side);
    const requests = volumeOf(figures, side);
    const equal = (
      parts: readonly ClaimFigure[],
      left: (values: Values) => number,
      right: (values: Values) => number,
      formula: string,
    ): void => {
      checks.push({
        rule: "cost-identity",
        severity: "contradiction",
        title: `the costs ${side} do not agree with each other`,
        figures: parts,
        gap: (values) => mismatch(left(values), right(values)),
        calculation: `${formula}: ${usd(left(AS_CLAIMED))} against ${usd(right(AS_CLAIMED))}`,
        region: formula,
      });
    };
    if (spend !== undefined && perRequest !== undefined && requests !== undefined) {
      equal(
        [perRequest, spend, requests.from],
        (values) => values(perRequest),
        (values) => values(spend) / (values(requests.from) * requests.per),
        "cost per request = spend of 30 days / requests of 30 days",
      );
    }
    if (perRequest !== undefined && perSuccess !== undefined && errors !== undefined) {
      equal(
        [perSuccess, perRequest, errors],
        (values) => values(perSuccess),
        (values) => values(perRequest) / (1 - values(errors)),
        "cost per successful request = cost per request / (1 − error rate)",
      );
    }
    if (perRequest !== undefined && perToken !== undefined && tokens !== undefined) {
      equal(
        [perToken, perRequest, tokens],
        (values) => values(perToken),
        (values) => values(perRequest) / values(tokens),
        "cost per token = cost per request / tokens per request",
      );
    }
    if (perToken !== undefined && perMillion !== undefined) {
      equal(
        [perToken, perMillion],
        (values) => values(perToken),
        (values) => values(perMillion) / TOKENS_PER_MILLION,
        "cost per token = cost per million tokens / 1,000,000",
      );
    }
    return checks;
  });
}

/**
 * A cost per token, claimed or aimed at, against spend and volume: they imply how many tokens a request
 * has, which is one at least. Below one the cost is no goal, or the volume is not the one claimed.
 */
export function volumeCostPerToken(figures: Figures): Check[] {
  return SIDES.flatMap((side): Check[] => {
    const spend = figures.get("costUsd.per30Days", side);
    const requests = volumeOf(figures, side);
    if (spend === undefined || requests === undefined) return [];
    const tokens = figures.get("tokensPerRequest", side);
    const claimed = figures.get("costUsd.perToken", side);
    const costs = [
      ...(claimed === undefined ? [] : [claimed]),
      ...figures.set.targets.flatMap((target) =>
        target.metric === "costUsd.perToken" && target.below !== undefined
          ? [figure(`${target.id}.below`, target.below)]
          : [],
      ),
    ];
    const perRequest = (values: Values): number =>
      values(spend) / (values(requests.from) * requests.per);
    return costs.map((perToken): Check => {
      const implied = perRequest(AS_CLAIMED) / perToken.value;
      const sampled = figures.set.sample?.requests;
      const bySample =
        sampled === undefined
          ? ""
          : `; if the ${write(sampled)} requests measured were all of 30 days, a request would have ${write(spend.value / sampled / perToken.value)} tokens`;
      const isTarget = perToken !== claimed;
      const gap = (values: Values): number => {
        const atOneToken = values(perToken) / perRequest(values) - 1;
        // A goal may well be far above the cost; it is void where one token a request would meet it.
        return isTarget || tokens === undefined
          ? Math.max(0, atOneToken)
          : mismatch(values(perToken) * values(tokens), perRequest(values));
      };
      return {
        rule: "volume-cost-per-token",
        severity: isTarget ? "doubtful" : "contradiction",
        title: isTarget
          ? `the goal for the cost per token says nothing at the volume claimed ${side}`
          : `the cost per token ${side} does not fit spend and volume`,
        figures: [
          perToken,
          spend,
          requests.from,
          ...(tokens === undefined || isTarget ? [] : [tokens]),
        ],
        gap,
        calculation: `${requests.words}; ${usd(spend.value)} / that = ${usd(perRequest(AS_CLAIMED))} a request; at ${usd(perToken.value)} a token that is ${write(implied)} tokens a request${bySample}`,
        region: `tokens per request = spend / (requests × cost per token), at least ${tokens === undefined ? 1 : write(tokens.value)}`,
      };
    });
  });
}

/** Savings of the spend, kept up for the months stated, against the return on the investment. */
export function savingsRoi(figures: Figures): Check[] {
  const { investment } = figures.set;
  const before = figures.get("costUsd.per30Days", "before");
  const after = figures.get("costUsd.per30Days", "after");
  if (investment === undefined || before === undefined || after === undefined) return [];
  const amount = figure("investment.amountUsd", investment.amountUsd);
  const multiple = figure("investment.returnMultiple", investment.returnMultiple);
  const months = figure("investment.months", investment.months);
  const monthsOf30Days = 365 / 30 / MONTHS_PER_YEAR;
  const saved = (values: Values): number =>
    (values(before) - values(after)) * values(months) * monthsOf30Days;
  const wanted = (values: Values): number => values(amount) * values(multiple);
  const gap = (values: Values): number => {
    const savings = saved(values);
    return savings <= 0 ? Infinity : Math.max(0, wanted(values) / savings - 1);
  };
  return [
    {
      rule: "savings-roi",
      severity: "contradiction",
      title: "the savings cannot pay the stated return on the investment",
      figures: [before, after, amount, multiple, months],
      gap,
      calculation: `${usd(before.value)} − ${usd(after.value)} = ${usd(before.value - after.value)} saved in 30 days, ${usd(saved(AS_CLAIMED))} in ${write(months.value)} months; ${write(multiple.value)} × ${usd(amount.value)} = ${usd(wanted(AS_CLAIMED))}, ${write(wanted(AS_CLAIMED) / saved(AS_CLAIMED))} times as much`,
      region: `${write(multiple.value)} × investment ≤ savings of the months stated, unless there are gains beyond the spend`,
    },
  ];
}

import type { CostLine } from "../../contract/money-result.js";
import type { UnitCosts } from "../../contract/project-result.js";
import { TOKENS_PER_MILLION } from "../../base/units.js";
import type { TokenPrices } from "../../contract/prices.js";
import { usdPerToken } from "../../simulator/token-prices.js";
import { bookOf } from "./cash.js";
import type { HorizonTotals, Projection } from "./projection.js";
import type { Side } from "./scale.js";

interface Part {
  readonly name: string;
  readonly usd: number;
  readonly formula: string;
  /** Whether twice the deployment costs it twice; what comes by the month or once does not. */
  readonly byDeployment: boolean;
}

/** How often each deployment is taken. */
export interface Copies {
  readonly before: number;
  readonly after: number;
}

/**
 * Total cost of ownership over the horizon: purchases written off, compute, tokens, storage and egress,
 * observability, licences, people, moving over, the investment and incidents. What purchases are still
 * worth is not a cost, and only what is written off is. Every line is rounded to the cent first, so that
 * the lines add up to the total to the cent. With `copies`, of so many of each deployment side by side.
 */
export function totalCost(
  projection: Projection,
  before: HorizonTotals | undefined,
  after: HorizonTotals,
  copies: Copies = { before: 1, after: 1 },
): { lines: CostLine[]; total: CostLine } {
  const left = before === undefined ? undefined : partsOf(projection, "before", before, copies);
  const lines = partsOf(projection, "after", after, copies).map((right, at): CostLine => {
    const other = left?.[at];
    if (other === undefined) return lineOf(right.name, right.formula, null, cents(right.usd));
    const formula =
      other.formula === right.formula
        ? right.formula
        : `before: ${other.formula}; after: ${right.formula}`;
    return lineOf(right.name, formula, cents(other.usd), cents(right.usd));
  });
  const sum = (of: (line: CostLine) => number | null): number =>
    lines.reduce((all, line) => all + cents(of(line) ?? 0), 0);
  const total = lineOf(
    "total",
    "the sum of the lines above",
    left === undefined ? null : sum((line) => line.beforeUsd),
    sum((line) => line.afterUsd),
  );
  return { lines, total };
}

const cents = (usd: number): number => Math.round(usd * 100);

function lineOf(name: string, formula: string, before: number | null, after: number): CostLine {
  return {
    name,
    formula,
    beforeUsd: before === null ? null : before / 100,
    afterUsd: after / 100,
    differenceUsd: before === null ? null : (after - before) / 100,
  };
}

/** The parts of `copies` of a deployment. */
function partsOf(
  projection: Projection,
  side: Side,
  totals: HorizonTotals,
  copies: Copies,
): Part[] {
  const times = copies[side];
  return partsOfOne(projection, side, totals).map((part) => {
    if (times === 1 || !part.byDeployment || part.usd === 0) return part;
    return { ...part, usd: part.usd * times, formula: `${write(times)} × (${part.formula})` };
  });
}

/** Lines that come by the month or once, however many deployments stand side by side. */
const BY_TIME = new Set(["observability", "licences", "people", "moving over", "investment"]);

function partsOfOne(
  { scenario, finance, horizonDays }: Projection,
  side: Side,
  { used, costs }: HorizonTotals,
): Part[] {
  const { prices } = scenario;
  const purchase = finance.purchases[side];
  const book = bookOf(purchase, horizonDays);
  const perMonth = (usd: number): string => `${usdText(usd)} × ${horizonDays} days ÷ 30`;
  const perSession = (usd: number): string => `${write(used.sessions)} sessions × ${usdText(usd)}`;
  const hours = (unit: string, amount: number, price: number, usd: number): string => {
    const listed = amount * price;
    const factor = listed > 0 ? usd / listed : 1;
    const times =
      Math.abs(factor - 1) < 1e-9 ? "" : ` × ${write(factor)} for discounts and price changes`;
    return `${write(amount)} ${unit} × ${usdText(price)}${times}`;
  };
  const once = (usd: number): Pick<Part, "usd" | "formula"> => {
    const paid = side === "after" ? usd : 0;
    return { usd: paid, formula: paid === 0 ? "nothing" : `${usdText(paid)}, once` };
  };
  const parts: Omit<Part, "byDeployment">[] = [
    {
      name: "purchases, written off",
      usd: book.writtenOffUsd,
      formula:
        purchase === undefined
          ? "nothing"
          : `${usdText(purchase.usd)} × (1 − ${write(purchase.residualShare)} residual) × ${write(book.usedYears)} of ${write(purchase.lifeYears)} years`,
    },
    {
      name: "GPU hours",
      usd: costs.gpu,
      formula: hours("GPU-h", used.gpuHours, prices.gpuHourUsd, costs.gpu),
    },
    {
      name: "CPU hours",
      usd: costs.cpu,
      formula: hours("CPU-h", used.cpuHours, prices.cpuHourUsd, costs.cpu),
    },
    ...(prices.cacheHourUsd === undefined
      ? []
      : [
          {
            name: "shared cache",
            usd: costs.cache,
            formula:
              costs.cache === 0
                ? "nothing"
                : `${horizonDays} days × 24 h × ${usdText(prices.cacheHourUsd)}`,
          },
        ]),
    {
      name: "API tokens",
      usd: costs.tokens,
      formula: tokenFormula(prices.tokens, used, costs.tokens),
    },
    {
      name: "storage",
      usd: costs.storage,
      formula: perSession(finance.storageUsdPerSession[side]),
    },
    { name: "egress", usd: costs.egress, formula: perSession(finance.egressUsdPerSession[side]) },
    {
      name: "observability",
      usd: costs.observability,
      formula: perMonth(finance.observabilityUsdPer30Days[side]),
    },
    {
      name: "licences",
      usd: costs.licences,
      formula: perMonth(finance.licencesUsdPer30Days[side]),
    },
    { name: "people", usd: costs.people, formula: perMonth(finance.peopleUsdPer30Days[side]) },
    {
      name: "incidents",
      usd: costs.incidents,
      formula: `${write(used.failureHours)} simulated hours of failed components × ${usdText(finance.incidentUsdPerFailureHour)}`,
    },
    { name: "moving over", ...once(finance.migrationUsd) },
    { name: "investment", ...once(finance.investmentUsd) },
  ];
  return parts.map((part) => ({ ...part, byDeployment: !BY_TIME.has(part.name) }));
}

/** Each kind of token at its list price, and what batches, long prompts and price changes make of the sum. */
function tokenFormula(prices: TokenPrices, used: HorizonTotals["used"], usd: number): string {
  const price = usdPerToken(prices);
  const kinds: readonly (readonly [string, number, number])[] = [
    ["input", used.inputTokens, price.input],
    ["output", used.outputTokens, price.output],
    ["cache read", used.cachedTokens, price.cacheRead],
    ["cache write, beside input", used.cacheWriteTokens, price.cacheWrite],
  ];
  const charged = kinds.filter(([, tokens, each]) => tokens > 0 && each > 0);
  if (charged.length === 0) return "nothing is charged by the token";
  const listed = charged.reduce((sum, [, tokens, each]) => sum + tokens * each, 0);
  const terms = charged.map(
    ([kind, tokens, each]) =>
      `${write(tokens / TOKENS_PER_MILLION)} M ${kind} × ${usdText(each * TOKENS_PER_MILLION)}`,
  );
  const factor = usd / listed;
  const times =
    Math.abs(factor - 1) < 1e-9
      ? ""
      : ` × ${write(factor)} for batches, long prompts and price changes`;
  return terms.length === 1 || times === ""
    ? terms.join(" + ") + times
    : `(${terms.join(" + ")})${times}`;
}

export function write(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
}

export const usdText = (usd: number): string => `${write(usd)} USD`;

/** The total over what was processed. Tokens counted are input, output and cached ones. */
export function unitCosts(
  { scenario }: Projection,
  totalUsd: number,
  { used, costs }: HorizonTotals,
): UnitCosts {
  const tokens = used.inputTokens + used.outputTokens + used.cachedTokens;
  const per = (amount: number): number | null => (amount > 0 ? totalUsd / amount : null);
  const perToken = per(tokens);
  const price = usdPerToken(scenario.prices.tokens);
  const listed =
    used.inputTokens * price.input +
    used.outputTokens * price.output +
    used.cachedTokens * price.cacheRead;
  // Cache writes and long prompts are charged as a whole: spread over the kinds as their plain prices are.
  const factor = listed > 0 ? costs.tokens / listed : 0;
  const spread = tokens > 0 ? (totalUsd - factor * listed) / tokens : null;
  const kind = (amount: number, usd: number): number | null =>
    amount > 0 && spread !== null ? TOKENS_PER_MILLION * (spread + factor * usd) : null;
  return {
    totalUsd,
    sessions: used.sessions,
    successfulSessions: used.completed,
    tokens: { input: used.inputTokens, output: used.outputTokens, cached: used.cachedTokens },
    perRequestUsd: per(used.sessions),
    perSuccessUsd: per(used.completed),
    perTokenUsd: perToken,
    perMillionTokensUsd: perToken === null ? null : perToken * TOKENS_PER_MILLION,
    perMillionUsd: {
      input: kind(used.inputTokens, price.input),
      output: kind(used.outputTokens, price.output),
      cached: kind(used.cachedTokens, price.cacheRead),
    },
  };
}

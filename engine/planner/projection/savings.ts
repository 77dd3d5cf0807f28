import { MS_PER_HOUR, TOKENS_PER_MILLION } from "../../base/units.js";
import { SAVINGS_DRIVERS } from "../../contract/money-result.js";
import type { Savings, SavingsStep } from "../../contract/money-result.js";
import { usdPerToken } from "../../simulator/token-prices.js";
import { bookOf } from "./cash.js";
import { sumOf } from "./costs.js";
import type { HorizonTotals, Projection } from "./projection.js";
import type { Side } from "./scale.js";
import { usdText, write } from "./total-cost.js";

type Driver = (typeof SAVINGS_DRIVERS)[number];

/** A step before rounding: after − before in USD a token, and how it comes about. */
interface Part extends Pick<SavingsStep, "label" | "formula" | "origin"> {
  readonly usd: number;
}

/** Steps are told to a millionth of a dollar for a million tokens. A quotient of them has no digits beyond. */
const GRAINS_PER_USD = 1e6;

/**
 * What takes the cost of a useful token from before to after. Each cost line is split by what was
 * measured: GPU time into computing, held idle and free; computing into time in the model and how many
 * requests share a GPU; tokens by kind. What was paid twice is the last step: all others are of every
 * token, it alone is the difference between those and the useful ones. The sum is exact, since every split is
 * (`Δ(m·s) = Δm·s_before + m_after·Δs`).
 */
export function savingsOf(
  projection: Projection,
  before: HorizonTotals,
  after: HorizonTotals,
): Savings | null {
  const left = sideOf(projection, "before", before);
  const right = sideOf(projection, "after", after);
  if (!(left.useful > 0 && right.useful > 0)) return null;
  const parts = partsOf(projection, left, right);
  const start = left.usd / left.useful;
  let exact = start;
  let rounded = onGrain(start);
  const waterfall = SAVINGS_DRIVERS.map((driver): SavingsStep => {
    const { usd, ...words } = parts[driver];
    exact += usd;
    const next = onGrain(exact);
    const usdPerMillionTokens = (next - rounded) / GRAINS_PER_USD;
    rounded = next;
    return { driver, ...words, usdPerMillionTokens, usdPerToken: usd };
  });
  const level = (usdPerTokenExact: number): Savings["before"] => ({
    usdPerToken: usdPerTokenExact,
    usdPerMillionTokens: onGrain(usdPerTokenExact) / GRAINS_PER_USD,
  });
  return { before: level(start), after: level(right.usd / right.useful), waterfall };
}

/** In grains, a whole number. */
const onGrain = (usdPerTokenExact: number): number =>
  Math.round(usdPerTokenExact * TOKENS_PER_MILLION * GRAINS_PER_USD);

interface SideCosts extends HorizonTotals {
  readonly tokens: number;
  /** Tokens that were not paid for twice. */
  readonly useful: number;
  /** All costs of the horizon, and those of them that come once. */
  readonly usd: number;
  readonly onceUsd: number;
}

function sideOf(
  { finance, horizonDays }: Projection,
  side: Side,
  totals: HorizonTotals,
): SideCosts {
  const { used, costs } = totals;
  const tokens = used.inputTokens + used.outputTokens + used.cachedTokens;
  const book = bookOf(finance.purchases[side], horizonDays);
  const put = side === "after" ? finance.migrationUsd + finance.investmentUsd : 0;
  const onceUsd = book.writtenOffUsd + put;
  const useful = tokens - used.wastedTokens;
  return { ...totals, tokens, useful, onceUsd, usd: sumOf(costs) + onceUsd };
}

function partsOf(
  { scenario }: Projection,
  left: SideCosts,
  right: SideCosts,
): Readonly<Record<Driver, Part>> {
  const change = (of: (side: SideCosts) => number): number =>
    of(right) / right.tokens - of(left) / left.tokens;
  const perMillion = (side: SideCosts, usd: number): string =>
    write((TOKENS_PER_MILLION * usd) / side.tokens);
  const fromTo = (of: (side: SideCosts) => number): string =>
    `${perMillion(left, of(left))} → ${perMillion(right, of(right))} USD a million tokens`;
  const modelTime = (side: SideCosts): number => side.used.modelHours / side.tokens;
  const share = (side: SideCosts): number =>
    side.used.modelHours > 0 ? side.gpuUsd.work / side.used.modelHours : 0;
  const free = (side: SideCosts): number => side.costs.gpu - side.gpuUsd.work - side.gpuUsd.held;
  const price = usdPerToken(scenario.prices.tokens);
  const paid = batchFactor(left, right, price);
  const cached = (side: SideCosts): number => side.used.cachedTokens;
  const output = (side: SideCosts): number => side.used.outputTokens;
  const cacheUsd = change(cached) * (price.cacheRead - price.input) * paid;
  const mixUsd = change(output) * (price.output - price.input) * paid;
  const shareOf = (of: (side: SideCosts) => number): string =>
    `${write((100 * of(left)) / left.tokens)}% → ${write((100 * of(right)) / right.tokens)}% of the tokens`;
  const data = ({ costs }: SideCosts): number => costs.storage + costs.egress + costs.incidents;
  const fixed = ({ costs }: SideCosts): number =>
    costs.observability + costs.licences + costs.people;
  const waste = ({ usd, tokens, useful }: SideCosts): number => usd / useful - usd / tokens;
  const msPerSession = ({ used }: SideCosts): string =>
    write(used.sessions > 0 ? (used.busHours * MS_PER_HOUR) / used.sessions : 0);
  const msPerMillion = (side: SideCosts): string => write(modelTime(side) * TOKENS_PER_MILLION);
  return {
    gpuHeld: {
      label: "GPU held while tools run",
      usd: change(({ gpuUsd }) => gpuUsd.held),
      formula: `GPU hours that sessions held without computing: ${fromTo(({ gpuUsd }) => gpuUsd.held)}`,
      origin: "simulation and prices",
    },
    modelTime: {
      label: "time in the model",
      usd: (modelTime(right) - modelTime(left)) * share(left),
      formula: `${msPerMillion(left)} → ${msPerMillion(right)} hours in the model a million tokens (cache, step times, waits inside a batch) × ${usdText(share(left))} an hour, as before`,
      origin: "simulation and prices",
    },
    batching: {
      label: "requests that share a GPU",
      usd: modelTime(right) * (share(right) - share(left)),
      formula: `an hour in the model costs ${usdText(share(left))} → ${usdText(share(right))} of GPU × ${msPerMillion(right)} hours a million tokens, as after`,
      origin: "simulation and prices",
    },
    gpuFree: {
      label: "GPU free",
      usd: change(free),
      formula: `GPU hours that nobody used: ${fromTo(free)}`,
      origin: "simulation and prices",
    },
    cpu: {
      label: "CPU",
      usd: change(({ costs }) => costs.cpu),
      formula: `CPU hours: ${fromTo(({ costs }) => costs.cpu)}`,
      origin: "simulation and prices",
    },
    sharedCache: {
      label: "shared cache",
      usd: change(({ costs }) => costs.cache),
      formula: `cache hours: ${fromTo(({ costs }) => costs.cache)}`,
      origin: "simulation and prices",
    },
    tokenCache: {
      label: "tokens read from cache",
      usd: cacheUsd,
      formula: `cache reads ${shareOf(cached)} × (${usdText(price.cacheRead * TOKENS_PER_MILLION)} − ${usdText(price.input * TOKENS_PER_MILLION)}) a million`,
      origin: "simulation and prices",
    },
    tokenMix: {
      label: "share of output tokens",
      usd: mixUsd,
      formula: `output ${shareOf(output)} × (${usdText(price.output * TOKENS_PER_MILLION)} − ${usdText(price.input * TOKENS_PER_MILLION)}) a million`,
      origin: "simulation and prices",
    },
    tokenOther: {
      label: "other token charges",
      usd: change(({ costs }) => costs.tokens) - cacheUsd - mixUsd,
      formula: `cache writes, long prompts and price changes: what is left of ${fromTo(({ costs }) => costs.tokens)} for tokens`,
      origin: "simulation and prices",
    },
    bus: {
      label: "bus",
      usd: 0,
      formula: `hops take ${msPerSession(left)} → ${msPerSession(right)} ms a session, in its latency; no hour is charged for them`,
      origin: "simulation",
    },
    dataAndIncidents: {
      label: "storage, egress, incidents",
      usd: change(data),
      formula: fromTo(data),
      origin: "simulation and prices",
    },
    fixed: {
      label: "observability, licences, people",
      usd: change(fixed),
      formula: `by the month, over the tokens of the month: ${fromTo(fixed)}`,
      origin: "finance",
    },
    once: {
      label: "purchases, moving over, investment",
      usd: change(({ onceUsd }) => onceUsd),
      formula: `over the tokens of the horizon: ${fromTo(({ onceUsd }) => onceUsd)}`,
      origin: "finance",
    },
    retries: {
      label: "tokens paid twice",
      usd: waste(right) - waste(left),
      formula: `after failures and retries: ${shareOf(({ used }) => used.wastedTokens)}`,
      origin: "simulation and prices",
    },
  };
}

/** What batches and price changes make of a list price on average, over both sides together. */
function batchFactor(
  left: SideCosts,
  right: SideCosts,
  price: ReturnType<typeof usdPerToken>,
): number {
  let listed = 0;
  let paid = 0;
  for (const { used, costs } of [left, right]) {
    listed +=
      used.inputTokens * price.input +
      used.outputTokens * price.output +
      used.cachedTokens * price.cacheRead +
      used.cacheWriteTokens * price.cacheWrite;
    paid += costs.tokens;
  }
  return listed > 0 ? paid / listed : 0;
}

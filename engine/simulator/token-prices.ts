import { TOKENS_PER_MILLION } from "../base/units.js";
import type { TokenPrices } from "../contract/prices.js";

/** What a token of each kind costs, in USD. */
export interface UsdPerToken {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  /** Beside its price as input: what is written to the cache is input too. */
  readonly cacheWrite: number;
}

/**
 * Prices per token; what the scenario leaves out costs nothing. A token written to the cache costs the
 * dearer of the input and the cache-write price, once.
 */
export function usdPerToken(prices: TokenPrices): UsdPerToken {
  const {
    inputUsdPerMillion = 0,
    outputUsdPerMillion = 0,
    cacheReadUsdPerMillion = 0,
    cacheWriteUsdPerMillion = 0,
  } = prices;
  return {
    input: inputUsdPerMillion / TOKENS_PER_MILLION,
    output: outputUsdPerMillion / TOKENS_PER_MILLION,
    cacheRead: cacheReadUsdPerMillion / TOKENS_PER_MILLION,
    cacheWrite: Math.max(0, cacheWriteUsdPerMillion - inputUsdPerMillion) / TOKENS_PER_MILLION,
  };
}

import { z } from "zod";
import { count, nonNegative } from "./distribution.js";

/** What an API charges; a price left out is that of an API brain's `model`, else (own GPUs) 0. */
export const TokenPrices = z.strictObject({
  inputUsdPerMillion: nonNegative.optional(),
  outputUsdPerMillion: nonNegative.optional(),
  cacheReadUsdPerMillion: nonNegative.optional(),
  cacheWriteUsdPerMillion: nonNegative.optional(),
  /** A request whose prompt, cached part included, is longer than this costs `factor` times as much. */
  longPrompt: z
    .strictObject({ aboveTokens: count, factor: z.number().min(1).max(1000) })
    .optional(),
});
export type TokenPrices = z.output<typeof TokenPrices>;

/** Prices are for provisioned time, used or not, and for tokens. */
export const Prices = z.strictObject({
  gpuHourUsd: nonNegative.default(0),
  cpuHourUsd: nonNegative.default(0),
  /** Of the shared cache in front of the hands, which only the decoupled deployment has. */
  cacheHourUsd: nonNegative.optional(),
  tokens: TokenPrices.prefault({}),
});
export type Prices = z.output<typeof Prices>;

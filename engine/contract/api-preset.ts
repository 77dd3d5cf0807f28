import { z } from "zod";
import { count, nonNegative, positive } from "./distribution.js";

/** Prices and limits older than this have often changed. */
export const STALE_DAYS = 180;

const Origin = {
  id: z.string().min(1).max(100),
  name: z.string().min(1).max(100),
  source: z.string().min(1).max(500),
  date: z.iso.date(),
};

/** What a model behind an API costs, in USD per million tokens. */
export const ApiPrice = z.strictObject({
  ...Origin,
  inputUsdPerMillion: nonNegative,
  outputUsdPerMillion: nonNegative,
  /** For five minutes in the cache. */
  cacheWriteUsdPerMillion: nonNegative,
  cacheWriteOneHourUsdPerMillion: nonNegative,
  cacheReadUsdPerMillion: nonNegative,
  longPrompt: z.strictObject({ aboveTokens: count, factor: positive.min(1) }).optional(),
});

/** `presets/api-prices.json`. */
export const ApiPrices = z.strictObject({
  format: z.literal("headroom/api-prices/v1"),
  note: z.string(),
  /** Price of a request of the batch API ÷ that of an ordinary one. */
  batchFactor: positive,
  models: z.array(ApiPrice),
});

/** Rate limits of a usage tier. */
export const ApiLimit = z.strictObject({
  ...Origin,
  requestsPerMinute: positive.min(1),
  inputTokensPerMinute: positive.min(1),
  outputTokensPerMinute: positive.min(1),
});

/** `presets/api-limits.json`. */
export const ApiLimits = z.strictObject({
  format: z.literal("headroom/api-limits/v1"),
  note: z.string(),
  tiers: z.array(ApiLimit),
});

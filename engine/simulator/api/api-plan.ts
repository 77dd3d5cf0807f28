import type { ApiBrain } from "../../contract/brain.js";
import type { Quantity, SamplerTable } from "../../statistics/sampler.js";
import type { RateLimitsPerMinute } from "./rate-limits.js";

/** An API brain as its requests meet it. */
export interface ApiPlan {
  readonly limits: RateLimitsPerMinute;
  readonly tpot: Quantity;
  readonly maxTokens: number;
  readonly maxRetries: number;
  readonly overloadProbability: number;
  /** Infinity: no limit. */
  readonly concurrency: number;
}

export function compileApi(brain: ApiBrain, samplers: SamplerTable): ApiPlan {
  return {
    limits: brain,
    tpot: samplers.quantity(brain.tpotMs),
    maxTokens: brain.maxTokens ?? Infinity,
    maxRetries: brain.maxRetries,
    overloadProbability: brain.overloadProbability,
    concurrency: brain.concurrency ?? Infinity,
  };
}

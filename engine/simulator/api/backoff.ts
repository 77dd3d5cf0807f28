import { MS_PER_SECOND } from "../../base/units.js";

/** What `@anthropic-ai/sdk` 1.12.0 does (its `client.js`: retryRequest, calculateDefaultRetryTimeoutMillis). */
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;
const JITTER = 0.25;
/** The longest delay that one timer of JavaScript holds; a longer `retry-after` is disregarded. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The `retry-after` of a request refused for another `waitMs`, in ms: whole seconds, rounded up (RFC
 * 9110, section 10.2.3).
 */
export function retryAfterMs(waitMs: number): number {
  return Math.ceil(waitMs / MS_PER_SECOND) * MS_PER_SECOND;
}

/**
 * How long the SDK waits before it tries again, in ms: what the answer asks for where that is above 0
 * and fits a timer, else half a second, doubled with every retry so far up to 8 s, less up to a quarter
 * of it by `uniform` (0 … 1). `askedMs` is 0 for an answer without `retry-after`.
 */
export function backoffMs(askedMs: number, retriesSoFar: number, uniform: number): number {
  if (askedMs > 0 && askedMs <= LONGEST_TIMER_MS) return askedMs;
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** retriesSoFar, LONGEST_DELAY_MS);
  return delayMs * (1 - JITTER * uniform);
}

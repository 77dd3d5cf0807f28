import type { Clock } from "../calendar.js";
import { Bucket } from "./bucket.js";

const SECONDS_PER_MINUTE = 60;

/** Limits per minute; what is left out is unlimited. */
export interface RateLimitsPerMinute {
  readonly requestsPerMinute?: number | undefined;
  readonly inputTokensPerMinute?: number | undefined;
  readonly outputTokensPerMinute?: number | undefined;
  /** How many seconds' worth a full bucket holds; at least one request and one token fit. */
  readonly burstSeconds: number;
}

/**
 * The rate limits of an organisation for one model: a bucket each for requests, input and output tokens.
 *
 * As documented for the Claude API (platform.claude.com, "Rate limits", seen 2026-11): input is counted
 * as a request starts, without what is read from the prompt cache; output is counted as it is generated,
 * whatever `max_tokens` says. A request that any bucket refuses takes from none.
 */
export class RateLimits {
  readonly requests: Bucket | undefined;
  readonly input: Bucket | undefined;
  readonly output: Bucket | undefined;

  constructor(limits: RateLimitsPerMinute, clock: Clock) {
    const bucket = (perMinute: number | undefined): Bucket | undefined =>
      perMinute === undefined
        ? undefined
        : new Bucket(
            perMinute,
            Math.max(1, (perMinute * limits.burstSeconds) / SECONDS_PER_MINUTE),
            clock,
          );
    this.requests = bucket(limits.requestsPerMinute);
    this.input = bucket(limits.inputTokensPerMinute);
    this.output = bucket(limits.outputTokensPerMinute);
  }

  /**
   * Lets a request of `inputTokens` (uncached) in and returns 0, or refuses it and returns the time in ms
   * until all buckets would hold enough: one request, its input, one token of output. Infinity: never.
   */
  admit(inputTokens: number): number {
    const { requests, input, output } = this;
    let waitMs = 0;
    if (requests !== undefined) waitMs = requests.waitMs(1);
    if (input !== undefined) waitMs = Math.max(waitMs, input.waitMs(inputTokens));
    if (output !== undefined) waitMs = Math.max(waitMs, output.waitMs(1));
    if (waitMs > 0) return waitMs;
    if (requests !== undefined) requests.take(1);
    if (input !== undefined) input.take(inputTokens);
    return 0;
  }
}

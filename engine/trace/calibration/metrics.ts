/** The three times of a request that a log measures, in the order in which columns of them are kept. */
export const METRICS = ["ttft", "tpot", "endToEnd"] as const;
export type Metric = (typeof METRICS)[number];

/** Seconds from arrival to the first token. */
export function ttftSeconds(arrival: number, first: number): number {
  return first - arrival;
}

/** Seconds per output token after the first; NaN for a single token. */
export function tpotSeconds(first: number, last: number, outputTokens: number): number {
  return outputTokens < 2 ? Number.NaN : (last - first) / (outputTokens - 1);
}

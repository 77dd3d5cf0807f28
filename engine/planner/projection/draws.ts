import { randomBlock, streamKey, uniformOfWord } from "../../base/random.js";
import { UNCERTAIN_INPUTS } from "../../contract/finance.js";
import type { Finance } from "../../contract/finance.js";
import { quantileOf } from "../../statistics/distribution.js";
import { normalQuantile } from "../../statistics/normal.js";
import { AS_EXPECTED } from "./costs.js";
import type { Multipliers } from "./costs.js";

const STREAM = "project";

/** Draws of one purpose by their number: uniform on (0, 1), whatever else is drawn. */
function uniforms(seed: number, purpose: string): (n: number) => number {
  const { word0, word1 } = streamKey(seed, STREAM, purpose);
  const block = new Int32Array(2);
  return (n) => {
    randomBlock(block, word0, word1, n, 0);
    return uniformOfWord(block[0] ?? 0);
  };
}

/** `count` draws of every uncertain input; what is certain is 1. One input's draws are nobody else's. */
export function drawMultipliers(
  { uncertain }: Pick<Finance, "uncertain">,
  seed: number,
  count: number,
): Multipliers[] {
  const quantiles = UNCERTAIN_INPUTS.flatMap((input) => {
    const distribution = uncertain[input];
    if (distribution === undefined) return [];
    return [{ input, quantile: quantileOf(distribution), uniform: uniforms(seed, input) }];
  });
  return Array.from({ length: count }, (_, n) => {
    const drawn: Record<keyof Multipliers, number> = { ...AS_EXPECTED };
    for (const { input, quantile, uniform } of quantiles) drawn[input] = quantile(uniform(n));
    return drawn;
  });
}

/** Numbers of `count` replications drawn with replacement, for the n-th draw. */
export function drawReplications(seed: number, n: number, count: number): number[] {
  const uniform = uniforms(seed, "replications");
  return Array.from({ length: count }, (_, at) => Math.floor(uniform(n * count + at) * count));
}

/** Draws of the error of a simulated figure by their number, in standard errors. */
export function drawErrors(seed: number, figure: string): (n: number) => number {
  const uniform = uniforms(seed, `simulation of ${figure}`);
  return (n) => normalQuantile(uniform(n));
}

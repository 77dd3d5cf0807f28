import fc from "fast-check";

/**
 * Properties draw the same cases in every run of `npm test`, so that it judges a change and not the dice.
 * `npm run laws` throws the dice anew and many times as often; a case that it finds becomes a mend and a test.
 */
const SEED = Number(process.env["HEADROOM_LAWS_SEED"] ?? 20_261_122);
const FACTOR = Number(process.env["HEADROOM_LAWS_FACTOR"] ?? 1);

const USUAL_RUNS = 100;

fc.configureGlobal({ seed: SEED, numRuns: runs(USUAL_RUNS) });

/** How many cases to draw where `npm test` draws `count`. */
export function runs(count: number): number {
  return count * FACTOR;
}

export { fc };

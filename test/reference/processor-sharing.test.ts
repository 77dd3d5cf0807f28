import { describe, expect, it } from "vitest";
import { expectAgreement, resultOf } from "./agreement.js";

/**
 * A batched server whose iterations take time for each sequence, and for nothing else, gives every
 * sequence an equal share of one processor: egalitarian processor sharing (L. Kleinrock, "Queueing
 * Systems" vol. 2, 4.4). Mean sojourn is E[S]/(1 − ρ) whatever the distribution of the work.
 */
const TOKEN_MS = 0.25;
const LOAD = 0.7;
const OUTPUT_TOKENS = 400;
/** The first token comes with the prompt, which here takes no time. */
const MEAN_WORK_MS = (OUTPUT_TOKENS - 1) * TOKEN_MS;
/** Half a round of the sequences present, which an arrival waits for its first turn, and rounding of tokens. */
const GRAIN_MS = (3 * TOKEN_MS) / (1 - LOAD);

describe("a batched server that only shares", () => {
  it.each([
    ["M/M/1-PS", { exponential: { mean: OUTPUT_TOKENS } }],
    ["M/D/1-PS", { constant: OUTPUT_TOKENS }],
    ["M/G/1-PS, squared variation 4", { lognormal: { mean: OUTPUT_TOKENS, cv: 2 } }],
  ])(
    "%s: mean sojourn E[S]/(1 − ρ), insensitive to the work's distribution",
    (_name, outputTokens) => {
      const { latencyMs, utilisation } = resultOf({
        workloads: [
          {
            name: "w",
            arrivals: { poisson: { ratePerSecond: (1000 * LOAD) / MEAN_WORK_MS } },
            session: { inputTokens: 1, outputTokens },
          },
        ],
        brain: {
          kind: "batched",
          replicas: 1,
          maxBatch: 1000,
          tokenBudget: 10_000,
          kvTokens: null,
          stepTime: { perDecodeSequenceMs: TOKEN_MS },
        },
        run: { replications: 30, requests: 6000 },
      });
      const truth = MEAN_WORK_MS / (1 - LOAD);
      const { mean, low, high } = latencyMs.mean;
      expectAgreement(
        { ...latencyMs.mean, low: (low ?? 0) - GRAIN_MS, high: (high ?? 0) + GRAIN_MS },
        truth,
      );
      expect(Math.abs((mean ?? 0) / truth - 1)).toBeLessThan(0.1);
      expectAgreement(utilisation.gpu, LOAD);
    },
  );
});

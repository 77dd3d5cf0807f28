import { invariant } from "../../base/assert.js";

/**
 * Time of one iteration of a batched server, linear in what the iteration does (seconds):
 * `base + perPrefillToken·prefillTokens + perPrefillContext·Σ chunk·context
 * + perDecodeSequence·decodeSequences + perKvToken·kvTokens + perAdmission·requests admitted`.
 *
 * `context` of a prefill chunk is the mean number of tokens one of its tokens attends to, itself
 * included; `kvTokens` is the sum of the decode sequences' contexts, the token in work included. The
 * design calls the first five b0…b4; a preempted request that comes back is admitted again.
 */
export interface StepTime {
  readonly baseSeconds: number;
  readonly perPrefillTokenSeconds: number;
  readonly perPrefillContextSeconds: number;
  readonly perDecodeSequenceSeconds: number;
  readonly perKvTokenSeconds: number;
  readonly perAdmissionSeconds: number;
}

/** What decides the order of work in one batched server; the names in brackets are vLLM's. */
export interface BatchSettings {
  /** Most requests that hold a place in the batch at once (`max_num_seqs`). */
  readonly maxBatch: number;
  /** Most tokens computed in one iteration (`max_num_batched_tokens`); at least `maxBatch`. */
  readonly tokenBudget: number;
  /** KV memory in tokens, used in whole blocks (`num_gpu_blocks · block_size`); Infinity: no limit. */
  readonly kvTokens: number;
  readonly blockTokens: number;
  /** Keep the blocks of finished and preempted requests until they are needed, and reuse them. */
  readonly prefixCache: boolean;
  /** Admit a request only when its whole prompt fits into free blocks, not just its first chunk. */
  readonly reservePrompt: boolean;
  /**
   * The scheduler plans one iteration ahead of the one in work (`async_scheduling`): what arrives or
   * finishes during an iteration is seen when the next one starts and changes the one after that.
   */
  readonly planAhead: boolean;
}

export const DEFAULT_BLOCK_TOKENS = 16;

/** Throws when `settings` cannot describe a server; callers check what users write beforehand. */
export function checkBatchSettings(settings: BatchSettings): void {
  const { maxBatch, tokenBudget, kvTokens, blockTokens } = settings;
  invariant(Number.isInteger(maxBatch) && maxBatch >= 1, "maxBatch: a whole number from 1");
  invariant(Number.isInteger(tokenBudget), "tokenBudget: a whole number");
  invariant(tokenBudget >= maxBatch, "tokenBudget: at least maxBatch");
  invariant(
    Number.isInteger(blockTokens) && blockTokens >= 1,
    "blockTokens: a whole number from 1",
  );
  invariant(kvTokens >= blockTokens, "kvTokens: at least one block");
}

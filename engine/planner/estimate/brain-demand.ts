import type { ApiBrain, BatchedBrain, BrainServiceTime } from "../../contract/brain.js";
import { momentsOf } from "../../statistics/distribution.js";
import type { SessionShape } from "./session-shape.js";

/** What a session asks of the brain, over all its steps. */
export interface BrainDemand {
  /** Time at work of one server: a slot, or a batched server at its fullest batch. */
  readonly workMs: number;
  /** Least time that its brain steps take where nobody waits. */
  readonly leastMs: number;
}

/** Tokens of a session by what the cache does with them. */
export interface CacheTokens {
  readonly input: number;
  readonly read: number;
  readonly write: number;
}

/** Of what is re-sent the cache serves `share`; where it serves any, what is new is written to it. */
export function cacheTokens(shape: SessionShape, share: number): CacheTokens {
  const { promptTokens, resentTokens, loggedReadTokens } = shape;
  const read = loggedReadTokens ?? share * resentTokens;
  return {
    input: promptTokens - read,
    read,
    write: share > 0 || (loggedReadTokens ?? 0) > 0 ? promptTokens - resentTokens : 0,
  };
}

export function slotsDemand(
  shape: SessionShape,
  serviceMs: BrainServiceTime,
  tokens: CacheTokens,
): BrainDemand {
  const ms = lawMs(shape, serviceMs, tokens);
  return { workMs: ms, leastMs: ms };
}

/** A request: the time to its first token, then one `tpotMs` for each further one. */
export function apiDemand(
  shape: SessionShape,
  { ttftMs, tpotMs }: ApiBrain,
  tokens: CacheTokens,
): BrainDemand {
  const law: BrainServiceTime =
    "tokens" in ttftMs ? { tokens: { ...ttftMs.tokens, perOutputTokenMs: 0 } } : ttftMs;
  const ms = lawMs(shape, law, tokens) + shape.decodedTokens * momentsOf(tpotMs).mean;
  return { workMs: ms, leastMs: ms };
}

function lawMs(shape: SessionShape, law: BrainServiceTime, tokens: CacheTokens): number {
  if (!("tokens" in law)) return shape.steps * momentsOf(law).mean;
  const { baseMs, perInputTokenMs, perCachedTokenMs, perOutputTokenMs } = law.tokens;
  return (
    shape.steps * baseMs +
    tokens.input * perInputTokenMs +
    tokens.read * perCachedTokenMs +
    shape.outputTokens * perOutputTokenMs
  );
}

/**
 * Bounds for a batched server. Work: its fullest batch shares the fixed part of an iteration, and the
 * prefix cache serves all that is re-sent; time: alone in the batch. What attention to a longer context
 * costs while prefilling is left out, which keeps both of them bounds.
 */
export function batchedDemand(shape: SessionShape, brain: BatchedBrain): BrainDemand {
  const { stepTime, maxBatch, requestMs, prefixCache } = brain;
  if (stepTime === undefined) return { workMs: 0, leastMs: 0 };
  const { steps, decodedTokens, decodedPromptTokens, promptTokens, resentTokens } = shape;
  const prefilled = prefixCache ? promptTokens - resentTokens : promptTokens;
  const own =
    steps * stepTime.perAdmissionMs +
    prefilled * stepTime.perPrefillTokenMs +
    decodedTokens * stepTime.perDecodeSequenceMs +
    decodedPromptTokens * stepTime.perKvTokenMs;
  return {
    workMs: own + (decodedTokens * stepTime.baseMs) / maxBatch,
    leastMs: own + (steps + decodedTokens) * stepTime.baseMs + steps * requestMs,
  };
}

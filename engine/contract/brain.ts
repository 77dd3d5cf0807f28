import { z } from "zod";
import {
  count,
  Distribution,
  distributionForms,
  LARGEST,
  nonNegative,
  numberAsConstant,
  positive,
  queueLength,
  share,
  singleKey,
} from "./distribution.js";
import { gpusOf, Hardware } from "./hardware.js";

/**
 * Time one brain step occupies a slot: a distribution, or a law linear in the step's tokens
 * (`baseMs + perInputTokenMs·uncached input + perCachedTokenMs·cached input + perOutputTokenMs·output`,
 * times a lognormal factor of mean 1 and coefficient of variation `cv`).
 */
export const BrainServiceTime = z.preprocess(
  numberAsConstant,
  singleKey("a service time", {
    ...distributionForms,
    tokens: z.strictObject({
      baseMs: nonNegative.default(0),
      perInputTokenMs: nonNegative.default(0),
      perCachedTokenMs: nonNegative.default(0),
      perOutputTokenMs: nonNegative.default(0),
      cv: z.number().min(0).max(100).default(0),
    }),
  }),
);
export type BrainServiceTime = z.output<typeof BrainServiceTime>;

/**
 * Whether a step that waits goes ahead of the first steps of new sessions once its session has begun, as
 * the live engine's brains do. Default: first come, first served.
 */
const begunFirst = z.boolean().optional();

/** A pool of identical replicas, each running up to `slotsPerReplica` brain steps side by side. */
export const SlotsBrain = z.strictObject({
  kind: z.literal("slots"),
  replicas: count,
  slotsPerReplica: count.default(1),
  serviceMs: BrainServiceTime,
  /**
   * Share of a step's service that passes before its first token, when `serviceMs` is a distribution
   * (a token law knows it). 1: the whole answer arrives at once.
   */
  prefillShare: share.default(1),
  /** Most steps that wait at once. One that finds the queue full is refused, and its session fails. */
  queueLimit: queueLength.optional(),
  begunFirst,
  /** GPUs one replica occupies: a tensor-parallel degree, or a fraction when a GPU is shared. */
  gpusPerReplica: nonNegative.default(1),
  cpusPerReplica: nonNegative.default(0),
});
const whole = z.number().int();

/**
 * Time of one iteration of a batched server, in milliseconds: `baseMs + perPrefillTokenMs·prefill tokens
 * + perPrefillContextMs·Σ chunk·mean context + perDecodeSequenceMs·decode sequences
 * + perKvTokenMs·KV tokens + perAdmissionMs·requests that enter the batch`, one that comes back after a
 * preemption included. The design calls the first five b0…b4; `headroom calibrate` learns them.
 */
export const StepTimeMs = z
  .strictObject({
    baseMs: nonNegative.default(0),
    perPrefillTokenMs: nonNegative.default(0),
    perPrefillContextMs: nonNegative.default(0),
    perDecodeSequenceMs: nonNegative.default(0),
    perKvTokenMs: nonNegative.default(0),
    perAdmissionMs: nonNegative.default(0),
  })
  .refine(
    ({ baseMs, perDecodeSequenceMs }) => baseMs + perDecodeSequenceMs > 0,
    "baseMs or perDecodeSequenceMs greater than 0, so that every token takes time",
  );

/**
 * Which replica gets a step. `sessionAffine`: the one that served the session last, whose KV cache may
 * still hold its history, and the least loaded for a first step or when that one is down. The others know
 * no session and are vLLM's: `leastLoaded` (smallest 4·waiting + running), `leastLoadedStale` (the same
 * on counts 0.1 s old), `fewestRequests`, `roundRobin`.
 */
export const BatchedRouting = z.enum([
  "sessionAffine",
  "leastLoaded",
  "leastLoadedStale",
  "fewestRequests",
  "roundRobin",
]);

/**
 * Servers that batch: every iteration computes one token of each running sequence and prefills prompts in
 * chunks (vLLM's scheduler). Every request has at least one prompt and one output token. The prefix cache
 * works across the steps of one session, not across sessions; a request that could never fit into the KV
 * memory is refused, which fails its session. In a coupled deployment each replica is such a server, with
 * the KV memory divided into as many equal parts as it has slots, kept from start to end of a session.
 *
 * Step time and KV memory are given (`stepTime`, `kvTokens`) or predicted from `hardware`, in which case
 * they hold for typical prompts and answers of this scenario and for batches up to `maxBatch`.
 */
export const BatchedBrain = z
  .strictObject({
    kind: z.literal("batched"),
    /** Servers; with `lockstep` the data-parallel ranks of one server. */
    replicas: count,
    stepTime: StepTimeMs.optional(),
    /** What `stepTime` was learnt from; `headroom calibrate` writes it, and results repeat it. */
    calibration: z.string().min(1).max(500).optional(),
    /** In place of `stepTime` and `kvTokens`. */
    hardware: Hardware.optional(),
    /** KV memory of one replica in tokens; null: no limit. */
    kvTokens: whole.min(1).max(LARGEST).nullable().optional(),
    /** Of every request, from its arrival to the server's queue. */
    requestMs: nonNegative.default(0),
    /** Most sequences that run at once (vLLM's `max_num_seqs`). */
    maxBatch: count.default(256),
    /** Most tokens computed in one iteration (vLLM's `max_num_batched_tokens`). */
    tokenBudget: count.default(8192),
    blockTokens: count.default(16),
    /** Keep the KV blocks of a session while its tools run, until others need them. */
    prefixCache: z.boolean().default(true),
    /** Admit a prompt only when all of it fits into free KV memory, not just its first chunk. */
    reservePrompt: z.boolean().default(false),
    /** The scheduler plans one iteration ahead (vLLM's `async_scheduling`). */
    planAhead: z.boolean().default(false),
    routing: BatchedRouting.default("sessionAffine"),
    /** Iterations of all replicas start and end together (experts spread over data-parallel ranks). */
    lockstep: z.boolean().default(false),
    /** Default: those of `hardware`, else 1. */
    gpusPerReplica: nonNegative.optional(),
    cpusPerReplica: nonNegative.default(0),
  })
  .superRefine(({ tokenBudget, maxBatch, kvTokens, blockTokens, ...brain }, context) => {
    const problem = (path: string, message: string): void => {
      context.addIssue({ code: "custom", path: [path], message });
    };
    if (tokenBudget < maxBatch) {
      problem("tokenBudget", `at least maxBatch (${maxBatch}): every sequence gains a token`);
    }
    if (kvTokens !== undefined && kvTokens !== null && kvTokens < blockTokens) {
      problem("kvTokens", `at least one block of ${blockTokens} tokens`);
    }
    const { hardware, stepTime, calibration, lockstep, gpusPerReplica } = brain;
    if (hardware === undefined) {
      if (stepTime === undefined)
        problem("stepTime", "the time of an iteration (or hardware, which predicts it)");
      if (kvTokens === undefined) {
        problem("kvTokens", "a number of tokens, or null for no limit (or hardware)");
      }
      return;
    }
    const predicted = "nothing, because hardware predicts it (or leave out hardware)";
    if (stepTime !== undefined) problem("stepTime", predicted);
    if (kvTokens !== undefined) problem("kvTokens", predicted);
    if (calibration !== undefined) problem("calibration", predicted);
    if (lockstep) {
      problem("lockstep", "false: with hardware, give the ranks as hardware.dataParallelAttention");
    }
    const gpus = gpusOf(hardware);
    if (gpusPerReplica !== undefined && gpusPerReplica !== gpus) {
      const product = "hardware.tensorParallel · hardware.dataParallelAttention";
      problem("gpusPerReplica", `${gpus}, which is ${product}, or nothing`);
    }
  })
  .transform(({ gpusPerReplica, cpusPerReplica, ...brain }) => ({
    ...brain,
    gpusPerReplica: gpusPerReplica ?? (brain.hardware === undefined ? 1 : gpusOf(brain.hardware)),
    cpusPerReplica,
  }));
export type BatchedBrain = z.output<typeof BatchedBrain>;

/**
 * Time from the request to its first token: a distribution, or a law linear in the prompt's tokens
 * (`baseMs + perInputTokenMs·uncached + perCachedTokenMs·cached`, times a lognormal factor of mean 1).
 */
export const FirstTokenTime = z.preprocess(
  numberAsConstant,
  singleKey("a time to first token", {
    ...distributionForms,
    tokens: z.strictObject({
      baseMs: nonNegative.default(0),
      perInputTokenMs: nonNegative.default(0),
      perCachedTokenMs: nonNegative.default(0),
      cv: z.number().min(0).max(100).default(0),
    }),
  }),
);

/** A limit per minute; a bucket that never holds one request would let nothing in. */
const perMinute = z.number().min(1).max(LARGEST);

/**
 * A model behind an API: every step is a request that starts at once, or is refused and tried again as
 * `@anthropic-ai/sdk` does. Rate limits are continuously refilled token buckets, shared by all sessions:
 * requests, input tokens (without cache reads) and output tokens (as they are generated); a limit that
 * neither a field nor `tier` gives does not exist. A refused request costs no tokens; one that is refused for good fails its
 * session. A failure of `failures.brainReplica` is an outage: requests sent
 * during it are answered 529, running ones go on. There are no GPUs.
 */
export const ApiBrain = z.strictObject({
  kind: z.literal("api"),
  /** A model of `presets/api-prices.json`, whose prices hold where `prices.tokens` gives none. */
  model: z.string().min(1).max(100).optional(),
  /** A tier of `presets/api-limits.json`, whose limits hold where none are given below. */
  tier: z.string().min(1).max(100).optional(),
  requestsPerMinute: perMinute.optional(),
  /** A prompt with more uncached tokens than the bucket holds is never let in. */
  inputTokensPerMinute: perMinute.optional(),
  outputTokensPerMinute: perMinute.optional(),
  /** A full bucket holds so many seconds' worth of its limit. */
  burstSeconds: positive.max(3600).default(60),
  ttftMs: FirstTokenTime,
  /** Time per output token after the first. */
  tpotMs: Distribution,
  /** Output is cut off here (`max_tokens` of a request). */
  maxTokens: count.optional(),
  /** Further requests after a refused one (429 or 529). */
  maxRetries: z.number().int().min(0).max(100).default(2),
  /** Probability that a request is answered 529 (overloaded). */
  overloadProbability: share.default(0),
  /** Most requests the client has out at once, retries included; further steps queue. */
  concurrency: count.optional(),
  begunFirst,
});
export type ApiBrain = z.output<typeof ApiBrain>;

/** Where brain steps are done; a class of the simulator (`brain-pool.ts`) for each kind. */
export const Brain = z.discriminatedUnion("kind", [SlotsBrain, BatchedBrain, ApiBrain]);
export type Brain = z.output<typeof Brain>;

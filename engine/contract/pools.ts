import { z } from "zod";
import { BrainServiceTime } from "./brain.js";
import { count, Distribution, nonNegative, positive, queueLength, share } from "./distribution.js";
import { Name } from "./workload.js";

/** One tool's workers. An attempt longer than `timeoutMs` is cut there and counts as failed. */
export const HandsPool = z.strictObject({
  workers: count,
  serviceMs: Distribution,
  timeoutMs: positive.optional(),
  failureProbability: share.default(0),
  /** Further attempts after a failed or timed-out one; a call that fails them all fails its session. */
  retries: z.number().int().min(0).max(100).default(0),
  retryDelayMs: Distribution.default({ constant: 0 }),
  /** Provisioning of the session's sandbox, paid at its first call to this pool (decoupled only). */
  coldStartMs: Distribution.default({ constant: 0 }),
  /** Share of calls that the shared cache answers without a worker (decoupled only). */
  cacheHitRatio: share.default(0),
  cpusPerWorker: nonNegative.default(1),
});
export type HandsPool = z.output<typeof HandsPool>;

/**
 * The monolith: a session holds one slot from start to end, its tools run one after another inside.
 * What is left out is taken from `brain` and `hands`, so that only real differences are written.
 */
export const Coupled = z.strictObject({
  replicas: count,
  slotsPerReplica: count.default(1),
  /** Most sessions that wait for a slot at once; one that finds the queue full fails. Default: no limit. */
  queueLimit: queueLength.optional(),
  /** Brain step time on this deployment; default `brain.serviceMs`. */
  brainServiceMs: BrainServiceTime.optional(),
  /** Tool times inside the worker; default `hands[pool].serviceMs`. */
  toolServiceMs: z.record(Name, Distribution).default({}),
  /** Failure probability of a tool attempt; default `hands[pool].failureProbability`. */
  toolFailureProbability: z.record(Name, share).default({}),
  /** Share of the re-sent history its prompt cache serves; default the session's own. */
  cachedHistoryShare: share.optional(),
  /** Container start, paid by every session before its first token. */
  containerStartMs: Distribution.default({ constant: 0 }),
  /** Whether the slot's GPU share stays reserved while tools run; then it counts as occupied. */
  holdsGpu: z.boolean().default(true),
  gpusPerReplica: nonNegative.default(1),
  cpusPerReplica: nonNegative.default(1),
});
export type Coupled = z.output<typeof Coupled>;

/** One hop between brain and hands; a tool call pays two. */
export const Bus = z.strictObject({ hopMs: Distribution.default({ constant: 0 }) });
export type Bus = z.output<typeof Bus>;

/** The shared cache in front of the hands. */
export const Cache = z.strictObject({ lookupMs: Distribution.default({ constant: 0 }) });
export type Cache = z.output<typeof Cache>;

/** A stationary alternating renewal process of one component: up for `timeToFailureHours`, then down. */
export const FailureProcess = z.strictObject({
  timeToFailureHours: Distribution.refine(
    (distribution) =>
      !("constant" in distribution && distribution.constant === 0) &&
      !("uniform" in distribution && distribution.uniform.max === 0) &&
      !("empirical" in distribution && distribution.empirical.every((value) => value === 0)),
    "a time greater than 0",
  ),
  timeToRepairMinutes: Distribution.default({ constant: 0 }),
});
export type FailureProcess = z.output<typeof FailureProcess>;

/**
 * Component failures. A coupled replica that fails loses its sessions, which restart and pay again;
 * a brain replica's steps resume from the log elsewhere (of an API brain, `brainReplica` is its outages,
 * which both deployments meet); a hand's call is retried.
 */
export const Failures = z.strictObject({
  coupledReplica: FailureProcess.optional(),
  brainReplica: FailureProcess.optional(),
  handsWorker: z.record(Name, FailureProcess).default({}),
});
export type Failures = z.output<typeof Failures>;

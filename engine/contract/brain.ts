import { z } from "zod";
import {
  count,
  distributionForms,
  nonNegative,
  numberAsConstant,
  queueLength,
  share,
  singleKey,
} from "./distribution.js";

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
  /** GPUs one replica occupies: a tensor-parallel degree, or a fraction when a GPU is shared. */
  gpusPerReplica: nonNegative.default(1),
  cpusPerReplica: nonNegative.default(0),
});
/** Where brain steps are done; a class of the simulator (`brain-pool.ts`) for each kind. */
export const Brain = z.discriminatedUnion("kind", [SlotsBrain]);
export type Brain = z.output<typeof Brain>;

import { invariant } from "../base/assert.js";
import { MS_PER_SECOND } from "../base/units.js";
import type { BatchedBrain } from "../contract/brain.js";
import type { BatchSettings, StepTime } from "./batched/settings.js";

/** A batched brain: its servers in the terms of `batched/`, in seconds. */
export interface BatchedPlan {
  readonly settings: BatchSettings;
  /** Servers; in lockstep the ranks of one. */
  readonly replicas: number;
  readonly lockstep: boolean;
  readonly routing: BatchedBrain["routing"];
  readonly stepTime: StepTime;
  readonly requestMs: number;
}

export function compileBatched(brain: BatchedBrain): BatchedPlan {
  const { stepTime, kvTokens, replicas, lockstep, routing, requestMs } = brain;
  const { maxBatch, tokenBudget, blockTokens, prefixCache, reservePrompt, planAhead } = brain;
  invariant(stepTime !== undefined && kvTokens !== undefined, "hardware is resolved before a job");
  return {
    settings: {
      maxBatch,
      tokenBudget,
      kvTokens: kvTokens ?? Infinity,
      blockTokens,
      prefixCache,
      reservePrompt,
      planAhead,
    },
    replicas,
    lockstep,
    routing,
    stepTime: {
      baseSeconds: stepTime.baseMs / MS_PER_SECOND,
      perPrefillTokenSeconds: stepTime.perPrefillTokenMs / MS_PER_SECOND,
      perPrefillContextSeconds: stepTime.perPrefillContextMs / MS_PER_SECOND,
      perDecodeSequenceSeconds: stepTime.perDecodeSequenceMs / MS_PER_SECOND,
      perKvTokenSeconds: stepTime.perKvTokenMs / MS_PER_SECOND,
      perAdmissionSeconds: stepTime.perAdmissionMs / MS_PER_SECOND,
    },
    requestMs,
  };
}

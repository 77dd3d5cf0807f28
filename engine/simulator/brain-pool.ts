import type { Model } from "./model.js";

/**
 * Where the decoupled model's brain steps are done: one class for each kind of brain, chosen when the
 * model is made. It prepares a step, queues it, runs it, and tells the {@link StepListener} of its end.
 */
export interface BrainPool extends Pick<Model, "stations" | "meters"> {
  /** The session in `row` wants its next step. */
  start(row: number): void;
  /** An event of a code that the decoupled model does not know itself. */
  handle(code: number, id: number): void;
  /** A replica fails, and what it ran has to be run elsewhere, or it comes back. */
  replicaChanges(replica: number, failed: boolean): void;
  /** The session in `row` ends, with no step in work: nothing need be kept for it. */
  forget(row: number): void;
}

/** Told, one step at a time, how the steps that a {@link BrainPool} was given end. */
export interface StepListener {
  stepDone(row: number): void;
  /** The step failed for good, and its session with it. */
  stepFailed(row: number): void;
}

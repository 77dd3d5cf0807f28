import { recorded } from "./histogram.js";

/** Batches kept, at most; when there are as many, neighbours are joined. A power of two. */
const MOST_BATCHES = 16;
const FIRST_BATCH_SIZE = 8;

/** Offsets in `state`: all values and their squares summed, the open batch summed. */
const SUM = 0;
const SQUARES = 1;
const OPEN = 2;
/** First of the sums of the closed batches. */
const CLOSED = 3;

/**
 * How much dependence widens what is estimated from a sequence: the variance of its mean ÷ that of as
 * many independent values (the integrated autocorrelation time), by the method of batch means with 8 to
 * 16 batches (A. Law, "Simulation Modeling and Analysis", 5th ed., 9.5.3), which double in size as the
 * sequence grows, so that its length need not be known.
 */
export class BatchMeans {
  /** In an array, because V8 makes an object for every change of a double field. */
  private readonly state = new Float64Array(CLOSED + MOST_BATCHES);
  private count = 0;
  private inOpen = 0;
  private closed = 0;
  private batchSize = FIRST_BATCH_SIZE;

  record(value: number): void {
    recorded[0] = value;
    this.recordCell();
  }

  /** {@link record} of what lies in `recorded`: V8 makes an object of a double that is passed. */
  recordCell(): void {
    const { state } = this;
    const value = recorded[0] ?? 0;
    state[SUM] = (state[SUM] ?? 0) + value;
    state[SQUARES] = (state[SQUARES] ?? 0) + value * value;
    state[OPEN] = (state[OPEN] ?? 0) + value;
    this.count += 1;
    this.inOpen += 1;
    if (this.inOpen === this.batchSize) this.close();
  }

  /** At least 1. Where the sequence is too short for eight batches, 1: nothing is known of it. */
  inflation(): number {
    const { state, count, closed, batchSize } = this;
    if (closed < MOST_BATCHES / 2) return 1;
    const mean = (state[SUM] ?? 0) / count;
    const variance = (state[SQUARES] ?? 0) / count - mean * mean;
    if (!(variance > 1e-12 * mean * mean)) return 1;
    const means = Array.from(
      state.subarray(CLOSED, CLOSED + closed),
      (batchSum) => batchSum / batchSize,
    );
    const middle = means.reduce((sum, one) => sum + one, 0) / closed;
    const squares = means.reduce((sum, one) => sum + (one - middle) ** 2, 0);
    return Math.max(1, (batchSize * squares) / (closed - 1) / variance);
  }

  private close(): void {
    const { state } = this;
    state[CLOSED + this.closed] = state[OPEN] ?? 0;
    state[OPEN] = 0;
    this.inOpen = 0;
    this.closed += 1;
    if (this.closed < MOST_BATCHES) return;
    for (let at = 0; at < MOST_BATCHES / 2; at += 1) {
      state[CLOSED + at] = (state[CLOSED + 2 * at] ?? 0) + (state[CLOSED + 2 * at + 1] ?? 0);
    }
    this.closed = MOST_BATCHES / 2;
    this.batchSize *= 2;
  }
}

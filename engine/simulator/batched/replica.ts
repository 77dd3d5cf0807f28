import { BatchScheduler } from "./scheduler.js";
import type { BatchListener } from "./scheduler.js";
import type { BatchSettings, StepTime } from "./settings.js";

/**
 * One batched server in time: a {@link BatchScheduler} whose plans take {@link StepTime}, or several
 * of them in lockstep (`ranks` > 1: data-parallel ranks of a mixture-of-experts model exchange tokens
 * in every layer, so an iteration takes as long as its slowest rank's).
 *
 * A kernel drives it: {@link arrive} whenever a request comes, {@link advance} when the clock reaches
 * {@link nextSeconds}, which may come nearer after an arrival and only then. An arrival at the very
 * time of an advance must be handed over first. While a batch does not change, `k` iterations are one
 * advance: they take `k·t + slope·k(k − 1)/2` with `slope` = time per KV token times sequences.
 */
export class BatchedReplica {
  /** When the batch changes next, as far as is known; Infinity while idle. */
  nextSeconds = Infinity;
  busySeconds = 0;
  /** Iterations run, those in a jump included. */
  iterations = 0;
  readonly ranks: readonly BatchScheduler[];
  #stepTime: StepTime;
  /** What the first iteration takes longer than the rest: kernels compiled and buffers made on first use. */
  #warmUpSeconds = 0;
  /** Start of the iterations in work; the span they cover is `#plans` long. */
  #startSeconds = 0;
  #plans = 0;
  #firstPlanSeconds = 0;
  #slopeSeconds = 0;
  /** KV memory that running requests held as the span in work started, and its integral until then. */
  #heldTokens = 0;
  #heldTokenSeconds = 0;

  constructor(settings: BatchSettings, stepTime: StepTime, listener: BatchListener, ranks = 1) {
    this.ranks = Array.from({ length: ranks }, () => new BatchScheduler(settings, listener));
    this.#stepTime = stepTime;
  }

  /** Empties the server and sets the time of its iterations; the first takes `warmUpSeconds` longer. */
  reset(stepTime: StepTime, warmUpSeconds = 0): void {
    this.#stepTime = stepTime;
    this.#warmUpSeconds = warmUpSeconds;
    this.busySeconds = 0;
    this.#heldTokenSeconds = 0;
    this.iterations = 0;
    this.#drop();
  }

  /**
   * The server fails at `seconds`: its memory is lost. Tells of every request it had, and of the output
   * tokens that existed by then.
   */
  fail(seconds: number, tell: (request: number, generatedTokens: number) => void): void {
    let completed = 0;
    if (this.#plans > 0) {
      this.#countBusy(seconds);
      completed = this.#completedBy(seconds);
    }
    for (const rank of this.ranks) rank.visit(rank.current.empty ? 0 : completed, tell);
    this.#drop();
  }

  #drop(): void {
    this.nextSeconds = Infinity;
    this.#plans = 0;
    for (const rank of this.ranks) rank.reset();
  }

  /** Requests in the batch, over all ranks. */
  get running(): number {
    let sum = 0;
    for (const rank of this.ranks) sum += rank.running.length;
    return sum;
  }

  get waiting(): number {
    let sum = 0;
    for (const rank of this.ranks) sum += rank.waiting.length;
    return sum;
  }

  /** Hands over a request at `seconds`; see {@link BatchScheduler.enqueue} for the rest. */
  arrive(
    seconds: number,
    request: number,
    promptTokens: number,
    outputTokens: number,
    key: number,
    prefixTokens: number,
    rank = 0,
  ): boolean {
    const scheduler = this.ranks[rank];
    if (scheduler === undefined) return false;
    if (!scheduler.enqueue(request, promptTokens, outputTokens, key, prefixTokens)) return false;
    if (this.#plans === 0) this.nextSeconds = Math.min(this.nextSeconds, seconds);
    else if (this.#plans > 1 && scheduler.mightAdmit()) this.#stopAfter(seconds);
    return true;
  }

  /** Ends the iterations in work, telling the listener what they finished, and starts the next. */
  advance(): void {
    const now = this.nextSeconds;
    if (this.#plans > 0) this.#countBusy(now);
    this.iterations += this.#plans;
    const done = this.#plans > 0 ? this.#plans : 1;
    let plans = Infinity;
    for (const rank of this.ranks) {
      // An empty rank has no sequences to move on; its plans are not counted.
      rank.advance(rank.current.empty ? 1 : done);
      if (!rank.current.empty) plans = Math.min(plans, rank.alike);
    }
    this.#startSeconds = now;
    if (plans === Infinity) {
      this.#plans = 0;
      this.nextSeconds = Infinity;
      return;
    }
    this.#heldTokens = 0;
    for (const rank of this.ranks) this.#heldTokens += rank.heldTokens;
    this.#plans = this.ranks.length === 1 ? this.#timeOne(plans) : this.#timeSlowest(plans);
    if (this.iterations === 0 && this.#warmUpSeconds > 0) {
      this.#plans = 1;
      this.#firstPlanSeconds += this.#warmUpSeconds;
    }
    this.nextSeconds = this.#startOf(this.#plans);
  }

  /**
   * Integral until `seconds`, which is now, of the KV memory that running requests held: as of the last
   * change of the batch, so without what they have gained in a jump.
   */
  heldTokenSecondsAt(seconds: number): number {
    const span = this.#plans > 0 ? seconds - this.#startSeconds : 0;
    return this.#heldTokenSeconds + span * this.#heldTokens;
  }

  /** Iterations that have ended by `seconds`, which is now. */
  iterationsBy(seconds: number): number {
    return this.iterations + (this.#plans > 0 ? this.#completedBy(seconds) : 0);
  }

  /** The span in work ends at `seconds`. */
  #countBusy(seconds: number): void {
    const span = seconds - this.#startSeconds;
    this.busySeconds += span;
    this.#heldTokenSeconds += span * this.#heldTokens;
  }

  /** Iterations of the span in work that have ended by `seconds`. */
  #completedBy(seconds: number): number {
    let least = 0;
    let most = this.#plans;
    while (least < most) {
      const middle = Math.ceil((least + most) / 2);
      if (this.#startOf(middle) <= seconds) least = middle;
      else most = middle - 1;
    }
    return least;
  }

  #timeOne(plans: number): number {
    const rank = this.ranks[0];
    if (rank === undefined) return 1;
    this.#firstPlanSeconds = this.#planSeconds(rank);
    this.#slopeSeconds = this.#stepTime.perKvTokenSeconds * rank.current.decodes;
    return plans;
  }

  /** Sets the time of the slowest rank; returns for how many of `plans` it remains the slowest. */
  #timeSlowest(plans: number): number {
    const perKv = this.#stepTime.perKvTokenSeconds;
    let slowest = -1;
    let slope = 0;
    for (const rank of this.ranks) {
      const seconds = this.#planSeconds(rank);
      const rankSlope = perKv * rank.current.decodes;
      if (seconds > slowest || (seconds === slowest && rankSlope > slope)) {
        slowest = seconds;
        slope = rankSlope;
      }
    }
    let limit = plans;
    for (const rank of this.ranks) {
      const lead = slowest - this.#planSeconds(rank);
      const gain = perKv * rank.current.decodes - slope;
      if (gain > 0) limit = Math.min(limit, Math.floor(lead / gain) + 1);
    }
    this.#firstPlanSeconds = slowest;
    this.#slopeSeconds = slope;
    return Math.max(1, limit);
  }

  #planSeconds(rank: BatchScheduler): number {
    const plan = rank.current;
    const time = this.#stepTime;
    return (
      time.baseSeconds +
      time.perPrefillTokenSeconds * plan.prefillTokens +
      time.perPrefillContextSeconds * plan.prefillContext +
      time.perDecodeSequenceSeconds * plan.decodes +
      time.perKvTokenSeconds * plan.kvTokens +
      time.perAdmissionSeconds * plan.admissions
    );
  }

  /** When the iteration `plans` after the first one in work starts. */
  #startOf(plans: number): number {
    return (
      this.#startSeconds +
      plans * this.#firstPlanSeconds +
      (this.#slopeSeconds * plans * (plans - 1)) / 2
    );
  }

  /** Cuts the span in work at the first iteration that starts at or after `seconds`. */
  #stopAfter(seconds: number): void {
    const elapsed = seconds - this.#startSeconds;
    const slope = this.#slopeSeconds;
    const linear = this.#firstPlanSeconds - slope / 2;
    const root = (2 * elapsed) / (linear + Math.sqrt(linear * linear + 2 * slope * elapsed));
    let plans = Math.ceil(root);
    if (!(plans >= 1)) plans = 1;
    // The root is exact up to rounding, which is settled by the very sums that advance() uses.
    while (plans > 1 && this.#startOf(plans - 1) >= seconds) plans -= 1;
    while (plans < this.#plans && this.#startOf(plans) < seconds) plans += 1;
    if (plans >= this.#plans) return;
    this.#plans = plans;
    this.nextSeconds = this.#startOf(plans);
  }
}

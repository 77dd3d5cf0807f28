import { invariant } from "../../base/assert.js";
import { uniformOfWord } from "../../base/random.js";
import type { BrainPool, StepListener } from "../brain-pool.js";
import type { Context } from "../context.js";
import { API_FIRST_TOKEN, API_RETRY, BRAIN_DONE, CODE_BITS } from "../events.js";
import type { Plan } from "../plan.js";
import type { WorkloadPlan } from "../workload-plan.js";
import { API_INPUT, API_OUTPUT, API_REQUESTS } from "../pool-names.js";
import {
  ATTEMPT,
  DUE_MS,
  FRESH_TOKENS,
  INDEX,
  PREFILL_MS,
  QUEUED_MS,
  REQUEST,
  RETRIED,
  SERVICE_MS,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STAGE_QUEUE,
  STAGE_RETRY_DELAY,
  STARTED_MS,
  STEP,
  STEP_INPUT,
  STEP_OUTPUT,
  WORKLOAD,
} from "../session-row.js";
import { Station } from "../station.js";
import type { Table } from "../table.js";
import type { ApiPlan } from "./api-plan.js";
import { backoffMs, retryAfterMs } from "./backoff.js";
import { RateLimits } from "./rate-limits.js";

/** How far the request of a step is (REQUEST); a row that has none holds 0. */
const NONE = 0;
/** For one of the requests that the client may have out at once. */
const QUEUED = 1;
const BACKING_OFF = 2;
/** Admitted, without a token yet. */
const PREFILLING = 3;
const GENERATING = 4;

/**
 * A model behind an API, for either deployment. A step is a request that is answered at once, or refused
 * (429 by a rate limit, 529 by overload) and tried again after the SDK's backoff until its retries are
 * used up. A refusal itself takes no time.
 */
export class ApiBrain implements BrainPool {
  readonly stations: readonly Station[];
  readonly meters: BrainPool["meters"];
  private readonly context: Context;
  private readonly plan: Plan;
  private readonly api: ApiPlan;
  private readonly listener: StepListener;
  private readonly sessions: Table;
  private readonly limits: RateLimits;
  /** The requests a client has out; undefined where their number has no limit. */
  private readonly client: Station | undefined;
  private isDown = false;
  private isServing = false;

  constructor(context: Context, api: ApiPlan, listener: StepListener) {
    const { plan, calendar, sessions } = context;
    const { clock } = calendar;
    this.context = context;
    this.plan = plan;
    this.api = api;
    this.listener = listener;
    this.sessions = sessions;
    this.limits = new RateLimits(api.limits, clock);
    const { requests, input, output } = this.limits;
    this.client =
      api.concurrency === Infinity
        ? undefined
        : new Station("brain", api.concurrency, 1, false, clock);
    this.stations = this.client === undefined ? [] : [this.client];
    // Busy: how much of what the limit allows is used.
    this.meters = [
      { name: API_REQUESTS, servers: 1, meter: requests },
      { name: API_INPUT, servers: 1, meter: input },
      { name: API_OUTPUT, servers: 1, meter: output },
    ].flatMap(({ meter, ...rest }) => (meter === undefined ? [] : [{ ...rest, meter }]));
  }

  start(row: number): void {
    this.prepare(row);
    const { client } = this;
    if (client === undefined || client.free > 0) {
      this.open(row);
      return;
    }
    this.sessions.real[row * SESSION_DOUBLES + QUEUED_MS] = this.context.calendar.nowMs;
    this.setRequest(row, QUEUED);
    const step = this.sessions.whole[row * SESSION_INTEGERS + STEP] ?? 0;
    if (this.plan.begunFirst && step > 0) client.queue.pushUrgent(row);
    else client.queue.push(row);
  }

  handle(code: number, row: number): void {
    const { nowMs } = this.context.calendar;
    const { real } = this.sessions;
    const at = row * SESSION_DOUBLES;
    const request = this.requestOf(row);
    // A coupled replica that failed leaves the events of the steps it lost in the calendar.
    switch (code) {
      case API_RETRY:
        if (request === BACKING_OFF && real[at + DUE_MS] === nowMs) this.send(row);
        break;
      case API_FIRST_TOKEN:
        if (
          request === PREFILLING &&
          (real[at + STARTED_MS] ?? 0) + (real[at + PREFILL_MS] ?? 0) === nowMs
        ) {
          this.generate(row);
        }
        break;
      case BRAIN_DONE:
        if (request >= PREFILLING && real[at + DUE_MS] === nowMs) this.finish(row);
        break;
      default:
        invariant(false, `an API brain has no event ${code}`);
    }
  }

  /** An outage begins or ends. */
  replicaChanges(_replica: number, failed: boolean): void {
    this.isDown = failed;
  }

  forget(): void {
    // An API keeps nothing between two requests but its prompt cache, which is in the tokens.
  }

  /**
   * The client of the session in `row` is gone, and the request of its step with it. Call
   * {@link serveQueue} when no other is to go.
   */
  abort(row: number): void {
    const request = this.requestOf(row);
    if (request === QUEUED) {
      this.leaveQueue(row);
    } else if (request !== NONE) {
      if (request === GENERATING) this.stopGenerating(row);
      if (request >= PREFILLING) this.context.work.abort(row);
      this.close(row);
    }
  }

  /** Makes the requests of steps that wait, as many as the client may have out. */
  serveQueue(): void {
    const { client } = this;
    // A request that is refused at once makes room for the next, which this loop opens, not one inside it.
    if (client === undefined || this.isServing) return;
    this.isServing = true;
    while (client.free > 0 && client.queue.length > 0) {
      const row = client.queue.shift();
      const { real } = this.sessions;
      const at = row * SESSION_DOUBLES;
      const waitedMs = this.context.calendar.nowMs - (real[at + QUEUED_MS] ?? 0);
      real[at + STAGE_QUEUE] = (real[at + STAGE_QUEUE] ?? 0) + waitedMs;
      const { spans, calendar } = this.context;
      spans?.add(row, "queue", real[at + QUEUED_MS] ?? 0, calendar.nowMs);
      this.open(row);
    }
    this.isServing = false;
  }

  /** Works out tokens and times of the next step; what is drawn is the same for all its attempts. */
  private prepare(row: number): void {
    const { plan, api } = this;
    const { real, whole } = this.sessions;
    const at = row * SESSION_DOUBLES;
    // The plan's time of a step is that to its first token.
    this.context.work.prepare(row);
    const uncut = real[at + STEP_OUTPUT] ?? 0;
    const output = Math.min(uncut, api.maxTokens);
    real[at + STEP_OUTPUT] = output;
    real[at + FRESH_TOKENS] = (real[at + FRESH_TOKENS] ?? 0) - (uncut - output);
    let tpotMs = api.tpot.fixed;
    if (Number.isNaN(tpotMs)) {
      const integersAt = row * SESSION_INTEGERS;
      const { decodeStream } = this.workloadOf(row);
      plan.streams.draw(
        decodeStream,
        whole[integersAt + INDEX] ?? 0,
        whole[integersAt + STEP] ?? 0,
        0,
      );
      tpotMs = plan.samplers.draw(api.tpot.id, plan.streams.words[0] ?? 0);
    }
    real[at + SERVICE_MS] = (real[at + PREFILL_MS] ?? 0) + tpotMs * Math.max(0, output - 1);
  }

  /** The client makes the request of a step its own until it is answered or given up. */
  private open(row: number): void {
    if (this.client !== undefined) this.client.start(row);
    this.sessions.whole[row * SESSION_INTEGERS + ATTEMPT] = 0;
    this.send(row);
  }

  private send(row: number): void {
    const { measures, work, calendar } = this.context;
    const { real } = this.sessions;
    const at = row * SESSION_DOUBLES;
    measures.apiRequests += 1;
    if (this.isOverloaded(row)) {
      measures.overloaded += 1;
      this.backOff(row, 0);
      return;
    }
    const waitMs = this.limits.admit(real[at + STEP_INPUT] ?? 0);
    if (waitMs > 0) {
      measures.rateLimited += 1;
      this.backOff(row, retryAfterMs(waitMs));
      return;
    }
    this.setRequest(row, PREFILLING);
    // Only a limit on output asks when generating begins. Scheduled first, to come first where it is
    // also the end.
    if (this.limits.output !== undefined) {
      const firstTokenMs = calendar.nowMs + (real[at + PREFILL_MS] ?? 0);
      calendar.schedule(firstTokenMs, API_FIRST_TOKEN | (row << CODE_BITS));
    }
    work.begin(row);
  }

  private isOverloaded(row: number): boolean {
    if (this.isDown) return true;
    const { overloadProbability } = this.api;
    if (overloadProbability === 0) return false;
    this.drawAttempt(row);
    return uniformOfWord(this.plan.streams.words[0] ?? 0) < overloadProbability;
  }

  /** The request was refused: it waits and tries again, or the step and its session have failed. */
  private backOff(row: number, askedMs: number): void {
    const { calendar } = this.context;
    const { real, whole } = this.sessions;
    const at = row * SESSION_DOUBLES;
    const attemptAt = row * SESSION_INTEGERS + ATTEMPT;
    const attempt = whole[attemptAt] ?? 0;
    if (attempt >= this.api.maxRetries) {
      this.close(row);
      this.listener.stepFailed(row);
      this.serveQueue();
      return;
    }
    this.context.flag(row, RETRIED);
    this.drawAttempt(row);
    const delayMs = backoffMs(askedMs, attempt, uniformOfWord(this.plan.streams.words[1] ?? 0));
    whole[attemptAt] = attempt + 1;
    real[at + STAGE_RETRY_DELAY] = (real[at + STAGE_RETRY_DELAY] ?? 0) + delayMs;
    real[at + DUE_MS] = calendar.nowMs + delayMs;
    this.context.spans?.add(row, "retryDelay", calendar.nowMs, calendar.nowMs + delayMs);
    this.setRequest(row, BACKING_OFF);
    calendar.schedule(calendar.nowMs + delayMs, API_RETRY | (row << CODE_BITS));
  }

  /** From its first token on a step drains the bucket of output tokens evenly. */
  private generate(row: number): void {
    const { output } = this.limits;
    const perMs = this.outputPerMs(row);
    this.setRequest(row, GENERATING);
    if (output === undefined) return;
    if (perMs === Infinity) {
      output.take(this.sessions.real[row * SESSION_DOUBLES + STEP_OUTPUT] ?? 0);
    } else {
      output.beginDrain(perMs);
    }
  }

  private stopGenerating(row: number): void {
    const perMs = this.outputPerMs(row);
    if (this.limits.output !== undefined && perMs !== Infinity) this.limits.output.endDrain(perMs);
  }

  /** Infinity where all tokens come at once. */
  private outputPerMs(row: number): number {
    const { real } = this.sessions;
    const at = row * SESSION_DOUBLES;
    const decodeMs = (real[at + SERVICE_MS] ?? 0) - (real[at + PREFILL_MS] ?? 0);
    return decodeMs > 0 ? (real[at + STEP_OUTPUT] ?? 0) / decodeMs : Infinity;
  }

  private finish(row: number): void {
    const { work, measures } = this.context;
    if (this.requestOf(row) === GENERATING) this.stopGenerating(row);
    this.sessions.real[row * SESSION_DOUBLES + DUE_MS] = -1;
    measures.events += 1;
    work.complete(row);
    this.close(row);
    this.serveQueue();
    this.listener.stepDone(row);
  }

  /** The client is done with the request. */
  private close(row: number): void {
    this.setRequest(row, NONE);
    if (this.client !== undefined) this.client.stop(row);
  }

  /** word0: is it answered 529, word1: the jitter of the backoff after it. */
  private drawAttempt(row: number): void {
    const { whole } = this.sessions;
    const at = row * SESSION_INTEGERS;
    this.plan.streams.draw(
      this.workloadOf(row).requestStream,
      whole[at + INDEX] ?? 0,
      whole[at + STEP] ?? 0,
      whole[at + ATTEMPT] ?? 0,
    );
  }

  private leaveQueue(row: number): void {
    this.setRequest(row, NONE);
    this.client?.queue.remove(row);
  }

  private requestOf(row: number): number {
    return this.sessions.whole[row * SESSION_INTEGERS + REQUEST] ?? NONE;
  }

  private setRequest(row: number, request: number): void {
    this.sessions.whole[row * SESSION_INTEGERS + REQUEST] = request;
  }

  private workloadOf(row: number): WorkloadPlan {
    const workload =
      this.plan.workloads[this.sessions.whole[row * SESSION_INTEGERS + WORKLOAD] ?? 0];
    invariant(workload !== undefined, "a session belongs to a workload");
    return workload;
  }
}

import { STAGES } from "../contract/result.js";
import { recorded } from "../statistics/histogram.js";
import type { Clock } from "./calendar.js";
import type { ApiRequests, LittleTerms, SessionStatistics, TokenSums } from "./record.js";
import { SessionMeasures } from "./session-measures.js";
import {
  ARRIVAL_MS,
  FLAGS,
  LONG_PROMPT_USD,
  PAID_INPUT,
  PAID_OUTPUT,
  PAID_READ,
  PAID_WRITE,
  REPREFILLED,
  RETRIED,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STAGE,
  STAGE_QUEUE,
  STAGE_TOOL_QUEUE,
  TTFT_MS,
  WASTED,
  WORKLOAD,
} from "./session-row.js";
import type { Table } from "./table.js";

/** Offsets in `sums`: window opened, number in system changed; its integral; ages when it opened. */
const START = 0;
const CHANGED = 1;
const AREA = 2;
const AGE_AT_START = 3;
/** Arrival times of the sessions in the system, and latencies of the measured ones, summed. */
const ARRIVALS = 4;
const LATENCY = 5;
/** Ages, summed, of the sessions whose users think; and think time begun in the window. */
const PAUSED_AGES = 6;
const THINK = 7;

/**
 * Counts everything from the first arrival, and measures from the moment the window opens.
 *
 * A session is measured when it *finishes* inside the window, whenever it arrived. Taking only those
 * that both arrive and finish inside would leave out the long ones that the end of the run cuts off
 * and bias every latency downwards; here the long ones cut off at the end are made up for by those
 * that came in before the window opened, and in a steady state the two balance (the sojourn time seen
 * by departures is that seen by arrivals).
 *
 * A session whose user thinks between two turns is not in the system: its age stands still, and what
 * Little's law counts are the sessions somebody or something works on, or that wait for it.
 *
 * Latency, wait and time to first token are those of the sessions that completed: one that fails
 * early is not a fast one. Stages are of all that finished, since failed ones take up servers too.
 */
export class Measures {
  injected = 0;
  completed = 0;
  failed = 0;
  events = 0;
  /** Steps, calls or sessions cut off by a component failure. */
  interrupted = 0;
  /** Requests sent to an API, and those refused: by a rate limit, because of overload. */
  apiRequests = 0;
  rateLimited = 0;
  overloaded = 0;
  private readonly total = new SessionMeasures();
  /** One for each workload; of a single workload, `total`. */
  private readonly workloads: readonly SessionMeasures[];
  private readonly stagesMs = new Float64Array(STAGES.length);
  /** Input, output, cache read, cache write, wasted, prefilled again; USD of long prompts. */
  private readonly tokens = new Float64Array(7);
  private isOpen = false;
  private inSystem = 0;
  /** What changes with every session, by the offsets below; in an array as in BusyMeter. */
  private readonly sums = new Float64Array(8);
  private readonly clock: Clock;

  constructor(workloads: number, clock: Clock) {
    this.clock = clock;
    this.workloads =
      workloads === 1
        ? [this.total]
        : Array.from({ length: workloads }, () => new SessionMeasures());
  }

  get finished(): number {
    return this.completed + this.failed;
  }

  openWindow(): void {
    const { sums } = this;
    const nowMs = this.clock[0] ?? 0;
    this.isOpen = true;
    sums[START] = nowMs;
    sums[CHANGED] = nowMs;
    sums[AREA] = 0;
    sums[AGE_AT_START] = this.ageMs();
  }

  arrive(): void {
    this.injected += 1;
    this.events += 1;
    this.enter(this.clock[0] ?? 0);
  }

  /** The user of a session that is as old as if it had come in at `arrivalMs` thinks for `thinkMs`. */
  pause(arrivalMs: number, thinkMs: number): void {
    const { sums } = this;
    this.depart(arrivalMs);
    sums[PAUSED_AGES] = (sums[PAUSED_AGES] ?? 0) + ((this.clock[0] ?? 0) - arrivalMs);
    if (this.isOpen) sums[THINK] = (sums[THINK] ?? 0) + thinkMs;
  }

  /** It is over; `arrivalMs` is by as much later as the thinking took. */
  resume(arrivalMs: number): void {
    const { sums } = this;
    sums[PAUSED_AGES] = (sums[PAUSED_AGES] ?? 0) - ((this.clock[0] ?? 0) - arrivalMs);
    this.enter(arrivalMs);
  }

  /** Takes the session in `row`, which ends now, into account. */
  finish(sessions: Table, row: number, hasFailed: boolean): void {
    const { real, whole } = sessions;
    const { sums } = this;
    const nowMs = this.clock[0] ?? 0;
    const at = row * SESSION_DOUBLES;
    const arrivalMs = real[at + ARRIVAL_MS] ?? 0;
    this.depart(arrivalMs);
    if (hasFailed) this.failed += 1;
    else this.completed += 1;
    if (!this.isOpen) return;
    const latencyMs = nowMs - arrivalMs;
    sums[LATENCY] = (sums[LATENCY] ?? 0) + latencyMs;
    const { stagesMs, tokens } = this;
    for (let stage = 0; stage < stagesMs.length; stage += 1) {
      stagesMs[stage] = (stagesMs[stage] ?? 0) + (real[at + STAGE + stage] ?? 0);
    }
    tokens[0] = (tokens[0] ?? 0) + (real[at + PAID_INPUT] ?? 0);
    tokens[1] = (tokens[1] ?? 0) + (real[at + PAID_OUTPUT] ?? 0);
    tokens[2] = (tokens[2] ?? 0) + (real[at + PAID_READ] ?? 0);
    tokens[3] = (tokens[3] ?? 0) + (real[at + PAID_WRITE] ?? 0);
    tokens[4] = (tokens[4] ?? 0) + (real[at + WASTED] ?? 0);
    tokens[5] = (tokens[5] ?? 0) + (real[at + REPREFILLED] ?? 0);
    tokens[6] = (tokens[6] ?? 0) + (real[at + LONG_PROMPT_USD] ?? 0);
    const integersAt = row * SESSION_INTEGERS;
    const workload = this.workloads[whole[integersAt + WORKLOAD] ?? 0];
    this.measure(this.total, sessions, row, hasFailed);
    if (workload !== undefined && workload !== this.total) {
      this.measure(workload, sessions, row, hasFailed);
    }
  }

  private measure(kept: SessionMeasures, sessions: Table, row: number, hasFailed: boolean): void {
    const { real, whole } = sessions;
    const at = row * SESSION_DOUBLES;
    if (((whole[row * SESSION_INTEGERS + FLAGS] ?? 0) & RETRIED) !== 0) kept.retried += 1;
    if (hasFailed) {
      kept.failed += 1;
      return;
    }
    kept.completed += 1;
    recorded[0] = (this.clock[0] ?? 0) - (real[at + ARRIVAL_MS] ?? 0);
    kept.latencyMs.recordCell();
    recorded[0] = (real[at + STAGE_QUEUE] ?? 0) + (real[at + STAGE_TOOL_QUEUE] ?? 0);
    kept.waitMs.recordCell();
    const ttftMs = real[at + TTFT_MS] ?? -1;
    if (ttftMs < 0) return;
    recorded[0] = ttftMs;
    kept.ttftMs.recordCell();
  }

  private enter(arrivalMs: number): void {
    const { sums } = this;
    const nowMs = this.clock[0] ?? 0;
    sums[AREA] = (sums[AREA] ?? 0) + this.inSystem * (nowMs - (sums[CHANGED] ?? 0));
    sums[CHANGED] = nowMs;
    sums[ARRIVALS] = (sums[ARRIVALS] ?? 0) + arrivalMs;
    this.inSystem += 1;
  }

  private depart(arrivalMs: number): void {
    const { sums } = this;
    const nowMs = this.clock[0] ?? 0;
    sums[AREA] = (sums[AREA] ?? 0) + this.inSystem * (nowMs - (sums[CHANGED] ?? 0));
    sums[CHANGED] = nowMs;
    sums[ARRIVALS] = (sums[ARRIVALS] ?? 0) - arrivalMs;
    this.inSystem -= 1;
  }

  /** Ages of all sessions that have not ended, summed; those of the thinking ones stand still. */
  private ageMs(): number {
    const { sums } = this;
    return this.inSystem * (this.clock[0] ?? 0) - (sums[ARRIVALS] ?? 0) + (sums[PAUSED_AGES] ?? 0);
  }

  /** Closes the window now and gives what a record needs. */
  close(): {
    window: { startMs: number; endMs: number };
    total: SessionStatistics;
    workloads: SessionStatistics[];
    stagesMs: number[];
    thinkMs: number;
    tokens: TokenSums;
    longPromptUsd: number;
    apiRequests: ApiRequests;
    little: LittleTerms;
  } {
    // A run that ended before its warm-up did measured nothing.
    if (!this.isOpen) this.openWindow();
    const nowMs = this.clock[0] ?? 0;
    const [
      startMs = 0,
      changedMs = 0,
      areaMs = 0,
      ageAtStartMs = 0,
      ,
      latencyMs = 0,
      ,
      thinkMs = 0,
    ] = this.sums;
    const [input = 0, output = 0, cacheRead = 0, cacheWrite = 0, wasted = 0, reprefilled = 0] =
      this.tokens;
    return {
      window: { startMs, endMs: nowMs },
      total: this.total.statistics(),
      workloads: this.workloads.map((workload) => workload.statistics()),
      stagesMs: [...this.stagesMs],
      thinkMs,
      tokens: { input, output, cacheRead, cacheWrite, wasted, reprefilled },
      longPromptUsd: this.tokens[6] ?? 0,
      apiRequests: {
        sent: this.apiRequests,
        rateLimited: this.rateLimited,
        overloaded: this.overloaded,
      },
      little: {
        areaMs: areaMs + this.inSystem * (nowMs - changedMs),
        finishedLatencyMs: latencyMs,
        ageAtStartMs,
        ageAtEndMs: this.ageMs(),
      },
    };
  }
}

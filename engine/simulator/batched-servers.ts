import { invariant } from "../base/assert.js";
import { MS_PER_SECOND } from "../base/units.js";
import { BatchedReplica } from "./batched/replica.js";
import type { BatchListener } from "./batched/scheduler.js";
import type { BatchSettings, StepTime } from "./batched/settings.js";
import type { StepListener } from "./brain-pool.js";
import type { Context } from "./context.js";
import { BRAIN_ADVANCES, CODE_BITS } from "./events.js";
import type { Metered } from "./model.js";
import {
  ARRIVAL_MS,
  FRESH_TOKENS,
  PAID_INPUT,
  PAID_OUTPUT,
  PAID_READ,
  PAID_WRITE,
  PREFILL_MS,
  PROMPT_TOKENS,
  QUEUED_MS,
  REPREFILLED,
  RUN_TOKENS,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STAGE_DECODE,
  STAGE_PREFILL,
  STAGE_QUEUE,
  STARTED_MS,
  STEP,
  STEP_HISTORY,
  STEP_OUTPUT,
  TTFT_MS,
} from "./session-row.js";
import { BusyMeter } from "./station.js";
import type { Table } from "./table.js";

/** STARTED_MS of a step that no server has admitted, and the due time of an idle server. */
const NOT_YET = -1;
/** What a server's tables of tokens can hold. */
const MOST_TOKENS = 2 ** 30;

/**
 * Batched servers in the event calendar, for both architectures: steps go in by {@link submit}, come back
 * to the listener when their last token exists, and are accounted for on the way. A step's wait ends when
 * the scheduler admits it, its prefill with its first token; preemption and prefilling again are decode.
 *
 * Prompt tokens count as cache reads as far as the KV memory held them. History that it no longer held,
 * and what a preempted step computes again, is counted as prefilled again (REPREFILLED).
 */
export class BatchedServers implements BatchListener {
  /** Servers at work, and steps that no server has admitted yet. */
  readonly busy: BusyMeter;
  readonly waiting: BusyMeter;
  readonly servers: readonly BatchedReplica[];
  private readonly context: Context;
  private readonly settings: BatchSettings;
  private readonly listener: StepListener;
  private readonly sessions: Table;
  /** When the event of each server is due; another one is out of date. */
  private readonly dueMs: Float64Array;
  /** Servers that let other events of the same time go first. */
  private readonly waits: Uint8Array;
  /** Rows whose step the server being advanced has finished. */
  private done = new Int32Array(16);
  private doneCount = 0;

  constructor(
    context: Context,
    listener: StepListener,
    stepTime: StepTime,
    { servers, ranks, settings }: { servers: number; ranks: number; settings: BatchSettings },
  ) {
    this.context = context;
    this.settings = settings;
    this.listener = listener;
    this.sessions = context.sessions;
    this.busy = new BusyMeter(context.calendar.clock);
    this.waiting = new BusyMeter(context.calendar.clock);
    this.servers = Array.from(
      { length: servers },
      () => new BatchedReplica(settings, stepTime, this, ranks),
    );
    this.dueMs = new Float64Array(servers).fill(NOT_YET);
    this.waits = new Uint8Array(servers);
  }

  /** KV memory that running requests hold, out of `tokens` in all. */
  kvMeter(tokens: number): Metered {
    let openedMs = 0;
    const heldMs = (): number => {
      const seconds = this.context.calendar.nowMs / MS_PER_SECOND;
      const held = this.servers.map((server) => server.heldTokenSecondsAt(seconds));
      return MS_PER_SECOND * held.reduce((sum, one) => sum + one, 0);
    };
    const meter = {
      openWindow: () => void (openedMs = heldMs()),
      busyMs: () => heldMs() - openedMs,
      totalMs: heldMs,
    };
    return { name: "brain KV memory", servers: tokens, meter };
  }

  /**
   * Works out the tokens of the session's next step; a server computes at least one of each kind. Its
   * history is what the server computed for the last step: prompt and output but for the last token.
   */
  prepare(row: number): void {
    const { real, whole } = this.sessions;
    const at = row * SESSION_DOUBLES;
    const isFirst = (whole[row * SESSION_INTEGERS + STEP] ?? 0) === 0;
    const computed = (real[at + PROMPT_TOKENS] ?? 0) + (real[at + STEP_OUTPUT] ?? 0) - 1;
    const { work } = this.context;
    const reprefilled = real[at + REPREFILLED] ?? 0;
    work.prepare(row);
    // What is prefilled again is known when a server admits the step, not from a share that is cached.
    real[at + REPREFILLED] = reprefilled;
    real[at + STEP_HISTORY] = isFirst ? 0 : Math.min(computed, work.mostCachedTokens(row));
    const output = Math.max(1, real[at + STEP_OUTPUT] ?? 0);
    real[at + PROMPT_TOKENS] = Math.max(1, real[at + PROMPT_TOKENS] ?? 0);
    real[at + FRESH_TOKENS] = output;
    real[at + STEP_OUTPUT] = output;
  }

  /**
   * Queues the prepared step at a server now; from events only, not while a server tells of its steps.
   * The row names the session to the prefix cache. False: it could never fit, and is not taken.
   */
  submit(row: number, server: number, rank: number): boolean {
    const replica = this.server(server);
    const { real } = this.sessions;
    const at = row * SESSION_DOUBLES;
    const prompt = real[at + PROMPT_TOKENS] ?? 0;
    const output = real[at + STEP_OUTPUT] ?? 0;
    const history = real[at + STEP_HISTORY] ?? 0;
    real[at + STARTED_MS] = NOT_YET;
    if (prompt + output > MOST_TOKENS) return false;
    const seconds = this.context.calendar.nowMs / MS_PER_SECOND;
    const isIdle = replica.nextSeconds === Infinity;
    if (!replica.arrive(seconds, row, prompt, output, row, history, rank)) return false;
    if (isIdle) this.busy.begin();
    this.waiting.begin();
    this.scheduleNext(server);
    return true;
  }

  /** The batch of a server changes: BRAIN_ADVANCES. */
  advance(server: number): void {
    const { calendar } = this.context;
    if (this.dueMs[server] !== calendar.nowMs) return;
    // What arrives at this very time takes part in what the server does next.
    if (this.waits[server] === 0 && calendar.nextTimeMs() === calendar.nowMs) {
      this.waits[server] = 1;
      calendar.schedule(calendar.nowMs, BRAIN_ADVANCES | (server << CODE_BITS));
      return;
    }
    this.waits[server] = 0;
    this.dueMs[server] = NOT_YET;
    this.doneCount = 0;
    const replica = this.server(server);
    replica.advance();
    if (replica.nextSeconds === Infinity) this.busy.end();
    this.scheduleNext(server);
    // Only now, because the sessions' next steps may go to this very server.
    const { done, doneCount } = this;
    for (let at = 0; at < doneCount; at += 1) this.listener.stepDone(done[at] ?? 0);
  }

  /**
   * Server `server` fails: gives its steps to `lost`, those in the batch first, with the tokens that
   * they were paid and nobody will get: the prompt of one that was admitted, and the output so far.
   */
  fail(server: number, lost: (row: number, tokens: number) => void): void {
    const replica = this.server(server);
    const { real } = this.sessions;
    const rows: number[] = [];
    const tokens: number[] = [];
    if (replica.nextSeconds !== Infinity) this.busy.end();
    this.dueMs[server] = NOT_YET;
    replica.fail(this.context.calendar.nowMs / MS_PER_SECOND, (row, generated) => {
      const at = row * SESSION_DOUBLES;
      real[at + PAID_OUTPUT] = (real[at + PAID_OUTPUT] ?? 0) + generated;
      real[at + RUN_TOKENS] = (real[at + RUN_TOKENS] ?? 0) + generated;
      if (!this.isAdmitted(row)) this.waiting.end();
      rows.push(row);
      tokens.push(this.isAdmitted(row) ? (real[at + PROMPT_TOKENS] ?? 0) + generated : 0);
    });
    rows.forEach((row, at) => {
      lost(row, tokens[at] ?? 0);
    });
  }

  /** The session in `row` needs no cache at this server any more. */
  forget(row: number, server: number): void {
    for (const rank of this.server(server).ranks) rank.blocks.forget(row);
  }

  isAdmitted(row: number): boolean {
    return (this.sessions.real[row * SESSION_DOUBLES + STARTED_MS] ?? NOT_YET) >= 0;
  }

  admitted(row: number, cachedTokens: number, recomputedTokens: number): void {
    const { real } = this.sessions;
    const at = row * SESSION_DOUBLES;
    if (recomputedTokens > 0) {
      real[at + REPREFILLED] = (real[at + REPREFILLED] ?? 0) + recomputedTokens;
      return;
    }
    const { nowMs } = this.context.calendar;
    const prompt = real[at + PROMPT_TOKENS] ?? 0;
    const computed = prompt - cachedTokens;
    const lostHistory = (real[at + STEP_HISTORY] ?? 0) - cachedTokens;
    this.waiting.end();
    real[at + STARTED_MS] = nowMs;
    real[at + STAGE_QUEUE] = (real[at + STAGE_QUEUE] ?? 0) + (nowMs - (real[at + QUEUED_MS] ?? 0));
    this.context.spans?.add(row, "queue", real[at + QUEUED_MS] ?? 0, nowMs);
    real[at + PAID_INPUT] = (real[at + PAID_INPUT] ?? 0) + computed;
    real[at + PAID_READ] = (real[at + PAID_READ] ?? 0) + cachedTokens;
    if (this.settings.prefixCache) {
      real[at + PAID_WRITE] = (real[at + PAID_WRITE] ?? 0) + computed;
    }
    real[at + RUN_TOKENS] = (real[at + RUN_TOKENS] ?? 0) + prompt;
    real[at + REPREFILLED] = (real[at + REPREFILLED] ?? 0) + lostHistory;
  }

  firstToken(row: number): void {
    const { real } = this.sessions;
    const { nowMs } = this.context.calendar;
    const at = row * SESSION_DOUBLES;
    real[at + PREFILL_MS] = nowMs - (real[at + STARTED_MS] ?? 0);
    if ((real[at + TTFT_MS] ?? 0) < 0) real[at + TTFT_MS] = nowMs - (real[at + ARRIVAL_MS] ?? 0);
  }

  finished(row: number): void {
    const { real } = this.sessions;
    const at = row * SESSION_DOUBLES;
    const prefillMs = real[at + PREFILL_MS] ?? 0;
    const decodeMs = this.context.calendar.nowMs - (real[at + STARTED_MS] ?? 0) - prefillMs;
    const output = real[at + STEP_OUTPUT] ?? 0;
    real[at + STAGE_PREFILL] = (real[at + STAGE_PREFILL] ?? 0) + prefillMs;
    real[at + STAGE_DECODE] = (real[at + STAGE_DECODE] ?? 0) + decodeMs;
    real[at + PAID_OUTPUT] = (real[at + PAID_OUTPUT] ?? 0) + output;
    real[at + RUN_TOKENS] = (real[at + RUN_TOKENS] ?? 0) + output;
    this.context.measures.events += 1;
    const { spans, calendar } = this.context;
    if (spans !== undefined) {
      const firstTokenMs = (real[at + STARTED_MS] ?? 0) + prefillMs;
      spans.add(row, "prefill", real[at + STARTED_MS] ?? 0, firstTokenMs);
      spans.add(row, "decode", firstTokenMs, calendar.nowMs);
    }
    if (this.doneCount === this.done.length) {
      const grown = new Int32Array(2 * this.done.length);
      grown.set(this.done);
      this.done = grown;
    }
    this.done[this.doneCount] = row;
    this.doneCount += 1;
  }

  private scheduleNext(server: number): void {
    const { nextSeconds } = this.server(server);
    if (nextSeconds === Infinity) return;
    const { calendar } = this.context;
    // Back from seconds, a time may come out a rounding error before now.
    const dueMs = Math.max(calendar.nowMs, nextSeconds * MS_PER_SECOND);
    if (this.dueMs[server] === dueMs) return;
    this.dueMs[server] = dueMs;
    this.waits[server] = 0;
    calendar.schedule(dueMs, BRAIN_ADVANCES | (server << CODE_BITS));
  }

  private server(index: number): BatchedReplica {
    const server = this.servers[index];
    invariant(server !== undefined, `there is no batched server ${index}`);
    return server;
  }
}

import { DUE, NOW } from "./calendar.js";
import type { Calendar } from "./calendar.js";
import { BRAIN_DONE, CODE_BITS } from "./events.js";
import type { SessionSpans } from "./inspect/session-spans.js";
import type { BrainPlan, Plan } from "./plan.js";
import {
  ARRIVAL_MS,
  DUE_MS,
  FRESH_TOKENS,
  INDEX,
  LONG_PROMPT_USD,
  PAID_INPUT,
  PAID_OUTPUT,
  PAID_READ,
  PAID_WRITE,
  PREFILL_MS,
  PROMPT_TOKENS,
  REPREFILLED,
  RUN_TOKENS,
  SERVICE_MS,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STAGE_DECODE,
  STAGE_PREFILL,
  STAGE_TOOL,
  STARTED_MS,
  STEP,
  STEP_INPUT,
  STEP_OUTPUT,
  STEP_READ,
  STEP_WRITE,
  TTFT_MS,
  WASTED,
  WORKLOAD,
} from "./session-row.js";
import type { Table } from "./table.js";

/** Tokens and time of brain steps: the same work whichever deployment does it. */
export class BrainWork {
  private readonly plan: Plan;
  private readonly brain: BrainPlan;
  private readonly calendar: Calendar;
  private readonly sessions: Table;
  private readonly spans: SessionSpans | undefined;

  constructor(plan: Plan, calendar: Calendar, sessions: Table, spans?: SessionSpans) {
    this.plan = plan;
    this.brain = plan.brain;
    this.calendar = calendar;
    this.sessions = sessions;
    this.spans = spans;
  }

  /**
   * Works out the session's next step. Its prompt is the last prompt, re-sent, and what came since:
   * the last output and the tool results. The cache serves its share of what is re-sent; where there
   * is a cache, what is new is written to it. A log says it all of its own requests.
   */
  prepare(row: number): void {
    const { plan, brain } = this;
    const { real, whole } = this.sessions;
    const at = row * SESSION_DOUBLES;
    const integersAt = row * SESSION_INTEGERS;
    const workload = plan.workloads[whole[integersAt + WORKLOAD] ?? 0];
    if (workload === undefined) return;
    const { words } = plan.streams;
    let factor = brain.time.fixed;
    let output = workload.outputTokens.fixed;
    if (Number.isNaN(factor) || Number.isNaN(output)) {
      plan.streams.draw(
        workload.stepStream,
        whole[integersAt + INDEX] ?? 0,
        whole[integersAt + STEP] ?? 0,
        0,
      );
      if (Number.isNaN(factor)) {
        plan.samplers.pick(brain.time.id, words[0] ?? 0);
        factor = plan.samplers.picked[0] ?? 0;
      }
      if (Number.isNaN(output)) {
        output = Math.round(plan.samplers.draw(workload.outputTokens.id, words[1] ?? 0));
      }
    }
    const resent = real[at + PROMPT_TOKENS] ?? 0;
    const fresh = real[at + FRESH_TOKENS] ?? 0;
    let prompt = resent + fresh;
    let read = resent * workload.cachedShare;
    let write = workload.cachedShare > 0 ? fresh : 0;
    const { trace } = workload;
    if (trace !== undefined) {
      const step = whole[integersAt + STEP] ?? 0;
      const first = trace.firstRequest[whole[integersAt + INDEX] ?? 0] ?? 0;
      const request = trace.hasRounds ? first + step : first;
      output = trace.outputTokens[request] ?? 0;
      if (trace.hasRounds || step === 0) {
        prompt = trace.inputTokens[request] ?? 0;
        read = trace.cachedTokens[request] ?? 0;
        write = trace.hasCache ? prompt - read : write;
      }
    }
    const input = prompt - read;
    real[at + PROMPT_TOKENS] = prompt;
    real[at + FRESH_TOKENS] = output;
    real[at + STEP_INPUT] = input;
    real[at + STEP_READ] = read;
    real[at + STEP_WRITE] = write;
    real[at + STEP_OUTPUT] = output;
    // A logged prompt may be shorter than the last one, and its prefix may hold the last answer too.
    const again = Math.max(0, Math.min(resent, prompt) - read);
    real[at + REPREFILLED] = (real[at + REPREFILLED] ?? 0) + again;
    if (brain.usesTokens) {
      const prefill =
        factor * (brain.baseMs + brain.perInputTokenMs * input + brain.perCachedTokenMs * read);
      real[at + PREFILL_MS] = prefill;
      real[at + SERVICE_MS] = prefill + factor * brain.perOutputTokenMs * output;
    } else {
      real[at + PREFILL_MS] = factor * brain.prefillShare;
      real[at + SERVICE_MS] = factor;
    }
  }

  /** How much of the prepared prompt a cache may hold, where a log of whole sessions says so; else Infinity. */
  mostCachedTokens(row: number): number {
    const { plan, sessions } = this;
    const workload = plan.workloads[sessions.whole[row * SESSION_INTEGERS + WORKLOAD] ?? 0];
    if (workload?.trace?.hasRounds !== true) return Infinity;
    return sessions.real[row * SESSION_DOUBLES + STEP_READ] ?? 0;
  }

  /**
   * What the session's tools take before its next step, where a log of whole sessions says so; −1 where
   * the scenario's tools are called instead.
   */
  loggedToolMs(row: number): number {
    const { plan, sessions } = this;
    const at = row * SESSION_INTEGERS;
    const trace = plan.workloads[sessions.whole[at + WORKLOAD] ?? 0]?.trace;
    if (trace === undefined || !trace.hasRounds) return -1;
    const first = trace.firstRequest[sessions.whole[at + INDEX] ?? 0] ?? 0;
    const toolMs = trace.toolWaitMs[first + (sessions.whole[at + STEP] ?? 0)] ?? 0;
    const stageAt = row * SESSION_DOUBLES + STAGE_TOOL;
    sessions.real[stageAt] = (sessions.real[stageAt] ?? 0) + toolMs;
    return toolMs;
  }

  /** The prepared step starts now: its tokens are paid, and its end is scheduled. */
  begin(row: number): void {
    const { calendar } = this;
    const { real } = this.sessions;
    const { clock } = calendar;
    const nowMs = clock[NOW] ?? 0;
    const at = row * SESSION_DOUBLES;
    const dueMs = nowMs + (real[at + SERVICE_MS] ?? 0);
    const input = real[at + STEP_INPUT] ?? 0;
    const read = real[at + STEP_READ] ?? 0;
    const output = real[at + STEP_OUTPUT] ?? 0;
    real[at + PAID_INPUT] = (real[at + PAID_INPUT] ?? 0) + input;
    real[at + PAID_READ] = (real[at + PAID_READ] ?? 0) + read;
    real[at + PAID_WRITE] = (real[at + PAID_WRITE] ?? 0) + (real[at + STEP_WRITE] ?? 0);
    real[at + PAID_OUTPUT] = (real[at + PAID_OUTPUT] ?? 0) + output;
    real[at + RUN_TOKENS] = (real[at + RUN_TOKENS] ?? 0) + input + read + output;
    const { longPrompt } = this.plan;
    if (longPrompt !== undefined && (real[at + PROMPT_TOKENS] ?? 0) > longPrompt.aboveTokens) {
      real[at + LONG_PROMPT_USD] =
        (real[at + LONG_PROMPT_USD] ?? 0) +
        input * longPrompt.extra.input +
        read * longPrompt.extra.cacheRead +
        (real[at + STEP_WRITE] ?? 0) * longPrompt.extra.cacheWrite +
        output * longPrompt.extra.output;
    }
    real[at + STARTED_MS] = nowMs;
    real[at + DUE_MS] = dueMs;
    clock[DUE] = dueMs;
    calendar.scheduleDue(BRAIN_DONE | (row << CODE_BITS));
  }

  /** The step is done: its time is prefill and decode, and the first one gave the first token. */
  complete(row: number): void {
    const { real } = this.sessions;
    const at = row * SESSION_DOUBLES;
    const prefill = real[at + PREFILL_MS] ?? 0;
    real[at + STAGE_PREFILL] = (real[at + STAGE_PREFILL] ?? 0) + prefill;
    real[at + STAGE_DECODE] =
      (real[at + STAGE_DECODE] ?? 0) + ((real[at + SERVICE_MS] ?? 0) - prefill);
    if ((real[at + TTFT_MS] ?? 0) < 0) this.noteFirstToken(at);
    if (this.spans === undefined) return;
    const startedMs = real[at + STARTED_MS] ?? 0;
    this.spans.add(row, "prefill", startedMs, startedMs + prefill);
    this.spans.add(row, "decode", startedMs + prefill, this.calendar.nowMs);
  }

  /**
   * The step is cut off: of its output only the part that was decoded has been paid.
   * Returns the tokens paid for nothing.
   */
  abort(row: number): number {
    const { real } = this.sessions;
    const at = row * SESSION_DOUBLES;
    const output = real[at + STEP_OUTPUT] ?? 0;
    const prefill = real[at + PREFILL_MS] ?? 0;
    const decode = (real[at + SERVICE_MS] ?? 0) - prefill;
    const decoded = this.calendar.nowMs - (real[at + STARTED_MS] ?? 0) - prefill;
    if (decoded >= 0 && (real[at + TTFT_MS] ?? 0) < 0) this.noteFirstToken(at);
    const share = decoded <= 0 ? 0 : decode <= 0 ? 1 : Math.min(1, decoded / decode);
    const unpaid = output * (1 - share);
    real[at + PAID_OUTPUT] = (real[at + PAID_OUTPUT] ?? 0) - unpaid;
    real[at + RUN_TOKENS] = (real[at + RUN_TOKENS] ?? 0) - unpaid;
    const { longPrompt } = this.plan;
    if (longPrompt !== undefined && (real[at + PROMPT_TOKENS] ?? 0) > longPrompt.aboveTokens) {
      real[at + LONG_PROMPT_USD] =
        (real[at + LONG_PROMPT_USD] ?? 0) - unpaid * longPrompt.extra.output;
    }
    const lost = (real[at + STEP_INPUT] ?? 0) + (real[at + STEP_READ] ?? 0) + output * share;
    return lost;
  }

  /** Counts `tokens` as paid for nothing. */
  waste(row: number, tokens: number): void {
    const { real } = this.sessions;
    const at = row * SESSION_DOUBLES + WASTED;
    real[at] = (real[at] ?? 0) + tokens;
  }

  private noteFirstToken(at: number): void {
    const { real } = this.sessions;
    real[at + TTFT_MS] =
      (real[at + STARTED_MS] ?? 0) + (real[at + PREFILL_MS] ?? 0) - (real[at + ARRIVAL_MS] ?? 0);
  }
}

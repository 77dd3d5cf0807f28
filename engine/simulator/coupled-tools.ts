import { invariant } from "../base/assert.js";
import { uniformOfWord } from "../base/random.js";
import { callsOfStep, resultTokens } from "./call-draws.js";
import { ATTEMPTS } from "./call-row.js";
import type { Context } from "./context.js";
import { RETRY, TOOL_DONE } from "./events.js";
import type { Plan } from "./plan.js";
import {
  ATTEMPT,
  CALL,
  DUE_MS,
  FRESH_TOKENS,
  INDEX,
  RETRIED,
  SERVICE_MS,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STAGE_RETRY_DELAY,
  STAGE_TOOL,
  STARTED_MS,
  STEP,
  TOOL,
} from "./session-row.js";
import { beginPhase, USING_TOOL, WAITING } from "./slot-phase.js";
import { BusyMeter } from "./station.js";
import type { Table } from "./table.js";
import type { ToolPlan } from "./workload-plan.js";

/** Told how the tools of a session's step end. */
export interface ToolsListener {
  toolsDone(row: number): void;
  /** A call failed for good, and its session with it. */
  toolsFailed(row: number): void;
}

/** The tools of the coupled deployment: run inside the session's slot, one after another. */
export class CoupledTools {
  /** Slots whose session uses a tool. */
  readonly busy: BusyMeter;
  private readonly context: Context;
  private readonly plan: Plan;
  private readonly sessions: Table;
  private readonly listener: ToolsListener;

  constructor(context: Context, listener: ToolsListener) {
    this.context = context;
    this.plan = context.plan;
    this.sessions = context.sessions;
    this.listener = listener;
    this.busy = new BusyMeter(context.calendar.clock);
  }

  /** Uses the tools of the session's step from number `first` up to `endOfTools`, one after another. */
  use(row: number, first: number, endOfTools: number): void {
    const { plan } = this;
    const { whole } = this.sessions;
    const at = row * SESSION_INTEGERS;
    const session = whole[at + INDEX] ?? 0;
    const step = whole[at + STEP] ?? 0;
    for (let id = first; id < endOfTools; id += 1) {
      const tool = plan.tools[id];
      if (tool === undefined || callsOfStep(plan, tool, session, step) === 0) continue;
      whole[at + TOOL] = id;
      whole[at + CALL] = 0;
      whole[at + ATTEMPT] = 0;
      this.attempt(row);
      return;
    }
    whole[at + STEP] = step + 1;
    this.listener.toolsDone(row);
  }

  /** Begins the attempt that is due. */
  attempt(row: number): void {
    const { plan } = this;
    const { real } = this.sessions;
    const { nowMs } = this.context.calendar;
    const tool = this.toolOf(row);
    const { service, attemptIsRandom, timeoutMs } = tool.hands;
    if (attemptIsRandom) this.draw(row, tool.attemptStream);
    const drawnMs = plan.samplers.draw(service.id, plan.streams.words[0] ?? 0);
    const serviceMs = drawnMs > timeoutMs ? timeoutMs : drawnMs;
    const at = row * SESSION_DOUBLES;
    real[at + STARTED_MS] = nowMs;
    real[at + SERVICE_MS] = serviceMs;
    real[at + DUE_MS] = nowMs + serviceMs;
    this.busy.begin();
    beginPhase(this.context, row, USING_TOOL, TOOL_DONE);
  }

  /** An attempt is over. */
  done(row: number): void {
    const { plan } = this;
    const { real, whole } = this.sessions;
    const at = row * SESSION_DOUBLES;
    const integersAt = row * SESSION_INTEGERS;
    const tool = this.toolOf(row);
    const { calendar, measures, series, inspected, spans } = this.context;
    measures.events += 1;
    if (series !== undefined) series.attemptEnds(tool.pool, real, at + STARTED_MS);
    inspected?.ended.attemptEnds(row);
    spans?.add(row, "tool", real[at + STARTED_MS] ?? 0, calendar.nowMs, tool.pool);
    this.busy.end();
    real[at + STAGE_TOOL] = (real[at + STAGE_TOOL] ?? 0) + (real[at + SERVICE_MS] ?? 0);
    if (this.attemptFails(row, tool)) {
      this.retry(row, tool);
      return;
    }
    const session = whole[integersAt + INDEX] ?? 0;
    const step = whole[integersAt + STEP] ?? 0;
    const call = whole[integersAt + CALL] ?? 0;
    real[at + FRESH_TOKENS] =
      (real[at + FRESH_TOKENS] ?? 0) + resultTokens(plan, tool, session, step, call);
    if (call + 1 < callsOfStep(plan, tool, session, step)) {
      whole[integersAt + CALL] = call + 1;
      whole[integersAt + ATTEMPT] = 0;
      this.attempt(row);
    } else {
      this.use(row, tool.id + 1, tool.endOfTools);
    }
  }

  private retry(row: number, tool: ToolPlan): void {
    const { plan } = this;
    const { real, whole } = this.sessions;
    const { retries, retryDelay } = tool.hands;
    const attemptAt = row * SESSION_INTEGERS + ATTEMPT;
    const attempt = whole[attemptAt] ?? 0;
    if (attempt >= retries) {
      this.listener.toolsFailed(row);
      return;
    }
    this.context.flag(row, RETRIED);
    let delayMs = retryDelay.fixed;
    if (Number.isNaN(delayMs)) {
      this.draw(row, tool.retryStream);
      delayMs = plan.samplers.draw(retryDelay.id, plan.streams.words[0] ?? 0);
    }
    whole[attemptAt] = attempt + 1;
    if (delayMs === 0) {
      this.attempt(row);
      return;
    }
    const at = row * SESSION_DOUBLES;
    real[at + STAGE_RETRY_DELAY] = (real[at + STAGE_RETRY_DELAY] ?? 0) + delayMs;
    const { calendar, spans } = this.context;
    real[at + DUE_MS] = calendar.nowMs + delayMs;
    spans?.add(row, "retryDelay", calendar.nowMs, calendar.nowMs + delayMs, tool.pool);
    beginPhase(this.context, row, WAITING, RETRY);
  }

  /** Drawn again rather than kept: draws are addressed, so the same address gives the same words. */
  private attemptFails(row: number, tool: ToolPlan): boolean {
    const { service, failureProbability, timeoutMs } = tool.hands;
    if (failureProbability === 0 && timeoutMs === Infinity) return false;
    const { samplers, streams } = this.plan;
    if (tool.hands.attemptIsRandom) this.draw(row, tool.attemptStream);
    const { words } = streams;
    if (samplers.draw(service.id, words[0] ?? 0) > timeoutMs) return true;
    return failureProbability > 0 && uniformOfWord(words[1] ?? 0) < failureProbability;
  }

  /** Draws for the attempt in work. */
  private draw(row: number, stream: number): void {
    const { whole } = this.sessions;
    const at = row * SESSION_INTEGERS;
    const item = (whole[at + CALL] ?? 0) * ATTEMPTS + (whole[at + ATTEMPT] ?? 0);
    this.plan.streams.draw(stream, whole[at + INDEX] ?? 0, whole[at + STEP] ?? 0, item);
  }

  private toolOf(row: number): ToolPlan {
    const tool = this.plan.tools[this.sessions.whole[row * SESSION_INTEGERS + TOOL] ?? 0];
    invariant(tool !== undefined, "a call is of a tool");
    return tool;
  }
}

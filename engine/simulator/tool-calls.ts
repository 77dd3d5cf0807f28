import { invariant } from "../base/assert.js";
import { uniformOfWord } from "../base/random.js";
import { Branches } from "./branches.js";
import {
  ATTEMPTS,
  CALL_AT_MS,
  CALL_ATTEMPT,
  CALL_COLD_MS,
  CALL_DOUBLES,
  CALL_DUE_MS,
  CALL_FAILS,
  CALL_INDEX,
  CALL_INTEGERS,
  CALL_NEXT,
  CALL_PROVISION,
  CALL_QUEUED_MS,
  CALL_RESTART,
  CALL_RETRY_DELAY,
  CALL_SERVICE_MS,
  CALL_STARTED_MS,
  CALL_TOOL,
  CALL_TOOL_QUEUE,
} from "./call-row.js";
import { CallTransit } from "./call-transit.js";
import { DUE, NOW } from "./calendar.js";
import type { Calendar } from "./calendar.js";
import type { Context } from "./context.js";
import type { SessionSpans } from "./inspect/session-spans.js";
import { CALL_ARRIVES, CALLS_ARRIVE, CODE_BITS, SESSION_FAILS, TOOL_DONE } from "./events.js";
import type { Plan } from "./plan.js";
import type { ToolPlan } from "./workload-plan.js";
import { Sandboxes } from "./sandboxes.js";
import {
  DOOMED,
  ENDED,
  FAIL_MS,
  FIRST_CALL,
  INDEX,
  LAST_BACK,
  LAST_CALL,
  PENDING,
  RESUME_MS,
  RETRIED,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STEP,
  WORKLOAD,
} from "./session-row.js";
import type { Station } from "./station.js";
import type { Table } from "./table.js";

/** What {@link ToolCalls.launch} found. */
export const CALLS_OUT = 0;
export const CALLS_BACK = 1;
export const NO_CALLS = 2;

/** The tool calls of the decoupled deployment, from the brain over the bus to the hands and back. */
export class ToolCalls {
  readonly branches: Branches;
  private readonly context: Context;
  private readonly plan: Plan;
  private readonly calendar: Calendar;
  private readonly sessions: Table;
  private readonly calls: Table;
  private readonly stations: readonly Station[];
  private readonly sandboxes: Sandboxes;
  private readonly transit: CallTransit;
  private readonly spans: SessionSpans | undefined;

  constructor(context: Context, stations: readonly Station[]) {
    const { plan } = context;
    this.context = context;
    this.plan = plan;
    this.calendar = context.calendar;
    this.spans = context.spans;
    this.sessions = context.sessions;
    this.branches = new Branches(context);
    this.calls = this.branches.calls;
    this.stations = stations;
    this.sandboxes = new Sandboxes(context);
    this.transit = new CallTransit(context, this.calls);
    for (const station of stations) station.onAdmitted = () => this.serveQueue(station);
  }

  /** Sends out the calls that follow the session's step; if they are back already, at RESUME_MS. */
  launch(row: number): number {
    const { plan, sessions, branches } = this;
    const integersAt = row * SESSION_INTEGERS;
    const workload = plan.workloads[sessions.whole[integersAt + WORKLOAD] ?? 0];
    if (workload === undefined || workload.firstTool === workload.endOfTools) return NO_CALLS;
    sessions.real[row * SESSION_DOUBLES + RESUME_MS] = this.calendar.nowMs;
    // One more than the branches, so that none that is back at once ends the step early.
    sessions.whole[integersAt + PENDING] = 1;
    sessions.whole[integersAt + FIRST_CALL] = -1;
    sessions.whole[integersAt + LAST_BACK] = -1;
    let opened = 0;
    let hasChain = false;
    for (let id = workload.firstTool; id < workload.endOfTools; id += 1) {
      const tool = plan.tools[id];
      if (tool === undefined || (!tool.parallel && hasChain)) continue;
      const count = branches.countOf(row, tool);
      if (count === 0) continue;
      // The chain's further calls and tools come as it moves on.
      const branchCount = tool.parallel ? count : 1;
      hasChain ||= !tool.parallel;
      opened += branchCount;
      for (let index = 0; index < branchCount; index += 1) {
        const call = branches.open(row, tool, index, count);
        if (this.spans !== undefined) this.spans.open(row, call);
        this.calls.real[call * CALL_DOUBLES + CALL_AT_MS] = this.calendar.nowMs;
        this.send(call, row, tool, true);
      }
    }
    if ((sessions.whole[integersAt + FIRST_CALL] ?? -1) >= 0) {
      const { clock } = this.calendar;
      clock[DUE] = (clock[NOW] ?? 0) + this.transit.constantHopMs;
      this.calendar.scheduleDue(eventOf(CALLS_ARRIVE, row));
    }
    if (branches.settle(row) > 0) return CALLS_OUT;
    return opened === 0 ? NO_CALLS : CALLS_BACK;
  }

  /** All calls that the session's step sent off together have come over the bus. */
  arriveTogether(row: number): void {
    let call = this.sessions.whole[row * SESSION_INTEGERS + FIRST_CALL] ?? -1;
    while (call >= 0) {
      const next = this.calls.whole[call * CALL_INTEGERS + CALL_NEXT] ?? -1;
      this.arrive(call);
      call = next;
    }
  }

  /** A call has come over the bus, or its retry delay is over. */
  arrive(call: number): void {
    const row = this.branches.rowOf(call);
    if (this.context.hasFlag(row, ENDED)) {
      this.branches.drop(call, row);
      return;
    }
    const tool = this.branches.toolOf(call);
    const station = this.stationOf(tool);
    if (station.free > 0) {
      this.begin(call, row, tool, station);
    } else {
      this.calls.real[call * CALL_DOUBLES + CALL_QUEUED_MS] = this.calendar.nowMs;
      station.queue.push(call);
    }
  }

  /** An attempt is over. Returns the session if that moves it (see Decoupled.resume), else −1. */
  done(call: number): number {
    const { real, whole } = this.calls;
    const at = call * CALL_DOUBLES;
    // After a worker failed, the event that was to end the lost attempt is still in the calendar.
    if (real[at + CALL_DUE_MS] !== this.calendar.nowMs) return -1;
    real[at + CALL_DUE_MS] = -1;
    this.context.measures.events += 1;
    const { series, inspected } = this.context;
    const row = this.branches.rowOf(call);
    const tool = this.branches.toolOf(call);
    const station = this.stationOf(tool);
    if (series !== undefined) series.attemptEnds(tool.pool, real, at + CALL_STARTED_MS);
    if (inspected !== undefined) inspected.ended.attemptEnds(row);
    station.stop(call);
    if (station.queue.length > 0) this.serveQueue(station);
    if (this.context.hasFlag(row, ENDED)) {
      this.branches.drop(call, row);
      return -1;
    }
    if (tool.hands.hasColdStart) {
      real[at + CALL_PROVISION] = (real[at + CALL_PROVISION] ?? 0) + (real[at + CALL_COLD_MS] ?? 0);
    }
    real[at + CALL_TOOL] = (real[at + CALL_TOOL] ?? 0) + (real[at + CALL_SERVICE_MS] ?? 0);
    if (this.spans !== undefined) {
      const coldMs = tool.hands.hasColdStart ? (real[at + CALL_COLD_MS] ?? 0) : 0;
      const startedMs = real[at + CALL_STARTED_MS] ?? 0;
      this.spans.addCall(row, call, tool.pool, "provision", startedMs, startedMs + coldMs);
      this.spans.addCall(row, call, tool.pool, "tool", startedMs + coldMs, this.calendar.nowMs);
    }
    if ((whole[call * CALL_INTEGERS + CALL_FAILS] ?? 0) === 0) {
      this.transit.comeBack(call, row, tool);
      this.transit.receive(call, row, tool);
      if (this.branches.moveOn(call, row, tool)) {
        this.send(call, row, this.branches.toolOf(call), false);
        return this.movesIfSettled(row);
      }
      return this.branches.close(call, row) === 0 ? row : -1;
    }
    if (this.retry(call, row, tool)) return -1;
    this.doom(call, row, tool);
    return this.failMs(row) <= this.calendar.nowMs ? row : -1;
  }

  /** When the call that failed for good comes back; only for a doomed session. */
  failMs(row: number): number {
    return this.sessions.real[row * SESSION_DOUBLES + FAIL_MS] ?? 0;
  }

  /** A worker fails: the call on it goes back to the head of the queue, without using up a retry. */
  workerFails(pool: number, worker: number): void {
    const station = this.stations[pool];
    invariant(station !== undefined, "a worker belongs to a pool");
    station.fail(worker);
    const call = station.evict(worker);
    if (call < 0) return;
    const row = this.branches.rowOf(call);
    const at = call * CALL_DOUBLES;
    const { real } = this.calls;
    const { nowMs } = this.calendar;
    real[at + CALL_DUE_MS] = -1;
    if (this.context.hasFlag(row, ENDED)) {
      this.branches.drop(call, row);
      return;
    }
    const elapsedMs = nowMs - (real[at + CALL_STARTED_MS] ?? 0);
    real[at + CALL_RESTART] = (real[at + CALL_RESTART] ?? 0) + elapsedMs;
    this.spans?.addCall(row, call, pool, "restart", real[at + CALL_STARTED_MS] ?? 0, nowMs);
    if (elapsedMs < (real[at + CALL_COLD_MS] ?? 0)) {
      this.sandboxes.lose(row, this.branches.toolOf(call));
    }
    this.context.interrupt(row);
    real[at + CALL_QUEUED_MS] = nowMs;
    station.queue.pushFirst(call);
    this.serveQueue(station);
  }

  workerReturns(pool: number, worker: number): void {
    const station = this.stations[pool];
    invariant(station !== undefined, "a worker belongs to a pool");
    station.repair(worker);
    this.serveQueue(station);
  }

  /** Sends the branch's next call at its CALL_AT_MS; those that the cache answers pass at once. */
  private send(call: number, row: number, first: ToolPlan, isLaunch: boolean): void {
    const { branches, calendar } = this;
    const { real } = this.calls;
    const at = call * CALL_DOUBLES;
    let tool = first;
    for (;;) {
      this.transit.addHop(call, row, tool, 0);
      if (tool.hands.cacheHitRatio === 0 || !this.transit.isAnswered(call, row, tool)) break;
      this.transit.comeBack(call, row, tool);
      this.transit.receive(call, row, tool);
      if (!branches.moveOn(call, row, tool)) {
        branches.close(call, row);
        return;
      }
      tool = branches.toolOf(call);
    }
    const atMs = real[at + CALL_AT_MS] ?? 0;
    if (atMs <= calendar.nowMs) this.arrive(call);
    else if (isLaunch && atMs === calendar.nowMs + this.transit.constantHopMs) this.join(call, row);
    else calendar.schedule(atMs, eventOf(CALL_ARRIVES, call));
  }

  /** Appends the call to those that cross the bus together: one event instead of one each. */
  private join(call: number, row: number): void {
    const { whole } = this.sessions;
    const at = row * SESSION_INTEGERS;
    this.calls.whole[call * CALL_INTEGERS + CALL_NEXT] = -1;
    if ((whole[at + FIRST_CALL] ?? -1) < 0) whole[at + FIRST_CALL] = call;
    else this.calls.whole[(whole[at + LAST_CALL] ?? 0) * CALL_INTEGERS + CALL_NEXT] = call;
    whole[at + LAST_CALL] = call;
  }

  private begin(call: number, row: number, tool: ToolPlan, station: Station): void {
    const { plan, calendar } = this;
    const { real, whole } = this.calls;
    const at = call * CALL_DOUBLES;
    const { hands } = tool;
    station.start(call);
    const coldMs = hands.hasColdStart ? this.sandboxes.startMs(row, tool) : 0;
    if (hands.attemptIsRandom) this.draw(call, row, tool.attemptStream);
    const { words } = plan.streams;
    plan.samplers.pick(hands.service.id, words[0] ?? 0);
    const drawnMs = plan.samplers.picked[0] ?? 0;
    const serviceMs = drawnMs > hands.timeoutMs ? hands.timeoutMs : drawnMs;
    const fails =
      drawnMs > hands.timeoutMs ||
      (hands.failureProbability > 0 && uniformOfWord(words[1] ?? 0) < hands.failureProbability);
    whole[call * CALL_INTEGERS + CALL_FAILS] = fails ? 1 : 0;
    const { clock } = calendar;
    const nowMs = clock[NOW] ?? 0;
    const dueMs = nowMs + coldMs + serviceMs;
    real[at + CALL_STARTED_MS] = nowMs;
    real[at + CALL_COLD_MS] = coldMs;
    real[at + CALL_SERVICE_MS] = serviceMs;
    real[at + CALL_DUE_MS] = dueMs;
    clock[DUE] = dueMs;
    calendar.scheduleDue(eventOf(TOOL_DONE, call));
  }

  private serveQueue(station: Station): void {
    while (station.free > 0 && station.queue.length > 0) {
      const call = station.queue.shift();
      const row = this.branches.rowOf(call);
      // Its session has failed meanwhile: nobody wants the answer any more.
      if (this.context.hasFlag(row, ENDED)) {
        this.branches.drop(call, row);
        continue;
      }
      const at = call * CALL_DOUBLES;
      const { real } = this.calls;
      const waitedMs = this.calendar.nowMs - (real[at + CALL_QUEUED_MS] ?? 0);
      real[at + CALL_TOOL_QUEUE] = (real[at + CALL_TOOL_QUEUE] ?? 0) + waitedMs;
      const tool = this.branches.toolOf(call);
      if (this.spans !== undefined) {
        const queuedMs = real[at + CALL_QUEUED_MS] ?? 0;
        this.spans.addCall(row, call, tool.pool, "toolQueue", queuedMs, this.calendar.nowMs);
      }
      this.begin(call, row, tool, station);
    }
  }

  /** Starts another attempt, if one is left. */
  private retry(call: number, row: number, tool: ToolPlan): boolean {
    const { plan, calendar } = this;
    const { real, whole } = this.calls;
    const { hands } = tool;
    const attemptAt = call * CALL_INTEGERS + CALL_ATTEMPT;
    const attempt = whole[attemptAt] ?? 0;
    if (attempt >= hands.retries) return false;
    this.context.flag(row, RETRIED);
    let delayMs = hands.retryDelay.fixed;
    if (Number.isNaN(delayMs)) {
      this.draw(call, row, tool.retryStream);
      delayMs = plan.samplers.draw(hands.retryDelay.id, plan.streams.words[0] ?? 0);
    }
    whole[attemptAt] = attempt + 1;
    const at = call * CALL_DOUBLES + CALL_RETRY_DELAY;
    real[at] = (real[at] ?? 0) + delayMs;
    const { nowMs } = calendar;
    this.spans?.addCall(row, call, tool.pool, "retryDelay", nowMs, nowMs + delayMs);
    if (delayMs > 0) calendar.schedule(nowMs + delayMs, eventOf(CALL_ARRIVES, call));
    else this.arrive(call);
    return true;
  }

  /** The call has failed for good: the session fails when that comes back, at the earliest such time. */
  private doom(call: number, row: number, tool: ToolPlan): void {
    this.transit.comeBack(call, row, tool);
    const failMs = this.calls.real[call * CALL_DOUBLES + CALL_AT_MS] ?? 0;
    if (!this.context.hasFlag(row, DOOMED) || failMs < this.failMs(row)) {
      this.context.flag(row, DOOMED);
      this.sessions.real[row * SESSION_DOUBLES + FAIL_MS] = failMs;
      this.branches.decide(call, row);
      if (failMs > this.calendar.nowMs) {
        this.calendar.schedule(failMs, eventOf(SESSION_FAILS, row));
      }
    } else {
      this.calls.release(call);
    }
    this.branches.settle(row);
  }

  /** A session that the cache moved on may be all back, or still out. */
  private movesIfSettled(row: number): number {
    return (this.sessions.whole[row * SESSION_INTEGERS + PENDING] ?? 0) === 0 ? row : -1;
  }

  /** Draws for the attempt in work. */
  private draw(call: number, row: number, stream: number): void {
    const { whole } = this.sessions;
    const at = row * SESSION_INTEGERS;
    const callAt = call * CALL_INTEGERS;
    const item =
      (this.calls.whole[callAt + CALL_INDEX] ?? 0) * ATTEMPTS +
      (this.calls.whole[callAt + CALL_ATTEMPT] ?? 0);
    this.plan.streams.draw(stream, whole[at + INDEX] ?? 0, whole[at + STEP] ?? 0, item);
  }

  private stationOf(tool: ToolPlan): Station {
    const station = this.stations[tool.pool];
    invariant(station !== undefined, "a pool has a station");
    return station;
  }
}

function eventOf(code: number, id: number): number {
  return code | (id << CODE_BITS);
}

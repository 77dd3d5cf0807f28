import { invariant } from "../base/assert.js";
import { uniformOfWord } from "../base/random.js";
import {
  ATTEMPTS,
  CALL_ATTEMPT,
  CALL_BUS,
  CALL_COLD_MS,
  CALL_COUNT,
  CALL_DOUBLES,
  CALL_DUE_MS,
  CALL_FAILS,
  CALL_INDEX,
  CALL_INTEGERS,
  CALL_PROVISION,
  CALL_QUEUED_MS,
  CALL_RESTART,
  CALL_RETRY_DELAY,
  CALL_SERVICE_MS,
  CALL_SESSION,
  CALL_STAGES,
  CALL_STARTED_MS,
  CALL_TOOL,
  CALL_TOOL_INDEX,
  CALL_TOOL_QUEUE,
} from "./call-row.js";
import { callsOfStep, isCacheHit, resultTokens } from "./call-draws.js";
import type { Context } from "./context.js";
import { CALL_ARRIVES, CODE_BITS, SESSION_FAILS, TOOL_DONE } from "./events.js";
import type { HandsPlan, ToolPlan } from "./plan.js";
import { Sandboxes } from "./sandboxes.js";
import {
  BRANCH,
  DOOMED,
  ENDED,
  FAIL_MS,
  FRESH_TOKENS,
  INDEX,
  PENDING,
  RESUME_MS,
  RETRIED,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STAGE_BUS,
  STAGE_PROVISION,
  STEP,
} from "./session-row.js";
import type { Station } from "./station.js";
import { Table } from "./table.js";

/**
 * The tool calls of the decoupled deployment. A step's calls form branches: each parallel call is one,
 * the serial calls together are one, run one after another. The branch that comes back last decides
 * when the session goes on, and its stage times are what the step's tools cost the session; so the
 * stages of a session always add up to its latency, however much ran side by side.
 */
export class ToolCalls {
  private readonly context: Context;
  private readonly stations: readonly Station[];
  private readonly calls = new Table(CALL_DOUBLES, CALL_INTEGERS);
  private readonly sandboxes: Sandboxes;

  constructor(context: Context, stations: readonly Station[]) {
    this.context = context;
    this.stations = stations;
    this.sandboxes = new Sandboxes(context);
  }

  /**
   * Sends out the calls that follow the session's step. True when all of them are back already, or
   * there are none: then the session goes on at its RESUME_MS.
   */
  launch(row: number, nowMs: number): boolean {
    const { sessions } = this.context;
    const { tools } = this.context.workloadOf(row);
    const at = row * SESSION_DOUBLES;
    const integersAt = row * SESSION_INTEGERS;
    sessions.real[at + RESUME_MS] = nowMs;
    sessions.real.fill(0, at + BRANCH, at + BRANCH + CALL_STAGES);
    // One more than the branches, so that none that is back at once ends the step early.
    sessions.whole[integersAt + PENDING] = 1;
    let hasChain = false;
    for (let toolAt = 0; toolAt < tools.length; toolAt += 1) {
      const tool = tools[toolAt];
      if (tool === undefined || (!tool.parallel && hasChain)) continue;
      const count = this.countOf(row, tool);
      if (count === 0) continue;
      if (tool.parallel) {
        for (let call = 0; call < count; call += 1) this.open(row, toolAt, call, count, nowMs);
      } else {
        hasChain = true;
        this.open(row, toolAt, 0, count, nowMs);
      }
    }
    return this.settle(row) === 0;
  }

  /** A call has come over the bus, or its retry delay is over. */
  arrive(call: number, nowMs: number): void {
    const row = this.rowOf(call);
    if (this.context.hasFlag(row, ENDED)) {
      this.drop(call, row);
      return;
    }
    const station = this.stationOf(call, row);
    if (station.free > 0) {
      this.begin(call, row, station, nowMs);
    } else {
      this.calls.real[call * CALL_DOUBLES + CALL_QUEUED_MS] = nowMs;
      station.queue.push(call);
    }
  }

  /** An attempt is over. Returns the session if that moves it (see Decoupled.resume), else −1. */
  done(call: number, nowMs: number): number {
    const at = call * CALL_DOUBLES;
    const { real, whole } = this.calls;
    if (real[at + CALL_DUE_MS] !== nowMs) return -1;
    real[at + CALL_DUE_MS] = -1;
    this.context.measures.events += 1;
    const row = this.rowOf(call);
    const station = this.stationOf(call, row);
    station.stop(call, nowMs);
    this.serveQueue(station, nowMs);
    if (this.context.hasFlag(row, ENDED)) {
      this.drop(call, row);
      return -1;
    }
    real[at + CALL_PROVISION] = (real[at + CALL_PROVISION] ?? 0) + (real[at + CALL_COLD_MS] ?? 0);
    real[at + CALL_TOOL] = (real[at + CALL_TOOL] ?? 0) + (real[at + CALL_SERVICE_MS] ?? 0);
    if ((whole[call * CALL_INTEGERS + CALL_FAILS] ?? 0) === 0) this.succeed(call, row, nowMs);
    else if (!this.retry(call, row, nowMs)) this.doom(call, row, nowMs);
    const moves =
      (this.context.sessions.whole[row * SESSION_INTEGERS + PENDING] ?? 0) === 0 ||
      (this.context.hasFlag(row, DOOMED) && this.failMs(row) <= nowMs);
    return moves ? row : -1;
  }

  /** When the call that failed for good comes back; only for a doomed session. */
  failMs(row: number): number {
    return this.context.sessions.real[row * SESSION_DOUBLES + FAIL_MS] ?? 0;
  }

  /** Adds the stage times of the deciding branch to the session's. */
  attribute(row: number): void {
    const { real } = this.context.sessions;
    const at = row * SESSION_DOUBLES;
    const last = CALL_STAGES - 1;
    for (let stage = 0; stage < last; stage += 1) {
      real[at + STAGE_BUS + stage] =
        (real[at + STAGE_BUS + stage] ?? 0) + (real[at + BRANCH + stage] ?? 0);
    }
    real[at + STAGE_PROVISION] =
      (real[at + STAGE_PROVISION] ?? 0) + (real[at + BRANCH + last] ?? 0);
  }

  /** A worker fails: the call on it goes back to the head of the queue, without using up a retry. */
  workerFails(pool: number, worker: number, nowMs: number): void {
    const station = this.stations[pool];
    invariant(station !== undefined, "a worker belongs to a pool");
    station.fail(worker);
    const call = station.evict(worker, nowMs);
    if (call < 0) return;
    const row = this.rowOf(call);
    const at = call * CALL_DOUBLES;
    const { real } = this.calls;
    real[at + CALL_DUE_MS] = -1;
    if (this.context.hasFlag(row, ENDED)) {
      this.drop(call, row);
      return;
    }
    const elapsedMs = nowMs - (real[at + CALL_STARTED_MS] ?? 0);
    real[at + CALL_RESTART] = (real[at + CALL_RESTART] ?? 0) + elapsedMs;
    if (elapsedMs < (real[at + CALL_COLD_MS] ?? 0)) {
      this.sandboxes.lose(row, this.toolOf(call, row));
    }
    this.context.interrupt(row);
    real[at + CALL_QUEUED_MS] = nowMs;
    station.queue.pushFirst(call);
    this.serveQueue(station, nowMs);
  }

  workerReturns(pool: number, worker: number, nowMs: number): void {
    const station = this.stations[pool];
    invariant(station !== undefined, "a worker belongs to a pool");
    station.repair(worker);
    this.serveQueue(station, nowMs);
  }

  private open(row: number, toolAt: number, index: number, count: number, nowMs: number): void {
    const { sessions } = this.context;
    const pendingAt = row * SESSION_INTEGERS + PENDING;
    sessions.whole[pendingAt] = (sessions.whole[pendingAt] ?? 0) + 1;
    const call = this.calls.take();
    const { real, whole } = this.calls;
    const at = call * CALL_INTEGERS;
    whole[at + CALL_SESSION] = row;
    whole[at + CALL_TOOL_INDEX] = toolAt;
    whole[at + CALL_INDEX] = index;
    whole[at + CALL_COUNT] = count;
    const stagesAt = call * CALL_DOUBLES + CALL_BUS;
    for (let stage = 0; stage < CALL_STAGES; stage += 1) real[stagesAt + stage] = 0;
    this.send(call, row, nowMs, nowMs);
  }

  /** Sends the branch's next call at `atMs`; those that the cache answers pass without an event. */
  private send(call: number, row: number, atMs: number, nowMs: number): void {
    const { plan, sessions } = this.context;
    const { samplers, streams } = plan;
    const { real, whole } = this.calls;
    const at = call * CALL_DOUBLES;
    let timeMs = atMs;
    for (;;) {
      const tool = this.toolOf(call, row);
      const session = sessions.whole[row * SESSION_INTEGERS + INDEX] ?? 0;
      const step = sessions.whole[row * SESSION_INTEGERS + STEP] ?? 0;
      const index = whole[call * CALL_INTEGERS + CALL_INDEX] ?? 0;
      whole[call * CALL_INTEGERS + CALL_ATTEMPT] = 0;
      const outMs = this.hopMs(tool, session, step, index, 0);
      real[at + CALL_BUS] = (real[at + CALL_BUS] ?? 0) + outMs;
      timeMs += outMs;
      if (!isCacheHit(plan, this.poolOf(tool), tool, session, step, index)) {
        if (timeMs > nowMs) this.context.calendar.schedule(timeMs, eventOf(CALL_ARRIVES, call));
        else this.arrive(call, nowMs);
        return;
      }
      if (!samplers.isConstant(plan.lookupSampler)) {
        streams.draw(tool.lookupStream, session, step, index);
      }
      const lookupMs = samplers.draw(plan.lookupSampler, streams.words[0] ?? 0);
      const backMs = this.hopMs(tool, session, step, index, 1);
      real[at + CALL_TOOL] = (real[at + CALL_TOOL] ?? 0) + lookupMs;
      real[at + CALL_BUS] = (real[at + CALL_BUS] ?? 0) + backMs;
      timeMs += lookupMs + backMs;
      this.receive(row, tool, session, step, index);
      if (!this.moveOn(call, row)) {
        this.close(call, row, timeMs);
        return;
      }
    }
  }

  private begin(call: number, row: number, station: Station, nowMs: number): void {
    station.start(call, nowMs);
    const { plan, sessions, calendar } = this.context;
    const { real, whole } = this.calls;
    const at = call * CALL_DOUBLES;
    const integersAt = call * CALL_INTEGERS;
    const tool = this.toolOf(call, row);
    const pool = this.poolOf(tool);
    const coldMs = pool.hasColdStart ? this.sandboxes.startMs(row, tool, pool) : 0;
    if (pool.attemptIsRandom) {
      const item =
        (whole[integersAt + CALL_INDEX] ?? 0) * ATTEMPTS + (whole[integersAt + CALL_ATTEMPT] ?? 0);
      plan.streams.draw(
        tool.attemptStream,
        sessions.whole[row * SESSION_INTEGERS + INDEX] ?? 0,
        sessions.whole[row * SESSION_INTEGERS + STEP] ?? 0,
        item,
      );
    }
    const { words } = plan.streams;
    const drawnMs = plan.samplers.draw(pool.sampler, words[0] ?? 0);
    const serviceMs = drawnMs > pool.timeoutMs ? pool.timeoutMs : drawnMs;
    const fails =
      drawnMs > pool.timeoutMs ||
      (pool.failureProbability > 0 && uniformOfWord(words[1] ?? 0) < pool.failureProbability);
    whole[integersAt + CALL_FAILS] = fails ? 1 : 0;
    const dueMs = nowMs + coldMs + serviceMs;
    real[at + CALL_STARTED_MS] = nowMs;
    real[at + CALL_COLD_MS] = coldMs;
    real[at + CALL_SERVICE_MS] = serviceMs;
    real[at + CALL_DUE_MS] = dueMs;
    calendar.schedule(dueMs, eventOf(TOOL_DONE, call));
  }

  private serveQueue(station: Station, nowMs: number): void {
    while (station.free > 0 && station.queue.length > 0) {
      const call = station.queue.shift();
      const row = this.rowOf(call);
      // Its session has failed meanwhile: nobody wants the answer any more.
      if (this.context.hasFlag(row, ENDED)) {
        this.drop(call, row);
        continue;
      }
      const at = call * CALL_DOUBLES;
      const { real } = this.calls;
      const waitedMs = nowMs - (real[at + CALL_QUEUED_MS] ?? 0);
      real[at + CALL_TOOL_QUEUE] = (real[at + CALL_TOOL_QUEUE] ?? 0) + waitedMs;
      this.begin(call, row, station, nowMs);
    }
  }

  private succeed(call: number, row: number, nowMs: number): void {
    const { sessions } = this.context;
    const tool = this.toolOf(call, row);
    const session = sessions.whole[row * SESSION_INTEGERS + INDEX] ?? 0;
    const step = sessions.whole[row * SESSION_INTEGERS + STEP] ?? 0;
    const index = this.calls.whole[call * CALL_INTEGERS + CALL_INDEX] ?? 0;
    const backMs = this.hopMs(tool, session, step, index, 1);
    const at = call * CALL_DOUBLES + CALL_BUS;
    this.calls.real[at] = (this.calls.real[at] ?? 0) + backMs;
    this.receive(row, tool, session, step, index);
    if (this.moveOn(call, row)) this.send(call, row, nowMs + backMs, nowMs);
    else this.close(call, row, nowMs + backMs);
  }

  /** Starts another attempt, if one is left. */
  private retry(call: number, row: number, nowMs: number): boolean {
    const { plan, sessions, calendar } = this.context;
    const { real, whole } = this.calls;
    const integersAt = call * CALL_INTEGERS;
    const tool = this.toolOf(call, row);
    const pool = this.poolOf(tool);
    const attempt = whole[integersAt + CALL_ATTEMPT] ?? 0;
    if (attempt >= pool.retries) return false;
    this.context.flag(row, RETRIED);
    whole[integersAt + CALL_ATTEMPT] = attempt + 1;
    if (!plan.samplers.isConstant(pool.retryDelaySampler)) {
      plan.streams.draw(
        tool.retryStream,
        sessions.whole[row * SESSION_INTEGERS + INDEX] ?? 0,
        sessions.whole[row * SESSION_INTEGERS + STEP] ?? 0,
        (whole[integersAt + CALL_INDEX] ?? 0) * ATTEMPTS + attempt,
      );
    }
    const delayMs = plan.samplers.draw(pool.retryDelaySampler, plan.streams.words[0] ?? 0);
    const at = call * CALL_DOUBLES + CALL_RETRY_DELAY;
    real[at] = (real[at] ?? 0) + delayMs;
    if (delayMs > 0) calendar.schedule(nowMs + delayMs, eventOf(CALL_ARRIVES, call));
    else this.arrive(call, nowMs);
    return true;
  }

  /** The call has failed for good: the session fails when that comes back, at the earliest such time. */
  private doom(call: number, row: number, nowMs: number): void {
    const { sessions, calendar } = this.context;
    const tool = this.toolOf(call, row);
    const session = sessions.whole[row * SESSION_INTEGERS + INDEX] ?? 0;
    const step = sessions.whole[row * SESSION_INTEGERS + STEP] ?? 0;
    const index = this.calls.whole[call * CALL_INTEGERS + CALL_INDEX] ?? 0;
    const backMs = this.hopMs(tool, session, step, index, 1);
    const at = call * CALL_DOUBLES + CALL_BUS;
    this.calls.real[at] = (this.calls.real[at] ?? 0) + backMs;
    const failMs = nowMs + backMs;
    if (!this.context.hasFlag(row, DOOMED) || failMs < this.failMs(row)) {
      this.context.flag(row, DOOMED);
      sessions.real[row * SESSION_DOUBLES + FAIL_MS] = failMs;
      this.decide(call, row);
      if (failMs > nowMs) calendar.schedule(failMs, eventOf(SESSION_FAILS, row));
    }
    this.calls.release(call);
    this.settle(row);
  }

  /** The branch is back at `atMs`. */
  private close(call: number, row: number, atMs: number): void {
    const { real } = this.context.sessions;
    const at = row * SESSION_DOUBLES + RESUME_MS;
    if (atMs >= (real[at] ?? 0) && !this.context.hasFlag(row, DOOMED)) {
      real[at] = atMs;
      this.decide(call, row);
    }
    this.calls.release(call);
    this.settle(row);
  }

  /** Makes this branch the one that decides the step, as far as is known. */
  private decide(call: number, row: number): void {
    const from = call * CALL_DOUBLES + CALL_BUS;
    const to = row * SESSION_DOUBLES + BRANCH;
    for (let stage = 0; stage < CALL_STAGES; stage += 1) {
      this.context.sessions.real[to + stage] = this.calls.real[from + stage] ?? 0;
    }
  }

  /** Moves a chain to its next call; false when the branch has none left. */
  private moveOn(call: number, row: number): boolean {
    const { tools } = this.context.workloadOf(row);
    const { whole } = this.calls;
    const at = call * CALL_INTEGERS;
    let toolAt = whole[at + CALL_TOOL_INDEX] ?? 0;
    if (tools[toolAt]?.parallel !== false) return false;
    const index = (whole[at + CALL_INDEX] ?? 0) + 1;
    if (index < (whole[at + CALL_COUNT] ?? 0)) {
      whole[at + CALL_INDEX] = index;
      return true;
    }
    for (toolAt += 1; toolAt < tools.length; toolAt += 1) {
      const tool = tools[toolAt];
      if (tool === undefined || tool.parallel) continue;
      const count = this.countOf(row, tool);
      if (count === 0) continue;
      whole[at + CALL_TOOL_INDEX] = toolAt;
      whole[at + CALL_INDEX] = 0;
      whole[at + CALL_COUNT] = count;
      return true;
    }
    return false;
  }

  /** Lets go of a call whose session has ended, and of the session after its last one. */
  private drop(call: number, row: number): void {
    this.calls.release(call);
    if (this.settle(row) === 0) this.context.sessions.release(row);
  }

  /** One branch fewer; how many are left. */
  private settle(row: number): number {
    const { whole } = this.context.sessions;
    const at = row * SESSION_INTEGERS + PENDING;
    const left = (whole[at] ?? 0) - 1;
    whole[at] = left;
    return left;
  }

  private receive(row: number, tool: ToolPlan, session: number, step: number, call: number): void {
    const { plan, sessions } = this.context;
    const at = row * SESSION_DOUBLES + FRESH_TOKENS;
    const tokens = resultTokens(plan, this.context.workloadOf(row), tool, session, step, call);
    sessions.real[at] = (sessions.real[at] ?? 0) + tokens;
  }

  private countOf(row: number, tool: ToolPlan): number {
    const { plan, sessions } = this.context;
    const at = row * SESSION_INTEGERS;
    return callsOfStep(plan, tool, sessions.whole[at + INDEX] ?? 0, sessions.whole[at + STEP] ?? 0);
  }

  /** One hop over the bus: out (`direction` 0) or back (1). */
  private hopMs(
    tool: ToolPlan,
    session: number,
    step: number,
    call: number,
    direction: number,
  ): number {
    const { plan } = this.context;
    if (plan.hopIsRandom) plan.streams.draw(tool.busStream, session, step, call);
    return plan.samplers.draw(plan.hopSampler, plan.streams.words[direction] ?? 0);
  }

  private rowOf(call: number): number {
    return this.calls.whole[call * CALL_INTEGERS + CALL_SESSION] ?? 0;
  }

  private toolOf(call: number, row: number): ToolPlan {
    const at = this.calls.whole[call * CALL_INTEGERS + CALL_TOOL_INDEX] ?? 0;
    const tool = this.context.workloadOf(row).tools[at];
    invariant(tool !== undefined, "a call is of a tool");
    return tool;
  }

  private poolOf(tool: ToolPlan): HandsPlan {
    const pool = this.context.plan.hands[tool.pool];
    invariant(pool !== undefined, "a tool has a pool");
    return pool;
  }

  private stationOf(call: number, row: number): Station {
    const station = this.stations[this.toolOf(call, row).pool];
    invariant(station !== undefined, "a pool has a station");
    return station;
  }
}

function eventOf(code: number, id: number): number {
  return code | (id << CODE_BITS);
}

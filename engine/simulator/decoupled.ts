import { ApiBrain } from "./api/api-brain.js";
import { BatchedPool } from "./batched-pool.js";
import type { BrainPool, StepListener } from "./brain-pool.js";
import { DUE } from "./calendar.js";
import { placesOf } from "./autoscaling/plan.js";
import type { Context } from "./context.js";
import {
  CALL_ARRIVES,
  CALLS_ARRIVE,
  CODE_BITS,
  SESSION_FAILS,
  STEP_READY,
  THINK_OVER,
  TOOL_DONE,
} from "./events.js";
import { LOGGED } from "./inspect/session-spans.js";
import type { Model } from "./model.js";
import type { Plan } from "./plan.js";
import { handsPoolName } from "./pool-names.js";
import {
  DOOMED,
  ENDED,
  PENDING,
  RESUME_MS,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STEP,
  STEPS,
} from "./session-row.js";
import { SlotsPool } from "./slots-pool.js";
import { Station } from "./station.js";
import type { Table } from "./table.js";
import { CALLS_BACK, NO_CALLS, ToolCalls } from "./tool-calls.js";
import { Turns } from "./turns.js";

/**
 * Brain and hands apart. A session's brain steps go to the brain pool; the tool calls after a step go
 * over the bus to their pools, side by side; the next step starts when all of them are back.
 */
export class Decoupled implements Model, StepListener {
  readonly stations: readonly Station[];
  readonly meters: Model["meters"];
  private readonly context: Context;
  private readonly sessions: Table;
  private readonly brain: BrainPool;
  private readonly calls: ToolCalls;
  private readonly turns: Turns;

  constructor(context: Context) {
    const { plan, calendar } = context;
    this.context = context;
    this.sessions = context.sessions;
    this.brain = this.brainOf(plan);
    const hands = plan.hands.map(({ name, workers }, pool) => {
      const canFail = plan.components.some((group) => group.pool === pool);
      const station = handsPoolName(name);
      return new Station(station, workers, 1, canFail, calendar.clock, placesOf(plan, station));
    });
    this.stations = [...this.brain.stations, ...hands];
    this.meters = this.brain.meters;
    this.calls = new ToolCalls(context, hands);
    this.turns = new Turns(context);
  }

  private brainOf({ api, batched }: Plan): BrainPool {
    const { context } = this;
    if (api !== undefined) return new ApiBrain(context, api, this);
    if (batched !== undefined) return new BatchedPool(context, this, batched);
    return new SlotsPool(context, this);
  }

  start(row: number): void {
    this.brain.start(row);
  }

  handle(code: number, id: number): void {
    switch (code) {
      case TOOL_DONE: {
        const row = this.calls.done(id);
        if (row >= 0) this.resume(row);
        break;
      }
      case CALLS_ARRIVE:
        this.calls.arriveTogether(id);
        break;
      case CALL_ARRIVES:
        this.calls.arrive(id);
        break;
      case STEP_READY:
        this.nextStep(id);
        break;
      case THINK_OVER:
        this.turns.resume(id);
        this.brain.start(id);
        break;
      case SESSION_FAILS:
        this.failIfDue(id);
        break;
      default:
        this.brain.handle(code, id);
    }
  }

  componentChanges(pool: number, replica: number, failed: boolean): void {
    if (pool < 0) this.brain.replicaChanges(replica, failed);
    else if (failed) this.calls.workerFails(pool, replica);
    else this.calls.workerReturns(pool, replica);
  }

  stepDone(row: number): void {
    const { whole } = this.sessions;
    const at = row * SESSION_INTEGERS;
    if ((whole[at + STEP] ?? 0) + 1 >= (whole[at + STEPS] ?? 0)) {
      const thinkMs = this.turns.pause(row);
      if (thinkMs >= 0) {
        const { calendar } = this.context;
        calendar.schedule(calendar.nowMs + thinkMs, THINK_OVER | (row << CODE_BITS));
        return;
      }
      this.end(row, false);
      this.sessions.release(row);
      return;
    }
    const loggedMs = this.context.work.loggedToolMs(row);
    if (loggedMs >= 0) {
      const { calendar, spans } = this.context;
      spans?.add(row, "tool", calendar.nowMs, calendar.nowMs + loggedMs, LOGGED);
      calendar.schedule(calendar.nowMs + loggedMs, STEP_READY | (row << CODE_BITS));
      return;
    }
    // The tools are those of the step just done; the step counter moves on when they are back.
    const found = this.calls.launch(row);
    if (found === NO_CALLS) this.nextStep(row);
    else if (found === CALLS_BACK) this.resume(row);
  }

  stepFailed(row: number): void {
    this.end(row, true);
    this.sessions.release(row);
  }

  /** All calls are back, or will be at RESUME_MS; or one has failed for good. */
  private resume(row: number): void {
    const { calendar } = this.context;
    if (this.context.hasFlag(row, DOOMED)) {
      if (this.calls.failMs(row) <= calendar.nowMs) this.fail(row);
      return;
    }
    this.calls.branches.attribute(row);
    const resumeMs = this.sessions.real[row * SESSION_DOUBLES + RESUME_MS] ?? 0;
    if (resumeMs > calendar.nowMs) {
      calendar.clock[DUE] = resumeMs;
      calendar.scheduleDue(STEP_READY | (row << CODE_BITS));
    } else {
      this.nextStep(row);
    }
  }

  private nextStep(row: number): void {
    const { whole } = this.sessions;
    const at = row * SESSION_INTEGERS + STEP;
    whole[at] = (whole[at] ?? 0) + 1;
    this.brain.start(row);
  }

  /** Out of date when another call failed earlier: the row may serve another session by now. */
  private failIfDue(row: number): void {
    const isDue =
      this.context.hasFlag(row, DOOMED) &&
      !this.context.hasFlag(row, ENDED) &&
      this.calls.failMs(row) === this.context.calendar.nowMs;
    if (isDue) this.fail(row);
  }

  /** The session ends because a call failed for good. Calls still out keep its row until they end. */
  private fail(row: number): void {
    this.calls.branches.attribute(row);
    this.context.flag(row, ENDED);
    this.end(row, true);
    const pending = this.sessions.whole[row * SESSION_INTEGERS + PENDING] ?? 0;
    if (pending === 0) this.sessions.release(row);
  }

  private end(row: number, hasFailed: boolean): void {
    this.brain.forget(row);
    this.context.finish(row, hasFailed);
  }
}

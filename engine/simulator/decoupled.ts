import { invariant } from "../base/assert.js";
import type { Context } from "./context.js";
import {
  BRAIN_DONE,
  CALL_ARRIVES,
  CALLS_ARRIVE,
  CODE_BITS,
  SESSION_FAILS,
  STEP_READY,
  TOOL_DONE,
} from "./events.js";
import { handsPoolName } from "./kpis.js";
import type { Model } from "./model.js";
import {
  DOOMED,
  DUE_MS,
  ENDED,
  PENDING,
  QUEUED_MS,
  RESUME_MS,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STAGE_QUEUE,
  STAGE_RESTART,
  STARTED_MS,
  STEP,
  STEPS,
} from "./session-row.js";
import { Station } from "./station.js";
import type { Table } from "./table.js";
import { CALLS_BACK, NO_CALLS, ToolCalls } from "./tool-calls.js";

/**
 * Brain and hands apart. A session's brain steps queue for the brain pool; the tool calls after a step
 * go over the bus to their pools, side by side; the next step starts when all of them are back. A brain
 * replica that fails sends its steps back to the head of the queue, to be prefilled again from the log.
 */
export class Decoupled implements Model {
  readonly stations: readonly Station[];
  readonly meters = [];
  private readonly context: Context;
  private readonly sessions: Table;
  private readonly brain: Station;
  private readonly calls: ToolCalls;
  private readonly canFail: boolean;

  constructor(context: Context) {
    const { plan, calendar } = context;
    this.context = context;
    this.sessions = context.sessions;
    this.canFail = plan.components.length > 0;
    const station = (name: string, replicas: number, slots: number, pool: number): Station => {
      const canFail = plan.components.some((group) => group.pool === pool);
      return new Station(name, replicas, slots, canFail, calendar.clock);
    };
    this.brain = station("brain", plan.replicas, plan.slotsPerReplica, -1);
    const hands = plan.hands.map(({ name, workers }, pool) =>
      station(handsPoolName(name), workers, 1, pool),
    );
    this.stations = [this.brain, ...hands];
    this.calls = new ToolCalls(context, hands);
  }

  start(row: number): void {
    this.context.work.prepare(row);
    if (this.brain.free > 0) {
      this.begin(row);
    } else {
      this.sessions.real[row * SESSION_DOUBLES + QUEUED_MS] = this.context.calendar.nowMs;
      this.brain.queue.push(row);
    }
  }

  handle(code: number, id: number): void {
    switch (code) {
      case BRAIN_DONE:
        this.brainDone(id);
        break;
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
      case SESSION_FAILS:
        this.failIfDue(id);
        break;
      default:
        invariant(false, `the decoupled model has no event ${code}`);
    }
  }

  componentChanges(pool: number, replica: number, failed: boolean): void {
    if (pool >= 0) {
      if (failed) this.calls.workerFails(pool, replica);
      else this.calls.workerReturns(pool, replica);
      return;
    }
    if (failed) {
      this.brain.fail(replica);
      // Newest first, each to the head: the queue then starts with the oldest.
      for (;;) {
        const row = this.brain.evict(replica);
        if (row < 0) break;
        this.interrupt(row);
      }
    } else {
      this.brain.repair(replica);
    }
    this.serveQueue();
  }

  private begin(row: number): void {
    this.brain.start(row);
    this.context.work.begin(row);
  }

  private serveQueue(): void {
    const { brain } = this;
    while (brain.free > 0 && brain.queue.length > 0) {
      const row = brain.queue.shift();
      const { real } = this.sessions;
      const at = row * SESSION_DOUBLES;
      const waitedMs = this.context.calendar.nowMs - (real[at + QUEUED_MS] ?? 0);
      real[at + STAGE_QUEUE] = (real[at + STAGE_QUEUE] ?? 0) + waitedMs;
      this.begin(row);
    }
  }

  private brainDone(row: number): void {
    const { work, measures, calendar } = this.context;
    const { real, whole } = this.sessions;
    // After a replica failed, the event that was to end the lost step is still in the calendar.
    if (this.canFail && real[row * SESSION_DOUBLES + DUE_MS] !== calendar.nowMs) return;
    real[row * SESSION_DOUBLES + DUE_MS] = -1;
    measures.events += 1;
    this.brain.stop(row);
    work.complete(row);
    if (this.brain.queue.length > 0) this.serveQueue();
    const at = row * SESSION_INTEGERS;
    if ((whole[at + STEP] ?? 0) + 1 >= (whole[at + STEPS] ?? 0)) {
      this.context.finish(row, false);
      this.sessions.release(row);
      return;
    }
    // The tools are those of the step just done; the step counter moves on when they are back.
    const found = this.calls.launch(row);
    if (found === NO_CALLS) this.nextStep(row);
    else if (found === CALLS_BACK) this.resume(row);
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
    if (resumeMs > calendar.nowMs) calendar.schedule(resumeMs, STEP_READY | (row << CODE_BITS));
    else this.nextStep(row);
  }

  private nextStep(row: number): void {
    const { whole } = this.sessions;
    const at = row * SESSION_INTEGERS + STEP;
    whole[at] = (whole[at] ?? 0) + 1;
    this.start(row);
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
    this.context.finish(row, true);
    const pending = this.sessions.whole[row * SESSION_INTEGERS + PENDING] ?? 0;
    if (pending === 0) this.sessions.release(row);
  }

  /** The replica under a running step has failed: the log has everything but this step's output. */
  private interrupt(row: number): void {
    const { work, calendar } = this.context;
    const { real } = this.sessions;
    const at = row * SESSION_DOUBLES;
    work.waste(row, work.abort(row));
    const lostMs = calendar.nowMs - (real[at + STARTED_MS] ?? 0);
    real[at + STAGE_RESTART] = (real[at + STAGE_RESTART] ?? 0) + lostMs;
    real[at + DUE_MS] = -1;
    real[at + QUEUED_MS] = calendar.nowMs;
    this.context.interrupt(row);
    this.brain.queue.pushFirst(row);
  }
}

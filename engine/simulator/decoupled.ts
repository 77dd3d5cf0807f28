import { invariant } from "../base/assert.js";
import type { Context } from "./context.js";
import {
  BRAIN_DONE,
  CALL_ARRIVES,
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
import { ToolCalls } from "./tool-calls.js";

/**
 * Brain and hands apart. A session's brain steps queue for the brain pool; the tool calls after a step
 * go over the bus to their pools, side by side; the next step starts when all of them are back. A brain
 * replica that fails sends its steps back to the head of the queue, to be prefilled again from the log.
 */
export class Decoupled implements Model {
  readonly stations: readonly Station[];
  readonly meters = [];
  private readonly context: Context;
  private readonly brain: Station;
  private readonly calls: ToolCalls;
  private readonly canFail: boolean;

  constructor(context: Context) {
    const { plan } = context;
    this.context = context;
    this.canFail = plan.components.length > 0;
    const fails = (pool: number): boolean => plan.components.some((group) => group.pool === pool);
    this.brain = new Station("brain", plan.replicas, plan.slotsPerReplica, fails(-1));
    const hands = plan.hands.map((pool, at) => {
      const name = handsPoolName(pool.name);
      return new Station(name, pool.workers, 1, fails(at));
    });
    this.stations = [this.brain, ...hands];
    this.calls = new ToolCalls(context, hands);
  }

  start(row: number, nowMs: number): void {
    this.context.work.prepare(row, this.context.workloadOf(row));
    this.enterBrain(row, nowMs);
  }

  handle(code: number, id: number, nowMs: number): void {
    switch (code) {
      case BRAIN_DONE:
        this.brainDone(id, nowMs);
        break;
      case CALL_ARRIVES:
        this.calls.arrive(id, nowMs);
        break;
      case TOOL_DONE: {
        const row = this.calls.done(id, nowMs);
        if (row >= 0) this.resume(row, nowMs);
        break;
      }
      case STEP_READY:
        this.nextStep(id, nowMs);
        break;
      case SESSION_FAILS:
        // Out of date when another call failed earlier: the row may serve another session by now.
        if (
          this.context.hasFlag(id, DOOMED) &&
          !this.context.hasFlag(id, ENDED) &&
          this.calls.failMs(id) === nowMs
        ) {
          this.fail(id, nowMs);
        }
        break;
      default:
        invariant(false, `the decoupled model has no event ${code}`);
    }
  }

  componentChanges(pool: number, replica: number, failed: boolean, nowMs: number): void {
    if (pool >= 0) {
      if (failed) this.calls.workerFails(pool, replica, nowMs);
      else this.calls.workerReturns(pool, replica, nowMs);
      return;
    }
    if (!failed) {
      this.brain.repair(replica);
      this.serveQueue(nowMs);
      return;
    }
    this.brain.fail(replica);
    // Newest first, each to the head: the queue then starts with the oldest.
    for (;;) {
      const row = this.brain.evict(replica, nowMs);
      if (row < 0) break;
      this.interrupt(row, nowMs);
    }
    this.serveQueue(nowMs);
  }

  private enterBrain(row: number, nowMs: number): void {
    if (this.brain.free > 0) {
      this.begin(row, nowMs);
    } else {
      this.context.sessions.real[row * SESSION_DOUBLES + QUEUED_MS] = nowMs;
      this.brain.queue.push(row);
    }
  }

  private begin(row: number, nowMs: number): void {
    this.brain.start(row, nowMs);
    const dueMs = this.context.work.begin(row, nowMs);
    this.context.sessions.real[row * SESSION_DOUBLES + DUE_MS] = dueMs;
    this.context.calendar.schedule(dueMs, BRAIN_DONE | (row << CODE_BITS));
  }

  private serveQueue(nowMs: number): void {
    while (this.brain.free > 0 && this.brain.queue.length > 0) {
      const row = this.brain.queue.shift();
      const { real } = this.context.sessions;
      const at = row * SESSION_DOUBLES;
      real[at + STAGE_QUEUE] =
        (real[at + STAGE_QUEUE] ?? 0) + (nowMs - (real[at + QUEUED_MS] ?? 0));
      this.begin(row, nowMs);
    }
  }

  private brainDone(row: number, nowMs: number): void {
    const { sessions, work, measures } = this.context;
    if (this.canFail && sessions.real[row * SESSION_DOUBLES + DUE_MS] !== nowMs) return;
    sessions.real[row * SESSION_DOUBLES + DUE_MS] = -1;
    measures.events += 1;
    this.brain.stop(row, nowMs);
    work.complete(row);
    this.serveQueue(nowMs);
    const at = row * SESSION_INTEGERS;
    const step = sessions.whole[at + STEP] ?? 0;
    if (step + 1 >= (sessions.whole[at + STEPS] ?? 0)) {
      this.context.finish(row, false, nowMs);
      sessions.release(row);
      return;
    }
    // The tools are those of the step just done; the step counter moves on when they are back.
    if (this.calls.launch(row, nowMs)) this.resume(row, nowMs);
  }

  /** All calls are back, or will be at RESUME_MS; or one has failed for good. */
  private resume(row: number, nowMs: number): void {
    if (this.context.hasFlag(row, DOOMED)) {
      if (this.calls.failMs(row) <= nowMs) this.fail(row, nowMs);
      return;
    }
    const resumeMs = this.context.sessions.real[row * SESSION_DOUBLES + RESUME_MS] ?? nowMs;
    this.calls.attribute(row);
    if (resumeMs > nowMs) {
      this.context.calendar.schedule(resumeMs, STEP_READY | (row << CODE_BITS));
    } else {
      this.nextStep(row, nowMs);
    }
  }

  private nextStep(row: number, nowMs: number): void {
    const at = row * SESSION_INTEGERS + STEP;
    const { whole } = this.context.sessions;
    whole[at] = (whole[at] ?? 0) + 1;
    this.start(row, nowMs);
  }

  /** The session ends because a call failed for good. Calls still out keep its row until they end. */
  private fail(row: number, nowMs: number): void {
    const { sessions } = this.context;
    this.calls.attribute(row);
    this.context.flag(row, ENDED);
    this.context.finish(row, true, nowMs);
    if ((sessions.whole[row * SESSION_INTEGERS + PENDING] ?? 0) === 0) sessions.release(row);
  }

  /** The replica under a running step has failed: the log has everything but this step's output. */
  private interrupt(row: number, nowMs: number): void {
    const { sessions, work } = this.context;
    const { real } = sessions;
    const at = row * SESSION_DOUBLES;
    work.waste(row, work.abort(row, nowMs));
    real[at + STAGE_RESTART] =
      (real[at + STAGE_RESTART] ?? 0) + (nowMs - (real[at + STARTED_MS] ?? 0));
    real[at + DUE_MS] = -1;
    real[at + QUEUED_MS] = nowMs;
    this.context.interrupt(row);
    this.brain.queue.pushFirst(row);
  }
}

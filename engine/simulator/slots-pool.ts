import { invariant } from "../base/assert.js";
import type { BrainPool, StepListener } from "./brain-pool.js";
import { placesOf } from "./autoscaling/plan.js";
import type { Context } from "./context.js";
import { BRAIN_DONE } from "./events.js";
import { BRAIN_POOL } from "./pool-names.js";
import {
  DUE_MS,
  QUEUED_MS,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STAGE_QUEUE,
  STAGE_RESTART,
  STARTED_MS,
  STEP,
} from "./session-row.js";
import { Station } from "./station.js";
import type { Table } from "./table.js";

/**
 * Replicas with slots, one queue for all. A replica that fails sends its steps back to the head of the
 * queue, to be prefilled again from the log.
 */
export class SlotsPool implements BrainPool {
  readonly stations: readonly Station[];
  readonly meters = [];
  private readonly context: Context;
  private readonly listener: StepListener;
  private readonly sessions: Table;
  private readonly station: Station;
  private readonly canFail: boolean;

  constructor(context: Context, listener: StepListener) {
    const { plan, calendar } = context;
    this.context = context;
    this.listener = listener;
    this.sessions = context.sessions;
    this.canFail = plan.components.some((group) => group.pool === -1);
    const { replicas, slotsPerReplica } = plan;
    this.station = new Station(
      BRAIN_POOL,
      replicas,
      slotsPerReplica,
      this.canFail,
      calendar.clock,
      placesOf(plan, BRAIN_POOL),
    );
    this.station.onAdmitted = () => this.serveQueue();
    this.stations = [this.station];
  }

  start(row: number): void {
    this.context.work.prepare(row);
    if (this.station.free > 0) {
      this.begin(row);
    } else if (this.station.queue.length >= this.context.plan.queueLimit) {
      this.listener.stepFailed(row);
    } else {
      this.sessions.real[row * SESSION_DOUBLES + QUEUED_MS] = this.context.calendar.nowMs;
      const step = this.sessions.whole[row * SESSION_INTEGERS + STEP] ?? 0;
      if (this.context.plan.begunFirst && step > 0) this.station.queue.pushUrgent(row);
      else this.station.queue.push(row);
    }
  }

  handle(code: number, row: number): void {
    invariant(code === BRAIN_DONE, "the only event of a slot is the end of its step");
    const { work, measures, calendar } = this.context;
    const { real } = this.sessions;
    // After a replica failed, the event that was to end the lost step is still in the calendar.
    if (this.canFail && real[row * SESSION_DOUBLES + DUE_MS] !== calendar.nowMs) return;
    real[row * SESSION_DOUBLES + DUE_MS] = -1;
    measures.events += 1;
    this.station.stop(row);
    work.complete(row);
    if (this.station.queue.length > 0) this.serveQueue();
    this.listener.stepDone(row);
  }

  replicaChanges(replica: number, failed: boolean): void {
    if (failed) {
      this.station.fail(replica);
      // Newest first, each to the head: the queue then starts with the oldest.
      for (;;) {
        const row = this.station.evict(replica);
        if (row < 0) break;
        this.interrupt(row);
      }
    } else {
      this.station.repair(replica);
    }
    this.serveQueue();
  }

  forget(): void {
    // A slot keeps nothing between two steps.
  }

  private begin(row: number): void {
    this.station.start(row);
    this.context.work.begin(row);
  }

  private serveQueue(): void {
    const { station } = this;
    while (station.free > 0 && station.queue.length > 0) {
      const row = station.queue.shift();
      const { real } = this.sessions;
      const at = row * SESSION_DOUBLES;
      const waitedMs = this.context.calendar.nowMs - (real[at + QUEUED_MS] ?? 0);
      real[at + STAGE_QUEUE] = (real[at + STAGE_QUEUE] ?? 0) + waitedMs;
      const { spans, calendar } = this.context;
      if (spans !== undefined) spans.add(row, "queue", real[at + QUEUED_MS] ?? 0, calendar.nowMs);
      this.begin(row);
    }
  }

  /** The replica under a running step has failed: the log has everything but this step's output. */
  private interrupt(row: number): void {
    const { work, calendar } = this.context;
    const { real } = this.sessions;
    const at = row * SESSION_DOUBLES;
    work.waste(row, work.abort(row));
    const lostMs = calendar.nowMs - (real[at + STARTED_MS] ?? 0);
    real[at + STAGE_RESTART] = (real[at + STAGE_RESTART] ?? 0) + lostMs;
    this.context.spans?.add(row, "restart", real[at + STARTED_MS] ?? 0, calendar.nowMs);
    real[at + DUE_MS] = -1;
    real[at + QUEUED_MS] = calendar.nowMs;
    this.context.interrupt(row);
    this.station.queue.pushFirst(row);
  }
}

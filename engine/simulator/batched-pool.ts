import { MS_PER_SECOND } from "../base/units.js";
import { BatchedServers } from "./batched-servers.js";
import { grownInt32 } from "./batched/grow.js";
import { REFRESH_SECONDS, Router } from "./batched/router.js";
import type { BrainPool, StepListener } from "./brain-pool.js";
import type { Context } from "./context.js";
import { Deque } from "./deque.js";
import { BRAIN_ADVANCES, BRAIN_SUBMITS, CODE_BITS, LOADS_REFRESH } from "./events.js";
import type { Metered } from "./model.js";
import type { BatchedPlan } from "./batched-plan.js";
import {
  QUEUED_MS,
  SESSION_DOUBLES,
  STAGE_PREFILL,
  STAGE_RESTART,
  STARTED_MS,
} from "./session-row.js";

const NOWHERE = -1;

/**
 * Batched servers behind a router. Places are replicas; in lockstep they are ranks of one server, which
 * fails whole when one of them does. A failed server's steps go to others at once, prefilled anew from
 * the log; while none is up they wait in one queue.
 */
export class BatchedPool implements BrainPool {
  readonly stations = [];
  readonly meters: readonly Metered[];
  private readonly context: Context;
  private readonly plan: BatchedPlan;
  private readonly listener: StepListener;
  private readonly servers: BatchedServers;
  private readonly router: Router;
  private readonly isDown: Uint8Array;
  private down = 0;
  private readonly stranded: Deque;
  /** By row: the place that served the session last. */
  private placeOf = new Int32Array(64).fill(NOWHERE);
  private refreshes = false;

  constructor(context: Context, listener: StepListener, plan: BatchedPlan) {
    const { replicas, lockstep, settings, routing } = plan;
    this.context = context;
    this.plan = plan;
    this.listener = listener;
    this.servers = new BatchedServers(context, listener, plan.stepTime, {
      servers: lockstep ? 1 : replicas,
      ranks: lockstep ? replicas : 1,
      settings,
    });
    this.router = new Router(
      routing === "sessionAffine" ? "leastLoaded" : routing,
      this.servers.servers.flatMap(({ ranks }) => ranks),
    );
    this.isDown = new Uint8Array(replicas);
    this.stranded = new Deque(context.calendar.clock);
    const { servers: all, busy, waiting } = this.servers;
    const queue = { waitedMs: () => waiting.totalMs() + this.stranded.waitedMs() };
    this.meters = [
      { name: "brain", servers: all.length, meter: busy, queue },
      ...(settings.kvTokens === Infinity
        ? []
        : [this.servers.kvMeter(settings.kvTokens * replicas)]),
    ];
  }

  start(row: number): void {
    const { requestMs } = this.plan;
    this.servers.prepare(row);
    if (requestMs === 0) {
      this.submit(row);
      return;
    }
    const { calendar, sessions } = this.context;
    const at = row * SESSION_DOUBLES + STAGE_PREFILL;
    sessions.real[at] = (sessions.real[at] ?? 0) + requestMs;
    this.context.spans?.add(row, "prefill", calendar.nowMs, calendar.nowMs + requestMs);
    calendar.schedule(calendar.nowMs + requestMs, BRAIN_SUBMITS | (row << CODE_BITS));
  }

  handle(code: number, id: number): void {
    if (code === BRAIN_ADVANCES) this.servers.advance(id);
    else if (code === BRAIN_SUBMITS) this.submit(id);
    else if (code === LOADS_REFRESH) this.refresh();
  }

  replicaChanges(replica: number, failed: boolean): void {
    this.isDown[replica] = failed ? 1 : 0;
    this.down += failed ? 1 : -1;
    if (failed) {
      this.servers.fail(this.plan.lockstep ? 0 : replica, (row, tokens) => {
        this.interrupt(row, tokens);
        this.place(row);
      });
    }
    for (let left = this.stranded.length; left > 0; left -= 1) this.place(this.stranded.shift());
  }

  forget(row: number): void {
    const { lockstep, replicas, routing } = this.plan;
    const place = this.placeOf[row] ?? NOWHERE;
    this.placeOf[row] = NOWHERE;
    if (place < 0) return;
    if (lockstep) this.servers.forget(row, 0);
    else if (routing === "sessionAffine") this.servers.forget(row, place);
    else for (let server = 0; server < replicas; server += 1) this.servers.forget(row, server);
  }

  private submit(row: number): void {
    const { calendar, sessions } = this.context;
    sessions.real[row * SESSION_DOUBLES + QUEUED_MS] = calendar.nowMs;
    this.place(row);
  }

  private place(row: number): void {
    const place = this.choose(row);
    if (place < 0) {
      this.stranded.push(row);
      return;
    }
    if (row >= this.placeOf.length) this.placeOf = grownInt32(this.placeOf, row + 1, NOWHERE);
    this.placeOf[row] = place;
    const { lockstep, routing } = this.plan;
    const accepted = this.servers.submit(row, lockstep ? 0 : place, lockstep ? place : 0);
    if (!accepted) this.listener.stepFailed(row);
    else if (routing === "leastLoadedStale" && !this.refreshes) this.scheduleRefresh();
  }

  private choose(row: number): number {
    const { lockstep, routing } = this.plan;
    if (lockstep && this.down > 0) return NOWHERE;
    const last = this.placeOf[row] ?? NOWHERE;
    if (routing === "sessionAffine" && last >= 0 && this.isDown[last] === 0) return last;
    return this.router.choose(this.isDown);
  }

  private interrupt(row: number, tokens: number): void {
    if (!this.servers.isAdmitted(row)) return;
    const { work, calendar, sessions } = this.context;
    const { real } = sessions;
    const at = row * SESSION_DOUBLES;
    const lostMs = calendar.nowMs - (real[at + STARTED_MS] ?? 0);
    real[at + STAGE_RESTART] = (real[at + STAGE_RESTART] ?? 0) + lostMs;
    this.context.spans?.add(row, "restart", real[at + STARTED_MS] ?? 0, calendar.nowMs);
    real[at + QUEUED_MS] = calendar.nowMs;
    work.waste(row, tokens);
    this.context.interrupt(row);
  }

  /** The front end's counts are those of the last tenth of a second, while anything is at work. */
  private refresh(): void {
    this.router.refresh();
    this.refreshes = false;
    if (this.servers.busy.count > 0) this.scheduleRefresh();
  }

  private scheduleRefresh(): void {
    const { calendar } = this.context;
    const periodMs = REFRESH_SECONDS * MS_PER_SECOND;
    this.refreshes = true;
    calendar.schedule((Math.floor(calendar.nowMs / periodMs) + 1) * periodMs, LOADS_REFRESH);
  }
}

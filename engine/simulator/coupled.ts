import { invariant } from "../base/assert.js";
import { ApiBrain } from "./api/api-brain.js";
import { placesOf } from "./autoscaling/plan.js";
import { BatchedServers } from "./batched-servers.js";
import type { StepListener } from "./brain-pool.js";
import type { Context } from "./context.js";
import {
  API_FIRST_TOKEN,
  API_RETRY,
  BRAIN_ADVANCES,
  BRAIN_DONE,
  BRAIN_SUBMITS,
  CONTAINER_READY,
  RETRY,
  STEP_READY,
  THINK_OVER,
  TOOL_DONE,
} from "./events.js";
import { CoupledTools } from "./coupled-tools.js";
import type { ToolsListener } from "./coupled-tools.js";
import { LOGGED } from "./inspect/session-spans.js";
import { COUPLED_COMPUTING, COUPLED_POOL } from "./pool-names.js";
import type { Model } from "./model.js";
import { API_POOL } from "./component-plan.js";
import type { Plan } from "./plan.js";
import type { WorkloadPlan } from "./workload-plan.js";
import {
  DUE_MS,
  FIRST_INPUT,
  FRESH_TOKENS,
  INDEX,
  PHASE,
  PROMPT_TOKENS,
  QUEUE_BEFORE_MS,
  QUEUED_MS,
  RESUME_MS,
  RUN_TOKENS,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STAGE_BUS,
  STAGE_PREFILL,
  STAGE_PROVISION,
  STAGE_QUEUE,
  STAGE_RESTART,
  STAGE_RETRY_DELAY,
  STAGE_TOOL,
  STEP,
  STEP_OUTPUT,
  STEPS,
  WORKLOAD,
} from "./session-row.js";
import { beginPhase, IDLE, THINKING, USING_TOOL, WAITING } from "./slot-phase.js";
import { BusyMeter, Station } from "./station.js";
import type { Table } from "./table.js";
import { Turns } from "./turns.js";

const API_EVENTS: ReadonlySet<number> = new Set([BRAIN_DONE, API_FIRST_TOKEN, API_RETRY]);

/**
 * The monolith. A session queues for a slot and holds it to its end: container start, brain steps and
 * tools, one after another, and its user's pauses between turns. A replica that fails
 * takes its sessions' work with it; they go back to the head of the queue, begin anew and pay their
 * tokens again.
 */
export class Coupled implements Model, StepListener, ToolsListener {
  readonly stations: readonly Station[];
  readonly meters: Model["meters"];
  private readonly context: Context;
  private readonly plan: Plan;
  private readonly sessions: Table;
  private readonly slots: Station;
  private readonly computing: BusyMeter;
  private readonly tools: CoupledTools;
  private readonly turns: Turns;
  private readonly canFail: boolean;
  /** Where a brain step is done by the replica's batched server, not in a fixed time. */
  private readonly servers: BatchedServers | undefined;
  /** Batched: KV memory reserved for a slot, in tokens. */
  private readonly kvTokensPerSlot: number;
  /** Where brain steps are requests to an API. */
  private readonly api: ApiBrain | undefined;
  private isServing = false;

  constructor(context: Context) {
    const { plan, calendar } = context;
    const { clock } = calendar;
    this.context = context;
    this.plan = plan;
    this.sessions = context.sessions;
    this.canFail = plan.components.length > 0;
    const { replicas, slotsPerReplica, batched } = plan;
    const toldApart = this.canFail || batched !== undefined;
    const places = placesOf(plan, COUPLED_POOL);
    this.slots = new Station(COUPLED_POOL, replicas, slotsPerReplica, toldApart, clock, places);
    this.slots.onAdmitted = () => this.serveQueue();
    this.computing = new BusyMeter(clock);
    this.kvTokensPerSlot = Math.floor((batched?.settings.kvTokens ?? Infinity) / slotsPerReplica);
    if (batched !== undefined) {
      // Memory kept from start to end is never short and never lost: no limit but the slot's own.
      const settings = { ...batched.settings, kvTokens: Infinity, prefixCache: true };
      const shape = { servers: replicas, ranks: 1, settings };
      this.servers = new BatchedServers(context, this, batched.stepTime, shape);
    }
    this.tools = new CoupledTools(context, this);
    this.turns = new Turns(context);
    const { servers } = this.slots;
    this.api = plan.api === undefined ? undefined : new ApiBrain(context, plan.api, this);
    this.stations = [this.slots, ...(this.api?.stations ?? [])];
    const gpus =
      this.servers === undefined
        ? { name: COUPLED_COMPUTING, servers, meter: this.computing }
        : { name: COUPLED_COMPUTING, servers: replicas, meter: this.servers.busy };
    this.meters = [
      ...(this.api?.meters ?? [gpus]),
      { name: "coupled tools", servers, meter: this.tools.busy },
    ];
  }

  start(row: number): void {
    this.sessions.real[row * SESSION_DOUBLES + QUEUED_MS] = this.context.calendar.nowMs;
    if (this.slots.free > 0) this.occupy(row);
    else if (this.slots.queue.length < this.plan.queueLimit) this.slots.queue.push(row);
    else this.refuse(row);
  }

  handle(code: number, row: number): void {
    if (code === BRAIN_ADVANCES) {
      this.servers?.advance(row);
      return;
    }
    if (this.api !== undefined && API_EVENTS.has(code)) {
      this.api.handle(code, row);
      return;
    }
    const dueMs = this.sessions.real[row * SESSION_DOUBLES + DUE_MS];
    // After a replica failed, the event that was to end the lost work is still in the calendar.
    if (this.canFail && dueMs !== this.context.calendar.nowMs) return;
    switch (code) {
      case BRAIN_DONE:
        this.brainDone(row);
        break;
      case TOOL_DONE:
        this.tools.done(row);
        break;
      case BRAIN_SUBMITS:
        this.submit(row);
        break;
      case CONTAINER_READY:
      case STEP_READY:
        this.think(row);
        break;
      case THINK_OVER:
        this.turns.resume(row);
        this.think(row);
        break;
      case RETRY:
        this.tools.attempt(row);
        break;
      default:
        invariant(false, `the coupled model has no event ${code}`);
    }
  }

  componentChanges(pool: number, replica: number, failed: boolean): void {
    if (pool === API_POOL) {
      this.api?.replicaChanges(replica, failed);
      return;
    }
    if (failed) {
      this.slots.fail(replica);
      // What it leaves unfinished is told by the slots; here it only counts what it had decoded.
      this.servers?.fail(replica, () => {});
      // Newest first, each to the head: the queue then starts with the oldest.
      for (;;) {
        const row = this.slots.evict(replica);
        if (row < 0) break;
        this.lose(row);
      }
    } else {
      this.slots.repair(replica);
    }
    this.api?.serveQueue();
    this.serveQueue();
  }

  private serveQueue(): void {
    // A session refused at its first step ends in here: the loop below goes on with its slot.
    if (this.isServing) return;
    this.isServing = true;
    while (this.slots.free > 0 && this.slots.queue.length > 0) {
      this.occupy(this.slots.queue.shift());
    }
    this.isServing = false;
  }

  private occupy(row: number): void {
    const { plan } = this;
    const { calendar } = this.context;
    const { real, whole } = this.sessions;
    const { nowMs } = calendar;
    const at = row * SESSION_DOUBLES;
    const integersAt = row * SESSION_INTEGERS;
    this.slots.start(row);
    real[at + STAGE_QUEUE] = (real[at + STAGE_QUEUE] ?? 0) + (nowMs - (real[at + QUEUED_MS] ?? 0));
    real[at + QUEUE_BEFORE_MS] = real[at + STAGE_QUEUE] ?? 0;
    const { spans } = this.context;
    spans?.add(row, "queue", real[at + QUEUED_MS] ?? 0, nowMs);
    spans?.occupied(row);
    real[at + RESUME_MS] = nowMs;
    real[at + PROMPT_TOKENS] = 0;
    real[at + FRESH_TOKENS] = real[at + FIRST_INPUT] ?? 0;
    real[at + RUN_TOKENS] = 0;
    whole[integersAt + STEP] = 0;
    this.turns.restart(row);
    let containerMs = plan.container.fixed;
    if (Number.isNaN(containerMs)) {
      const stream = this.workloadOf(row).containerStream;
      plan.streams.draw(stream, whole[integersAt + INDEX] ?? 0, 0, 0);
      containerMs = plan.samplers.draw(plan.container.id, plan.streams.words[0] ?? 0);
    }
    if (containerMs === 0) {
      this.think(row);
      return;
    }
    real[at + STAGE_PROVISION] = (real[at + STAGE_PROVISION] ?? 0) + containerMs;
    spans?.add(row, "provision", nowMs, nowMs + containerMs);
    real[at + DUE_MS] = nowMs + containerMs;
    beginPhase(this.context, row, WAITING, CONTAINER_READY);
  }

  private think(row: number): void {
    const { work } = this.context;
    this.computing.begin();
    this.sessions.whole[row * SESSION_INTEGERS + PHASE] = THINKING;
    if (this.api !== undefined) {
      this.api.start(row);
      return;
    }
    if (this.servers === undefined) {
      work.prepare(row);
      work.begin(row);
      return;
    }
    this.servers.prepare(row);
    const requestMs = this.plan.batched?.requestMs ?? 0;
    if (requestMs === 0) {
      this.submit(row);
      return;
    }
    const { real } = this.sessions;
    const at = row * SESSION_DOUBLES;
    const { calendar, spans } = this.context;
    real[at + STAGE_PREFILL] = (real[at + STAGE_PREFILL] ?? 0) + requestMs;
    real[at + DUE_MS] = calendar.nowMs + requestMs;
    spans?.add(row, "prefill", calendar.nowMs, calendar.nowMs + requestMs);
    beginPhase(this.context, row, THINKING, BRAIN_SUBMITS);
  }

  /** Batched: the step goes to the session's own server, if it fits into what its slot reserves. */
  private submit(row: number): void {
    const { real } = this.sessions;
    const at = row * SESSION_DOUBLES;
    real[at + QUEUED_MS] = this.context.calendar.nowMs;
    const tokens = (real[at + PROMPT_TOKENS] ?? 0) + (real[at + STEP_OUTPUT] ?? 0) - 1;
    const server = this.slots.replicaOf(row);
    const isTaken = tokens <= this.kvTokensPerSlot && this.servers?.submit(row, server, 0);
    if (isTaken !== true) this.stepFailed(row);
  }

  private brainDone(row: number): void {
    this.context.measures.events += 1;
    this.context.work.complete(row);
    this.stepDone(row);
  }

  stepFailed(row: number): void {
    this.computing.end();
    this.end(row, true);
  }

  stepDone(row: number): void {
    const { whole } = this.sessions;
    const at = row * SESSION_INTEGERS;
    this.computing.end();
    if ((whole[at + STEP] ?? 0) + 1 >= (whole[at + STEPS] ?? 0)) {
      this.endTurn(row);
      return;
    }
    const loggedMs = this.context.work.loggedToolMs(row);
    if (loggedMs < 0) {
      const { firstTool, endOfTools } = this.workloadOf(row);
      this.tools.use(row, firstTool, endOfTools);
      return;
    }
    whole[at + STEP] = (whole[at + STEP] ?? 0) + 1;
    const { calendar, spans } = this.context;
    this.sessions.real[row * SESSION_DOUBLES + DUE_MS] = calendar.nowMs + loggedMs;
    spans?.add(row, "tool", calendar.nowMs, calendar.nowMs + loggedMs, LOGGED);
    beginPhase(this.context, row, WAITING, STEP_READY);
  }

  /** The slot stays taken while the user thinks: that is what a monolith costs. */
  private endTurn(row: number): void {
    const thinkMs = this.turns.pause(row);
    if (thinkMs < 0) {
      this.end(row, false);
      return;
    }
    this.sessions.real[row * SESSION_DOUBLES + DUE_MS] = this.context.calendar.nowMs + thinkMs;
    beginPhase(this.context, row, IDLE, THINK_OVER);
  }

  toolsDone(row: number): void {
    this.think(row);
  }

  toolsFailed(row: number): void {
    this.end(row, true);
  }

  private refuse(row: number): void {
    this.context.finish(row, true);
    this.sessions.release(row);
  }

  private end(row: number, hasFailed: boolean): void {
    this.servers?.forget(row, this.slots.replicaOf(row));
    this.slots.stop(row);
    this.sessions.real[row * SESSION_DOUBLES + DUE_MS] = -1;
    this.context.finish(row, hasFailed);
    this.sessions.release(row);
    this.serveQueue();
  }

  /** The replica under the session has failed: all since it took its slot is lost. */
  private lose(row: number): void {
    const { work, calendar } = this.context;
    const { real, whole } = this.sessions;
    const { nowMs } = calendar;
    const at = row * SESSION_DOUBLES;
    const phase = whole[row * SESSION_INTEGERS + PHASE] ?? WAITING;
    if (phase === THINKING) {
      this.computing.end();
      if (this.api !== undefined) this.api.abort(row);
      else if (this.servers === undefined) work.abort(row);
    } else if (phase === USING_TOOL) {
      this.tools.busy.end();
    } else if (phase === IDLE) {
      this.turns.interrupt(row, (real[at + DUE_MS] ?? 0) - nowMs);
    }
    work.waste(row, real[at + RUN_TOKENS] ?? 0);
    const lostMs = nowMs - (real[at + RESUME_MS] ?? 0);
    real[at + STAGE_RESTART] = (real[at + STAGE_RESTART] ?? 0) + lostMs;
    for (let stage = STAGE_PROVISION; stage < STAGE_BUS; stage += 1) real[at + stage] = 0;
    real[at + STAGE_QUEUE] = real[at + QUEUE_BEFORE_MS] ?? 0;
    real[at + STAGE_TOOL] = 0;
    real[at + STAGE_RETRY_DELAY] = 0;
    real[at + DUE_MS] = -1;
    real[at + QUEUED_MS] = nowMs;
    this.context.spans?.lose(row);
    this.context.interrupt(row);
    this.slots.queue.pushFirst(row);
  }

  private workloadOf(row: number): WorkloadPlan {
    const workload =
      this.plan.workloads[this.sessions.whole[row * SESSION_INTEGERS + WORKLOAD] ?? 0];
    invariant(workload !== undefined, "a session belongs to a workload");
    return workload;
  }
}

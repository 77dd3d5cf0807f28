import { invariant } from "../base/assert.js";
import { uniformOfWord } from "../base/random.js";
import { ApiBrain } from "./api/api-brain.js";
import { ATTEMPTS } from "./call-row.js";
import { callsOfStep, resultTokens } from "./call-draws.js";
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
  CODE_BITS,
  CONTAINER_READY,
  RETRY,
  STEP_READY,
  THINK_OVER,
  TOOL_DONE,
} from "./events.js";
import { LOGGED } from "./inspect/session-spans.js";
import { COUPLED_COMPUTING, COUPLED_POOL } from "./pool-names.js";
import type { Model } from "./model.js";
import { API_POOL } from "./component-plan.js";
import type { Plan } from "./plan.js";
import type { ToolPlan, WorkloadPlan } from "./workload-plan.js";
import {
  ATTEMPT,
  CALL,
  DUE_MS,
  FIRST_INPUT,
  FRESH_TOKENS,
  INDEX,
  PHASE,
  PROMPT_TOKENS,
  QUEUE_BEFORE_MS,
  QUEUED_MS,
  RESUME_MS,
  RETRIED,
  RUN_TOKENS,
  SERVICE_MS,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STAGE_BUS,
  STAGE_PREFILL,
  STAGE_PROVISION,
  STAGE_QUEUE,
  STAGE_RESTART,
  STAGE_RETRY_DELAY,
  STAGE_TOOL,
  STARTED_MS,
  STEP,
  STEP_OUTPUT,
  STEPS,
  TOOL,
  WORKLOAD,
} from "./session-row.js";
import { BusyMeter, Station } from "./station.js";
import type { Table } from "./table.js";
import { Turns } from "./turns.js";

/** What a slot is doing (PHASE). */
const WAITING = 0;
const THINKING = 1;
const USING_TOOL = 2;
/** Held for a session whose user thinks between two turns. */
const IDLE = 3;

const API_EVENTS: ReadonlySet<number> = new Set([BRAIN_DONE, API_FIRST_TOKEN, API_RETRY]);

/**
 * The monolith. A session queues for a slot and holds it to its end: container start, brain steps and
 * tools, one after another, and its user's pauses between turns. A replica that fails
 * takes its sessions' work with it; they go back to the head of the queue, begin anew and pay their
 * tokens again.
 */
export class Coupled implements Model, StepListener {
  readonly stations: readonly Station[];
  readonly meters: Model["meters"];
  private readonly context: Context;
  private readonly plan: Plan;
  private readonly sessions: Table;
  private readonly slots: Station;
  private readonly computing: BusyMeter;
  private readonly usingTools: BusyMeter;
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
    this.usingTools = new BusyMeter(clock);
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
      { name: "coupled tools", servers, meter: this.usingTools },
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
        this.toolDone(row);
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
        this.useTool(row);
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
    this.schedule(CONTAINER_READY, row, WAITING);
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
    this.schedule(BRAIN_SUBMITS, row, THINKING);
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
      this.nextTool(row, this.workloadOf(row).firstTool);
      return;
    }
    whole[at + STEP] = (whole[at + STEP] ?? 0) + 1;
    const { calendar, spans } = this.context;
    this.sessions.real[row * SESSION_DOUBLES + DUE_MS] = calendar.nowMs + loggedMs;
    spans?.add(row, "tool", calendar.nowMs, calendar.nowMs + loggedMs, LOGGED);
    this.schedule(STEP_READY, row, WAITING);
  }

  /** The slot stays taken while the user thinks: that is what a monolith costs. */
  private endTurn(row: number): void {
    const thinkMs = this.turns.pause(row);
    if (thinkMs < 0) {
      this.end(row, false);
      return;
    }
    this.sessions.real[row * SESSION_DOUBLES + DUE_MS] = this.context.calendar.nowMs + thinkMs;
    this.schedule(THINK_OVER, row, IDLE);
  }

  /** Goes on to the next of the step's tools that is called, from `first`, or to the next step. */
  private nextTool(row: number, first: number): void {
    const { plan } = this;
    const { whole } = this.sessions;
    const at = row * SESSION_INTEGERS;
    const session = whole[at + INDEX] ?? 0;
    const step = whole[at + STEP] ?? 0;
    const { endOfTools } = this.workloadOf(row);
    for (let id = first; id < endOfTools; id += 1) {
      const tool = plan.tools[id];
      if (tool === undefined || callsOfStep(plan, tool, session, step) === 0) continue;
      whole[at + TOOL] = id;
      whole[at + CALL] = 0;
      whole[at + ATTEMPT] = 0;
      this.useTool(row);
      return;
    }
    whole[at + STEP] = step + 1;
    this.think(row);
  }

  private useTool(row: number): void {
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
    this.usingTools.begin();
    this.schedule(TOOL_DONE, row, USING_TOOL);
  }

  private toolDone(row: number): void {
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
    this.usingTools.end();
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
      this.useTool(row);
    } else {
      this.nextTool(row, tool.id + 1);
    }
  }

  private retry(row: number, tool: ToolPlan): void {
    const { plan } = this;
    const { real, whole } = this.sessions;
    const { retries, retryDelay } = tool.hands;
    const attemptAt = row * SESSION_INTEGERS + ATTEMPT;
    const attempt = whole[attemptAt] ?? 0;
    if (attempt >= retries) {
      this.end(row, true);
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
      this.useTool(row);
      return;
    }
    const at = row * SESSION_DOUBLES;
    real[at + STAGE_RETRY_DELAY] = (real[at + STAGE_RETRY_DELAY] ?? 0) + delayMs;
    const { calendar, spans } = this.context;
    real[at + DUE_MS] = calendar.nowMs + delayMs;
    spans?.add(row, "retryDelay", calendar.nowMs, calendar.nowMs + delayMs, tool.pool);
    this.schedule(RETRY, row, WAITING);
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
      this.usingTools.end();
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

  /** Schedules what ends the phase, at the session's DUE_MS. */
  private schedule(code: number, row: number, phase: number): void {
    const dueMs = this.sessions.real[row * SESSION_DOUBLES + DUE_MS] ?? 0;
    this.sessions.whole[row * SESSION_INTEGERS + PHASE] = phase;
    this.context.calendar.schedule(dueMs, code | (row << CODE_BITS));
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

  private workloadOf(row: number): WorkloadPlan {
    const workload =
      this.plan.workloads[this.sessions.whole[row * SESSION_INTEGERS + WORKLOAD] ?? 0];
    invariant(workload !== undefined, "a session belongs to a workload");
    return workload;
  }
}

import { invariant } from "../base/assert.js";
import { uniformOfWord } from "../base/random.js";
import { ATTEMPTS } from "./call-row.js";
import { callsOfStep, resultTokens } from "./call-draws.js";
import type { Context } from "./context.js";
import { BRAIN_DONE, CODE_BITS, CONTAINER_READY, RETRY, TOOL_DONE } from "./events.js";
import type { Model } from "./model.js";
import type { HandsPlan, ToolPlan } from "./plan.js";
import {
  ATTEMPT,
  CALL,
  DUE_MS,
  FIRST_INPUT,
  FRESH_TOKENS,
  INDEX,
  PHASE,
  PROMPT_TOKENS,
  QUEUED_MS,
  RESUME_MS,
  RETRIED,
  RUN_TOKENS,
  SERVICE_MS,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STAGE_BUS,
  STAGE_PROVISION,
  STAGE_QUEUE,
  STAGE_RESTART,
  STAGE_RETRY_DELAY,
  STAGE_TOOL,
  STARTED_MS,
  STEP,
  STEPS,
  TOOL,
} from "./session-row.js";
import { BusyMeter, Station } from "./station.js";

/** What a slot is doing (PHASE). */
const WAITING = 0;
const THINKING = 1;
const USING_TOOL = 2;

/**
 * The monolith. A session queues for a slot and holds it to its end: container start, brain steps and
 * tools, one after another. A replica that fails takes its sessions' work with it; they go back to the
 * head of the queue, begin anew and pay their tokens again.
 */
export class Coupled implements Model {
  readonly stations: readonly Station[];
  readonly meters: Model["meters"];
  private readonly context: Context;
  private readonly slots: Station;
  private readonly computing = new BusyMeter();
  private readonly usingTools = new BusyMeter();
  private readonly canFail: boolean;

  constructor(context: Context) {
    const { plan } = context;
    this.context = context;
    this.canFail = plan.components.length > 0;
    this.slots = new Station("coupled slots", plan.replicas, plan.slotsPerReplica, this.canFail);
    const { servers } = this.slots;
    this.stations = [this.slots];
    this.meters = [
      { name: "coupled gpu computing", servers, meter: this.computing },
      { name: "coupled tools", servers, meter: this.usingTools },
    ];
  }

  start(row: number, nowMs: number): void {
    this.context.sessions.real[row * SESSION_DOUBLES + QUEUED_MS] = nowMs;
    if (this.slots.free > 0) this.occupy(row, nowMs);
    else this.slots.queue.push(row);
  }

  handle(code: number, row: number, nowMs: number): void {
    const { sessions } = this.context;
    // After a replica failed, the event that was to end the lost work is still in the calendar.
    if (this.canFail && sessions.real[row * SESSION_DOUBLES + DUE_MS] !== nowMs) return;
    switch (code) {
      case BRAIN_DONE:
        this.brainDone(row, nowMs);
        break;
      case TOOL_DONE:
        this.toolDone(row, nowMs);
        break;
      case CONTAINER_READY:
        this.think(row, nowMs);
        break;
      case RETRY:
        this.useTool(row, nowMs);
        break;
      default:
        invariant(false, `the coupled model has no event ${code}`);
    }
  }

  componentChanges(_pool: number, replica: number, failed: boolean, nowMs: number): void {
    if (failed) {
      this.slots.fail(replica);
      // Newest first, each to the head: the queue then starts with the oldest.
      for (;;) {
        const row = this.slots.evict(replica, nowMs);
        if (row < 0) break;
        this.lose(row, nowMs);
      }
    } else {
      this.slots.repair(replica);
    }
    this.serveQueue(nowMs);
  }

  private serveQueue(nowMs: number): void {
    while (this.slots.free > 0 && this.slots.queue.length > 0) {
      this.occupy(this.slots.queue.shift(), nowMs);
    }
  }

  private occupy(row: number, nowMs: number): void {
    const { plan, sessions } = this.context;
    const { real, whole } = sessions;
    const at = row * SESSION_DOUBLES;
    const integersAt = row * SESSION_INTEGERS;
    this.slots.start(row, nowMs);
    real[at + STAGE_QUEUE] = (real[at + STAGE_QUEUE] ?? 0) + (nowMs - (real[at + QUEUED_MS] ?? 0));
    real[at + RESUME_MS] = nowMs;
    real[at + PROMPT_TOKENS] = 0;
    real[at + FRESH_TOKENS] = real[at + FIRST_INPUT] ?? 0;
    real[at + RUN_TOKENS] = 0;
    whole[integersAt + STEP] = 0;
    const workload = this.context.workloadOf(row);
    if (!plan.samplers.isConstant(plan.containerSampler)) {
      plan.streams.draw(workload.containerStream, whole[integersAt + INDEX] ?? 0, 0, 0);
    }
    const containerMs = plan.samplers.draw(plan.containerSampler, plan.streams.words[0] ?? 0);
    real[at + STAGE_PROVISION] = (real[at + STAGE_PROVISION] ?? 0) + containerMs;
    if (containerMs > 0) this.schedule(CONTAINER_READY, row, nowMs + containerMs, WAITING);
    else this.think(row, nowMs);
  }

  private think(row: number, nowMs: number): void {
    const { work } = this.context;
    work.prepare(row, this.context.workloadOf(row));
    const dueMs = work.begin(row, nowMs);
    this.computing.start(nowMs);
    this.schedule(BRAIN_DONE, row, dueMs, THINKING);
  }

  private brainDone(row: number, nowMs: number): void {
    const { sessions, work, measures } = this.context;
    const { whole } = sessions;
    const at = row * SESSION_INTEGERS;
    measures.events += 1;
    this.computing.stop(nowMs);
    work.complete(row);
    if ((whole[at + STEP] ?? 0) + 1 >= (whole[at + STEPS] ?? 0)) {
      this.end(row, false, nowMs);
      return;
    }
    whole[at + TOOL] = -1;
    this.nextTool(row, nowMs);
  }

  /** Goes on to the next of the step's tools that is called, or to the next step. */
  private nextTool(row: number, nowMs: number): void {
    const { plan, sessions } = this.context;
    const { whole } = sessions;
    const at = row * SESSION_INTEGERS;
    const { tools } = this.context.workloadOf(row);
    const session = whole[at + INDEX] ?? 0;
    const step = whole[at + STEP] ?? 0;
    for (let toolAt = (whole[at + TOOL] ?? 0) + 1; toolAt < tools.length; toolAt += 1) {
      const tool = tools[toolAt];
      if (tool === undefined || callsOfStep(plan, tool, session, step) === 0) continue;
      whole[at + TOOL] = toolAt;
      whole[at + CALL] = 0;
      whole[at + ATTEMPT] = 0;
      this.useTool(row, nowMs);
      return;
    }
    whole[at + STEP] = step + 1;
    this.think(row, nowMs);
  }

  private useTool(row: number, nowMs: number): void {
    const { plan, sessions } = this.context;
    const { real } = sessions;
    const tool = this.toolOf(row);
    const pool = this.poolOf(tool);
    this.drawAttempt(row, tool, pool);
    const drawnMs = plan.samplers.draw(pool.sampler, plan.streams.words[0] ?? 0);
    const serviceMs = drawnMs > pool.timeoutMs ? pool.timeoutMs : drawnMs;
    const at = row * SESSION_DOUBLES;
    real[at + STARTED_MS] = nowMs;
    real[at + SERVICE_MS] = serviceMs;
    this.usingTools.start(nowMs);
    this.schedule(TOOL_DONE, row, nowMs + serviceMs, USING_TOOL);
  }

  private toolDone(row: number, nowMs: number): void {
    const { plan, sessions, measures } = this.context;
    const { real, whole } = sessions;
    const at = row * SESSION_DOUBLES;
    const integersAt = row * SESSION_INTEGERS;
    const tool = this.toolOf(row);
    const pool = this.poolOf(tool);
    measures.events += 1;
    this.usingTools.stop(nowMs);
    real[at + STAGE_TOOL] = (real[at + STAGE_TOOL] ?? 0) + (real[at + SERVICE_MS] ?? 0);
    if (this.attemptFails(row, tool, pool)) {
      this.failAttempt(row, tool, pool, nowMs);
      return;
    }
    const session = whole[integersAt + INDEX] ?? 0;
    const step = whole[integersAt + STEP] ?? 0;
    const call = whole[integersAt + CALL] ?? 0;
    const workload = this.context.workloadOf(row);
    real[at + FRESH_TOKENS] =
      (real[at + FRESH_TOKENS] ?? 0) + resultTokens(plan, workload, tool, session, step, call);
    if (call + 1 < callsOfStep(plan, tool, session, step)) {
      whole[integersAt + CALL] = call + 1;
      whole[integersAt + ATTEMPT] = 0;
      this.useTool(row, nowMs);
    } else {
      this.nextTool(row, nowMs);
    }
  }

  private failAttempt(row: number, tool: ToolPlan, pool: HandsPlan, nowMs: number): void {
    const { plan, sessions } = this.context;
    const { real, whole } = sessions;
    const integersAt = row * SESSION_INTEGERS;
    const attempt = whole[integersAt + ATTEMPT] ?? 0;
    if (attempt >= pool.retries) {
      this.end(row, true, nowMs);
      return;
    }
    this.context.flag(row, RETRIED);
    whole[integersAt + ATTEMPT] = attempt + 1;
    if (!plan.samplers.isConstant(pool.retryDelaySampler)) {
      const item = (whole[integersAt + CALL] ?? 0) * ATTEMPTS + attempt;
      this.draw(row, tool.retryStream, item);
    }
    const delayMs = plan.samplers.draw(pool.retryDelaySampler, plan.streams.words[0] ?? 0);
    const at = row * SESSION_DOUBLES + STAGE_RETRY_DELAY;
    real[at] = (real[at] ?? 0) + delayMs;
    if (delayMs > 0) this.schedule(RETRY, row, nowMs + delayMs, WAITING);
    else this.useTool(row, nowMs);
  }

  private end(row: number, hasFailed: boolean, nowMs: number): void {
    this.slots.stop(row, nowMs);
    this.context.sessions.real[row * SESSION_DOUBLES + DUE_MS] = -1;
    this.context.finish(row, hasFailed, nowMs);
    this.context.sessions.release(row);
    this.serveQueue(nowMs);
  }

  /** The replica under the session has failed: all since it took its slot is lost. */
  private lose(row: number, nowMs: number): void {
    const { sessions, work } = this.context;
    const { real, whole } = sessions;
    const at = row * SESSION_DOUBLES;
    const phase = whole[row * SESSION_INTEGERS + PHASE] ?? WAITING;
    if (phase === THINKING) {
      this.computing.stop(nowMs);
      work.abort(row, nowMs);
    } else if (phase === USING_TOOL) {
      this.usingTools.stop(nowMs);
    }
    work.waste(row, real[at + RUN_TOKENS] ?? 0);
    real[at + STAGE_RESTART] =
      (real[at + STAGE_RESTART] ?? 0) + (nowMs - (real[at + RESUME_MS] ?? 0));
    for (let stage = STAGE_PROVISION; stage < STAGE_BUS; stage += 1) real[at + stage] = 0;
    real[at + STAGE_TOOL] = 0;
    real[at + STAGE_RETRY_DELAY] = 0;
    real[at + DUE_MS] = -1;
    real[at + QUEUED_MS] = nowMs;
    this.context.interrupt(row);
    this.slots.queue.pushFirst(row);
  }

  private schedule(code: number, row: number, dueMs: number, phase: number): void {
    const { sessions, calendar } = this.context;
    sessions.real[row * SESSION_DOUBLES + DUE_MS] = dueMs;
    sessions.whole[row * SESSION_INTEGERS + PHASE] = phase;
    calendar.schedule(dueMs, code | (row << CODE_BITS));
  }

  private drawAttempt(row: number, tool: ToolPlan, pool: HandsPlan): void {
    if (!pool.attemptIsRandom) return;
    const { whole } = this.context.sessions;
    const at = row * SESSION_INTEGERS;
    this.draw(
      row,
      tool.attemptStream,
      (whole[at + CALL] ?? 0) * ATTEMPTS + (whole[at + ATTEMPT] ?? 0),
    );
  }

  /** Drawn again rather than kept: draws are addressed, so the same address gives the same words. */
  private attemptFails(row: number, tool: ToolPlan, pool: HandsPlan): boolean {
    if (pool.failureProbability === 0 && pool.timeoutMs === Infinity) return false;
    const { plan } = this.context;
    this.drawAttempt(row, tool, pool);
    const { words } = plan.streams;
    if (plan.samplers.draw(pool.sampler, words[0] ?? 0) > pool.timeoutMs) return true;
    return pool.failureProbability > 0 && uniformOfWord(words[1] ?? 0) < pool.failureProbability;
  }

  private draw(row: number, stream: number, item: number): void {
    const { whole } = this.context.sessions;
    const at = row * SESSION_INTEGERS;
    this.context.plan.streams.draw(stream, whole[at + INDEX] ?? 0, whole[at + STEP] ?? 0, item);
  }

  private toolOf(row: number): ToolPlan {
    const at = this.context.sessions.whole[row * SESSION_INTEGERS + TOOL] ?? 0;
    const tool = this.context.workloadOf(row).tools[at];
    invariant(tool !== undefined, "a call is of a tool");
    return tool;
  }

  private poolOf(tool: ToolPlan): HandsPlan {
    const pool = this.context.plan.hands[tool.pool];
    invariant(pool !== undefined, "a tool has a pool");
    return pool;
  }
}

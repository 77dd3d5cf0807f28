import { invariant } from "../base/assert.js";
import {
  CALL_ATTEMPT,
  CALL_BUS,
  CALL_COUNT,
  CALL_DOUBLES,
  CALL_INDEX,
  CALL_INTEGERS,
  CALL_PROVISION,
  CALL_RESTART,
  CALL_RETRY_DELAY,
  CALL_SESSION,
  CALL_TOOL,
  CALL_TOOL_ID,
  CALL_TOOL_QUEUE,
  CALL_AT_MS,
} from "./call-row.js";
import { callsOfStep } from "./call-draws.js";
import type { Context } from "./context.js";
import type { Plan } from "./plan.js";
import type { ToolPlan } from "./workload-plan.js";
import {
  DOOMED,
  FLAGS,
  INDEX,
  LAST_BACK,
  PENDING,
  RESUME_MS,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STAGE_BUS,
  STAGE_PROVISION,
  STAGE_RESTART,
  STAGE_RETRY_DELAY,
  STAGE_TOOL,
  STAGE_TOOL_QUEUE,
  STEP,
} from "./session-row.js";
import { Table } from "./table.js";

/**
 * How a step's tool calls make up branches: each parallel call is one, the serial calls together are
 * one, run one after another. The branch that comes back last decides when the session goes on, and
 * its stage times are what the step's tools cost the session; so the stages of a session always add up
 * to its latency, however much ran side by side.
 */
export class Branches {
  readonly calls = new Table(CALL_DOUBLES, CALL_INTEGERS);
  private readonly plan: Plan;
  private readonly sessions: Table;

  constructor({ plan, sessions }: Context) {
    this.plan = plan;
    this.sessions = sessions;
  }

  /** A new branch of the session, at its first call. */
  open(row: number, tool: ToolPlan, index: number, count: number): number {
    const { calls, sessions } = this;
    const call = calls.take();
    const { real, whole } = calls;
    const pendingAt = row * SESSION_INTEGERS + PENDING;
    sessions.whole[pendingAt] = (sessions.whole[pendingAt] ?? 0) + 1;
    const at = call * CALL_INTEGERS;
    whole[at + CALL_SESSION] = row;
    whole[at + CALL_TOOL_ID] = tool.id;
    whole[at + CALL_INDEX] = index;
    whole[at + CALL_COUNT] = count;
    whole[at + CALL_ATTEMPT] = 0;
    const stagesAt = call * CALL_DOUBLES;
    real[stagesAt + CALL_BUS] = 0;
    real[stagesAt + CALL_TOOL_QUEUE] = 0;
    real[stagesAt + CALL_TOOL] = 0;
    real[stagesAt + CALL_RETRY_DELAY] = 0;
    real[stagesAt + CALL_RESTART] = 0;
    real[stagesAt + CALL_PROVISION] = 0;
    return call;
  }

  /** Moves a chain to its next call; false when the branch has none left. */
  moveOn(call: number, row: number, tool: ToolPlan): boolean {
    if (tool.parallel) return false;
    const { whole } = this.calls;
    const at = call * CALL_INTEGERS;
    whole[at + CALL_ATTEMPT] = 0;
    const index = (whole[at + CALL_INDEX] ?? 0) + 1;
    if (index < (whole[at + CALL_COUNT] ?? 0)) {
      whole[at + CALL_INDEX] = index;
      return true;
    }
    for (let id = tool.id + 1; id < tool.endOfTools; id += 1) {
      const next = this.plan.tools[id];
      if (next === undefined || next.parallel) continue;
      const count = this.countOf(row, next);
      if (count === 0) continue;
      whole[at + CALL_TOOL_ID] = id;
      whole[at + CALL_INDEX] = 0;
      whole[at + CALL_COUNT] = count;
      return true;
    }
    return false;
  }

  /** The branch is back at its CALL_AT_MS. How many of the step's are not. */
  close(call: number, row: number): number {
    const { real, whole } = this.sessions;
    const at = row * SESSION_DOUBLES + RESUME_MS;
    const atMs = this.calls.real[call * CALL_DOUBLES + CALL_AT_MS] ?? 0;
    const isDoomed = ((whole[row * SESSION_INTEGERS + FLAGS] ?? 0) & DOOMED) !== 0;
    if (atMs >= (real[at] ?? 0) && !isDoomed) {
      real[at] = atMs;
      this.decide(call, row);
    } else {
      this.calls.release(call);
    }
    return this.settle(row);
  }

  /** Makes this branch, which is over, the one that decides the step, as far as is known. */
  decide(call: number, row: number): void {
    const { whole } = this.sessions;
    const at = row * SESSION_INTEGERS + LAST_BACK;
    const before = whole[at] ?? -1;
    whole[at] = call;
    if (before >= 0) this.calls.release(before);
  }

  /** Adds the stage times of the deciding branch to the session's, and lets go of its row. */
  attribute(row: number): void {
    const { real, whole } = this.sessions;
    const lastBackAt = row * SESSION_INTEGERS + LAST_BACK;
    const call = whole[lastBackAt] ?? -1;
    if (call < 0) return;
    whole[lastBackAt] = -1;
    const at = row * SESSION_DOUBLES;
    const from = call * CALL_DOUBLES;
    const spent = this.calls.real;
    real[at + STAGE_BUS] = (real[at + STAGE_BUS] ?? 0) + (spent[from + CALL_BUS] ?? 0);
    real[at + STAGE_TOOL_QUEUE] =
      (real[at + STAGE_TOOL_QUEUE] ?? 0) + (spent[from + CALL_TOOL_QUEUE] ?? 0);
    real[at + STAGE_TOOL] = (real[at + STAGE_TOOL] ?? 0) + (spent[from + CALL_TOOL] ?? 0);
    real[at + STAGE_RETRY_DELAY] =
      (real[at + STAGE_RETRY_DELAY] ?? 0) + (spent[from + CALL_RETRY_DELAY] ?? 0);
    real[at + STAGE_RESTART] = (real[at + STAGE_RESTART] ?? 0) + (spent[from + CALL_RESTART] ?? 0);
    real[at + STAGE_PROVISION] =
      (real[at + STAGE_PROVISION] ?? 0) + (spent[from + CALL_PROVISION] ?? 0);
    this.calls.release(call);
  }

  /** Lets go of a call whose session has ended, and of the session's row after its last one. */
  drop(call: number, row: number): void {
    this.calls.release(call);
    if (this.settle(row) === 0) this.sessions.release(row);
  }

  /** One branch fewer; how many are left. */
  settle(row: number): number {
    const { whole } = this.sessions;
    const at = row * SESSION_INTEGERS + PENDING;
    const left = (whole[at] ?? 0) - 1;
    whole[at] = left;
    return left;
  }

  /** How often the tool is called after the session's step. */
  countOf(row: number, tool: ToolPlan): number {
    if (tool.fixedCalls >= 0) return tool.fixedCalls;
    const { whole } = this.sessions;
    const at = row * SESSION_INTEGERS;
    return callsOfStep(this.plan, tool, whole[at + INDEX] ?? 0, whole[at + STEP] ?? 0);
  }

  rowOf(call: number): number {
    return this.calls.whole[call * CALL_INTEGERS + CALL_SESSION] ?? 0;
  }

  toolOf(call: number): ToolPlan {
    const tool = this.plan.tools[this.calls.whole[call * CALL_INTEGERS + CALL_TOOL_ID] ?? 0];
    invariant(tool !== undefined, "a call is of a tool");
    return tool;
  }
}

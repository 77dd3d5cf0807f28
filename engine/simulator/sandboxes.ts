import type { Context } from "./context.js";
import type { ToolPlan } from "./workload-plan.js";
import { INDEX, SANDBOXES_HIGH, SANDBOXES_LOW, SESSION_INTEGERS } from "./session-row.js";

/**
 * Which sessions have a sandbox in which pools. The first call that reaches a worker provisions it;
 * calls beside it do not wait for it (their part of the pool is ready when they get there).
 */
export class Sandboxes {
  private readonly context: Context;

  constructor(context: Context) {
    this.context = context;
  }

  /** Time to provision the session's sandbox for `tool`: 0 when it has one already. */
  startMs(row: number, tool: ToolPlan): number {
    const { plan, sessions } = this.context;
    const at = fieldOf(row, tool);
    const bit = 1 << (tool.poolBit & 31);
    const held = sessions.whole[at] ?? 0;
    if ((held & bit) !== 0) return 0;
    sessions.whole[at] = held | bit;
    const index = sessions.whole[row * SESSION_INTEGERS + INDEX] ?? 0;
    plan.streams.draw(tool.provisionStream, index, 0, 0);
    return plan.samplers.draw(tool.hands.coldStart.id, plan.streams.words[0] ?? 0);
  }

  /** The sandbox was lost before it was ready. */
  lose(row: number, tool: ToolPlan): void {
    const { whole } = this.context.sessions;
    const at = fieldOf(row, tool);
    whole[at] = (whole[at] ?? 0) & ~(1 << (tool.poolBit & 31));
  }
}

function fieldOf(row: number, tool: ToolPlan): number {
  return row * SESSION_INTEGERS + (tool.poolBit < 32 ? SANDBOXES_LOW : SANDBOXES_HIGH);
}

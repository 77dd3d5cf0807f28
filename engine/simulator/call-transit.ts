import type { Context } from "./context.js";
import { isCacheHit } from "./call-draws.js";
import {
  CALL_AT_MS,
  CALL_BUS,
  CALL_DOUBLES,
  CALL_INDEX,
  CALL_INTEGERS,
  CALL_TOOL,
} from "./call-row.js";
import type { Plan } from "./plan.js";
import { FRESH_TOKENS, INDEX, SESSION_DOUBLES, SESSION_INTEGERS, STEP } from "./session-row.js";
import type { Table } from "./table.js";
import type { ToolPlan } from "./workload-plan.js";

/** What a tool call meets between the brain and the hands: the bus, and the cache that may answer it. */
export class CallTransit {
  /** Length of a hop when it is always the same; else NaN. */
  readonly constantHopMs: number;
  private readonly context: Context;
  private readonly plan: Plan;
  private readonly sessions: Table;
  private readonly calls: Table;

  constructor(context: Context, calls: Table) {
    this.context = context;
    this.plan = context.plan;
    this.sessions = context.sessions;
    this.calls = calls;
    this.constantHopMs = context.plan.hop.fixed;
  }

  /** The answer leaves for the brain: a hop back from now, or from where the cache answered. */
  comeBack(call: number, row: number, tool: ToolPlan): void {
    const { real } = this.calls;
    const at = call * CALL_DOUBLES + CALL_AT_MS;
    const { nowMs } = this.context.calendar;
    if ((real[at] ?? 0) < nowMs) real[at] = nowMs;
    this.addHop(call, row, tool, 1);
  }

  /** Lets the branch's call cross the bus, out (`direction` 0) or back (1). */
  addHop(call: number, row: number, tool: ToolPlan, direction: number): void {
    const { real } = this.calls;
    const at = call * CALL_DOUBLES;
    let hopMs = this.constantHopMs;
    if (Number.isNaN(hopMs)) {
      const { samplers, streams, hop } = this.plan;
      this.drawCall(call, row, tool.busStream);
      hopMs = samplers.draw(hop.id, streams.words[direction] ?? 0);
    }
    real[at + CALL_BUS] = (real[at + CALL_BUS] ?? 0) + hopMs;
    const leftMs = real[at + CALL_AT_MS] ?? 0;
    real[at + CALL_AT_MS] = leftMs + hopMs;
    const { spans } = this.context;
    if (spans !== undefined) {
      spans.addCall(row, call, tool.pool, "bus", leftMs, leftMs + hopMs);
    }
  }

  /** Whether the shared cache answers the call; if so, the time of its look-up is added. */
  isAnswered(call: number, row: number, tool: ToolPlan): boolean {
    const { plan } = this;
    this.drawCall(call, row, tool.callStream);
    if (!isCacheHit(plan, tool)) return false;
    let lookupMs = plan.lookup.fixed;
    if (Number.isNaN(lookupMs)) {
      this.drawCall(call, row, tool.lookupStream);
      lookupMs = plan.samplers.draw(plan.lookup.id, plan.streams.words[0] ?? 0);
    }
    const { real } = this.calls;
    const at = call * CALL_DOUBLES;
    real[at + CALL_TOOL] = (real[at + CALL_TOOL] ?? 0) + lookupMs;
    const askedMs = real[at + CALL_AT_MS] ?? 0;
    real[at + CALL_AT_MS] = askedMs + lookupMs;
    this.context.spans?.addCall(row, call, tool.pool, "tool", askedMs, askedMs + lookupMs);
    return true;
  }

  /** Adds the call's result to what the next step sends. */
  receive(call: number, row: number, tool: ToolPlan): void {
    const { real } = this.sessions;
    const { resultTokens } = tool;
    let tokens = resultTokens.fixed;
    if (tokens === 0) return;
    if (Number.isNaN(tokens)) {
      this.drawCall(call, row, tool.callStream);
      tokens = Math.round(
        this.plan.samplers.draw(resultTokens.id, this.plan.streams.words[1] ?? 0),
      );
    }
    const at = row * SESSION_DOUBLES + FRESH_TOKENS;
    real[at] = (real[at] ?? 0) + tokens;
  }

  /** Draws for the call as such, whatever the attempt. */
  private drawCall(call: number, row: number, stream: number): void {
    const { whole } = this.sessions;
    const at = row * SESSION_INTEGERS;
    const index = this.calls.whole[call * CALL_INTEGERS + CALL_INDEX] ?? 0;
    this.plan.streams.draw(stream, whole[at + INDEX] ?? 0, whole[at + STEP] ?? 0, index);
  }
}

import { uniformOfWord } from "../base/random.js";
import type { Plan } from "./plan.js";
import type { ToolPlan } from "./workload-plan.js";

/** How often `tool` is called after step `step` of session `session`: the same in both architectures. */
export function callsOfStep(plan: Plan, tool: ToolPlan, session: number, step: number): number {
  if (tool.fixedCalls >= 0) return tool.fixedCalls;
  const { words } = plan.streams;
  plan.streams.draw(tool.branchStream, session, step, 0);
  if (uniformOfWord(words[0] ?? 0) >= tool.probability) return 0;
  return Math.round(plan.samplers.draw(tool.callsSampler, words[1] ?? 0));
}

/** Whether the cache answers a call of `tool` whose call stream has just been drawn. */
export function isCacheHit(plan: Plan, tool: ToolPlan): boolean {
  return uniformOfWord(plan.streams.words[0] ?? 0) < tool.hands.cacheHitRatio;
}

/** Tokens that the result of this call adds to the history. */
export function resultTokens(
  plan: Plan,
  tool: ToolPlan,
  session: number,
  step: number,
  call: number,
): number {
  const { resultTokens: tokens } = tool;
  if (!Number.isNaN(tokens.fixed)) return tokens.fixed;
  plan.streams.draw(tool.callStream, session, step, call);
  return Math.round(plan.samplers.draw(tokens.id, plan.streams.words[1] ?? 0));
}

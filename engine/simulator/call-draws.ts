import { uniformOfWord } from "../base/random.js";
import type { HandsPlan, Plan, ToolPlan, WorkloadPlan } from "./plan.js";

/** How often `tool` is called after step `step` of session `session`: the same in both architectures. */
export function callsOfStep(plan: Plan, tool: ToolPlan, session: number, step: number): number {
  if (tool.fixedCalls >= 0) return tool.fixedCalls;
  const { words } = plan.streams;
  plan.streams.draw(tool.branchStream, session, step, 0);
  if (uniformOfWord(words[0] ?? 0) >= tool.probability) return 0;
  return Math.round(plan.samplers.draw(tool.callsSampler, words[1] ?? 0));
}

/** Whether the shared cache answers this call. */
export function isCacheHit(
  plan: Plan,
  pool: HandsPlan,
  tool: ToolPlan,
  session: number,
  step: number,
  call: number,
): boolean {
  if (pool.cacheHitRatio === 0) return false;
  plan.streams.draw(tool.callStream, session, step, call);
  return uniformOfWord(plan.streams.words[0] ?? 0) < pool.cacheHitRatio;
}

/** Tokens that the result of this call adds to the history. */
export function resultTokens(
  plan: Plan,
  workload: WorkloadPlan,
  tool: ToolPlan,
  session: number,
  step: number,
  call: number,
): number {
  if (workload.resultIsRandom) plan.streams.draw(tool.callStream, session, step, call);
  return Math.round(plan.samplers.draw(workload.resultSampler, plan.streams.words[1] ?? 0));
}

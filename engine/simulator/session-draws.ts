import type { Quantity } from "../statistics/sampler.js";
import type { Plan } from "./plan.js";
import type { WorkloadPlan } from "./workload-plan.js";

/** What an array of integers can hold; a scenario that draws more gets this many. */
const MOST = 2_000_000_000;

/** How many turns session `session` has. */
export function turnsOf(plan: Plan, workload: WorkloadPlan, session: number): number {
  return counted(plan, workload.turns, workload.turnStream, session, 0);
}

/** How many brain steps turn `turn` of session `session` takes. */
export function stepsOfTurn(
  plan: Plan,
  workload: WorkloadPlan,
  session: number,
  turn: number,
): number {
  const stream = turn === 0 ? workload.sessionStream : workload.turnStream;
  return counted(plan, workload.steps, stream, session, turn);
}

/** Input tokens that turn `turn`, not the first, adds. */
export function turnInputTokens(
  plan: Plan,
  workload: WorkloadPlan,
  session: number,
  turn: number,
): number {
  const { id, fixed } = workload.turnInputTokens;
  if (!Number.isNaN(fixed)) return fixed;
  plan.streams.draw(workload.turnStream, session, turn, 0);
  return Math.round(plan.samplers.draw(id, plan.streams.words[1] ?? 0));
}

/** What the user of session `session` thinks before turn `turn`. */
export function thinkSeconds(
  plan: Plan,
  workload: WorkloadPlan,
  session: number,
  turn: number,
): number {
  const { id, fixed } = workload.thinkSeconds;
  if (!Number.isNaN(fixed)) return fixed;
  plan.streams.draw(workload.thinkStream, session, turn, 0);
  return plan.samplers.draw(id, plan.streams.words[0] ?? 0);
}

/** A whole number from 1 up, from the stream's first word. */
function counted(
  plan: Plan,
  { id, fixed }: Quantity,
  stream: number,
  session: number,
  turn: number,
): number {
  let count = fixed;
  if (Number.isNaN(count)) {
    plan.streams.draw(stream, session, turn, 0);
    count = Math.round(plan.samplers.draw(id, plan.streams.words[0] ?? 0));
  }
  return count < 1 ? 1 : count > MOST ? MOST : count;
}

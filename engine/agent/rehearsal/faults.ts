import { REHEARSAL_FAULTS } from "../../contract/drive.js";
import type { Draw } from "../workload.js";

export { REHEARSAL_FAULTS };
export type RehearsalFault = (typeof REHEARSAL_FAULTS)[number];

export interface FaultPlan {
  /** Probability of each fault, for each request by itself; together at most 1. */
  readonly shares?: Readonly<Partial<Record<RehearsalFault, number>>>;
  /** What happens to the first requests, in order of arrival; then the shares count. */
  readonly script?: readonly (RehearsalFault | "none")[];
  /** What a rate limit asks for. */
  readonly retryAfterSeconds?: number;
  readonly slowFirstByteMs?: number;
}

/** The fault of one request, if any. `at` counts requests from 0. */
export function faultAt(plan: FaultPlan, at: number, draw: Draw): RehearsalFault | undefined {
  const scripted = plan.script?.[at];
  if (scripted !== undefined) return scripted === "none" ? undefined : scripted;
  let left = draw("fault");
  for (const fault of REHEARSAL_FAULTS) {
    left -= plan.shares?.[fault] ?? 0;
    if (left < 0) return fault;
  }
  return undefined;
}

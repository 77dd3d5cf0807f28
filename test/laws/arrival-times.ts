import { Context } from "../../engine/simulator/context.js";
import { compilePlan } from "../../engine/simulator/plan.js";
import type { Options } from "./simulate.js";
import { scenarioOf } from "./simulate.js";
import { CODE_BITS } from "../../engine/simulator/events.js";

/**
 * When the sessions of a workload come in, in ms up to `untilMs`, as the simulator lets them in; with
 * `others`, workloads that stand before it.
 */
export function arrivalTimes(
  arrivals: unknown,
  untilMs: number,
  options: Options & { readonly others?: readonly object[] } = {},
): number[] {
  const { replication = 0, others = [] } = options;
  const scenario = scenarioOf({ workloads: [...others, { name: "w", arrivals }] });
  const run = { ...scenario.run, ...options.run };
  const plan = compilePlan({ scenario, traces: {}, architecture: "decoupled", run, replication });
  const { calendar, arrivals: source, sessions } = new Context(plan);
  const times: number[] = [];
  while (calendar.nextTimeMs() < untilMs) {
    const id = calendar.take() >>> CODE_BITS;
    sessions.release(source.admit(id));
    // One source for each open workload.
    if (id === others.length) times.push(calendar.nowMs);
  }
  return times;
}

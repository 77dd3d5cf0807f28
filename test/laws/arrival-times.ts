import { Context } from "../../engine/simulator/context.js";
import { compilePlan } from "../../engine/simulator/plan.js";
import type { Options } from "./simulate.js";
import { scenarioOf } from "./simulate.js";
import { CODE_BITS } from "../../engine/simulator/events.js";

/** When the sessions of the first workload come in, in ms up to `untilMs`, as the simulator lets them in. */
export function arrivalTimes(arrivals: unknown, untilMs: number, options: Options = {}): number[] {
  const { replication = 0 } = options;
  const scenario = scenarioOf({ workloads: [{ name: "w", arrivals }] });
  const run = { ...scenario.run, ...options.run };
  const plan = compilePlan({ scenario, traces: {}, architecture: "decoupled", run, replication });
  const { calendar, arrivals: source, sessions } = new Context(plan);
  const times: number[] = [];
  while (calendar.nextTimeMs() < untilMs) {
    sessions.release(source.admit(calendar.take() >>> CODE_BITS));
    times.push(calendar.nowMs);
  }
  return times;
}

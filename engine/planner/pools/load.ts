import type { Scenario } from "../../contract/scenario.js";
import type { Workload } from "../../contract/workload.js";

/** The same scenario with `factor` times the load: rates, users (at least one) or the speed of a recording. */
export function scaleLoad(scenario: Scenario, factor: number): Scenario {
  return { ...scenario, workloads: scenario.workloads.map((one) => scaleWorkload(one, factor)) };
}

function scaleWorkload(workload: Workload, factor: number): Workload {
  const { arrivals, weight } = workload;
  if ("trace" in arrivals) {
    const { trace } = arrivals;
    return { ...workload, arrivals: { trace: { ...trace, speed: trace.speed * factor } } };
  }
  if ("recorded" in arrivals) {
    const { recorded } = arrivals;
    return { ...workload, arrivals: { recorded: { ...recorded, speed: recorded.speed * factor } } };
  }
  return { ...workload, weight: weight * factor };
}

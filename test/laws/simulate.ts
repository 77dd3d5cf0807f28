import type { Architecture } from "../../engine/contract/result.js";
import { Scenario } from "../../engine/contract/scenario.js";
import { Components } from "../../engine/simulator/components.js";
import type { InspectJob } from "../../engine/simulator/inspect/job.js";
import { singleRequests } from "../../engine/simulator/job.js";
import { compilePlan } from "../../engine/simulator/plan.js";
import { simulateReplication } from "../../engine/simulator/replication.js";
import type {
  ReplicationControl,
  ReplicationRecord,
  ResolvedRun,
  TraceRequests,
} from "../../engine/simulator/replication.js";

/** Everything the schema lets out is left out. */
export type ScenarioParts = Record<string, unknown>;

/** A valid scenario from its interesting parts. */
export function scenarioOf(parts: ScenarioParts): Scenario {
  return Scenario.parse({
    schema: "headroom/scenario/v1",
    name: "test",
    brain: { kind: "slots", replicas: 1, serviceMs: 100 },
    ...parts,
  });
}

export const quiet: ReplicationControl = { onProgress: () => {}, isCancelled: () => false };

export interface Options {
  readonly architecture?: Architecture;
  readonly traces?: Record<string, TraceRequests>;
  readonly run?: Partial<ResolvedRun>;
  readonly replication?: number;
  readonly series?: boolean;
  readonly inspect?: InspectJob;
}

/** One replication. */
export function simulate(scenario: Scenario, options: Options = {}): ReplicationRecord {
  const { architecture = "decoupled", traces = {}, replication = 0, series = false } = options;
  const run = { ...scenario.run, ...options.run };
  const { inspect } = options;
  const job = { scenario, traces, architecture, run, replication, series };
  return simulateReplication(inspect === undefined ? job : { ...job, inspect }, quiet);
}

/** All replications of the scenario's run. */
export function simulateAll(scenario: Scenario, options: Options = {}): ReplicationRecord[] {
  const { replications } = { ...scenario.run, ...options.run };
  return Array.from({ length: replications }, (_, replication) =>
    simulate(scenario, { ...options, replication }),
  );
}

/** Requests at these times (ms), with these token counts. */
export function traceOf(arrivalsMs: readonly number[], input = 0, output = 0): TraceRequests {
  return singleRequests(
    Float64Array.from(arrivalsMs, (ms) => ms / 1000),
    Float64Array.from(arrivalsMs, () => input),
    Float64Array.from(arrivalsMs, () => output),
  );
}

export const TRACE_ARRIVALS = { trace: { file: "t.csv", format: "azure-llm-2023" } };

/** When the components of one replication fail and come back, up to `count` changes. */
export function componentChanges(
  parts: ScenarioParts,
  count: number,
  options: Options = {},
): { timeMs: number; replica: number; failed: boolean }[] {
  const { architecture = "decoupled", replication = 0 } = options;
  const workloads = [{ name: "w", arrivals: { poisson: { ratePerSecond: 1 } } }];
  const scenario = scenarioOf({ workloads, ...parts });
  const run = { ...scenario.run, ...options.run };
  const components = new Components(
    compilePlan({ scenario, traces: {}, architecture, run, replication }),
  );
  return Array.from({ length: count }, () => {
    const timeMs = components.nextMs;
    components.advance();
    const { replica, failed } = components;
    return { timeMs, replica, failed };
  });
}

/** Sessions arriving at exactly these times, simulated to their end, nothing deleted. */
export function replay(
  parts: ScenarioParts & { session?: ScenarioParts },
  arrivalsMs: readonly number[],
  architecture: Architecture = "decoupled",
  tokens: { input: number; output: number } = { input: 0, output: 0 },
): ReplicationRecord {
  const { session = {}, ...rest } = parts;
  const scenario = scenarioOf({
    workloads: [{ name: "w", arrivals: TRACE_ARRIVALS, session }],
    ...rest,
  });
  return simulate(scenario, {
    architecture,
    traces: { "t.csv": traceOf(arrivalsMs, tokens.input, tokens.output) },
    run: { warmUpShare: 0 },
  });
}

/** The stages of a record by name, as means per finished session. */
export function stageMeans(record: ReplicationRecord): Record<string, number> {
  const finished = record.total.completed + record.total.failed;
  const names = [
    "queue",
    "provision",
    "prefill",
    "decode",
    "bus",
    "toolQueue",
    "tool",
    "retryDelay",
    "restart",
  ];
  return Object.fromEntries(names.map((name, at) => [name, (record.stagesMs[at] ?? 0) / finished]));
}

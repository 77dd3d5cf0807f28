import type { DrivePrediction, DrivePredictionRow } from "../../../contract/drive.js";
import { KPIS } from "../../../contract/kpi.js";
import type { KpiPath } from "../../../contract/kpi.js";
import type { Architecture } from "../../../contract/result.js";
import type { Scenario } from "../../../contract/scenario.js";
import { deviationOf } from "../../../statistics/experiment.js";
import { figure } from "../../../simulator/figures.js";
import { kpiOf } from "../../../simulator/kpis.js";
import type { ReplicationRunner, ReplicationRunOptions } from "../../../simulator/port.js";
import type { ReplicationRecord } from "../../../simulator/replication.js";
import { driveValues } from "./figures.js";
import type { DriveRecord, DriveValues } from "./figures.js";
import { learntScenario } from "./learnt-scenario.js";
import type { Lessons } from "./lessons.js";
import type { DrivePlan } from "./plan.js";

/** Simulated runs of each architecture, as long as a live one: enough to know how far such runs scatter. */
const REPLICATIONS = 200;
/** Standard deviations to either side that hold 95 % of a normal distribution. */
const NORMAL_95 = 1.959964;

const PREDICTED = [
  "throughput",
  "latencyMs.mean",
  "latencyMs.p50",
  "latencyMs.p95",
  "ttftMs.p50",
  "ttftMs.p95",
] as const satisfies readonly (KpiPath & keyof DriveValues)[];

type Records = Readonly<Partial<Record<Architecture, readonly DriveRecord[]>>>;

/**
 * Simulates the drive again: sessions, model and tools as its logs taught them, the pools that were planned,
 * as many sessions as came in, runs as long and from as empty a start as the live ones. Queues, and with them throughput and
 * latency, are the simulator's own.
 */
export async function predict(
  name: string,
  lessons: Lessons,
  plan: DrivePlan,
  measured: Records,
  runner: ReplicationRunner,
  options: ReplicationRunOptions,
): Promise<DrivePrediction | undefined> {
  const runs = Object.values(measured).flat();
  const sessions = runs.reduce((sum, { requests }) => sum + requests.injected, 0) / runs.length;
  const scenario = learntScenario(name, lessons, plan, sessions, REPLICATIONS);
  if (scenario === undefined) return undefined;
  const rows: DrivePrediction["rows"] = {};
  for (const architecture of ["coupled", "decoupled"] as const) {
    const live = measured[architecture];
    if (live === undefined || live.length === 0) continue;
    const { run } = scenario;
    const jobs = Array.from({ length: REPLICATIONS }, (_, replication) => ({
      scenario,
      traces: {},
      architecture,
      run,
      replication,
    }));
    const records = await runner.run(jobs, {
      signal: options.signal,
      onProgress: ({ fraction }) =>
        options.onProgress({ stage: `predicting ${architecture}`, fraction }),
    });
    rows[architecture] = PREDICTED.map((kpi) => rowOf(kpi, scenario, records, live));
  }
  const basis = basisOf(lessons, measured, sessions / plan.durationSeconds);
  if (plan.latency !== undefined && "batched" in plan.latency) {
    basis.push(
      "A batched brain is slower the more it has to do: its times here are those under the load of these runs.",
    );
  }
  return { scenario, replications: REPLICATIONS, basis, rows };
}

function rowOf(
  kpi: (typeof PREDICTED)[number],
  scenario: Scenario,
  records: readonly ReplicationRecord[],
  live: readonly DriveRecord[],
): DrivePredictionRow {
  const found = driveValues(live, kpi);
  const row = { kpi, measured: figure(KPIS[kpi].unit, found) };
  // A short run in which no session ended has nothing that a measurement could be held against.
  const values = records.flatMap((record) => kpiOf(scenario, record, kpi) ?? []);
  const unknown = { low: null, high: null, relativeError: null, within: null };
  if (values.length < records.length / 2) return { ...row, predicted: null, ...unknown };
  const predicted = values.reduce((sum, value) => sum + value, 0) / values.length;
  const { mean } = row.measured;
  if (mean === null || mean === 0) return { ...row, predicted, ...unknown };
  const halfWidth =
    NORMAL_95 * deviationOf(values) * Math.sqrt(1 / live.length + 1 / values.length);
  const low = Math.max(0, predicted - halfWidth);
  const high = predicted + halfWidth;
  return {
    ...row,
    predicted,
    low,
    high,
    relativeError: predicted / mean - 1,
    within: low <= mean && mean <= high,
  };
}

function basisOf(
  { shapes, ttftMs, hopMs }: Lessons,
  measured: Records,
  ratePerSecond: number,
): string[] {
  const from = measured.decoupled === undefined ? "coupled" : "decoupled";
  return [
    `Learnt from the ${from} runs (${shapes.length} sessions, ${ttftMs.length} brain steps): what sessions ask for, and what model, tools and engine take without waiting. Pools are those of the drive, and the rate is that at which sessions came in (${ratePerSecond.toPrecision(3)}/s); queues, throughput and latency are the simulator's own.`,
    ...(hopMs.length === 0 ? ["No run was decoupled, so hops of the bus cost nothing here."] : []),
  ];
}

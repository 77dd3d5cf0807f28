import type { DriveGauges, DriveMeasured, DriveResult } from "../../../engine/contract/drive.js";
import type { Figure } from "../../../engine/contract/result.js";
import { Scenario } from "../../../engine/contract/scenario.js";

const one = (mean: number, unit: Figure["unit"]): Figure => ({
  mean,
  low: null,
  high: null,
  unit,
});
const times = (ms: number) => ({
  mean: one(ms, "ms"),
  p50: one(ms, "ms"),
  p95: one(2 * ms, "ms"),
  p99: one(3 * ms, "ms"),
});

function measured(latencyMs: number, pool: string, taken: number): DriveMeasured {
  return {
    pools: [
      { name: "model", servers: 6, utilisation: one(0.5, "ratio"), waiting: one(0, "1") },
      { name: pool, servers: 16, utilisation: one(taken, "ratio"), waiting: one(2.5, "1") },
    ],
    requests: { injected: 40, completed: 40, failed: 0, inFlight: 0 },
    throughput: one(4, "1/s"),
    latencyMs: times(latencyMs),
    ttftMs: times(300),
    errorRate: { mean: 0, low: 0, high: 0.09, unit: "ratio" },
    tokens: {
      input: one(0, "tokens"),
      output: one(43, "tokens"),
      cacheRead: one(0, "tokens"),
      cacheWrite: one(0, "tokens"),
      wasted: one(0, "tokens"),
    },
    costUsd: { total: one(0, "usd"), perRequest: one(0, "usd"), perSuccess: one(0, "usd") },
  };
}

/** What they played. */
export const drivenScenario = Scenario.parse({
  schema: "headroom/scenario/v1",
  name: "Customer support",
  workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 4 } } }],
  brain: { kind: "slots", replicas: 6, serviceMs: { constant: 5 } },
});

/** A load run of both deployments, one run of each, without gauges. */
export const DRIVEN: DriveResult = {
  scenarioName: "Customer support",
  workload: "customer-support",
  origin: "rehearsal",
  model: "rehearsal timed as the scenario",
  ratePerSecond: 4,
  durationSeconds: 10,
  warmUpShare: 0.2,
  seed: 1,
  repeats: 1,
  budget: { modelSlots: 6, workers: { coupled: 16, decoupled: 16 } },
  architectures: {
    coupled: measured(2000, "coupled", 0.97),
    decoupled: measured(1500, "lookup_order", 0.4),
  },
  comparison: [
    {
      kpi: "latencyMs.p95",
      coupled: one(4000, "ms"),
      decoupled: one(3000, "ms"),
      difference: one(-1000, "ms"),
      relativeChange: -0.25,
      pValue: null,
    },
    {
      kpi: "throughput",
      coupled: one(4, "1/s"),
      decoupled: one(4, "1/s"),
      difference: one(0, "1/s"),
      relativeChange: 0,
      pValue: null,
    },
  ],
  prediction: {
    scenario: drivenScenario,
    replications: 200,
    basis: ["Learnt from the decoupled runs."],
    rows: {
      decoupled: [
        {
          kpi: "latencyMs.p95",
          measured: one(3000, "ms"),
          predicted: 3300,
          low: 3100,
          high: 3500,
          relativeError: 0.1,
          within: false,
        },
      ],
    },
  },
  notes: [],
};

/** The gauges of a second. */
export const gauges = (over: Partial<DriveGauges>): DriveGauges => ({
  kind: "gauges",
  architecture: "decoupled",
  repeat: 1,
  elapsedSeconds: 1,
  injected: 4,
  completed: 0,
  failed: 0,
  inFlight: 4,
  throughputPerSecond: 0,
  latencyMs: null,
  pools: [{ name: "model", servers: 6, busy: 4, waiting: 3 }],
  tokens: 0,
  costUsd: 0,
  ...over,
});

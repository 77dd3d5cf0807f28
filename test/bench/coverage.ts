import { writeSync } from "node:fs";
import { Scenario } from "../../engine/contract/scenario.js";
import type { Distribution } from "../../engine/contract/distribution.js";
import type { Figure } from "../../engine/contract/result.js";
import { simulateReplication } from "../../engine/simulator/replication.js";
import { summariseArchitecture } from "../../engine/simulator/summary.js";
import { erlangC, sojournQuantileMM1 } from "../reference/theory.js";

type Name = "wait, mean" | "latency, mean" | "latency, p50" | "latency, p95" | "latency, p99";
type Truths = Partial<Record<Name, number>>;

/** Tasks to one server that takes 100 ms for one on average. */
interface Queue {
  readonly name: string;
  readonly load: number;
  readonly serviceMs: Distribution;
  readonly truths: Truths;
}

const QUEUES: readonly Queue[] = [
  mm1(0.8),
  mm1(0.9),
  {
    name: "M/G/1, lognormal service of cv 3, load 0.5",
    load: 0.5,
    serviceMs: { lognormal: { mean: 100, cv: 3 } },
    // 2·10⁹ tasks by Lindley's recursion, written apart from the simulator (in C).
    truths: { "latency, p50": 118.951, "latency, p95": 2579.9, "latency, p99": 7016.78 },
  },
];

/**
 * How often the product's default 95 % intervals cover theory, in `runs` runs of each queue at the
 * default number of replications, length and warm-up, and how often they are refused. A right interval
 * covers 950 ± 14 of 1,000 times (95 % of the time).
 */
export function main([count = "1000"]: readonly string[]): void {
  for (const queue of QUEUES) {
    writeSync(1, `${queue.name}\n`);
    report(queue, Number(count));
  }
}

function mm1(load: number): Queue {
  const quantile = (p: number): number => sojournQuantileMM1(load / 100, 100, p);
  return {
    name: `M/M/1, load ${load}`,
    load,
    serviceMs: { exponential: { mean: 100 } },
    truths: {
      "wait, mean": (erlangC(1, load) * 100) / (1 - load),
      "latency, mean": 100 / (1 - load),
      "latency, p50": quantile(0.5),
      "latency, p95": quantile(0.95),
      "latency, p99": quantile(0.99),
    },
  };
}

function report(queue: Queue, runs: number): void {
  const tally = new Map<string, { shown: number; covering: number }>();
  for (let seed = 1; seed <= runs; seed += 1) {
    for (const [name, { low, high }, truth] of figuresOf(queue, seed)) {
      const of = tally.get(name) ?? { shown: 0, covering: 0 };
      tally.set(name, of);
      if (low === null || high === null) continue;
      of.shown += 1;
      if (low <= truth && truth <= high) of.covering += 1;
    }
  }
  for (const [name, { shown, covering }] of tally) {
    const share = covering / shown;
    const half = 1.96 * Math.sqrt((share * (1 - share)) / shown);
    const covers =
      shown === 0
        ? "never shown"
        : `covers ${(100 * share).toFixed(1)} % ± ${(100 * half).toFixed(1)}`;
    const refused = (100 * (runs - shown)) / runs;
    writeSync(1, `  ${name.padEnd(14)} ${covers}; refused ${refused.toFixed(1)} %\n`);
  }
}

function figuresOf(queue: Queue, seed: number): [Name, Figure, truth: number][] {
  const scenario = Scenario.parse({
    schema: "headroom/scenario/v1",
    name: queue.name,
    run: { seed },
    workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: queue.load * 10 } } }],
    brain: { kind: "slots", replicas: 1, serviceMs: queue.serviceMs },
  });
  const records = Array.from({ length: scenario.run.replications }, (_, replication) =>
    simulateReplication(
      { scenario, traces: {}, architecture: "decoupled", run: scenario.run, replication },
      { onProgress: () => {}, isCancelled: () => false },
    ),
  );
  const { waitMs, latencyMs } = summariseArchitecture(scenario, scenario.run, records);
  const figures: Record<Name, Figure> = {
    "wait, mean": waitMs.mean,
    "latency, mean": latencyMs.mean,
    "latency, p50": latencyMs.p50,
    "latency, p95": latencyMs.p95,
    "latency, p99": latencyMs.p99,
  };
  const names: readonly Name[] = [
    "wait, mean",
    "latency, mean",
    "latency, p50",
    "latency, p95",
    "latency, p99",
  ];
  return names.flatMap((name): [Name, Figure, number][] => {
    const truth = queue.truths[name];
    return truth === undefined ? [] : [[name, figures[name], truth]];
  });
}

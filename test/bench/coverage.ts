import { writeSync } from "node:fs";
import { Scenario } from "../../engine/contract/scenario.js";
import type { Figure } from "../../engine/contract/result.js";
import { simulateReplication } from "../../engine/simulator/replication.js";
import { summariseArchitecture } from "../../engine/simulator/summary.js";
import { erlangC, sojournQuantileMM1 } from "../reference/theory.js";

/**
 * How often the product's default 95 % intervals cover theory: `runs` runs of M/M/1 at load 0.8, each
 * at the default number of replications, length and warm-up. A right interval covers 950 ± 14 of
 * 1,000 times (95 % of the time).
 */
export function main([count = "1000"]: readonly string[]): void {
  const runs = Number(count);
  const load = 0.8;
  const truths = {
    "wait, mean": (erlangC(1, load) * 100) / (1 - load),
    "latency, mean": 100 / (1 - load),
    "latency, p50": sojournQuantileMM1(load / 100, 100, 0.5),
    "latency, p95": sojournQuantileMM1(load / 100, 100, 0.95),
    "latency, p99": sojournQuantileMM1(load / 100, 100, 0.99),
    utilisation: load,
  };
  const hits = new Map<string, number>();
  for (let seed = 1; seed <= runs; seed += 1) {
    const figures = figuresOf(seed, load);
    for (const [name, truth] of Object.entries(truths)) {
      const { low, high } = figures[name] ?? { low: null, high: null };
      const covers = low !== null && high !== null && low <= truth && truth <= high;
      hits.set(name, (hits.get(name) ?? 0) + (covers ? 1 : 0));
    }
  }
  for (const [name, covered] of hits) {
    const share = covered / runs;
    const half = 1.96 * Math.sqrt((share * (1 - share)) / runs);
    writeSync(1, `${name.padEnd(14)} ${(100 * share).toFixed(1)} % ± ${(100 * half).toFixed(1)}\n`);
  }
}

function figuresOf(seed: number, load: number): Record<string, Figure> {
  const scenario = Scenario.parse({
    schema: "headroom/scenario/v1",
    name: "M/M/1",
    run: { seed },
    workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: load * 10 } } }],
    brain: { kind: "slots", replicas: 1, serviceMs: { exponential: { mean: 100 } } },
  });
  const records = Array.from({ length: scenario.run.replications }, (_, replication) =>
    simulateReplication(
      { scenario, traces: {}, architecture: "decoupled", run: scenario.run, replication },
      { onProgress: () => {}, isCancelled: () => false },
    ),
  );
  const { waitMs, latencyMs, utilisation } = summariseArchitecture(scenario, scenario.run, records);
  return {
    "wait, mean": waitMs.mean,
    "latency, mean": latencyMs.mean,
    "latency, p50": latencyMs.p50,
    "latency, p95": latencyMs.p95,
    "latency, p99": latencyMs.p99,
    utilisation: utilisation.gpu,
  };
}

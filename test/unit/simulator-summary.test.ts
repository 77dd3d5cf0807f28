import { isOnSide } from "../../engine/contract/claim-side.js";
import { describe, expect, it } from "vitest";
import { KPI_PATHS } from "../../engine/contract/kpi.js";
import { ArchitectureResult, ComparisonRow } from "../../engine/contract/result.js";
import { compareRows } from "../../engine/simulator/comparison.js";
import { kpiFigure } from "../../engine/simulator/figures.js";
import {
  runWarnings,
  summariseArchitecture,
  workloadFigure,
} from "../../engine/simulator/summary.js";
import { replay, scenarioOf, simulateAll, TRACE_ARRIVALS } from "../laws/simulate.js";

/** Two pools of hands, both deployments, every price: costs that can be worked out by hand. */
const parts = {
  brain: {
    kind: "slots",
    replicas: 4,
    serviceMs: { exponential: { mean: 100 } },
    gpusPerReplica: 0.5,
    cpusPerReplica: 1,
  },
  hands: {
    search: { workers: 3, serviceMs: 50, cpusPerWorker: 2 },
    shell: { workers: 2, serviceMs: 20, cpusPerWorker: 0.5 },
  },
  coupled: { replicas: 8, gpusPerReplica: 0.5, cpusPerReplica: 0.25 },
  prices: {
    gpuHourUsd: 4,
    cpuHourUsd: 0.1,
    tokens: {
      inputUsdPerMillion: 3,
      outputUsdPerMillion: 15,
      cacheReadUsdPerMillion: 0.3,
      cacheWriteUsdPerMillion: 3.75,
    },
  },
};
const session = {
  brainSteps: 2,
  inputTokens: 1000,
  outputTokens: 100,
  cachedHistoryShare: 0.5,
  tools: [{ pool: "search" }],
};
const poisson = { poisson: { ratePerSecond: 5 } };
const scenario = scenarioOf({
  ...parts,
  workloads: [
    { name: "support", arrivals: poisson, session },
    { name: "extraction", arrivals: poisson, session: { ...session, brainSteps: 4 } },
  ],
  run: { replications: 5, requests: 2000 },
  claims: {
    source: "a test",
    figures: [
      { kpi: "hoursPer30Days.gpu", coupled: 2880, decoupled: 1000, note: "half right" },
      { kpi: "mtbfHours", coupled: 12 },
      { kpi: "hoursPer30Days.cpu", change: 4.52 },
      { kpi: "costUsd.per30Days", change: 10 },
    ],
  },
});
const { run } = scenario;
const coupled = simulateAll(scenario, { architecture: "coupled" });
const decoupled = simulateAll(scenario, { architecture: "decoupled" });

describe("summariseArchitecture", () => {
  const result = summariseArchitecture(scenario, run, decoupled);

  it("gives what the contract promises, for both deployments", () => {
    expect(() => ArchitectureResult.parse(result)).not.toThrow();
    expect(() =>
      ArchitectureResult.parse(summariseArchitecture(scenario, run, coupled)),
    ).not.toThrow();
    expect(() => summariseArchitecture(scenario, run, decoupled.slice(1))).toThrow(RangeError);
  });

  it("puts every mean inside its interval, and stages that add up to the latency", () => {
    const { mean, low, high } = result.latencyMs.p95;
    expect(low).toBeLessThan(mean ?? 0);
    expect(high).toBeGreaterThan(mean ?? 0);
    const stages = result.stages.reduce((sum, { meanMs }) => sum + (meanMs.mean ?? 0), 0);
    expect(stages).toBeCloseTo(result.latencyMs.mean.mean ?? 0, 6);
    expect(result.stages.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it("charges provisioned hours and tokens, the dearer price for what is written to the cache", () => {
    // 4 × 0.5 GPUs; 4 × 1 + 3 × 2 + 2 × 0.5 CPUs.
    expect(result.hoursPer30Days.gpu.mean).toBe(720 * 2);
    expect(result.hoursPer30Days.cpu.mean).toBe(720 * 11);
    const [record] = decoupled;
    if (record === undefined) throw new Error("no record");
    const hours = (record.window.endMs - record.window.startMs) / 3_600_000;
    const { tokens } = record;
    const plain = tokens.input - tokens.cacheWrite;
    const usd =
      hours * (2 * 4 + 11 * 0.1) +
      (plain * 3 + tokens.cacheWrite * 3.75 + tokens.cacheRead * 0.3 + tokens.output * 15) / 1e6;
    const one = [record];
    const figureOf = (kpi: (typeof KPI_PATHS)[number]) => kpiFigure(scenario, one, kpi).mean ?? 0;
    const finished = record.total.completed + record.total.failed;
    expect(figureOf("costUsd.perRequest")).toBeCloseTo(usd / finished, 12);
    expect(figureOf("costUsd.per30Days")).toBeCloseTo((usd * 720) / hours, 6);
    const counted = tokens.input + tokens.output + tokens.cacheRead;
    expect(figureOf("costUsd.perToken")).toBeCloseTo(usd / counted, 15);
    expect(figureOf("costUsd.perMillionTokens") / figureOf("costUsd.perToken")).toBeCloseTo(1e6, 3);
  });

  it("knows CPU by the workers it drives, each by its CPUs", () => {
    const { pools, cpu } = result.utilisation;
    const busy = 6 * (pools["search"]?.mean ?? 0) + (pools["shell"]?.mean ?? 0);
    expect(cpu.mean).toBeCloseTo(busy / 7, 12);
    expect(pools["shell"]?.mean).toBe(0);
  });

  it("merges the latencies of all replications", () => {
    const { latencyHistogram } = result;
    const total = latencyHistogram.count.reduce((sum, count) => sum + count, 0);
    const finished = decoupled.reduce((sum, { total: t }) => sum + t.completed + t.failed, 0);
    expect(total).toBe(finished);
    expect(latencyHistogram.upperMs).toEqual(latencyHistogram.upperMs.toSorted((a, b) => a - b));
    expect(latencyHistogram.relativeError).toBeLessThanOrEqual(0.005);
  });

  it("says why a figure cannot be had", () => {
    expect(result.mtbfHours).toEqual({
      mean: null,
      low: null,
      high: null,
      unit: "h",
      note: "the scenario gives this deployment no failures",
    });
    const single = kpiFigure(scenario, decoupled.slice(0, 1), "latencyMs.mean");
    expect(single).toMatchObject({ low: null, high: null, note: "one run has no interval" });
  });
});

describe("workloadFigure", () => {
  it("keeps the workloads' sessions apart and shares the deployment", () => {
    const of = (workload: string, kpi: (typeof KPI_PATHS)[number]): number =>
      workloadFigure(scenario, decoupled, workload, kpi).mean ?? 0;
    expect(of("extraction", "latencyMs.mean")).toBeGreaterThan(
      1.5 * of("support", "latencyMs.mean"),
    );
    expect(of("support", "throughput") + of("extraction", "throughput")).toBeCloseTo(
      kpiFigure(scenario, decoupled, "throughput").mean ?? 0,
      9,
    );
    expect(of("support", "utilisation.gpu")).toBe(of("extraction", "utilisation.gpu"));
    expect(() => workloadFigure(scenario, decoupled, "nobody", "throughput")).toThrow(
      "no workload",
    );
  });
});

describe("compareRows", () => {
  const settings = { practicalThreshold: 0.05, seed: 1 };
  const rows = compareRows(scenario, coupled, decoupled, settings);
  const row = (kpi: (typeof KPI_PATHS)[number]) => rows.find((candidate) => candidate.kpi === kpi);

  it("has every key figure, in order, as the contract promises", () => {
    expect(rows.map(({ kpi }) => kpi)).toEqual(KPI_PATHS);
    for (const each of rows) expect(() => ComparisonRow.parse(each)).not.toThrow();
  });

  it("pairs by replication: far narrower than two independent samples", () => {
    const { coupled: before, decoupled: after, difference, pValue } = row("latencyMs.mean") ?? {};
    expect(difference?.mean).toBeCloseTo((after?.mean ?? 0) - (before?.mean ?? 0), 9);
    const width = (figure: typeof before): number => (figure?.high ?? 0) - (figure?.low ?? 0);
    expect(width(difference)).toBeLessThan(width(before) + width(after));
    expect(pValue).toBeLessThan(0.05);
    const shuffled = [...decoupled.slice(1), ...decoupled.slice(0, 1)];
    expect(() => compareRows(scenario, coupled, shuffled, settings)).toThrow(RangeError);
  });

  it("holds claims against what was found", () => {
    expect(row("hoursPer30Days.gpu")?.claim).toEqual({
      coupled: 2880,
      coupledReproduced: true,
      decoupled: 1000,
      decoupledReproduced: false,
      note: "half right",
    });
    expect(row("mtbfHours")?.claim).toEqual({ coupled: 12, coupledReproduced: false });
    expect(row("mtbfHours")?.difference.note).toContain("no failures");
    expect(row("throughput")?.claim).toBeUndefined();
    // From 2 CPUs to 11.
    expect(row("hoursPer30Days.cpu")?.claim).toEqual({ change: 4.52, changeReproduced: true });
    expect(row("costUsd.per30Days")?.claim).toEqual({ change: 10, changeReproduced: false });
  });

  it("takes a bound for a bound", () => {
    // From 2 CPUs to 11 is +450 %.
    const reproduced = (change: number, side: "atLeast" | "atMost") => {
      const figures = [{ kpi: "hoursPer30Days.cpu" as const, change, side }];
      const claims = { source: "a test", figures };
      const held = compareRows({ ...scenario, claims }, coupled, decoupled, settings);
      return held.find(({ kpi }) => kpi === "hoursPer30Days.cpu")?.claim?.changeReproduced;
    };
    expect([reproduced(4.52, "atLeast"), reproduced(4.48, "atLeast")]).toEqual([false, true]);
    expect([reproduced(4.52, "atMost"), reproduced(4.48, "atMost")]).toEqual([true, false]);
    // "More than 90 % less" is −0.95, not −0.885.
    expect([isOnSide(-0.95, -0.9, "atLeast"), isOnSide(-0.885, -0.9, "atLeast")]).toEqual([
      true,
      false,
    ]);
  });

  it("is certain where nothing varies", () => {
    const { difference, pValue, relativeChange } = row("hoursPer30Days.gpu") ?? {};
    expect(difference).toMatchObject({ mean: -1440, low: -1440, high: -1440 });
    expect([pValue, relativeChange]).toEqual([null, -0.5]);
  });
});

describe("mean time between failures", () => {
  it("is all hours over all failures, not a mean of ratios", () => {
    const failures = [1, 3];
    const records = decoupled.slice(0, 2).map((record, at) => ({
      ...record,
      failuresPerHour: (failures[at] ?? 0) / 8760,
    }));
    const figure = kpiFigure(scenario, records, "mtbfHours");
    expect(figure.mean).toBeCloseTo((2 * 8760) / 4, 9);
    const none = records.map((record) => ({ ...record, failuresPerHour: 0 }));
    expect(kpiFigure(scenario, none, "mtbfHours").note).toBe(
      "no component failed in the simulated years",
    );
  });
});

describe("runWarnings", () => {
  it("is silent about a sound run", () => {
    expect(runWarnings(scenario, decoupled)).toEqual([]);
  });

  it("tells of a load that the deployment cannot keep up with", () => {
    const overloaded = scenarioOf({
      workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 30 } } }],
      run: { replications: 2, requests: 1000 },
    });
    const [warning = ""] = runWarnings(overloaded, simulateAll(overloaded));
    expect(warning).toMatch(/6\d% of the sessions were still in flight/);
  });

  it("tells of a run too short to say anything", () => {
    const short = scenarioOf({
      workloads: [{ name: "w", arrivals: { closed: { users: 50 } } }],
      run: { replications: 2, requests: 60 },
    });
    expect(runWarnings(short, simulateAll(short)).join()).toContain("times the mean latency");
    const none = { ...short, run: { ...short.run, requests: 10 } };
    expect(runWarnings(none, simulateAll(none)).join()).toContain("No session finished");
  });
});

describe("a trace", () => {
  it("is played to its end, cut at the number of requests, at its speed", () => {
    const times = [0, 100, 200, 300];
    const whole = replay({ brain: { kind: "slots", replicas: 9, serviceMs: 50 } }, times);
    expect(whole.requests).toEqual({ injected: 4, completed: 4, failed: 0, inFlight: 0 });
    expect(whole.window).toEqual({ startMs: 0, endMs: 350 });
    const fast = { trace: { ...TRACE_ARRIVALS.trace, speed: 2 } };
    const cut = replay(
      {
        brain: { kind: "slots", replicas: 9, serviceMs: 50 },
        workloads: [{ name: "w", arrivals: fast }],
        run: { requests: 3 },
      },
      times,
    );
    expect(cut.requests.injected).toBe(3);
    expect(cut.window.endMs).toBe(150);
  });
});

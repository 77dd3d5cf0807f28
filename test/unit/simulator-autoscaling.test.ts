import { describe, expect, it } from "vitest";
import { Scenario } from "../../engine/contract/scenario.js";
import { kpiOf, provisioned } from "../../engine/simulator/kpis.js";
import { scenarioOf, simulate, traceOf, TRACE_ARRIVALS } from "../laws/simulate.js";
import type { ScenarioParts } from "../laws/simulate.js";

/** One session is one brain step of ten seconds, arriving at these seconds. */
function run(autoscaler: ScenarioParts, arrivals: readonly number[], parts: ScenarioParts = {}) {
  const scenario = scenarioOf({
    workloads: [{ name: "w", arrivals: TRACE_ARRIVALS }],
    brain: { kind: "slots", replicas: 1, serviceMs: 10_000, ...parts },
    autoscaling: { brain: autoscaler },
    prices: { gpuHourUsd: 3600 },
  });
  const record = simulate(scenario, {
    traces: { "t.csv": traceOf(arrivals.map((seconds) => seconds * 1000)) },
    run: { warmUpShare: 0 },
    series: true,
  });
  return { scenario, record, endSeconds: record.window.endMs / 1000 };
}

/** Replica-seconds that were paid for. */
const paidSeconds = ({ record, endSeconds }: ReturnType<typeof run>): number =>
  (record.pools[0]?.servers ?? 0) * endSeconds;

describe("a pool under a HorizontalPodAutoscaler", () => {
  const burst = Array.from({ length: 8 }, () => 0);

  it("grows after a look, and the new replicas serve once they are provisioned", () => {
    const done = run({ maxReplicas: 4, target: { inFlight: 1 }, provisionSeconds: 20 }, burst);
    // At 15 s seven are left, three more replicas are begun, and serve from 35 s on: one step ends at
    // 10, 20, 30 and 40 on the first one; four are left at 35, three of them end at 45, the last at 50.
    expect(done.endSeconds).toBe(50);
    expect(done.record.total.latencyMs.mean).toBeCloseTo(
      ([10, 20, 30, 40, 45, 45, 45, 50].reduce((sum, ends) => sum + ends, 0) * 1000) / 8,
      6,
    );
    // One all the time, three more from the decision on.
    expect(paidSeconds(done)).toBeCloseTo(50 + 3 * 35, 6);
    const { scenario, record } = done;
    expect(provisioned(scenario, record).gpus).toBeCloseTo(3.1, 9);
    expect(kpiOf(scenario, record, "utilisation.gpu")).toBeCloseTo(80 / 155, 9);
    expect(kpiOf(scenario, record, "costUsd.perRequest")).toBeCloseTo(155 / 8, 9);
  });

  it("shrinks after the stabilisation window; a leaving replica finishes its work and takes no other", () => {
    const done = run(
      {
        maxReplicas: 2,
        target: { inFlight: 1 },
        scaleDown: { stabilisationSeconds: 0 },
      },
      [0, 0, 0, 14, 31, 31],
      { serviceMs: 40_000 },
    );
    // 15 s: four in flight, a second replica. Ends: 40 and 55 s, then 80 and 95, then 120 and 135.
    expect(done.endSeconds).toBe(135);
    const leaving = run(
      { maxReplicas: 2, target: { inFlight: 2 }, scaleDown: { stabilisationSeconds: 0 } },
      [0, 0, 61, 61],
      { replicas: 2, serviceMs: 60_000 },
    );
    // 15 s: two in flight need one replica. The newer one works on to 60 s and is gone, so of the two
    // that come at 61 s one waits until 121 s.
    expect(leaving.endSeconds).toBe(181);
    expect(paidSeconds(leaving)).toBeCloseTo(181 + 60, 6);
  });

  it("keeps what it has while the load asked for it within the last five minutes", () => {
    const steady = Array.from({ length: 40 }, (_, at) => at * 10);
    const done = run({ maxReplicas: 4, target: { inFlight: 1 } }, [...burst, ...steady]);
    const { series } = done.record;
    const replicasAt = (seconds: number): number => {
      const bin = Math.floor((seconds * 1000) / (series?.binMs ?? 1));
      return (series?.pools[0]?.serverMs[bin] ?? 0) / (series?.observedMs[bin] ?? 1);
    };
    expect(replicasAt(5)).toBe(1);
    expect(replicasAt(100)).toBe(4);
    expect(replicasAt(300)).toBe(4);
    expect(replicasAt(390)).toBe(1);
  });
});

describe("a pool under KEDA", () => {
  const keda = { minReplicas: 0, maxReplicas: 5, target: { inFlight: 1 }, keda: {} };

  it("goes to nothing after its cooldown, and starts again at the poll that sees something", () => {
    const done = run({ ...keda, provisionSeconds: 5 }, [0, 1000]);
    // Begun at the poll at 1020 s, ready at 1025.
    expect(done.endSeconds).toBe(1035);
    expect(done.record.total.latencyMs.p99).toBeCloseTo(35_000, -3);
    // Nothing was seen in flight at any poll, so the cooldown runs from the start.
    expect(paidSeconds(done)).toBeCloseTo(300 + 15, 6);
  });

  it("does not start for what is not above its activation threshold", () => {
    const scaler = { ...keda, keda: { activationThreshold: 1 } };
    const done = run(scaler, [0, 1000, 1100]);
    expect(done.record.total.latencyMs.p99 ?? 0).toBeGreaterThan(100_000);
    expect(() => run(scaler, [0, 1000])).toThrow(/a pool that has no replica/);
  });
});

describe("a scaled pool whose replicas fail", () => {
  it("counts their failures by how many there are", () => {
    const rate = (maxReplicas: number) =>
      simulate(
        scenarioOf({
          workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 0.5 } } }],
          brain: { kind: "slots", replicas: 1, serviceMs: 10_000 },
          failures: { brainReplica: { timeToFailureHours: { exponential: { mean: 100 } } } },
          autoscaling: { brain: { maxReplicas, target: { utilisation: 0.5 } } },
          run: { requests: 3000 },
        }),
      );
    const [one, many] = [rate(1), rate(20)];
    expect(many.pools[0]?.servers ?? 0).toBeGreaterThan(5);
    expect((many.failuresPerHour ?? 0) / (one.failuresPerHour ?? 1)).toBeCloseTo(
      many.pools[0]?.servers ?? 0,
      6,
    );
  });
});

describe("an autoscaling section", () => {
  const base = {
    schema: "headroom/scenario/v1",
    name: "x",
    workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 1 } } }],
    brain: { kind: "slots", replicas: 3, serviceMs: 1 },
    hands: { search: { workers: 1, serviceMs: 1 } },
  };
  const good = { maxReplicas: 5, target: { utilisation: 0.5 } };
  const problems = (autoscaling: object): string[] =>
    (Scenario.safeParse({ ...base, autoscaling }).error?.issues ?? []).map(
      ({ path, message }) => `${path.join(".")}: ${message}`,
    );

  it.each([
    [
      "the size it starts with is outside",
      { brain: { ...good, maxReplicas: 2 } },
      "the 3 it starts",
    ],
    ["a pool that is not there", { hands: { fetch: good } }, "a pool of hands: search"],
    ["no coupled deployment", { coupled: good }, "no coupled deployment"],
    ["from nothing without KEDA", { brain: { ...good, minReplicas: 0 } }, "1 or more without keda"],
    ["KEDA on what is busy", { brain: { ...good, keda: {} } }, "queueLength or inFlight"],
    ["two targets", { brain: { ...good, target: { utilisation: 1, inFlight: 1 } } }, "exactly one"],
    ["a policy of nothing", { brain: { ...good, scaleUp: { policies: [{}] } } }, "a policy"],
  ])("is refused: %s", (_what, autoscaling, message) => {
    expect(problems({ brain: good, hands: { search: good } })).toEqual([]);
    expect(problems(autoscaling).join(" ")).toContain(message);
  });
});

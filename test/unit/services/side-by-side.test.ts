import { describe, expect, it } from "vitest";
import { KPI_PATHS } from "../../../engine/contract/kpi.js";
import type { Scenario } from "../../../engine/contract/scenario.js";
import { kpiValues } from "../../../engine/simulator/figures.js";
import { sideRows } from "../../../engine/simulator/side-by-side.js";
import { holm } from "../../../engine/statistics/experiment.js";
import { pairedInterval } from "../../../engine/statistics/interval.js";
import { scenarioOf, simulate } from "../../laws/simulate.js";

const RUN = { seed: 3, replications: 5, requests: 400 };
const SETTINGS = { practicalThreshold: 0.05, seed: RUN.seed };

function armOf(replicas: number, seed = RUN.seed) {
  const scenario: Scenario = scenarioOf({
    run: { ...RUN, seed },
    workloads: [
      {
        name: "w",
        arrivals: { poisson: { ratePerSecond: 2 } },
        session: { brainSteps: 2, inputTokens: 100, outputTokens: 30 },
      },
    ],
    brain: { kind: "slots", replicas, serviceMs: { exponential: { mean: 300 } } },
    prices: { gpuHourUsd: 2 },
  });
  const records = Array.from({ length: RUN.replications }, (_, replication) =>
    simulate(scenario, { architecture: "decoupled", replication }),
  );
  return { scenario, records };
}

function latenciesOf({ scenario, records }: ReturnType<typeof armOf>): readonly number[] {
  const found = kpiValues(scenario, records, "latencyMs.mean");
  if ("note" in found) throw new Error(found.note);
  return found.values;
}

describe("scenarios side by side", () => {
  const [two, three, four] = [armOf(2), armOf(3), armOf(4)];

  it("differ by nothing from themselves, in every replication", () => {
    for (const { kpi, differences } of sideRows([two, armOf(2)], SETTINGS)) {
      const [only] = differences;
      if (only === undefined || only.finding.outcome === "unknown") continue;
      expect([kpi, only.difference.mean, only.finding.outcome]).toEqual([kpi, 0, "equal"]);
    }
  });

  it("are paired by replication: the interval is that of the differences one by one", () => {
    const rows = sideRows([two, three, four], SETTINGS);
    expect(rows.map(({ kpi }) => kpi)).toEqual(KPI_PATHS);
    const row = rows.find(({ kpi }) => kpi === "latencyMs.mean");
    expect(row?.figures).toHaveLength(3);
    for (const [at, arm] of [three, four].entries()) {
      const paired = pairedInterval(latenciesOf(two), latenciesOf(arm));
      const found = row?.differences[at];
      expect(found?.difference).toMatchObject({
        mean: paired.mean,
        low: paired.low,
        high: paired.high,
      });
      expect(found?.pValue).toBe(paired.pValue);
    }
  });

  it("are corrected by Holm over all figures of all of them", () => {
    const findings = sideRows([two, three, four], SETTINGS).flatMap((row) => row.differences);
    const adjusted = holm(findings.map(({ pValue }) => pValue));
    // The order of the tests does not matter to the correction.
    expect(findings.map(({ finding }) => finding.adjustedPValue)).toEqual(adjusted);
    expect(adjusted.some((p) => p !== null)).toBe(true);
  });

  it("see the same sessions, which makes the differences steadier than the figures", () => {
    const differences = (arm: ReturnType<typeof armOf>): number => {
      const { low, high } = pairedInterval(latenciesOf(three), latenciesOf(arm));
      return (high ?? 0) - (low ?? 0);
    };
    expect(differences(four)).toBeLessThan(differences(armOf(4, 99)));
  });

  it("need the same replications", () => {
    const short = { ...three, records: three.records.slice(1) };
    expect(() => sideRows([two, short], SETTINGS)).toThrow(RangeError);
  });
});

import { describe, expect, it } from "vitest";
import type { KpiPath } from "../../../engine/contract/kpi.js";
import { KPIS } from "../../../engine/contract/kpi.js";
import type { CompareResult, ComparisonRow } from "../../../engine/contract/result.js";
import { findingOf } from "../../../renderer/panes/compare/finding.js";
import { rowText } from "../../../renderer/panes/compare/rows.js";
import { recordedResult } from "./recorded.js";

/** A row whose paired difference is known to within `halfWidth`. */
function row(kpi: KpiPath, coupled: number, decoupled: number, halfWidth: number): ComparisonRow {
  const { unit } = KPIS[kpi];
  const difference = decoupled - coupled;
  const around = (mean: number) => ({ mean, low: mean - halfWidth, high: mean + halfWidth, unit });
  return {
    kpi,
    coupled: around(coupled),
    decoupled: around(decoupled),
    difference: around(difference),
    relativeChange: coupled === 0 ? null : difference / coupled,
    pValue: null,
  };
}

const finding = (...table: ComparisonRow[]) => {
  const result: CompareResult = { ...recordedResult(), table };
  const { lead, support } = findingOf(result, "en-US");
  return [lead, ...support].join(" ").replaceAll("\u202f", " ");
};

describe("the finding, in whole sentences", () => {
  it("tells a multiple, a sooner and a cheaper", () => {
    expect(
      finding(
        row("throughput", 120, 350, 0.2),
        row("latencyMs.p95", 405, 148, 1),
        row("costUsd.perRequest", 0.4, 0.1, 0.001),
      ),
    ).toBe(
      "Decoupled serves 2.9 times as many sessions per second. 95 of 100 sessions finish within " +
        "148 ms decoupled, sooner than the 405 ms coupled. A request costs $0.100 decoupled, 75% " +
        "less than the $0.400 coupled.",
    );
  });

  it("tells it as plainly when decoupled is worse", () => {
    expect(
      finding(
        row("throughput", 120, 108, 0.2),
        row("latencyMs.p95", 100, 150, 1),
        row("costUsd.perRequest", 0.1, 0.12, 0.001),
      ),
    ).toBe(
      "Decoupled serves 10% fewer sessions per second. 95 of 100 sessions finish within 150 ms " +
        "decoupled, later than the 100 ms coupled. A request costs $0.120 decoupled, 20% more than " +
        "the $0.100 coupled.",
    );
  });

  it("leads with what is decided: equal load, then latency", () => {
    expect(finding(row("throughput", 120, 120.1, 5), row("latencyMs.p95", 400, 100, 1))).toBe(
      "95 of 100 sessions finish within 100 ms decoupled, sooner than the 400 ms coupled. Both " +
        "deployments serve 120 sessions per second.",
    );
  });

  it("says that a run decides nothing when it does not", () => {
    expect(finding(row("throughput", 120, 130, 20), row("latencyMs.p95", 400, 380, 50))).toBe(
      "This run shows no difference between the two deployments. This run does not show whether " +
        "decoupled serves more sessions per second. This run does not show in which deployment 95 of " +
        "100 sessions finish sooner.",
    );
  });

  it("reads the recorded article", () => {
    const { lead } = findingOf(recordedResult(), "en-US");
    expect(lead).toBe("Decoupled serves 2.9 times as many sessions per second.");
  });
});

const judge = (of: ComparisonRow) => rowText(of, "en-US").judgement;

describe("a row of the table", () => {
  it("judges by the figure's own direction, and only what the interval decides", () => {
    expect(judge(row("throughput", 100, 120, 1))).toBe("better");
    expect(judge(row("latencyMs.mean", 100, 120, 1))).toBe("worse");
    expect(judge(row("latencyMs.mean", 100, 120, 30))).toBe("undecided");
    expect(judge(row("utilisation.gpu", 0.9, 0.6, 0.01))).toBe("different");
    expect(judge(row("latencyMs.mean", 100, 100.1, 0.01))).toBe("same");
  });

  it("sets the claim beside the figure in the figure's unit", () => {
    const of = row("latencyMs.p95", 405.2, 147.6, 0.3);
    const claim = { coupled: 400, coupledReproduced: true, decoupled: 120, note: "too good" };
    const text = rowText({ ...of, claim }, "en-US");
    expect(text.claims.coupled).toEqual({ value: "400\u202fms", reproduced: true });
    expect(text.claims.decoupled).toEqual({ value: "120\u202fms", reproduced: undefined });
    expect(text.note).toBe("too good");
    expect(text.change).toBe("\u221263.6%");
  });
});

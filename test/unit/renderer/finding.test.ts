import { describe, expect, it } from "vitest";
import type { KpiPath } from "../../../engine/contract/kpi.js";
import { KPIS } from "../../../engine/contract/kpi.js";
import type { CompareResult, ComparisonRow } from "../../../engine/contract/result.js";
import { findingOf } from "../../../renderer/panes/compare/finding.js";
import { collapseSentence } from "../../../renderer/ui/format/failures.js";
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

  it("rounds by the intervals, as the table does", () => {
    expect(finding(row("latencyMs.p95", 5093, 1093, 500))).toBe(
      "95 of 100 sessions finish within 1,100 ms decoupled, sooner than the 5,100 ms coupled.",
    );
  });

  it("tells a difference that the intervals round away", () => {
    const paired = row("latencyMs.p95", 1093, 1053, 500);
    const difference = { ...paired.difference, low: -45, high: -35 };
    expect(finding({ ...paired, difference })).toBe(
      "95 of 100 sessions finish within about 1,100 ms in both deployments, 40 ms sooner decoupled.",
    );
  });

  it("reads the recorded article", () => {
    const { lead } = findingOf(recordedResult(), "en-US");
    expect(lead).toBe("Decoupled serves 2.9 times as many sessions per second.");
  });
});

/** A finding where these shares of the sessions fail. */
function failing(coupled: number, decoupled: number, ...table: ComparisonRow[]): string {
  const recorded = recordedResult();
  const errors = row("errorRate", coupled, decoupled, 0.002);
  const { lead, support } = findingOf(
    {
      ...recorded,
      architectures: {
        coupled: { ...recorded.architectures.coupled, errorRate: errors.coupled },
        decoupled: { ...recorded.architectures.decoupled, errorRate: errors.decoupled },
      },
      table: [errors, ...table],
    },
    "en-US",
  );
  return [lead, ...support].join(" ").replaceAll("\u202f", " ");
}

describe("the finding where sessions fail", () => {
  const sooner = row("latencyMs.p95", 405, 148, 1);

  it("leads with it when most do", () => {
    expect(failing(0, 1, row("throughput", 120, 0, 1), sooner)).toMatch(
      /^Every decoupled session fails\. Decoupled finishes no session/u,
    );
    expect(failing(0, 0.62, row("throughput", 120, 350, 1))).toBe(
      "62% of the decoupled sessions fail. Decoupled serves 2.9 times as many sessions per second.",
    );
    expect(failing(1, 1, sooner)).toMatch(/^Every session fails in both deployments\./u);
  });

  it("praises no speed that is bought with failures", () => {
    expect(failing(0.01, 0.04, sooner)).toBe(
      "4.0% of the decoupled sessions fail, and 1.0% of the coupled. 95 of 100 completed " +
        "sessions end within 148 ms decoupled and within 405 ms coupled, but decoupled is no better for it: more " +
        "of its sessions fail.",
    );
  });

  it("says that of a deployment in which nothing ended", () => {
    const { architectures } = recordedResult();
    const none = { mean: null, low: null, high: null, unit: "ratio" } as const;
    const idle = { ...architectures.decoupled, errorRate: none };
    const empty = { ...idle, throughput: { ...idle.throughput, mean: 0 } };
    expect(collapseSentence({ decoupled: empty }, "en-US")).toBe(
      "No decoupled session ends in the measured time.",
    );
    expect(collapseSentence({ coupled: empty, decoupled: empty }, "en-US")).toBe(
      "In neither deployment does a session end in the measured time.",
    );
  });

  it("counts the failed ones into no percentile", () => {
    const equal = failing(0.06, 0.061, sooner, row("costUsd.perSuccess", 0.4, 0.1, 0.001));
    expect(equal).toBe(
      "95 of 100 completed sessions end within 148 ms decoupled, sooner than the 405 ms coupled. " +
        "A successful request costs $0.100 decoupled, 75% less than the $0.400 coupled.",
    );
    expect(failing(0.06, 0.6, sooner)).not.toMatch(/finish|sooner/u);
    expect(failing(0, 0.001, sooner)).toMatch(/^95 of 100 sessions finish/u);
  });

  it("still calls sooner what fails less", () => {
    expect(failing(0.2, 0.01, sooner)).toMatch(/20% of the coupled.*sooner than the 405 ms/u);
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

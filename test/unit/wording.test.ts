import { describe, expect, it } from "vitest";
import type { ComparisonRow, Finding } from "../../engine/contract/result.js";
import { comparisonSentence } from "../../engine/contract/wording.js";

const found: Finding = {
  outcome: "lower",
  adjustedPValue: 0.0000001,
  effectSize: -4,
  interval: "t",
  practicalThreshold: 0.05,
  neededReplications: 4,
};

function sentence(finding: Partial<Finding>, row: Partial<ComparisonRow> = {}): string | undefined {
  const around = (mean: number) => ({ mean, low: mean - 8, high: mean + 8, unit: "ms" as const });
  return comparisonSentence({
    kpi: "latencyMs.p95",
    coupled: around(400),
    decoupled: around(236),
    difference: around(-164),
    relativeChange: -0.41,
    pValue: 0,
    finding: { ...found, ...finding },
    ...row,
  });
}

describe("the sentence of a comparison", () => {
  it("says how much, how sure, and how strong", () => {
    expect(sentence({})).toBe(
      "Latency, p95 is 41% lower decoupled (95% interval 39 to 43%), beyond chance " +
        "(Holm-adjusted p < 0.001), a large effect.",
    );
    expect(sentence({ adjustedPValue: 0.0312, effectSize: 0.4, outcome: "higher" })).toMatch(
      /higher decoupled .*p = 0\.031\), a small effect\.$/u,
    );
  });

  it("says what a certain difference is, and one without a base", () => {
    expect(sentence({ adjustedPValue: null })).toBe(
      "Latency, p95 is 41% lower decoupled, in every replication.",
    );
    expect(sentence({ adjustedPValue: null }, { relativeChange: null })).toBe(
      "Latency, p95 is lower decoupled, by the same amount in every replication.",
    );
    expect(sentence({}, { relativeChange: null })).not.toContain("%)");
  });

  it("does not take no evidence for no difference", () => {
    expect(sentence({ outcome: "equal" })).toBe(
      "Latency, p95 is practically equal in both deployments: the difference is less than 5%.",
    );
    expect(sentence({ outcome: "undecided", neededReplications: 1400 })).toBe(
      "Latency, p95 shows no difference beyond chance; about 1,400 replications would tell one of 5%.",
    );
    expect(sentence({ outcome: "undecided", neededReplications: null })).toBe(
      "Latency, p95 shows no difference beyond chance.",
    );
    const difference = {
      mean: null,
      low: null,
      high: null,
      unit: "ms" as const,
      note: "no session",
    };
    expect(sentence({ outcome: "unknown" }, { difference })).toBe(
      "Latency, p95 cannot be compared: no session.",
    );
  });

  it("is silent about runs that tested nothing", () => {
    const { coupled, decoupled, difference } = {
      coupled: { mean: 1, low: 1, high: 1, unit: "ms" as const },
      decoupled: { mean: 1, low: 1, high: 1, unit: "ms" as const },
      difference: { mean: 0, low: 0, high: 0, unit: "ms" as const },
    };
    const row = { kpi: "latencyMs.p95" as const, coupled, decoupled, difference };
    expect(comparisonSentence({ ...row, relativeChange: 0, pValue: null })).toBeUndefined();
  });
});

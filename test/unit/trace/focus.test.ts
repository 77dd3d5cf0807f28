import { describe, expect, it } from "vitest";
import { BillingRules } from "../../../engine/contract/billing.js";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { readFocus } from "../../../engine/trace/focus.js";

const RULES = BillingRules.parse({ schema: "headroom/billing-rules/v1", rules: [] });
const HEADER =
  "BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ServiceName,ResourceId,EffectiveCost";
const DAY = "2026-10-01T00:00:00Z,2026-10-02T00:00:00Z";

const bill = (...rows: string[]): string => [HEADER, ...rows].join("\n");

function problemsOf(text: string, rules = RULES): HeadroomError["problems"] {
  try {
    readFocus(text, rules);
  } catch (error) {
    if (error instanceof HeadroomError) return error.problems;
    throw error;
  }
  return [];
}

describe("a FOCUS bill", () => {
  it("is read with quoted commas, a byte-order mark and times as providers write them", () => {
    const text = `\uFEFF${bill(
      `USD,${DAY},"Disks, fast",r,1.5`,
      "USD,2026-10-01 00:00:00 UTC,2026-10-01T06:00Z,Disks,r2,-2e-1",
      "",
    )}`;
    const { charges, warnings } = readFocus(text, RULES);
    expect(warnings).toEqual([]);
    expect(
      charges.map(({ usd, columns, to, from }) => [usd, columns.ServiceName, to - from]),
    ).toEqual([
      [1.5, "Disks, fast", 86_400_000],
      [-0.2, "Disks", 21_600_000],
    ]);
  });

  it("is refused with row and column where a value is wrong", () => {
    const problems = problemsOf(
      bill(
        `USD,${DAY},s,r,`,
        `EUR,${DAY},s,r,1`,
        "USD,1 October,2026-10-02,s,r,1",
        "USD,2026-10-02,2026-10-02,s,r,1",
      ),
    );
    expect(problems.map(({ path }) => path)).toEqual([
      "billing, row 2, EffectiveCost",
      "billing, row 3, BillingCurrency",
      "billing, row 4, ChargePeriodStart",
      "billing, row 5, ChargePeriodEnd",
    ]);
    expect(problemsOf("")).not.toEqual([]);
    expect(problemsOf(`${HEADER}\n"open`)).toMatchObject([{ path: "billing" }]);
    expect(problemsOf("a,b\n1,2").map(({ path }) => path)).toContain(
      "billing, column EffectiveCost",
    );
  });

  it("takes another currency at the rate that the rules give", () => {
    const { charges } = readFocus(bill(`EUR,${DAY},s,r,10`), { ...RULES, usdPer: { EUR: 1.25 } });
    expect(charges[0]?.usd).toBe(12.5);
  });

  it("tells of rows that repeat and of periods that overlap, and counts them", () => {
    const again = readFocus(bill(`USD,${DAY},s,r,1`, `USD,${DAY},s,r,1`), RULES);
    expect(again.charges).toHaveLength(2);
    expect(again.warnings).toEqual([expect.stringContaining("row 3 repeats row 2")]);
    const hours = "2026-10-01T10:00:00Z,2026-10-01T11:00:00Z";
    const { warnings } = readFocus(bill(`USD,${DAY},s,r,1`, `USD,${hours},s,r,2`), RULES);
    expect(warnings).toEqual([expect.stringContaining("rows 2 and 3")]);
    const other = readFocus(bill(`USD,${DAY},s,r,1`, `USD,${hours},s,another,2`), RULES);
    expect(other.warnings).toEqual([]);
  });
});

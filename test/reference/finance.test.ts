import { describe, expect, it } from "vitest";
import { netPresentValue, straightLinePerYear } from "../../engine/planner/finance/cash-flow.js";
import { internalRates } from "../../engine/planner/finance/internal-rate.js";
import { calculate } from "./spreadsheet.js";

const CASES = 200;
const PERIODS = 12;
const LAST = String.fromCharCode("A".charCodeAt(0) + PERIODS);

/** Uniform on (0, 1) by a counter, so that every run has the same cases. */
function uniform(index: number): number {
  const x = Math.sin(index * 12.9898 + 4.1414) * 43_758.5453;
  return x - Math.floor(x);
}

interface Case {
  readonly usd: readonly number[];
  readonly rate: number;
  readonly residual: number;
}

/** An outlay and then savings that grow or shrink: one change of sign, so one rate. */
const cases: readonly Case[] = Array.from({ length: CASES }, (_, n) => {
  const at = 100 * n + 1;
  const outlay = 1000 + 1e6 * uniform(at);
  const yearly = outlay * (0.12 + 0.5 * uniform(at + 1));
  const trend = 0.9 + 0.3 * uniform(at + 2);
  const gains = Array.from({ length: PERIODS }, (__, year) => yearly * trend ** year);
  return {
    usd: [-outlay, ...gains],
    rate: 0.3 * uniform(at + 3),
    residual: outlay * uniform(at + 4),
  };
});

describe("finance formulas against LibreOffice", () => {
  it(`agree to 1e-9 in ${CASES} random cases`, { timeout: 300_000 }, async () => {
    const rows = cases.map(({ usd, rate, residual }, at) => {
      const row = at + 1;
      const flows = `[.A${row}:.${LAST}${row}]`;
      return [
        ...usd,
        `=[.A${row}]+NPV(${rate};[.B${row}:.${LAST}${row}])`,
        `=IRR(${flows};0.1)`,
        `=SLN(-[.A${row}];${residual};${PERIODS})`,
      ];
    });
    const calculated = await calculate(rows);
    expect(calculated).toHaveLength(CASES);
    cases.forEach(({ usd, rate, residual }, at) => {
      const [value, internal, yearly] = calculated[at]?.slice(PERIODS + 1) ?? [];
      const flows = usd.map((amount, years) => ({ years, usd: amount }));
      const size = usd.reduce((sum, amount) => sum + Math.abs(amount), 0);
      expect(Math.abs(netPresentValue(flows, rate) - (value ?? NaN))).toBeLessThan(1e-9 * size);
      const { ratesPerYear } = internalRates(flows);
      expect(ratesPerYear).toHaveLength(1);
      expect(Math.abs((ratesPerYear[0] ?? NaN) - (internal ?? NaN))).toBeLessThan(1e-9);
      const depreciation = straightLinePerYear(-(usd[0] ?? 0), residual, PERIODS);
      expect(Math.abs(depreciation / (yearly ?? NaN) - 1)).toBeLessThan(1e-9);
    });
  });
});

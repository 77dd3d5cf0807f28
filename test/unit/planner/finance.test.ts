import { describe, expect, it } from "vitest";
import {
  netPresentValue,
  paybackYears,
  returnOnInvestment,
  straightLinePerYear,
} from "../../../engine/planner/finance/cash-flow.js";
import type { CashFlow } from "../../../engine/planner/finance/cash-flow.js";
import { internalRates } from "../../../engine/planner/finance/internal-rate.js";
import { fc } from "../../property.js";

const yearly = (...usd: number[]): CashFlow[] =>
  usd.map((amount, years) => ({ years, usd: amount }));

/** Flows whose net present value has exactly these roots: the polynomial in 1/(1 + rate), expanded. */
function flowsWithRates(rates: readonly number[]): CashFlow[] {
  let coefficients = [-1];
  for (const rate of rates) {
    const next: number[] = Array.from({ length: coefficients.length + 1 }, () => 0);
    coefficients.forEach((value, power) => {
      next[power] = (next[power] ?? 0) + value;
      next[power + 1] = (next[power + 1] ?? 0) - value * (1 + rate);
    });
    coefficients = next;
  }
  return yearly(...coefficients);
}

describe("internalRates", () => {
  it("finds both rates of the textbook's pump (Lorie and Savage 1955: 25 % and 400 %)", () => {
    const { ratesPerYear, signChanges } = internalRates(yearly(-1600, 10_000, -10_000));
    expect(signChanges).toBe(2);
    expect(ratesPerYear[0]).toBeCloseTo(0.25, 12);
    expect(ratesPerYear[1]).toBeCloseTo(4, 11);
  });

  it("finds none where there is none, and a double one once", () => {
    expect(internalRates(yearly(1000, -3000, 2500)).ratesPerYear).toEqual([]);
    expect(internalRates(yearly(100, 100))).toEqual({ ratesPerYear: [], signChanges: 0 });
    expect(internalRates([])).toEqual({ ratesPerYear: [], signChanges: 0 });
    const { ratesPerYear } = internalRates(flowsWithRates([0.1, 0.1]));
    expect(ratesPerYear).toHaveLength(1);
    expect(ratesPerYear[0]).toBeCloseTo(0.1, 5);
  });

  it("finds every rate of flows that were made to have them", () => {
    const rates = fc
      .uniqueArray(fc.integer({ min: -18, max: 60 }), { minLength: 1, maxLength: 5 })
      .map((twentieths) => twentieths.toSorted((a, b) => a - b).map((one) => one / 20));
    fc.assert(
      fc.property(rates, (made) => {
        const { ratesPerYear } = internalRates(flowsWithRates(made));
        expect(ratesPerYear).toHaveLength(made.length);
        made.forEach((rate, at) => expect(ratesPerYear[at]).toBeCloseTo(rate, 6));
      }),
    );
  });

  it("finds as many as a fine grid sees, at irregular times too, and each is a zero", () => {
    const flow = fc.record({
      years: fc.double({ min: 0, max: 5, noNaN: true }),
      usd: fc.integer({ min: -1000, max: 1000 }),
    });
    fc.assert(
      fc.property(fc.array(flow, { minLength: 2, maxLength: 8 }), (flows) => {
        const { ratesPerYear, signChanges } = internalRates(flows);
        expect(ratesPerYear.length).toBeLessThanOrEqual(signChanges);
        for (const rate of ratesPerYear) {
          const size = netPresentValue(
            flows.map(({ years, usd }) => ({ years, usd: Math.abs(usd) })),
            rate,
          );
          expect(Math.abs(netPresentValue(flows, rate))).toBeLessThan(1e-6 * size);
        }
        let seen = 0;
        let before = 0;
        for (let u = -2; u <= 2; u += 0.01) {
          const sign = Math.sign(netPresentValue(flows, Math.expm1(u)));
          if (sign * before < 0) seen += 1;
          if (sign !== 0) before = sign;
        }
        expect(ratesPerYear.length).toBeGreaterThanOrEqual(seen);
      }),
    );
  });
});

describe("internalRates near −100 %", () => {
  it("gives no rate that a double cannot tell from −100 %", () => {
    const flows = [
      { years: 0, usd: 763 },
      { years: 0.0000788, usd: -760 },
    ];
    expect(internalRates(flows)).toEqual({ ratesPerYear: [], signChanges: 1 });
  });
});

describe("netPresentValue", () => {
  it("is the sum of the flows at no rate, and falls with the rate where only later flows come in", () => {
    const flows = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(flows, fc.double({ min: 0, max: 2, noNaN: true }), (gains, rate) => {
        const all = yearly(-1000, ...gains);
        const sum = gains.reduce((total, one) => total + one, -1000);
        expect(netPresentValue(all, 0)).toBeCloseTo(sum, 3);
        expect(netPresentValue(all, rate)).toBeLessThanOrEqual(netPresentValue(all, 0) + 1e-6);
      }),
    );
  });
});

describe("paybackYears", () => {
  it("is the moment the cumulative flow turns positive, within the year", () => {
    expect(paybackYears(yearly(-100, 40, 40, 40))).toBeCloseTo(2.5, 12);
    expect(paybackYears(yearly(-100, 40, 40))).toBeUndefined();
    expect(paybackYears(yearly(100))).toBe(0);
    expect(paybackYears([])).toBeUndefined();
  });

  it("is for good: a later loss that is made up again moves it there", () => {
    expect(paybackYears(yearly(-100, 200, -150, 100))).toBeCloseTo(2.5, 12);
  });

  it("comes later when flows are discounted, and the discounted sum is zero there", () => {
    const discounted = paybackYears(yearly(-100, 60, 60, 60), 0.1);
    expect(discounted).toBeGreaterThan(paybackYears(yearly(-100, 60, 60, 60)) ?? 0);
    // −100 + 54.545 + 49.587 = 4.132 at two years: paid back 45.455/49.587 into the second.
    expect(discounted).toBeCloseTo(1 + 45.4545454 / 49.5867768, 6);
  });
});

it("ROI and straight-line depreciation", () => {
  expect(returnOnInvestment(150, 100)).toBeCloseTo(0.5, 12);
  expect(straightLinePerYear(1000, 100, 3)).toBe(300);
});

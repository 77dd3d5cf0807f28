import { describe, expect, it } from "vitest";
import {
  erlangB,
  erlangC,
  finiteQueue,
  meanWaitMG1,
  meanWaitMMc,
  waitQuantileMMc,
  waitTailMMc,
} from "./theory.js";

describe("the closed forms themselves", () => {
  it("give published Erlang B values, and a finite queue between them and Erlang C", () => {
    // One server: a / (1 + a); two: a² / (2 + 2a + a²).
    expect(erlangB(1, 0.8)).toBeCloseTo(0.8 / 1.8, 12);
    expect(erlangB(2, 1.5)).toBeCloseTo(1.5 ** 2 / (2 + 3 + 1.5 ** 2), 12);
    expect(finiteQueue(4, 0, 3, 1).refused).toBeCloseTo(erlangB(4, 3), 12);
    const large = finiteQueue(4, 500, 3, 1);
    expect(large.refused).toBeLessThan(1e-12);
    expect(large.wait).toBeCloseTo(meanWaitMMc(4, 3, 1), 9);
  });

  it("give published Erlang C values (Gross and Harris, Fundamentals of Queueing Theory, table)", () => {
    expect(erlangC(1, 0.8)).toBeCloseTo(0.8, 12);
    // c = 2: C = 2ρ²/(1 + ρ); c = 3, a = 2: 4/9.
    expect(erlangC(2, 1.5)).toBeCloseTo((2 * 0.75 ** 2) / 1.75, 12);
    expect(erlangC(3, 2)).toBeCloseTo(4 / 9, 12);
  });

  it("agree with each other where they overlap", () => {
    expect(meanWaitMMc(1, 0.8, 1)).toBeCloseTo(meanWaitMG1(0.8, 1, 1), 12);
    const quantile = waitQuantileMMc(8, 7.2, 1, 0.95);
    expect(waitTailMMc(8, 7.2, 1, quantile)).toBeCloseTo(0.05, 12);
  });
});

import { describe, expect, it } from "vitest";
import { poissonInterval } from "../../engine/statistics/poisson.js";

describe("poissonInterval", () => {
  // R: poisson.test(k)$conf.int
  it.each([
    [0, 0, 3.688879],
    [1, 0.02531781, 5.571643],
    [5, 1.623486, 11.66833],
    [20, 12.21652, 30.88838],
  ])("agrees with R for %i events", (count, low, high) => {
    const [least, most] = poissonInterval(count);
    expect(least).toBeCloseTo(low, 5);
    expect(most).toBeCloseTo(high, 4);
  });
});
